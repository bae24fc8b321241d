"""A need directed outside the platform: proposed, agreed to on the exact sheet, handed over, and its end."""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import (
    By,
    _hold_outside,
    _note_outside,
    _tell_bearer,
    _tell_desk,
    _tell_holder,
)
from terreau.accompaniment.actions.proposals import _refuse_unless_referable
from terreau.accompaniment.actions.unmet import keep_list
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import (
    SAID_BY,
    ConsentMode,
    LinkPurpose,
    OutcomeSide,
    OutsideState,
    OutsideWay,
    ReminderKind,
)
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.followup import CONSENT_DELAY, HANDING_DELAY, NEWS_DELAY
from terreau.accompaniment.models import Consent, OutsideReferral, UnmetNeed
from terreau.accompaniment.queries.matching import Match, match
from terreau.accompaniment.queries.payload import preview
from terreau.accompaniment.states import OUTSIDE_WORKFLOW
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.projects.models import Need
from terreau.territories.calendar import default_calendar


@transaction.atomic
def propose_outside(
    *, need: Need, organisation: str, way: str, by: By, contact: str = "", word: str = ""
) -> OutsideReferral:
    """Propose to the holder an organisation that has no team here; nothing leaves before they agree."""
    name = " ".join(organisation.split())
    if not name:
        raise RuleBroken(_("Dites à quel organisme le porteur serait orienté."), field="organisation")
    _refuse_unless_way(way)
    _refuse_unless_referable(need)
    found = match(need)
    _refuse_if_here(found, name)
    outside = _create(
        need, by, snapshot=keep_list(found=found, need=need), organisation=name, way=way,
        contact=contact.strip(), word=word.strip(),
    )  # fmt: skip
    # The gap stays counted; as a task, it waits for what comes of this.
    UnmetNeed.objects.filter(need=need, settled_at=None).update(settled_at=clock.now())
    _note_outside("outside.proposed", outside, by)
    journal.link(source=need.project, target=outside, kind=LinkKind.PROPOSES, by=by)
    _remind(outside, ReminderKind.OUTSIDE_CONSENT, CONSENT_DELAY, by)
    _tell_holder("outside.proposed", outside, by)
    return outside


@transaction.atomic
def consent_outside(
    *,
    outside: OutsideReferral,
    payload_hash: str,
    by: By,
    hidden: Collection[str] = (),
    mode: str = ConsentMode.PAGE,
) -> Consent:
    """Agree to exactly what was previewed: from now on it may be printed, and nothing else."""
    _hold_outside(outside)
    _refuse_if_decided(outside)
    shown = preview(outside, hidden)
    if shown.hash != payload_hash:
        raise PayloadChanged(
            _("Votre dossier a changé depuis cet aperçu : relisez-le, puis donnez votre accord.")
        )
    OUTSIDE_WORKFLOW.advance(outside, "consent", consented_at=clock.now())
    given = Consent.objects.create(
        outside=outside,
        payload=shown.payload,
        payload_hash=shown.hash,
        given_by=Actor.of(by).user or outside.project.owner,
        mode=mode,
    )
    _note_outside("outside.consented", outside, by, hash=shown.hash)
    messaging.settle(target=outside)
    _remind(outside, ReminderKind.OUTSIDE_HANDING, HANDING_DELAY, by)
    _tell_bearer(outside, by)
    return given


@transaction.atomic
def decline_outside(*, outside: OutsideReferral, by: By, reason: str = "") -> OutsideReferral:
    """Say that the holder does not want to be directed there; nothing was printed."""
    _hold_outside(outside)
    _refuse_if_decided(outside)
    _end(outside, by, reason)
    _tell_desk("outside.declined", outside, by)
    return outside


@transaction.atomic
def hand_outside(*, outside: OutsideReferral, way: str, on: dt.date, by: By, to: str = "") -> OutsideReferral:
    """Note that the sheet was handed over: how, to whom, when; news are asked for later."""
    _hold_outside(outside)
    if outside.handed_on is not None:
        raise AlreadyAnswered(
            _("La remise est déjà notée, le %(date)s.") % {"date": date_in_words(outside.handed_on)}
        )
    if outside.state == OutsideState.PROPOSED:
        raise RuleBroken(_("Le porteur n’a pas encore donné son accord : rien ne peut être remis."))
    _refuse_unless_way(way)
    _refuse_unless_past(outside, on)
    OUTSIDE_WORKFLOW.advance(
        outside,
        "hand",
        way=way,
        handed_on=on,
        handed_to=to.strip(),
        handed_by=Actor.of(by).label[:200],
        news_on=default_calendar().add_business_days(max(on, clock.today()), NEWS_DELAY),
    )
    messaging.settle(target=outside)
    messaging.remind(target=outside, kind=ReminderKind.OUTSIDE_NEWS, due=outside.news_on or on, by=by)
    _note_outside("outside.handed", outside, by, way=str(way))
    _tell_holder("outside.handed", outside, by)
    _tell_desk("outside.handed", outside, by)
    return outside


