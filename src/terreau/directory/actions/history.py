"""Noting what changed on a sheet, and putting one field back as it was."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions import organisations
from terreau.directory.models import FieldChange, Organisation
from terreau.directory.queries.history import stored, value_before
from terreau.journal.actions import write
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken

By = User | Actor


@transaction.atomic
def revert_field(*, change: FieldChange, by: By) -> Organisation:
    """Put one field back as it was before a change; the reverting is itself a change."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=change.organisation_id)
    if change.field not in organisations.WRITABLE:
        raise RuleBroken(_("Ce champ ne se rétablit pas d’ici : corrigez la fiche."))
    if stored(organisation, change.field) != change.after:
        raise RuleBroken(
            _("Ce champ a encore changé depuis : rétablissez d’abord le changement le plus récent.")
        )
    value = value_before(change)
    organisation = organisations.update_organisation(
        organisation=organisation, by=by, **{change.field: value}
    )
    write(
        verb="organisation.field_reverted",
        target=organisation,
        by=by,
        organisation=organisation,
        data={"field": change.field, "change": change.pk},
    )
    return organisation
