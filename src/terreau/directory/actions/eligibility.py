"""The conditions of an offer: written as a draft, tried, published as a version that never changes."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory import criteria
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, RuleVersion
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.search.actions import mark

By = User | Actor
Rows = list[dict[str, Any]]


@transaction.atomic
def draft_rules(*, offer: Offer, rows: Rows, by: By) -> RuleVersion:
    """Keep conditions that are being written: they change nothing before they are published."""
    offer = _locked(offer)
    rows = _readable_rows(offer, rows)
    facts = {"criteria": rows, "author": Actor.of(by).user, "written_at": clock.now()}
    draft, _created = RuleVersion.objects.update_or_create(offer=offer, published_at=None, defaults=facts)
    write(
        verb="offer.rules_drafted",
        target=offer,
        by=by,
        organisation=offer.team.organisation_id,
        data={"conditions": len(rows)},
    )
    return draft


@transaction.atomic
def drop_rules_draft(*, offer: Offer, by: By) -> None:
    """Forget what was being written; the published conditions stay."""
    offer = _locked(offer)
    dropped, _per_model = RuleVersion.objects.drafts().filter(offer=offer).delete()
    if dropped:
        write(verb="offer.rules_dropped", target=offer, by=by, organisation=offer.team.organisation_id)


@transaction.atomic
def publish_rules(*, offer: Offer, by: By) -> RuleVersion:
    """Put the draft in force as the next version; the ones before stay as they were."""
    offer = _locked(offer)
    draft = RuleVersion.objects.drafts().filter(offer=offer).first()
    if draft is None:
        raise RuleBroken(_("Il n’y a pas de brouillon à publier : rechargez la page."))
    # The offer may have changed since the draft was written.
    draft.criteria = _readable_rows(offer, draft.criteria)
    _put_in_force(offer, draft, by)
    return draft


def publish_first_rules(*, offer: Offer, rows: Rows, by: By) -> None:
    """Publish the conditions with which an offer is created, as its first version."""
    if rows:
        _put_in_force(offer, RuleVersion(offer=offer, criteria=rows, author=Actor.of(by).user), by)


def _readable_rows(offer: Offer, rows: Rows) -> Rows:
    """Return the conditions with their labels; refuse what cannot be read, or can never be true."""
    if len(rows) > criteria.MAX_CRITERIA:
        raise RuleBroken(
            _("Au plus %(count)s conditions par offre.") % {"count": criteria.MAX_CRITERIA}, field="criteria"
        )
    subjects = sorted(subject.code for subject in offer.subjects.all()) if offer.pk else []
    refusals = [problem for row in rows if (problem := criteria.problem(row))]
    refusals = refusals or criteria.contradictions(rows, stages=offer.stages, subjects=subjects)
    if refusals:
        raise RuleBroken(" ".join(dict.fromkeys(refusals)), field="criteria")
    return [criteria.complete(row) for row in rows]


def _put_in_force(offer: Offer, version: RuleVersion, by: By) -> None:
    last = RuleVersion.objects.published().filter(offer=offer).values_list("number", flat=True).first()
    version.number, version.published_at = (last or 0) + 1, clock.now()
    version.save()
    offer.criteria, offer.updated_at = version.criteria, clock.now()
    Offer.objects.filter(pk=offer.pk).update(criteria=offer.criteria, updated_at=offer.updated_at)
    write(
        verb="offer.rules_published",
        target=offer,
        by=by,
        organisation=offer.team.organisation_id,
        data={"version": version.number, "conditions": len(version.criteria)},
    )
    mark(kind="offer", keys=[offer.pk])


def _locked(offer: Offer) -> Offer:
    held = Offer.objects.select_for_update(of=("self",)).select_related("team").get(pk=offer.pk)
    if held.state == OfferState.ENDED:
        raise TransitionRefused(_("Une offre terminée ne se modifie plus : préparez-en une nouvelle."))
    return held