@transaction.atomic
def record_outside_outcome(
    *, outside: OutsideReferral, side: str, value: str, by: By, text: str = ""
) -> OutsideReferral:
    """Say what came of it: that ends it. The word of the holder counts above what the town heard."""
    _hold_outside(outside)
    _refuse_unless_said_by(side, value)
    facts = {"outcome": value, "outcome_side": side, "outcome_text": text.strip(), "closed_at": clock.now()}
    if outside.state == OutsideState.CLOSED:
        if side != Side.HOLDER or outside.outcome_side == Side.HOLDER:
            raise AlreadyAnswered(
                _("Une réponse est déjà enregistrée : « %(value)s ».")
                % {"value": outside.get_outcome_display()}
            )
        OutsideReferral.objects.filter(pk=outside.pk).update(**facts)
        for name, fact in facts.items():
            setattr(outside, name, fact)
    elif outside.state == OutsideState.HANDED:
        OUTSIDE_WORKFLOW.advance(outside, "close", news_on=None, **facts)
        messaging.settle(target=outside)
    else:
        raise RuleBroken(_("La fiche n’a pas été remise : il n’y a pas encore de résultat à dire."))
    _note_outside("outside.closed", outside, by, side=str(side), value=str(value))
    tell_other = _tell_desk if side == Side.HOLDER else _tell_holder
    tell_other("outside.closed", outside, by)
    return outside


@transaction.atomic
def withdraw_outside(*, outside: OutsideReferral, by: By, reason: str = "") -> OutsideReferral:
    """Take it back: the sheet can no longer be opened, and whoever handed it over is told."""
    _hold_outside(outside)
    if outside.state == OutsideState.WITHDRAWN:
        raise AlreadyAnswered(_("Cette orientation est déjà retirée."))
    _end(outside, by, reason)
    _tell_holder("outside.withdrawn", outside, by)
    _tell_desk("outside.withdrawn", outside, by)
    return outside


def _end(outside: OutsideReferral, by: By, reason: str) -> None:
    OUTSIDE_WORKFLOW.advance(
        outside, "withdraw", withdrawn_at=clock.now(), withdrawn_reason=reason.strip(), news_on=None
    )
    Consent.objects.filter(outside=outside, withdrawn_at=None).update(withdrawn_at=clock.now())
    messaging.settle(target=outside)
    for purpose in (LinkPurpose.OUTSIDE_CONSENT, LinkPurpose.OUTSIDE_OUTCOME):
        links.revoke(target=outside, purpose=purpose)
    _note_outside("outside.withdrawn", outside, by)


def _create(need: Need, by: By, **facts: object) -> OutsideReferral:
    try:
        with transaction.atomic():
            return OutsideReferral.objects.create(
                need=need, project=need.project, proposed_by=Actor.of(by).user, **facts
            )
    except IntegrityError as error:
        raise RuleBroken(
            _("Ce besoin est déjà orienté vers « %(organisation)s » : rechargez la page.")
            % {"organisation": facts["organisation"]},
            field="organisation",
        ) from error


def _remind(outside: OutsideReferral, kind: str, days: int, by: By) -> None:
    due = default_calendar().add_business_days(clock.today(), days)
    messaging.remind(target=outside, kind=kind, due=due, by=by)


def _refuse_if_decided(outside: OutsideReferral) -> None:
    if outside.consented_at is not None:
        raise AlreadyAnswered(_("Vous avez déjà donné votre accord : la fiche est prête."))
    if outside.state == OutsideState.WITHDRAWN:
        raise AlreadyAnswered(_("Cette proposition a été retirée : rien n’a été transmis."))


def _refuse_unless_way(way: str) -> None:
    if way not in OutsideWay.values:
        raise RuleBroken(_("Dites comment la fiche est remise."), field="way")


def _refuse_unless_past(outside: OutsideReferral, on: dt.date) -> None:
    agreed_on = outside.consented_at.astimezone(PARIS).date() if outside.consented_at else on
    if not agreed_on <= on <= clock.today():
        raise RuleBroken(
            _("La fiche se remet après l’accord du porteur (%(date)s) et au plus tard aujourd’hui.")
            % {"date": date_in_words(agreed_on)},
            field="on",
        )


def _refuse_unless_said_by(side: str, value: str) -> None:
    """The town repeats what it heard from the organisation; the holder speaks for themself."""
    said_as = OutcomeSide.HOLDER if side == Side.HOLDER else OutcomeSide.ORGANISATION
    if side not in (Side.HOLDER, Side.DESK) or value not in SAID_BY[said_as]:
        raise RuleBroken(_("Choisissez une réponse."), field="value")


def _refuse_if_here(found: Match, name: str) -> None:
    """An organisation whose offer stands in the list of the need is asked on the platform."""
    here = {card.offer.organisation for card in (*found.fitting, *found.undecided)}
    for offer in found.offers.values():
        organisation = offer.team.organisation
        if organisation.pk in here and str(organisation).casefold() == name.casefold():
            raise RuleBroken(
                _("« %(organisation)s » répond à ce besoin ici : proposez son offre dans la liste.")
                % {"organisation": organisation},
                field="organisation",
            )
