"""Territories for tests, with their place in the graph."""

from collections.abc import Iterable

import factory

from terreau.territories import closure
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Operator, Territory, TerritoryClosure, searchable


class TerritoryFactory(factory.django.DjangoModelFactory):
    """A commune of its own; `inside=[department, …]` says what it lies in."""

    class Meta:
        model = Territory
        django_get_or_create = ("kind", "code")
        skip_postgeneration_save = True

    kind = TerritoryKind.COMMUNE
    code = factory.Sequence(lambda n: f"92{n:03}")
    name = factory.Sequence(lambda n: f"Commune {n}")
    search_name = factory.LazyAttribute(lambda territory: searchable(territory.name))
    slug = factory.LazyAttribute(lambda territory: f"{territory.kind}-{territory.code}".lower())
    is_official = True

    @factory.post_generation
    def inside(self, create: bool, parents: Iterable[Territory] | None, **_facts) -> None:
        closure.add_self_rows()
        for parent in parents or ():
            if not TerritoryClosure.objects.filter(ancestor=parent, descendant=self).exists():
                closure.add_facts([(parent.pk, self.pk)])
                closure.rebuild_under([self.pk])


class SceauxFactory(TerritoryFactory):
    """Sceaux, as the official lists know it."""

    code = "92071"
    name = "Sceaux"
    population = 20_884
    siren = "219200714"
    postal_codes = ["92330"]
    lat, lon = 48.7789, 2.2911


class OperatorFactory(factory.django.DjangoModelFactory):
    """The town of Sceaux as operator."""

    class Meta:
        model = Operator
        django_get_or_create = ("id",)

    id = 1
    name = "Ville de Sceaux"
    territory = factory.SubFactory(SceauxFactory)
