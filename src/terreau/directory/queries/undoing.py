"""Whether a merge of two sheets can be undone, what would go back and what would stay."""

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from terreau.directory import following
from terreau.directory.models import FieldChange, Organisation, SheetMerge
from terreau.directory.queries.history import stored
from terreau.directory.queries.provenance import field_label

# A number and its beginning, a latitude and its longitude: one goes back with the other, or neither.
TOGETHER = (frozenset({"siren", "siret"}), frozenset({"lat", "lon"}))


@dataclass(frozen=True)
class Undoing:
    """What undoing a merge would do, in words; it can be done when there is no reason against it."""

    merge: SheetMerge
    reasons: list[str]
    rows: list[tuple[str, int]]
    fields: list[str]
    staying: list[str]


def undoing(merge: SheetMerge) -> Undoing:
    """Read what an officer needs to know before undoing a merge."""
    returning, staying = changes_to_return(merge)
    moves = moves_of(merge)
    number = Counter(move.label for move in moves)
    return Undoing(
        merge,
        reasons_against(merge),
        [(_kind(label), count) for label, count in sorted(number.items())],
        [field_label(change.field) for change in returning],
        [field_label(change.field) for change in staying],
    )


def moves_of(merge: SheetMerge) -> list[following.Move]:
    """The rows that followed a merge."""
    return [following.Move.from_json(one) for one in merge.trail.get("moves", [])]


def changes_to_return(merge: SheetMerge) -> tuple[list[FieldChange], list[FieldChange]]:
    """The fields of the kept sheet that the merge changed: as it left them, and written since."""
    changes = list(FieldChange.objects.filter(pk__in=merge.trail.get("changes", [])).order_by("pk"))
    later = {change.field for change in changes if stored(merge.kept, change.field) != change.after}
    for group in TOGETHER:
        if group & later:
            later |= group
    return [one for one in changes if one.field not in later], [one for one in changes if one.field in later]


def reasons_against(merge: SheetMerge) -> list[str]:
    """The sentences that say why a merge cannot be undone, each with what would make it possible."""
    if merge.undone_at is not None:
        return [_("Cette réunion est déjà défaite.")]
    if not merge.trail:
        return [
            _(
                "Cette réunion date d’avant que l’on note ce qui suit une fiche : il faut ajouter la fiche à "
                "nouveau et y reporter ce qui lui revient."
            )
        ]
    if merge.gone.merged_into_id != merge.trail["kept"]:
        return [
            _("La fiche gardée a depuis été réunie avec « %(name)s » : défaites d’abord cette réunion-là.")
            % {"name": merge.kept.name}
        ]
    return [*_numbers_taken(merge), *following.reasons_to_stay(merge, moves_of(merge))]


def _numbers_taken(merge: SheetMerge) -> list[str]:
    """A SIRET that must go back, and that another sheet holds by now."""
    returning = {change.field: change.before for change in changes_to_return(merge)[0]}
    wanted = {merge.identifiers.get("siret"), returning.get("siret")} - {None, ""}
    others = Organisation.objects.filter(siret__in=wanted).order_by("pk")
    if "siret" in returning:
        others = others.exclude(pk=merge.kept_id)  # it lets go of the number that goes back
    return [
        _("Le SIRET %(siret)s est porté depuis par la fiche « %(name)s » : retirez-le d’abord de celle-là.")
        % {"siret": other.siret, "name": other.name}
        for other in others
    ]


def _kind(label: str) -> str:
    return capfirst(str(apps.get_model(label)._meta.verbose_name_plural))
