"""Figures of the charters, for the articles."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.typography import number
from terreau.knowledge import figures
from terreau.partnerships.enums import CharterState
from terreau.partnerships.models import Charter


@figures.indicator("partnerships.in_force", label=_("Chartes de partenariat en vigueur"))
def charters_in_force() -> figures.Figure | None:
    """The charters that bind the town and its partners today."""
    total = Charter.objects.public().filter(state=CharterState.IN_FORCE).count()
    if not total:
        return None
    return figures.Figure(
        value=total,
        sentence=ngettext(
            "%(n)s charte de partenariat en vigueur", "%(n)s chartes de partenariat en vigueur", total
        )
        % {"n": number(total)},
        as_of=clock.today(),
        href=reverse("partnerships:list") + f"?etat={CharterState.IN_FORCE}",
        source=gettext("les chartes publiées ici"),
    )
