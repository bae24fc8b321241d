"""The council: the session of 21 May 2015 and its charters, the council of today, the session to come."""

import datetime as dt

from terreau.council import actions as council
from terreau.demo.story import note
from terreau.demo.story.assembly import HALL, seat
from terreau.demo.story.cast import Cast
from terreau.demo.story.charters import PLANS, draft, link_offers
from terreau.demo.story.evidence import declared
from terreau.demo.story.play import Tale, day
from terreau.demo.story.sessions import sessions_of_today
from terreau.partnerships import actions as partnerships


def tales(cast: Cast) -> list[Tale]:
    """Return the tales of the council and of the charters."""
    return [session_of_2015(cast), declared(cast), sessions_of_today(cast)]


def session_of_2015(cast: Cast) -> Tale:
    """Three charters are written, approved by the council, signed, and in force."""
    by, secretary = cast.officer, cast.secretary
    yield day(2015, 4, 8)
    assembly = seat(cast, name="Conseil municipal (mandat 2014-2020)", seats=33, since=dt.date(2014, 3, 29))
    yield day(2015, 4, 20, "14:00")
    evening = dt.date(2015, 5, 21)
    session = council.create_session(assembly=assembly, held_on=evening, place=HALL, by=secretary)
    rapporteur = assembly.mandates.get(user=cast.people["basile.cormier"])
    deliberation = council.draft_deliberation(
        session=session,
        title=note.TITLE,
        summary=note.SUMMARY,
        note=note.NOTE,
        considerations=note.CONSIDERATIONS,
        decision_text=note.DECISION,
        rapporteur=rapporteur,
        by=secretary,
    )
    yield day(2015, 5, 4, "15:30")
    for plan in PLANS:
        partnerships.agree(charter=draft(cast, plan), by=by)
        partnerships.link_deliberation(
            charter=cast.charters[plan.key], deliberation=deliberation, by=secretary
        )
    yield day(2015, 5, 12, "17:00")
    council.table(deliberation=deliberation, by=secretary)
    council.convoke(session=session, by=secretary)
    yield day(2015, 5, 21, "19:32")
    council.hold(session=session, present=29, proxies=4, by=secretary)
    yield day(2015, 5, 21, "21:05")
    council.record_vote(deliberation=deliberation, votes_for=33, votes_against=0, abstentions=0, by=secretary)
    yield day(2015, 5, 21, "22:40")
    council.close(session=session, by=secretary)
    yield day(2015, 5, 26, "10:10")
    council.publish(deliberation=deliberation, by=secretary)
    council.transmit(deliberation=deliberation, by=secretary)
    yield from _sign(cast)
    yield day(2020, 5, 18, "09:00")
    for mandate in assembly.mandates.filter(until=None):
        council.end_mandate(mandate=mandate, until=dt.date(2020, 5, 17), by=secretary)


def _sign(cast: Cast) -> Tale:
    yield day(2015, 6, 15, "18:00")
    for plan in PLANS:
        charter = cast.charters[plan.key]
        charter.refresh_from_db()
        for party in charter.parties.filter(signing="signs"):
            partnerships.record_signature(party=party, by=cast.secretary)
    yield day(2015, 6, 16, "09:00")
    for plan in PLANS:
        charter = cast.charters[plan.key]
        charter.refresh_from_db()
        partnerships.enter_into_force(charter=charter, by=cast.officer)
    yield day(2016, 2, 1, "16:00")
    for plan in PLANS:
        link_offers(cast, plan)
