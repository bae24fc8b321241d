"""The town proposes that several organisations answer together; the holder agrees to what they share."""

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _note, _tell_desk, _tell_team
from terreau.accompaniment.actions.insisting import MOST_REMINDERS, RHYTHM
from terreau.accompaniment.actions.parts import (
    FEWEST,
    _arm_news,
    _call_off,
    _hold_group,
    _note_group,
    _parts,
    _settle_if_agreed,
    _take_out,
    _tell_all,
)
from terreau.accompaniment.actions.proposals import CONSENT_DELAY
from terreau.accompaniment.enums import ConsentMode, GroupState, PartRole, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.models import Consent, GroupAnswer, GroupPart, PartnerWish, Referral
from terreau.accompaniment.queries.payload import Preview, preview
from terreau.accompaniment.states import GROUP_WORKFLOW
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of
from terreau.messaging import actions as messaging
from terreau.messaging.models import Message
from terreau.projects.models import Need
from terreau.territories.calendar import default_calendar


@transaction.atomic
def propose_group(
    *, need: Need, members: Collection[int], lead: int | None, by: By, word: str = ""
) -> GroupAnswer:
    """Propose to the holder that organisations which help on a need answer together, one being the lead."""
    referrals = _helping(need, members)
    if len(referrals) < FEWEST:
        raise RuleBroken(_("Choisissez au moins deux organismes qui ont dit oui."), field="members")
    if lead not in {referral.pk for referral in referrals}:
        raise RuleBroken(_("Nommez le chef de file parmi les organismes choisis."), field="lead")
    group = _create(need, by, word)
    for referral in referrals:
        _add(group, referral, PartRole.LEAD if referral.pk == lead else PartRole.MEMBER)
    _note_group("group_answer.proposed", group, by, parts=len(referrals))
    journal.link(source=need.project, target=group, kind=LinkKind.PROPOSES, by=by)
    for referral in referrals:
        journal.link(source=group, target=referral, kind=LinkKind.LED_TO, by=by)
    _ask_holder(group, by)
    return group


@transaction.atomic
def widen_group(*, group: GroupAnswer, member: int, by: By) -> GroupAnswer:
    """Propose to the holder that one more organisation joins a group that already works."""
    _hold_group(group)
    if not group.is_running:
        raise RuleBroken(_("Un organisme rejoint un groupe qui est en cours."))
    referral = next(iter(_helping(group.need, [member])), None)
    if referral is None:
        raise RuleBroken(_("Choisissez un organisme qui a dit oui à ce besoin."), field="member")
    part = _add(group, referral, PartRole.MEMBER)
    _note_group("group_answer.widened", group, by, part)
    journal.link(source=group, target=referral, kind=LinkKind.LED_TO, by=by)
    _ask_holder(group, by, occasion=f"part {part.pk}")
    return group


@transaction.atomic
def consent_to_group(
    *,
    group: GroupAnswer,
    payload_hash: str,
    by: By,
    hidden: Collection[str] = (),
    mode: str = ConsentMode.PAGE,
) -> GroupAnswer:
    """Agree to share exactly what was previewed with every organisation of the group."""
    _hold_group(group)
    pending = _pending(group)
    shown = preview(group, hidden)
    if shown.hash != payload_hash:
        raise PayloadChanged(
            _("Votre dossier a changé depuis cet aperçu : relisez-le, puis donnez votre accord.")
        )
    now = clock.now()
    first = group.state == GroupState.PROPOSED
    if first:
        GROUP_WORKFLOW.advance(group, "consent", consented_at=now, news_at=now)
    GroupPart.objects.filter(pk__in=[part.pk for part in pending]).update(agreed_at=now)
    for part in _parts(group):
        _replace_consent(part.referral, shown, by, mode)
    _settle_if_agreed(group)
    _note_group("group_answer.consented", group, by, hash=shown.hash)
    _settle_wishes(group)
    if first:
        _arm_news(group, by)
    _tell_all("group_answer.formed", group, by, occasion="" if first else f"part {pending[-1].pk}")
    return group


@transaction.atomic
def decline_group(*, group: GroupAnswer, by: By, reason: str = "") -> GroupAnswer:
    """Say that the holder does not want these organisations to answer together; each goes on alone."""
    _hold_group(group)
    pending = _pending(group)
    said = reason.strip() or _("Le porteur ne le souhaite pas.")
    if group.state == GroupState.PROPOSED:
        _call_off(group, by, said)
    else:
        for part in pending:
            _take_out(part, said)
            _note_group("group_answer.left", group, by, part, declined=True)
        _settle_if_agreed(group)
    if group.project.referent is not None:
        occasion = f"part {pending[-1].pk}"
        messaging.post(
            event="group_answer.declined", to=group.project.referent, target=group, by=by, occasion=occasion
        )
    return group


@transaction.atomic
def call_off_group(*, group: GroupAnswer, by: By, reason: str = "") -> GroupAnswer:
    """Take back a proposal that the holder has not answered; nothing was shared."""
    _hold_group(group)
    if group.state != GroupState.PROPOSED:
        raise AlreadyAnswered(
            _("Cette réponse en groupe est déjà « %(state)s ».") % {"state": group.get_state_display()}
        )
    _call_off(group, by, reason or _("La ville retire sa proposition."))
    return group


