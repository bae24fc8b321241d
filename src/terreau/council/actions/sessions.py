"""A session: planned, convened, held with its quorum, closed."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.council import law, town
from terreau.council.enums import DeliberationState
from terreau.council.models import Assembly, Session
from terreau.council.models.session import EVENING
from terreau.council.workflows import SESSION_WORKFLOW
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.kernel.typography import date_in_words


@transaction.atomic
def create_session(
    *, assembly: Assembly, held_on: dt.date, place: str, by: Any, starts_at: dt.time = EVENING
) -> Session:
    """Plan a session of the assembly."""
    if assembly.sessions.filter(held_on=held_on).exists():
        raise RuleBroken(_("Une séance est déjà prévue ce jour-là."), field="held_on")
    session = Session.objects.create(
        assembly=assembly, held_on=held_on, place=place.strip(), starts_at=starts_at
    )
    journal.write(verb="session.planned", target=session, by=by, public=True)
    return session


@transaction.atomic
def convoke(*, session: Session, by: Any, sent_on: dt.date | None = None) -> Session:
    """Send the convocation in time: its clear days are counted and its notes are there."""
    return _convoke(session, by=by, sent_on=sent_on or clock.today(), urgent=False)


@transaction.atomic
def convoke_urgently(*, session: Session, by: Any, sent_on: dt.date | None = None) -> Session:
    """Send the convocation with a shortened delay; the council rules on the urgency at its opening."""
    return _convoke(session, by=by, sent_on=sent_on or clock.today(), urgent=True)


def _convoke(session: Session, *, by: Any, sent_on: dt.date, urgent: bool) -> Session:
    SESSION_WORKFLOW.refuse_unless(session, "hold")
    if session.convoked_on is not None:
        raise RuleBroken(_("La convocation est déjà partie."))
    _refuse_incomplete_agenda(session)
    finding = law.convocation(
        sent_on=sent_on, held_on=session.held_on, required=session.assembly.clear_days, urgent=urgent
    )
    if not finding.value:
        raise RuleBroken(str(finding))
    sent = Session.objects.filter(pk=session.pk, convoked_on=None).update(convoked_on=sent_on, urgent=urgent)
    if not sent:
        raise StaleObject(_("Quelqu’un vient de modifier ce dossier : rechargez la page."))
    session.convoked_on, session.urgent = sent_on, urgent
    journal.write(
        verb="session.convoked",
        target=session,
        by=by,
        data={"sent_on": sent_on.isoformat(), "urgent": urgent},
        public=True,
    )
    return session


def _refuse_incomplete_agenda(session: Session) -> None:
    if session.deliberations.filter(state=DeliberationState.DRAFT).exists():
        raise RuleBroken(
            _("Un projet n’est pas encore à l’ordre du jour : inscrivez-le ou retirez-le avant de convoquer.")
        )
    agenda = session.deliberations.filter(state=DeliberationState.TABLED)
    if not agenda.exists():
        raise RuleBroken(_("L’ordre du jour est vide : inscrivez au moins une délibération."))
    required = session.assembly.clear_days
    for item in agenda:
        finding = law.note(title=item.title, written=bool(item.note), required=required)
        if not finding.value:
            raise RuleBroken(str(finding))


@transaction.atomic
def call_again(*, session: Session, held_on: dt.date, by: Any) -> Session:
    """Convene a second time after a missing quorum: the council will deliberate without one."""
    SESSION_WORKFLOW.refuse_unless(session, "hold")
    if session.convoked_on is None:
        raise RuleBroken(_("La première convocation n’est pas partie."))
    finding = law.second_call(first_on=session.held_on, second_on=held_on, reading=town.reading())
    if not finding.value:
        raise RuleBroken(str(finding), field="held_on")
    if session.held_on > clock.today():
        raise RuleBroken(_("La séance aura lieu le %(day)s.") % {"day": date_in_words(session.held_on)})
    if session.assembly.sessions.filter(held_on=held_on).exists():
        raise RuleBroken(_("Une séance est déjà prévue ce jour-là."), field="held_on")
    Session.objects.filter(pk=session.pk).update(held_on=held_on, second_call=True)
    first, session.held_on, session.second_call = session.held_on, held_on, True
    journal.write(
        verb="session.called_again",
        target=session,
        by=by,
        data={"first": first.isoformat(), "second": held_on.isoformat()},
        public=True,
    )
    return session


@transaction.atomic
def hold(*, session: Session, present: int, by: Any, proxies: int = 0) -> Session:
    """Open the session: the members in office on that day are counted, the quorum is checked."""
    SESSION_WORKFLOW.refuse_unless(session, "hold")
    if session.convoked_on is None:
        raise RuleBroken(_("Le conseil n’est pas convoqué : envoyez d’abord la convocation."))
    if session.held_on > clock.today():
        raise RuleBroken(_("La séance aura lieu le %(day)s.") % {"day": date_in_words(session.held_on)})
    in_office = session.assembly.mandates.in_office(session.held_on).count()
    if present + proxies > in_office:
        raise RuleBroken(
            _("%(count)s présents et pouvoirs pour %(office)s membres en exercice : vérifiez les mandats.")
            % {"count": present + proxies, "office": in_office},
            field="present",
        )
    held = law.proxies_fit(present=present, proxies=proxies)
    if not held.value:
        raise RuleBroken(str(held), field="proxies")
    finding = law.quorum(in_office=in_office, present=present, second_call=session.second_call)
    if not finding.value:
        raise RuleBroken(str(finding), field="present")
    SESSION_WORKFLOW.advance(session, "hold", in_office=in_office, present=present, proxies=proxies)
    journal.write(verb="session.held", target=session, by=by, quantity=present, public=True)
    return session


@transaction.atomic
def close(*, session: Session, by: Any) -> Session:
    """Close the session once every item has its result."""
    waiting = session.deliberations.filter(state=DeliberationState.TABLED).count()
    if waiting:
        raise RuleBroken(
            ngettext(
                "%(n)s délibération attend encore son vote.",
                "%(n)s délibérations attendent encore leur vote.",
                waiting,
            )
            % {"n": waiting}
        )
    SESSION_WORKFLOW.advance(session, "close")
    journal.write(verb="session.closed", target=session, by=by, public=True)
    return session
