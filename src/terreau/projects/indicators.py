"""Figures of the projects, for the articles."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.typography import number
from terreau.knowledge import figures
from terreau.projects.models import PublicSheet


@figures.indicator("projects.public", label=_("Projets que leurs porteurs montrent"))
def public_projects() -> figures.Figure | None:
    """The projects that everybody may read."""
    total = PublicSheet.objects.in_force().count()
    if not total:
        return None
    return figures.Figure(
        value=total,
        sentence=ngettext("%(n)s projet à découvrir", "%(n)s projets à découvrir", total)
        % {"n": number(total)},
        as_of=clock.today(),
        href=reverse("projects:list"),
        source=gettext("les pages des projets"),
    )