@transaction.atomic
def remind_group_consent(*, group: GroupAnswer, by: By) -> GroupAnswer:
    """Remind the holder that a group waits for their agreement; then tell the town to call."""
    waiting = group.parts.filter(left_at=None, agreed_at=None).order_by("added_at").first()
    if waiting is None:
        return group
    occasion = f"reminder {clock.today().isoformat()}"
    ref = ref_of(group)
    asked = Message.objects.about(ref.kind, ref.key).filter(event="group_answer.proposed")
    asked = asked.filter(created_at__gte=waiting.added_at)
    if asked.filter(occasion__startswith="reminder").count() < MOST_REMINDERS:
        messaging.post(
            event="group_answer.proposed", to=group.project.owner, target=group, by=by, occasion=occasion
        )
    elif group.project.referent is not None:
        messaging.post(
            event="group_answer.holder_silent",
            to=group.project.referent,
            target=group,
            by=by,
            occasion=occasion,
        )
    due = default_calendar().add_business_days(clock.today(), RHYTHM)
    messaging.remind(target=group, kind=ReminderKind.GROUP_CONSENT, due=due, by=by)
    return group


@transaction.atomic
def wish_partner(*, referral: Referral, partner: str, reason: str, by: By) -> PartnerWish:
    """An organisation that helps would like to answer with another one: the town reads why."""
    if not referral.is_running:
        raise RuleBroken(_("Un partenaire se propose quand vous avez accepté la demande."))
    if not partner.strip() or not reason.strip():
        raise RuleBroken(_("Nommez l’organisme, et dites ce qu’il apporterait."), field="partner")
    try:
        with transaction.atomic():
            wish = PartnerWish.objects.create(
                referral=referral,
                partner=partner.strip()[:200],
                reason=reason.strip()[:1000],
                by_label=Actor.of(by).label[:200],
            )
    except IntegrityError as error:
        raise AlreadyAnswered(_("La ville lit déjà une proposition de partenaire de votre part.")) from error
    _note("partner.wished", referral, by)
    _tell_desk("partner.wished", referral, by, occasion=str(wish.pk))
    return wish


@transaction.atomic
def answer_wish(*, wish: PartnerWish, by: By, answer: str) -> PartnerWish:
    """Tell the organisation what the town decides of the partner it proposed."""
    if not answer.strip():
        raise RuleBroken(_("Écrivez une réponse : l’organisme la lira."), field="answer")
    settled = PartnerWish.objects.filter(pk=wish.pk, settled_at=None)
    if not settled.update(settled_at=clock.now(), answer=answer.strip()[:1000]):
        raise AlreadyAnswered(_("Cette proposition de partenaire a déjà sa réponse."))
    _note("partner.answered", wish.referral, by)
    _tell_team("partner.answered", wish.referral, by, occasion=str(wish.pk))
    return wish


def _helping(need: Need, keys: Collection[int]) -> list[Referral]:
    """Return the demands of a need that run, among these, their rows held."""
    found = Referral.objects.running().filter(need=need, pk__in=list(keys))
    return list(found.select_for_update(of=("self",)).select_related("team__organisation").order_by("pk"))


def _create(need: Need, by: By, word: str) -> GroupAnswer:
    try:
        with transaction.atomic():
            return GroupAnswer.objects.create(
                need=need, project=need.project, proposed_by=Actor.of(by).user, word=word.strip()
            )
    except IntegrityError as error:
        raise RuleBroken(
            _("Des organismes répondent déjà ensemble à ce besoin, ou cela est proposé : rechargez la page.")
        ) from error


def _add(group: GroupAnswer, referral: Referral, role: str) -> GroupPart:
    try:
        with transaction.atomic():
            return GroupPart.objects.create(group=group, referral=referral, role=role)
    except IntegrityError as error:
        raise RuleBroken(
            _("%(organisation)s est déjà dans un groupe pour ce besoin : rechargez la page.")
            % {"organisation": referral.team.organisation}
        ) from error


def _ask_holder(group: GroupAnswer, by: By, occasion: str = "") -> None:
    due = default_calendar().add_business_days(clock.today(), CONSENT_DELAY)
    messaging.remind(target=group, kind=ReminderKind.GROUP_CONSENT, due=due, by=by)
    messaging.post(
        event="group_answer.proposed", to=group.project.owner, target=group, by=by, occasion=occasion
    )


def _pending(group: GroupAnswer) -> list[GroupPart]:
    """Return the parts that wait for the holder; refuse politely when none does."""
    found = [part for part in _parts(group) if part.is_pending]
    if found:
        return found
    if group.state == GroupState.CALLED_OFF:
        raise AlreadyAnswered(_("Cette proposition a été retirée : rien n’a été partagé."))
    raise AlreadyAnswered(_("Vous avez déjà décidé pour ce groupe : rien n’attend votre accord."))


def _replace_consent(referral: Referral, shown: Preview, by: By, mode: str) -> None:
    """What the group shares takes the place of what was sent to one organisation alone."""
    now = clock.now()
    Consent.objects.filter(referral=referral, withdrawn_at=None).update(withdrawn_at=now)
    Consent.objects.create(
        referral=referral,
        payload=shown.payload,
        payload_hash=shown.hash,
        given_by=Actor.of(by).user or referral.project.owner,
        mode=mode,
        at=now,
    )


def _settle_wishes(group: GroupAnswer) -> None:
    """Who wished for a partner has one."""
    referrals: Any = group.parts.filter(left_at=None).values("referral")
    PartnerWish.objects.filter(referral__in=referrals, settled_at=None).update(
        settled_at=clock.now(), group=group
    )
