"""The town corrects the list of offers of a need: a person confirms, adds or removes one, and says why."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment import matching
from terreau.accompaniment.actions.base import By
from terreau.accompaniment.enums import OverrideKind
from terreau.accompaniment.models import MatchOverride
from terreau.accompaniment.queries.matching import judge_one, match
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.projects.models import Need


@transaction.atomic
def override_match(*, need: Need, offer: Offer, kind: str, reason: str, by: By) -> MatchOverride:
    """Confirm, add or remove an offer of the list of a need; the reason is kept, and counts for its rules."""
    if not reason.strip():
        raise RuleBroken(
            _("Dites pourquoi : la raison sert à corriger les critères de l’offre."), field="reason"
        )
    if need.closed_at is not None:
        raise RuleBroken(_("Ce besoin est refermé."))
    if offer.state != OfferState.PUBLISHED:
        raise RuleBroken(_("Cette offre n’est plus ouverte : choisissez-en une autre."))
    card = match(need).card_of(offer.pk) or judge_one(need, offer)
    if OverrideKind(kind) not in matching.possible(card):
        raise RuleBroken(_refusal(kind, card))
    try:
        with transaction.atomic():
            override = MatchOverride.objects.create(
                need=need,
                offer=offer,
                kind=kind,
                reason=reason.strip(),
                against=matching.contradicted(card, kind),
                made_by=Actor.of(by).user,
            )
    except IntegrityError as error:
        raise StaleObject(
            _("Quelqu’un a déjà corrigé cette offre pour ce besoin : rechargez la page.")
        ) from error
    _note("match.overridden", override, by)
    return override


@transaction.atomic
def undo_override(*, override: MatchOverride, by: By) -> MatchOverride:
    """Take a correction back: the rules of the offer count again."""
    if not MatchOverride.objects.filter(pk=override.pk, undone_at=None).update(undone_at=clock.now()):
        raise StaleObject(_("Cette correction est déjà annulée : rechargez la page."))
    override.refresh_from_db()
    _note("match.restored", override, by)
    return override


def _refusal(kind: str, card: matching.Card) -> str:
    if kind == OverrideKind.ADD and card.is_refused:
        reason = " ".join(line.sentence for line in matching.closed(card))
        return _("%(reason)s L’ajouter à la liste n’y changerait rien.") % {"reason": reason}
    if kind == OverrideKind.ADD:
        return _("Cette offre est déjà dans la liste.")
    return _("Ce que l’on sait du projet a changé entre-temps : rechargez la page.")


def _note(verb: str, override: MatchOverride, by: By) -> None:
    need, offer = override.need, override.offer
    journal.write(
        verb=verb,
        target=need,
        by=by,
        organisation=offer.team.organisation_id,
        project=need.project_id,
        territory=need.project.commune_id,
        quantity=1,
        data={"offer": offer.pk, "kind": str(override.kind)},
    )
