"""The organisation answers: seen, yes, no, a question, or “not me, my colleague”."""

import datetime as dt
from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import (
    By,
    _disarm_ladder,
    _locked,
    _note,
    _team_readers,
    _tell_desk,
    _tell_holder,
    _tell_sheet,
    _tell_team,
)
from terreau.accompaniment.actions.insisting import _plan
from terreau.accompaniment.actions.meeting import _propose_slots
from terreau.accompaniment.actions.turns import (
    _filled_sentence,
    _move_on,
    _release_others,
    _take_place,
)
from terreau.accompaniment.enums import ReferralState, RefusalReason, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import Handover, Referral
from terreau.accompaniment.queries.returned import offers_to_check
from terreau.accompaniment.refusals import UNWRITTEN, criteria_of
from terreau.accompaniment.signals import referral_accepted
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.accounts.models import User
from terreau.directory.models import Offer
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words
from terreau.messaging import actions as messaging
from terreau.messaging.enums import Circle
from terreau.territories.calendar import default_calendar

# The holder is reminded of a question that waits.
QUESTION_DELAY = 3
OUTCOME_AFTER_DAYS = 30
# Anybody may have an address there: sharing it says nothing of belonging to the organisation.
SHARED_PROVIDERS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr"),
        *("live.fr", "live.com", "yahoo.fr", "yahoo.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr"),
        *("laposte.net", "icloud.com", "protonmail.com", "proton.me", "bbox.fr", "numericable.fr"),
    }
)


@transaction.atomic
def mark_seen(*, referral: Referral, by: By) -> Referral:
    """Say that the organisation has the demand; saying it again changes nothing."""
    _locked(referral)
    if referral.state != ReferralState.SENT:
        return referral
    REFERRAL_WORKFLOW.advance(referral, "see", seen_at=clock.now())
    _note("referral.seen", referral, by)
    return referral


@transaction.atomic
def accept(
    *, referral: Referral, by: By, first_step: str = "", slots: Collection[dt.datetime] = ()
) -> Referral:
    """Accept the demand: the three parties are introduced, and told who does what next."""
    _locked(referral)
    _refuse_if_answered(referral)
    _take_place(referral, by)
    now = clock.now()
    REFERRAL_WORKFLOW.advance(
        referral,
        "accept",
        answered_at=now,
        answered_by=Actor.of(by).label[:200],
        seen_at=referral.seen_at or now,
        first_step=first_step.strip(),
        question_at=None,
    )
    _settle_wait(referral)
    messaging.remind(
        target=referral,
        kind=ReminderKind.OUTCOME,
        due=clock.today() + dt.timedelta(days=OUTCOME_AFTER_DAYS),
        by=by,
    )
    _note("referral.accepted", referral, by)
    _tell_sheet(referral)
    _propose_slots(referral, slots)
    _introduce(referral, by)
    _release_others(referral, by)
    _move_on(referral, by)
    transaction.on_commit(partial(referral_accepted.send, sender=Referral, referral=referral))
    return referral


@transaction.atomic
def refuse(
    *, referral: Referral, by: By, reason: str, scope: str = "", criterion: str = "", text: str = ""
) -> Referral:
    """Decline the demand with a reason; “out of scope” and “out of criteria” say which one."""
    _refuse_vague(referral.offer, reason, scope, criterion, text)
    _locked(referral)
    _refuse_if_answered(referral)
    now = clock.now()
    REFERRAL_WORKFLOW.advance(
        referral,
        "refuse",
        answered_at=now,
        answered_by=Actor.of(by).label[:200],
        seen_at=referral.seen_at or now,
        refusal_reason=reason,
        refusal_scope=scope,
        refusal_criterion=criterion,
        refusal_text=text.strip(),
        question_at=None,
    )
    _settle_wait(referral)
    _note("referral.refused", referral, by, reason=reason, scope=scope, criterion=criterion)
    _tell_holder("referral.refused", referral, by)
    _tell_desk("referral.refused", referral, by)
    _plan(ReminderKind.SEARCH, referral, by)
    _ask_review(referral, by)
    _move_on(referral, by)
    return referral


@transaction.atomic
def ask(*, referral: Referral, by: By, question: str) -> Referral:
    """Ask the holder a question; the clock stops until the holder answers."""
    if not question.strip():
        raise RuleBroken(_("Écrivez votre question."), field="question")
    mark_seen(referral=referral, by=by)
    _refuse_if_answered(referral)
    if not referral.is_waiting:
        raise RuleBroken(_("Cette demande n’attend plus de réponse."))
    if referral.question_at is not None and referral.question == question.strip():
        return referral  # a second click asks nothing more
    now = clock.now()
    Referral.objects.filter(pk=referral.pk).update(question=question.strip(), question_at=now)
    referral.refresh_from_db()
    _disarm_ladder(referral)
    due = default_calendar().add_business_days(clock.today(), QUESTION_DELAY)
    messaging.remind(target=referral, kind=ReminderKind.QUESTION, due=due, by=by)
    thread = messaging.open_thread(target=referral, participants=_parties(referral))
    messaging.say(thread=thread, body=question, by=by, circle=Circle.EVERYONE)
    _note("referral.asked", referral, by)
    occasion = now.isoformat()
    _tell_holder("referral.asked", referral, by, occasion)
    _tell_desk("referral.asked", referral, by, occasion)
    return referral


