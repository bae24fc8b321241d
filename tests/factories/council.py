"""A council for tests, brought to life through its own actions."""

import datetime as dt

from terreau.council import actions
from terreau.council.models import Assembly, Deliberation, Session
from terreau.kernel import clock
from terreau.kernel.actors import Actor

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
