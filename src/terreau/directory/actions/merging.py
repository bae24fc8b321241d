"""Two sheets of one organisation become one: the officer chooses field by field, and everything follows."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory import following
from terreau.directory.actions.organisations import update_organisation
from terreau.directory.enums import OrganisationState
from terreau.directory.models import ORGANISATION_WORKFLOW, DistinctPair, Organisation, SheetMerge
from terreau.directory.queries.duplicates import MERGEABLE, choice_value, lock_both
from terreau.directory.queries.networks import member_keys
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.search.actions import mark

By = User | Actor

IDENTIFIERS = ("siren", "siret", "rna")
KEPT, GONE = "kept", "gone"


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, gone: Organisation, choices: dict[str, str], by: By
) -> SheetMerge:
    """Unite two sheets: `choices` says, by field, whose value stays (`kept` or `gone`).

    What pointed at the other sheet points at the kept one; its address leads there from now on. What
    the journal says of each stays written of each.
    """
    kept, gone = lock_both(kept, gone)
    _refuse_impossible(kept, gone, choices)
    identifiers = {field: getattr(gone, field) or "" for field in IDENTIFIERS}
    chosen = {field: choice_value(gone, field) for field, side in choices.items() if side == GONE}
    if kept.parent_id == gone.pk:
        chosen["parent"] = gone.parent if gone.parent_id != kept.pk else None
    if gone.parent_id == kept.pk and "parent" in chosen:
        del chosen["parent"]
    trail = _trail_of(kept, gone, chosen)
    _step_aside(gone, kept)
    kept = update_organisation(organisation=kept, by=by, **chosen)
    trail["changes"] = list(kept.changes.exclude(pk__in=trail["changes"]).values_list("pk", flat=True))
    followed = following.follow(kept=kept, gone=gone)
    trail["moves"] = [move.as_json() for moves in followed.values() for move in moves]
    moved = {relation: len(moves) for relation, moves in followed.items()}
    merge = SheetMerge.objects.create(
        kept=kept,
        gone=gone,
        choices=choices,
        identifiers=identifiers,
        moved=moved,
        merged_by=Actor.of(by).user,
        trail=trail,
    )
    # Their offers and charters are found under the kept sheet too.
    mark(kind="organisation", keys=[kept.pk, gone.pk, *member_keys(kept)])
    write(
        verb="organisation.merged",
        target=kept,
        by=by,
        organisation=kept,
        data={"gone": gone.pk, "choices": choices, "moved": moved},
        public=True,
    )
    return merge


@transaction.atomic
def tell_apart(*, one: Organisation, other: Organisation, by: By) -> DistinctPair:
    """Note that two sheets that look alike are two organisations."""
    if one.pk == other.pk:
        raise RuleBroken(_("Choisissez deux fiches différentes."))
    first, second = sorted((one, other), key=lambda sheet: sheet.pk)
    pair, is_new = DistinctPair.objects.get_or_create(
        first=first, second=second, defaults={"decided_by": Actor.of(by).user}
    )
    if is_new:
        write(
            verb="organisation.told_apart",
            target=first,
            by=by,
            organisation=first,
            data={"other": second.pk},
        )
    return pair


def _trail_of(kept: Organisation, gone: Organisation, chosen: dict[str, Any]) -> dict[str, Any]:
    """What undoing needs and nothing else keeps; `changes` holds the earlier ones until the new are known."""
    stated = kept.field_sources.filter(field__in=chosen).order_by("field")
    return {
        "kept": kept.pk,
        "state": gone.state,
        "parent": gone.parent_id,
        "stated": [[one.field, one.source, one.as_of.isoformat()] for one in stated],
        "changes": list(kept.changes.values_list("pk", flat=True)),
    }


def _step_aside(gone: Organisation, kept: Organisation) -> None:
    """Close the other sheet; its numbers leave it first, because the database knows each of them once."""
    ORGANISATION_WORKFLOW.advance(
        gone, "merge", merged_into=kept, siren="", siret=None, rna="", parent=None, updated_at=clock.now()
    )


def _refuse_impossible(kept: Organisation, gone: Organisation, choices: dict[str, Any]) -> None:
    if kept.pk == gone.pk:
        raise RuleBroken(_("Choisissez deux fiches différentes."))
    if OrganisationState.MERGED in (kept.state, gone.state):
        raise RuleBroken(_("Une de ces fiches a déjà été réunie avec une autre : rechargez la page."))
    if set(choices) - set(MERGEABLE) or set(choices.values()) - {KEPT, GONE}:
        raise TypeError(f"not a choice between two sheets: {choices}")
    following.refuse_undeclared()
    for reason in following.reasons_against(kept=kept, gone=gone):
        raise RuleBroken(reason)
