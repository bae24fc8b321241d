"""No need ends in silence: one that nobody answers is noted by itself, and settled when an offer comes."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment import matching
from terreau.accompaniment.actions.alerts import know_told
from terreau.accompaniment.actions.base import By
from terreau.accompaniment.enums import UnmetCause
from terreau.accompaniment.matching import Card
from terreau.accompaniment.models import MatchSnapshot, UnmetNeed
from terreau.accompaniment.queries.alerts import is_told
from terreau.accompaniment.queries.matching import Match, match
from terreau.accompaniment.queries.unmet import needs_to_look_at, offers_come_since, why_nobody
from terreau.directory.models import Offer
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.projects import actions as projects
from terreau.projects.models import Need


@transaction.atomic
def record_no_offer(*, need: Need, reason: str, by: By) -> UnmetNeed:
    """Say that no offer answers a need: a task for the desk, told honestly to the holder."""
    if not reason.strip():
        raise RuleBroken(
            _("Dites en une phrase ce qui manque : cela aidera à trouver un partenaire."), field="reason"
        )
    if need.closed_at is not None:
        raise RuleBroken(_("Ce besoin est refermé."))
    return _note(need, match(need), by, cause=UnmetCause.TOLD, reason=reason.strip())


@transaction.atomic
def look_at_need(*, need: Need, by: By) -> UnmetNeed | None:
    """Note a need that nobody answers, once; settle it once an offer came; return what is noted of it."""
    held = needs_to_look_at().select_for_update(of=("self",)).filter(pk=need.pk).first()
    if held is None:
        return None
    unmet = UnmetNeed.objects.select_related("snapshot", "need").filter(need=held, settled_at=None).first()
    found = match(held)
    if unmet is None:
        cause = why_nobody(held, found)
        return _note(held, found, by, cause=cause) if cause is not None else None
    came = offers_come_since(unmet, found)
    return _settle_by(unmet, came[0], by) if came else unmet


@transaction.atomic
def settle_no_offer(*, unmet: UnmetNeed, by: By) -> UnmetNeed:
    """Say that a need noted without offer has found its answer elsewhere: the need is closed."""
    if not UnmetNeed.objects.filter(pk=unmet.pk, settled_at=None).update(settled_at=clock.now()):
        raise RuleBroken(_("Cette tâche est déjà réglée."))
    unmet.refresh_from_db()
    if unmet.need.closed_at is None:
        projects.close_need(need=unmet.need, by=by)
    journal.write(verb="need.settled", target=unmet.need, by=by, project=unmet.need.project_id)
    return unmet


def settle_unmet(*, need: Need, offer: Offer) -> None:  # by nobody: part of the verb that proposes
    """Close the task of a need for which an offer is proposed."""
    UnmetNeed.objects.filter(need=need, settled_at=None).update(settled_at=clock.now(), settled_by=offer)


def keep_list(*, found: Match, need: Need) -> MatchSnapshot:  # by nobody: part of the verbs that decide
    """Keep the list of offers as it is shown, with what people decided beyond the rules."""
    overrides = {key: (one.kind, one.reason) for key, one in found.overrides.items()}
    stored = matching.capture(found.cards, found.need, found.facts, seed=found.seed, overrides=overrides)
    return MatchSnapshot.objects.create(need=need, **stored)


def _note(need: Need, found: Match, by: By, *, cause: str, reason: str = "") -> UnmetNeed:
    project = need.project
    try:
        with transaction.atomic():
            unmet = UnmetNeed.objects.create(
                need=need,
                cause=cause,
                reason=reason,
                stage=project.stage,
                recorded_by=Actor.of(by).user,
                snapshot=keep_list(found=found, need=need),
            )
    except IntegrityError as error:
        raise RuleBroken(_("Ce besoin est déjà noté comme étant sans offre.")) from error
    journal.write(
        verb="need.unmet",
        target=need,
        by=by,
        project=project,
        territory=project.commune_id,
        quantity=1,
        data={"cause": str(cause), "stage": project.stage, "subject": need.subject.code},
    )
    messaging.post(event="need.unmet", to=project.owner, target=unmet, by=by)
    return unmet


def _settle_by(unmet: UnmetNeed, card: Card, by: By) -> UnmetNeed:
    unmet.settled_at, unmet.settled_by_id = clock.now(), card.offer.key
    unmet.save(update_fields=["settled_at", "settled_by"])
    project = unmet.need.project
    journal.write(
        verb="need.offer_came",
        target=unmet.need,
        by=by,
        organisation=card.offer.organisation,
        project=project,
        territory=project.commune_id,
        data={"offer": card.offer.key},
    )
    if not is_told(unmet.need, card.offer.key, project.owner):
        messaging.post(event="need.offer_came", to=project.owner, target=unmet, by=by)
        know_told(need=unmet.need, offer=card.offer.key, user=project.owner)
    if project.referent is not None:
        messaging.post(event="need.offer_to_read", to=project.referent, target=unmet, by=by)
    return unmet