@transaction.atomic
def hand_over(*, referral: Referral, by: By, email: str) -> Handover:
    """Pass the demand to a colleague of the same organisation; the first link keeps working."""
    _locked(referral)
    _refuse_if_answered(referral)
    if not referral.is_waiting:
        raise RuleBroken(_("Cette demande n’attend plus de réponse."))
    address = email.strip().lower()
    if not _is_colleague(referral, address):
        raise RuleBroken(
            _(
                "L’adresse %(email)s n’est pas connue de %(organisation)s. Le porteur a donné son accord "
                "pour votre organisme seulement : écrivez à la ville, qui ajoutera cette personne à l’équipe."
            )
            % {"email": address, "organisation": referral.team.organisation},
            field="email",
        )
    last = referral.handovers.last()
    if last is not None and last.email == address == referral.answer_email:
        return last  # a second click hands nothing over
    given = Handover.objects.create(referral=referral, email=address, by_label=Actor.of(by).label[:200])
    Referral.objects.filter(pk=referral.pk).update(answer_email=address)
    referral.answer_email = address
    _note("referral.handed_over", referral, by)
    messaging.post(event="referral.handed_over", to=address, target=referral, by=by, occasion=str(given.pk))
    return given


def _refuse_vague(offer: Offer, reason: str, scope: str, criterion: str, text: str) -> None:
    """Refuse a refusal from which nobody can learn."""
    if reason not in RefusalReason.values:
        raise RuleBroken(
            _("Choisissez une raison : elle aidera la ville à trouver la suite."), field="reason"
        )
    if (reason == RefusalReason.OUT_OF_SCOPE) != bool(scope):
        raise RuleBroken(_("Dites quel critère est en cause : l’offre pourra être précisée."), field="scope")
    out_of_criteria = reason == RefusalReason.OUT_OF_CRITERIA
    if out_of_criteria != bool(criterion) or (criterion and criterion not in dict(criteria_of(offer))):
        raise RuleBroken(
            _("Dites quelle condition de l’offre n’est pas remplie : l’offre pourra être précisée."),
            field="criterion",
        )
    if criterion == UNWRITTEN and not text.strip():
        raise RuleBroken(_("Écrivez cette condition : elle pourra être ajoutée à l’offre."), field="text")


def _ask_review(referral: Referral, by: By) -> None:
    """Tell the team and the desk when an offer has been declined too often for the same cause."""
    offer = offers_to_check().filter(pk=referral.offer_id).first()
    if offer is None:
        return
    # Once for each time that somebody confirmed the offer.
    occasion = str(offer.verified_on or "")
    for reader in [*_team_readers(referral), referral.project.referent]:
        if reader:
            messaging.post(event="offer.to_review", to=reader, target=offer, by=by, occasion=occasion)


def _refuse_if_answered(referral: Referral) -> None:
    if referral.state == ReferralState.EXPIRED:
        raise AlreadyAnswered(
            _("Sans réponse, la ville a repris cette demande le %(date)s. Écrivez-lui si vous pouvez aider.")
            % {"date": date_in_words(referral.expired_at or clock.now())}
        )
    if referral.state == ReferralState.WITHDRAWN and referral.wave_call and referral.wave_call.is_filled:
        raise AlreadyAnswered(_filled_sentence())
    if referral.state == ReferralState.WITHDRAWN:
        raise AlreadyAnswered(
            _("Cette demande a été retirée. Merci de l’attention que vous lui avez portée.")
        )
    if referral.answered_at is not None:
        raise AlreadyAnswered(
            _("Une réponse a déjà été donnée le %(date)s par %(who)s : la demande est « %(state)s ».")
            % {
                "date": date_in_words(referral.answered_at),
                "who": referral.answered_by,
                "state": referral.get_state_display(),
            }
        )


def _settle_wait(referral: Referral) -> None:
    _disarm_ladder(referral)
    messaging.settle(target=referral, kind=ReminderKind.QUESTION)


def _introduce(referral: Referral, by: By) -> None:
    thread = messaging.open_thread(target=referral, participants=_parties(referral))
    if referral.first_step:
        messaging.say(thread=thread, body=referral.first_step, by=by, circle=Circle.EVERYONE)
    for tell in (_tell_holder, _tell_team, _tell_desk):
        tell("referral.introduction", referral, by)


def _parties(referral: Referral) -> list[User | str]:
    parties = [referral.project.owner, referral.project.referent, referral.inbox]
    return [party for party in parties if party]


def _is_colleague(referral: Referral, address: str) -> bool:
    known = referral.team.organisation.teams.filter(
        members__left_at=None, members__user__email=address
    ).exists()
    if known or referral.team.organisation.teams.filter(email__iexact=address).exists():
        return True
    domain = address.rpartition("@")[2]
    own = {
        mail.rpartition("@")[2] for mail in (referral.team.email, referral.team.organisation.email) if mail
    }
    return domain in own - SHARED_PROVIDERS
