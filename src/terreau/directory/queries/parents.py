"""Who stands above a sheet."""

from django.utils.translation import gettext as _

from terreau.directory.models import Organisation
from terreau.kernel.errors import RuleBroken


def refuse_loop(organisation: Organisation) -> None:
    """Raise `RuleBroken` when a sheet would be above itself, however many mothers in between."""
    above, seen = organisation.parent, set()
    while above is not None and above.pk not in seen:
        if above.pk == organisation.pk:
            raise RuleBroken(_("Une structure ne peut pas dépendre de sa propre filiale."), field="parent")
        seen.add(above.pk)
        above = above.parent
