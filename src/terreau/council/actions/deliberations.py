"""A deliberation: drafted, put on the agenda, voted, published, transmitted."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.council import law, town
from terreau.council.enums import VOTED_STATES, Ballot, CastingVote, SessionState, VoteResult
from terreau.council.models import Deliberation, Mandate, Session
from terreau.council.signals import deliberation_adopted
from terreau.council.workflows import DELIBERATION_WORKFLOW
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.kernel.text import unique_slug
from terreau.search.actions import mark

# What the secretary writes; the state and its dates move by their own verbs.
TEXT_FIELDS = [
    "number",
    "title",
    "decision_text",
    "summary",
    "note",
    "considerations",
    "rapporteur",
]


@transaction.atomic
def draft_deliberation(
    *,
    session: Session,
    title: str,
    decision_text: str,
    by: Any,
    summary: str = "",
    note: str = "",
    considerations: Sequence[str] = (),
    rapporteur: Mandate | None = None,
    number: str = "",
) -> Deliberation:
    """Write a draft for a session that is not convened yet."""
    _refuse_after_convocation(session)
    number = number.strip() or _next_number(session)
    _refuse_taken_number(session, number)
    deliberation = Deliberation(
        session=session,
        number=number,
        slug=unique_slug(Deliberation.objects.all(), f"{session.held_on:%Y-%m-%d} {title}"),
    )
    _write_text(
        deliberation,
        title=title,
        decision_text=decision_text,
        summary=summary,
        note=note,
        considerations=considerations,
        rapporteur=rapporteur,
    )
    deliberation.save(force_insert=True)
    journal.write(verb="deliberation.drafted", target=deliberation, by=by)
    return deliberation


@transaction.atomic
def edit_deliberation(
    *,
    deliberation: Deliberation,
    title: str,
    decision_text: str,
    by: Any,
    summary: str = "",
    note: str = "",
    considerations: Sequence[str] = (),
    rapporteur: Mandate | None = None,
    number: str = "",
) -> Deliberation:
    """Change the text of a draft, as long as the council is not convened on it."""
    DELIBERATION_WORKFLOW.refuse_unless(deliberation, "withdraw")
    _refuse_after_convocation(deliberation.session)
    number = number.strip() or deliberation.number
    if number != deliberation.number:
        _refuse_taken_number(deliberation.session, number)
    deliberation.number = number
    _write_text(
        deliberation,
        title=title,
        decision_text=decision_text,
        summary=summary,
        note=note,
        considerations=considerations,
        rapporteur=rapporteur,
    )
    deliberation.save(update_fields=TEXT_FIELDS)
    journal.write(verb="deliberation.edited", target=deliberation, by=by)
    return deliberation


def _write_text(
    deliberation: Deliberation,
    *,
    title: str,
    decision_text: str,
    summary: str,
    note: str,
    considerations: Sequence[str],
    rapporteur: Mandate | None,
) -> None:
    deliberation.title = title.strip()
    deliberation.decision_text = decision_text.strip()
    deliberation.summary = summary.strip()
    deliberation.note = note.strip()
    deliberation.considerations = [line.strip() for line in considerations if line.strip()]
    deliberation.rapporteur = rapporteur


def _refuse_after_convocation(session: Session) -> None:
    finding = law.late_item(convened=session.convoked_on is not None or session.state != SessionState.PLANNED)
    if not finding.value:
        raise RuleBroken(str(finding))


def _next_number(session: Session) -> str:
    reading = town.reading()
    same = Deliberation.objects.filter(session__assembly=session.assembly_id)
    same = (
        same.filter(session__held_on__year=session.held_on.year)
        if reading.numbered_by_year
        else same.filter(session=session)
    )
    taken = set(same.values_list("number", flat=True))
    return law.next_number(held_on=session.held_on, taken=taken, reading=reading).value


def _refuse_taken_number(session: Session, number: str) -> None:
    if session.deliberations.filter(number=number).exists():
        raise RuleBroken(_("Ce numéro est déjà pris dans cette séance."), field="number")


@transaction.atomic
def table(*, deliberation: Deliberation, by: Any) -> Deliberation:
    """Put a draft on the agenda of its session."""
    _refuse_after_convocation(deliberation.session)
    DELIBERATION_WORKFLOW.advance(deliberation, "table")
    journal.write(verb="deliberation.tabled", target=deliberation, by=by)
    return deliberation


@transaction.atomic
def withdraw(*, deliberation: Deliberation, by: Any) -> Deliberation:
    """Take an item off the agenda, before the session or during it."""
    DELIBERATION_WORKFLOW.advance(deliberation, "withdraw")
    journal.write(verb="deliberation.withdrawn", target=deliberation, by=by)
    return deliberation


@transaction.atomic
def record_vote(
    *,
    deliberation: Deliberation,
    votes_for: int,
    votes_against: int,
    abstentions: int,
    by: Any,
    not_taking_part: int = 0,
    ballot: str = Ballot.SHOW_OF_HANDS,
    casting_vote: str = CastingVote.UNUSED,
) -> Deliberation:
    """Record the votes of an open session; whether the text is adopted follows from them."""
    session = deliberation.session
    if session.state != SessionState.HELD:
        raise RuleBroken(_("La séance n’est pas ouverte : constatez d’abord les présences et le quorum."))
    count = law.Count(votes_for, votes_against, abstentions, not_taking_part=not_taking_part)
    _refuse_too_many_votes(session, count)
    secret = ballot == Ballot.SECRET
    casting_vote = casting_vote if count.is_tied and not secret else CastingVote.UNUSED
    finding = law.result(count, casting_vote=casting_vote, secret=secret)
    if finding.value == VoteResult.TIED:
        raise RuleBroken(str(finding), field="casting_vote")
    adopted = finding.value == VoteResult.ADOPTED
    DELIBERATION_WORKFLOW.advance(
        deliberation,
        "adopt" if adopted else "reject",
        votes_for=votes_for,
        votes_against=votes_against,
        abstentions=abstentions,
        not_taking_part=not_taking_part,
        ballot=ballot,
        casting_vote=casting_vote,
        voted_at=_moment_of_vote(session),
    )
    _tell_result(deliberation, adopted=adopted, by=by)
    return deliberation


def _refuse_too_many_votes(session: Session, count: law.Count) -> None:
    finding = law.votes_fit(count=count.everybody, voters=(session.present or 0) + (session.proxies or 0))
    if not finding.value:
        raise RuleBroken(str(finding), field="votes_for")


def _moment_of_vote(session: Session) -> dt.datetime:
    """Return now on the day of the session; the hour of the session when it is recorded later."""
    if session.held_on == clock.today():
        return clock.now()
    return dt.datetime.combine(session.held_on, session.starts_at, tzinfo=clock.PARIS)


def _tell_result(deliberation: Deliberation, *, adopted: bool, by: Any) -> None:
    counts = {
        "for": deliberation.votes_for,
        "against": deliberation.votes_against,
        "abstentions": deliberation.abstentions,
    }
    if adopted:
        journal.write(verb="deliberation.adopted", target=deliberation, by=by, data=counts, public=True)
        transaction.on_commit(
            partial(deliberation_adopted.send, sender=Deliberation, deliberation=deliberation, by=by)
        )
    else:
        journal.write(verb="deliberation.rejected", target=deliberation, by=by, data=counts, public=True)


@transaction.atomic
def publish(*, deliberation: Deliberation, by: Any, author: Mandate | None = None) -> Deliberation:
    """Bring a voted deliberation to the knowledge of everybody, with the name of its author (R.2131-1)."""
    if deliberation.state not in VOTED_STATES:
        raise RuleBroken(_("Le conseil ne s’est pas encore prononcé : enregistrez d’abord le vote."))
    if deliberation.is_published:
        raise RuleBroken(_("Cette délibération est déjà publiée."))
    session = deliberation.session
    author = author or session.assembly.mandates.in_office(session.held_on).filter(presides=True).first()
    if author is None:
        raise RuleBroken(
            _("Aucune présidence n’est enregistrée ce jour-là : ajoutez ce mandat, il signe la publication.")
        )
    facts = {"published_at": clock.now(), "author_label": str(author)}
    _set_once(deliberation, "published_at", facts)
    journal.write(verb="deliberation.published", target=deliberation, by=by, public=True)
    mark(kind="deliberation", keys=[deliberation.pk])
    return deliberation


@transaction.atomic
def transmit(*, deliberation: Deliberation, by: Any) -> Deliberation:
    """Record that the representative of the State has received an adopted deliberation."""
    if not deliberation.is_adopted:
        raise RuleBroken(_("Seule une délibération adoptée est transmise au représentant de l’État."))
    if deliberation.transmitted_at is not None:
        raise RuleBroken(_("Cette délibération est déjà transmise."))
    _set_once(deliberation, "transmitted_at", {"transmitted_at": clock.now()})
    journal.write(verb="deliberation.transmitted", target=deliberation, by=by, public=True)
    return deliberation


def _set_once(deliberation: Deliberation, field: str, facts: dict[str, Any]) -> None:
    untouched = Deliberation.objects.filter(pk=deliberation.pk, **{field: None})
    if not untouched.update(**facts):
        raise StaleObject(_("Quelqu’un vient de modifier ce dossier : rechargez la page."))
    for name, value in facts.items():
        setattr(deliberation, name, value)
