"""Taking back a merge: the two sheets stand again, each with what was its own."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory import following
from terreau.directory.actions.organisations import update_organisation
from terreau.directory.enums import OrganisationState
from terreau.directory.models import (
    ORGANISATION_WORKFLOW,
    FieldChange,
    FieldSource,
    Organisation,
    SheetMerge,
)
from terreau.directory.queries.duplicates import lock_both
from terreau.directory.queries.history import value_before
from terreau.directory.queries.networks import member_keys
from terreau.directory.queries.parents import refuse_loop
from terreau.directory.queries.undoing import changes_to_return, moves_of, reasons_against
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.search.actions import mark

By = User | Actor


@transaction.atomic
def undo_merge(*, merge: SheetMerge, by: By) -> SheetMerge:
    """Undo a merge: numbers, chosen fields and everything that followed go back where they were.

    What somebody wrote since on the kept sheet stays there. Refused with a sentence when something that
    happened since makes it impossible.
    """
    merge, kept, gone = _lock(merge)
    for reason in reasons_against(merge):
        raise RuleBroken(reason)
    _note_once(merge, by)
    returning = changes_to_return(merge)[0]
    try:
        with transaction.atomic():
            kept = _give_back_fields(merge, kept, returning, by)
            _stand_again(merge, gone)
    except IntegrityError as error:
        raise RuleBroken(
            _("Une autre fiche vient de prendre un numéro qui doit revenir : rechargez la page.")
        ) from error
    moved = following.put_back(moves_of(merge))
    for sheet in (kept, gone):
        sheet.refresh_from_db()
        refuse_loop(sheet)
    mark(kind="organisation", keys=[kept.pk, gone.pk, *member_keys(kept), *member_keys(gone)])
    write(
        verb="organisation.merge_undone",
        target=kept,
        by=by,
        organisation=kept,
        data={"gone": gone.pk, "fields": sorted(one.field for one in returning), "moved": moved},
        public=True,
    )
    return merge


def _lock(merge: SheetMerge) -> tuple[SheetMerge, Organisation, Organisation]:
    """Read the merge again once both sheets are locked: nothing that counts changes from here on."""
    kept, gone = lock_both(merge.kept, merge.gone)
    merge = SheetMerge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=merge.pk)
    return merge, kept, gone


def _note_once(merge: SheetMerge, by: By) -> None:
    """Of two officers, the database lets one undo it."""
    values = {"undone_at": clock.now(), "undone_by": Actor.of(by).user}
    if not SheetMerge.objects.filter(pk=merge.pk, undone_at=None).update(**values):
        raise StaleObject(_("Cette réunion est déjà défaite."))
    for name, value in values.items():
        setattr(merge, name, value)


def _give_back_fields(
    merge: SheetMerge, kept: Organisation, returning: list[FieldChange], by: By
) -> Organisation:
    """The kept sheet says again what it said, known again from where it was known."""
    facts = {change.field: value_before(change) for change in returning}
    kept = update_organisation(organisation=kept, by=by, **facts)
    stated = {field: (source, as_of) for field, source, as_of in merge.trail["stated"]}
    for field in facts:
        rows = FieldSource.objects.filter(organisation=kept, field=field)
        if field in stated:
            source, as_of = stated[field]
            rows.update(source=source, as_of=dt.date.fromisoformat(as_of))
        else:
            rows.delete()
    return kept


def _stand_again(merge: SheetMerge, gone: Organisation) -> None:
    numbers: dict[str, Any] = {**merge.identifiers, "siret": merge.identifiers.get("siret") or None}
    ORGANISATION_WORKFLOW.advance(
        gone,
        f"separate_as_{merge.trail['state']}",
        merged_into=None,
        parent=_now_at(merge.trail["parent"], gone),
        updated_at=clock.now(),
        **numbers,
    )


def _now_at(parent: int | None, child: Organisation) -> Organisation | None:
    """The mother of before; where she was united with another sheet since, that one."""
    above = Organisation.objects.filter(pk=parent).first() if parent is not None else None
    while above is not None and above.state == OrganisationState.MERGED:
        above = above.merged_into
    return None if above == child else above
