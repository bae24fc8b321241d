"""Figures of the directory, for the articles: the same counts as the list behind them."""

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Family
from terreau.directory.filters import querystring_of
from terreau.directory.models import Organisation
from terreau.directory.queries import Filters, facets_of
from terreau.kernel import clock
from terreau.kernel.typography import number
from terreau.knowledge import figures, sheets
from terreau.territories.enums import TerritoryKind
from terreau.territories.queries import operator

# The families of article 1 of the law of 31 July 2014.
ESS = (Family.ASSOCIATION, Family.COOPERATIVE, Family.MUTUAL, Family.FOUNDATION, Family.SOCIAL_COMPANY)


@sheets.resolver
def sheet(slug: str) -> sheets.Sheet | None:
    """The public sheet at an address."""
    found = Organisation.objects.published().filter(slug=slug).only("name", "slug").first()
    return sheets.Sheet(found.name, found.get_absolute_url()) if found else None


@figures.indicator("directory.families", label=_("Structures de l’ESS de la ville, par famille"))
def families() -> figures.Figure | None:
    """The organisations of the five families in the operator's commune (anywhere when it is not one)."""
    here = _here()
    filters = Filters(families=tuple(ESS), communes=here)
    facets = facets_of(filters)
    if not facets.total:
        return None
    counts = {option["value"]: option for option in facets.families}
    bars = [
        figures.Bar(
            option["label"], option["count"], _list(Filters(families=(option["value"],), communes=here))
        )
        for family in ESS
        if (option := counts.get(family.value)) and option["count"]
    ]
    return figures.Figure(
        value=facets.total,
        sentence=_sentence(facets.total, is_here=bool(here)),
        as_of=clock.today(),
        href=_list(filters),
        source=gettext("l’annuaire de la plateforme"),
        bars=tuple(bars),
    )


def _here() -> tuple[str, ...]:
    town = operator()
    is_commune = town.is_set_up and town.territory.kind == TerritoryKind.COMMUNE
    return (town.territory.code,) if is_commune else ()


def _sentence(total: int, *, is_here: bool) -> str:
    shown = {"n": number(total)}
    if not is_here:
        return (
            ngettext(
                "%(n)s structure de l’économie sociale et solidaire dans l’annuaire",
                "%(n)s structures de l’économie sociale et solidaire dans l’annuaire",
                total,
            )
            % shown
        )
    return ngettext(
        "%(n)s structure de l’économie sociale et solidaire à %(town)s",
        "%(n)s structures de l’économie sociale et solidaire à %(town)s",
        total,
    ) % (shown | {"town": operator().territory.name})


@figures.indicator("directory.support", label=_("Structures qui proposent un soutien, par sorte de soutien"))
def support() -> figures.Figure | None:
    """The organisations that have an offer open today, by kind of support."""
    facets = facets_of(Filters())
    kinds = tuple(option["value"] for option in facets.kinds)
    total = facets_of(Filters(kinds=kinds)).total if kinds else 0
    if not total:
        return None
    bars = [
        figures.Bar(option["label"], option["count"], _list(Filters(kinds=(option["value"],))))
        for option in facets.kinds
    ]
    return figures.Figure(
        value=total,
        sentence=ngettext(
            "%(n)s structure propose un soutien en ce moment",
            "%(n)s structures proposent un soutien en ce moment",
            total,
        )
        % {"n": number(total)},
        as_of=clock.today(),
        href=_list(Filters(kinds=kinds)),
        source=gettext("l’annuaire de la plateforme"),
        bars=tuple(sorted(bars, key=lambda bar: -bar.value)),
    )


def _list(filters: Filters) -> str:
    query = querystring_of(filters)
    return reverse("directory:list") + (f"?{query}" if query else "")
