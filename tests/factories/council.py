"""A council for tests, brought to life through its own actions."""

import datetime as dt

from terreau.council import actions
from terreau.council.enums import VOTED_STATES, SessionState
from terreau.council.models import Assembly, Deliberation, Mandate, Session
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.search.actions import mark

SECRETARY = Actor.system("tests")
HELD_ON = dt.date(2015, 5, 21)


def seated_assembly(*, seats: int = 33, members: int | None = None) -> Assembly:
    """Return an assembly whose seats are taken since 2014."""
    assembly = actions.create_assembly(name="Conseil municipal", seats=seats, by=SECRETARY)
    for number in range(members if members is not None else seats):
        actions.add_mandate(
            assembly=assembly,
            first_name="Camille",
            last_name=f"Conseil {number}",
            capacity="Maire" if number == 0 else "Conseillère municipale",
            presides=number == 0,
            since=dt.date(2014, 4, 4),
            by=SECRETARY,
        )
    return assembly


def planned_session(assembly: Assembly, held_on: dt.date = HELD_ON) -> Session:
    return actions.create_session(assembly=assembly, held_on=held_on, place="Hôtel de ville", by=SECRETARY)


def draft(session: Session, title: str = "Approbation de chartes de partenariat", **facts) -> Deliberation:
    facts = {"decision_text": "APPROUVE les chartes.", "note": "Une note.", "summary": "En clair."} | facts
    return actions.draft_deliberation(session=session, title=title, by=SECRETARY, **facts)


def open_session(session: Session, *, present: int = 29, proxies: int = 2) -> Session:
    """Table what is drafted, convene in time and open the session on its day."""
    for deliberation in session.deliberations.filter(state="draft"):
        actions.table(deliberation=deliberation, by=SECRETARY)
    with clock.travel(session.held_on - dt.timedelta(days=8)):
        actions.convoke(session=session, by=SECRETARY)
    with clock.travel(session.held_on):
        actions.hold(session=session, present=present, proxies=proxies, by=SECRETARY)
    return session


def adopted(session: Session, title: str = "Approbation de chartes de partenariat", **facts) -> Deliberation:
    """Return a deliberation adopted in a session that is opened for it."""
    deliberation = draft(session, title, **facts)
    open_session(session)
    deliberation.refresh_from_db()
    with clock.travel(session.held_on):
        actions.record_vote(
            deliberation=deliberation, votes_for=28, votes_against=0, abstentions=3, by=SECRETARY
        )
    return deliberation


def executory(deliberation: Deliberation, on: dt.date = dt.date(2015, 5, 27)) -> Deliberation:
    """Publish and transmit on one day."""
    with clock.travel(on):
        actions.publish(deliberation=deliberation, by=SECRETARY)
        actions.transmit(deliberation=deliberation, by=SECRETARY)
    return deliberation


def at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=clock.PARIS)


def small_assembly(seats: int = 5) -> Assembly:
    """Return an assembly written straight to its tables, for tests about what stands on it."""
    assembly = Assembly.objects.create(name="Conseil municipal", seats=seats)
    Mandate.objects.bulk_create(
        Mandate(
            assembly=assembly,
            first_name="Camille",
            last_name=f"Conseil {number}",
            capacity="Conseillère municipale" if number else "Maire",
            presides=number == 0,
            since=dt.date(2014, 4, 4),
        )
        for number in range(seats)
    )
    return assembly


def session_in(state: str, *, held_on: dt.date = HELD_ON, **facts) -> Session:
    """Return a session of a council of five in a state, with the facts that this state wants."""
    assembly = facts.pop("assembly", None) or Assembly.objects.first() or small_assembly()
    if state != SessionState.PLANNED:
        presence = {"in_office": 5, "present": 4, "proxies": 1}
        facts = {"convoked_on": held_on - dt.timedelta(days=8), **presence} | facts
    return Session.objects.create(
        assembly=assembly, held_on=held_on, place="Hôtel de ville", state=state, **facts
    )


def deliberation_in(state: str, *, title: str = "Un point", session: Session | None = None, **facts):
    """Return a deliberation in a state, with the facts that this state wants."""
    voted = state in VOTED_STATES
    session = session or Session.objects.first() or session_in("held" if voted else "planned")
    if voted:
        votes = (
            {"votes_for": 5, "votes_against": 0}
            if state == "adopted"
            else {"votes_for": 1, "votes_against": 4}
        )
        facts = {**votes, "abstentions": 0, "voted_at": at_noon(session.held_on)} | facts
    if facts.get("published_at"):
        facts = {"author_label": "Camille Conseil 0, Maire"} | facts
    count = session.deliberations.count() + 1
    facts = {"number": f"{session.held_on}/{count}", "slug": f"point-{session.pk}-{count}"} | facts
    facts = {"decision_text": "DÉCIDE.", "note": "Une note."} | facts
    made = Deliberation.objects.create(session=session, title=title, state=state, **facts)
    mark(kind="deliberation", keys=[made.pk])
    return made


def published(title: str = "Un point", *, state: str = "adopted", on: dt.date | None = None, **facts):
    """Return a voted deliberation that everybody may read."""
    session = facts.pop("session", None) or Session.objects.first() or session_in("held")
    moment = at_noon(on or session.held_on + dt.timedelta(days=6))
    return deliberation_in(state, title=title, session=session, published_at=moment, **facts)
