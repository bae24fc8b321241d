"""Counts, facets and lists of the directory equal plain SQL on the organisations themselves."""

from collections import Counter
from unittest.mock import patch

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.directory import queries
from terreau.directory.enums import Family, Label, OrganisationState
from terreau.directory.models import Organisation
from terreau.directory.queries import Filters
from terreau.search import actions
from terreau.search.geometry import distance_km
from terreau.search.index import snapshot as snapshots
from terreau.search.queries import counting
from terreau.territories.models import Territory

pytestmark = pytest.mark.django_db

WORDS = ["épicerie", "atelier", "vélo", "jardin"]
TOWNS = [
    ("92071", "Sceaux", 48.7786, 2.2906),
    ("92014", "Bourg-la-Reine", 48.7797, 2.3152),
    ("29019", "Brest", 48.39, -4.49),
]
FAMILIES = [Family.ASSOCIATION, Family.MUTUAL, Family.COOPERATIVE]
STATES = [OrganisationState.PUBLISHED, OrganisationState.PUBLISHED, OrganisationState.HIDDEN]

sheets = st.builds(
    dict,
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True),
    town=st.sampled_from([None, *range(len(TOWNS))]),
    family=st.sampled_from(FAMILIES),
    labels=st.lists(st.sampled_from(Label.values[:2]), unique=True),
    state=st.sampled_from(STATES),
)
asked = st.builds(
    Filters,
    text=st.sampled_from(["", *WORDS]),
    families=st.lists(st.sampled_from(FAMILIES), unique=True, max_size=2).map(tuple),
    communes=st.lists(st.sampled_from([code for code, *_rest in TOWNS]), unique=True, max_size=2).map(tuple),
    labels=st.lists(st.sampled_from(Label.values[:2]), unique=True, max_size=1).map(tuple),
    near=st.sampled_from(["", "Sceaux"]),
    km=st.sampled_from([2, 20]),
    exact=st.just(True),
)


def write(drawn: list[dict], communes: list[Territory]) -> None:
    rows = [
        Organisation(
            name=" ".join(["La structure", *one["words"]]),
            slug=f"structure-{number}",
            sort_name=f"{number:03}",
            family=one["family"],
            labels=one["labels"],
            state=one["state"],
            commune=None if one["town"] is None else communes[one["town"]],
            lat=None if one["town"] is None else TOWNS[one["town"]][2],
            lon=None if one["town"] is None else TOWNS[one["town"]][3],
        )
        for number, one in enumerate(drawn)
    ]
    Organisation.objects.bulk_create(rows)


def in_sql(filters: Filters, *, but: str = "") -> list[Organisation]:
    """The same filters as conditions of SQL (labels, a list in JSON, and the distance, row by row)."""
    rows = Organisation.objects.filter(state=OrganisationState.PUBLISHED).select_related("commune")
    if filters.text:
        rows = rows.filter(Q(name__contains=filters.text))
    if filters.families and but != "f":
        rows = rows.filter(family__in=filters.families)
    if filters.communes and but != "c":
        rows = rows.filter(commune__code__in=filters.communes)
    found = rows.order_by("sort_name", "pk")
    if filters.labels and but != "l":
        found = [row for row in found if set(row.labels) & set(filters.labels)]
    if filters.near:
        around = TOWNS[0][2:]
        found = [
            row
            for row in found
            if row.lat is not None and distance_km(*around, row.lat, row.lon) <= filters.km
        ]
    return list(found)


def counted(options: list[dict]) -> dict[str, int]:
    return {one["value"]: one["count"] for one in options if one["count"]}


# The communes, a facet of tens of thousands of values, are counted in two ways: by document, by value.
ways = st.fixed_dictionaries(
    {
        "WIDE_SHOWN": st.sampled_from([1, 2, 12]),
        "COUNTED_ONE_BY_ONE": st.sampled_from([-1, 50_000]),
        "AT_ONCE": st.sampled_from([1, 200]),
    }
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(drawn=st.lists(sheets, max_size=14), late=st.lists(sheets, max_size=4), filters=asked, way=ways)
def test_the_directory_says_what_sql_says(drawn, late, filters, way):
    snapshots.forget()
    Organisation.objects.all().delete()
    communes = [
        Territory.objects.get_or_create(
            kind="commune",
            code=code,
            defaults={
                "name": name,
                "slug": f"commune-{code}",
                "search_name": name.lower(),
                "lat": lat,
                "lon": lon,
            },
        )[0]
        for code, name, lat, lon in TOWNS
    ]
    write(drawn + late, communes)
    rows = Organisation.objects.order_by("pk")
    late_keys = [row.pk for row in rows][len(drawn) :]
    Organisation.objects.filter(pk__in=late_keys).update(state=OrganisationState.HIDDEN)
    actions.rebuild(kind="organisation")
    for row, one in zip(rows.filter(pk__in=late_keys), late, strict=True):
        Organisation.objects.filter(pk=row.pk).update(state=one["state"])
    actions.mark(kind="organisation", keys=late_keys)

    with patch.multiple(counting, **way):
        found = queries.listing(filters, size=100)

    expected = in_sql(filters)
    assert found.total == len(expected)
    assert sorted(one.pk for one in found.organisations) == sorted(one.pk for one in expected)
    if not (filters.text or filters.near):
        assert [one.pk for one in found.organisations] == [one.pk for one in expected]
    facets = found.facets
    assert counted(facets.families) == Counter(one.family for one in in_sql(filters, but="f"))
    there = Counter(one.commune.code for one in in_sql(filters, but="c") if one.commune)
    most = sorted(there.items(), key=lambda one: (-one[1], one[0]))[: way["WIDE_SHOWN"]]
    chosen = {code: there[code] for code in filters.communes if there[code]}
    assert counted(facets.communes) == dict(most) | chosen
    assert counted(facets.labels) == Counter(
        label for one in in_sql(filters, but="l") for label in one.labels
    )
