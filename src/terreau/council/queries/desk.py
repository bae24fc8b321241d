"""What is expected of the secretary, and where a deliberation stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.council import law, town
from terreau.council.enums import VOTED_STATES, DeliberationState, SessionState
from terreau.council.models import Deliberation, Session
from terreau.kernel import clock


@dataclass(frozen=True)
class Task:
    """What the secretary is expected to do, on what, by when."""

    label: str
    about: str
    url: str
    due: dt.date | None = None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()


def tasks() -> list[Task]:
    """Return what is expected of the secretary now, the most pressing first."""
    open_sessions = Session.objects.exclude(state=SessionState.CLOSED).select_related("assembly")
    pending = Deliberation.objects.filter(
        Q(state=DeliberationState.TABLED, session__state=SessionState.HELD)
        | Q(state__in=VOTED_STATES, published_at=None)
        | Q(state=DeliberationState.ADOPTED, transmitted_at=None)
    ).select_related("session")
    found = [task for session in open_sessions for task in _session_tasks(session)]
    found += [task for deliberation in pending for task in _deliberation_tasks(deliberation)]
    return sorted(found, key=lambda task: task.due or dt.date.max)


def _session_tasks(session: Session) -> list[Task]:
    url, about = session.get_absolute_url(), str(session)
    if session.state == SessionState.HELD:
        return [Task(_("Clore la séance une fois les votes enregistrés"), about, url, session.held_on)]
    if session.convoked_on is None:
        return [Task(_("Convoquer le conseil"), about, url, session.last_convocation_day)]
    return [Task(_("Constater les présences et le quorum"), about, url, session.held_on)]


def _deliberation_tasks(deliberation: Deliberation) -> list[Task]:
    url, about = deliberation.desk_url, deliberation.title
    held_on = deliberation.session.held_on
    if deliberation.state == DeliberationState.TABLED:
        return [Task(_("Enregistrer le vote"), about, url, held_on)]
    found = []
    if not deliberation.is_published:
        due = law.list_due(held_on=held_on).value
        found.append(Task(_("Publier la délibération"), about, url, due))
    if deliberation.is_adopted and deliberation.transmitted_at is None:
        label = _("Transmettre la délibération au représentant de l’État")
        found.append(Task(label, about, url, _transmission_due(held_on)))
    return found


def _transmission_due(held_on: dt.date) -> dt.date:
    return law.transmission_due(held_on=held_on, reading=town.reading()).value


def steps_of(deliberation: Deliberation) -> list[dict[str, str]]:
    """Return the path of a deliberation, with the step it has reached."""
    tabled = deliberation.state not in {DeliberationState.DRAFT, DeliberationState.WITHDRAWN}
    path = [
        (_("Projet"), True),
        (_("Ordre du jour"), tabled),
        (_("Convocation"), tabled and deliberation.session.convoked_on is not None),
        (_("Vote"), deliberation.state in VOTED_STATES),
        (_("Publication"), deliberation.is_published),
        (_("Transmission"), deliberation.transmitted_at is not None),
    ]
    current = next((label for label, done in path if not done), None)
    return [
        {"label": label, "state": "done" if done else "current" if label == current else "todo"}
        for label, done in path
    ]


def next_step_of(deliberation: Deliberation) -> dict[str, Any] | None:
    """Return what comes next, who does it and by when; None when nothing is expected."""
    session = deliberation.session
    found = _before_the_vote(deliberation, session) or _after_the_vote(deliberation, session)
    if found is None:
        return None
    what, when = found
    return {"who": _("Le secrétariat du conseil"), "what": what, "when": when}


def _before_the_vote(deliberation: Deliberation, session: Session) -> tuple[str, dt.date] | None:
    if deliberation.state == DeliberationState.DRAFT:
        return _("Inscrire le projet à l’ordre du jour."), session.last_convocation_day
    if deliberation.state != DeliberationState.TABLED:
        return None
    if session.convoked_on is None:
        return _("Convoquer le conseil, note de présentation jointe."), session.last_convocation_day
    if session.state == SessionState.PLANNED:
        return _("Ouvrir la séance et constater le quorum."), session.held_on
    return _("Enregistrer le vote."), session.held_on


def _after_the_vote(deliberation: Deliberation, session: Session) -> tuple[str, dt.date] | None:
    if deliberation.state not in VOTED_STATES:
        return None
    if not deliberation.is_published:
        return _("Publier la délibération."), law.list_due(held_on=session.held_on).value
    if deliberation.is_adopted and deliberation.transmitted_at is None:
        day = _transmission_due(session.held_on)
        return _("Transmettre la délibération au représentant de l’État."), day
    return None
