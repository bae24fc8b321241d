"""Objects of the directory for tests."""

import factory

from terreau.directory import models
from terreau.directory.enums import Family, OfferKind
from terreau.search.actions import mark
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Territory
        django_get_or_create = ("kind", "code")

    kind = TerritoryKind.COMMUNE
    code = factory.Sequence(lambda n: f"92{n:03}")
    name = factory.Sequence(lambda n: f"Commune {n}")
    slug = factory.LazyAttribute(lambda commune: f"commune-{commune.code}")
    search_name = factory.LazyAttribute(lambda commune: commune.name.lower())
    is_official = True


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Organisation

    @classmethod
    def _create(cls, model_class, *args, **facts):
        made = super()._create(model_class, *args, **facts)
        mark(kind="organisation", keys=[made.pk])
        return made

    name = factory.Sequence(lambda n: f"Atelier numéro {n}")
    slug = factory.Sequence(lambda n: f"atelier-numero-{n}")
    family = Family.ASSOCIATION
    sort_name = factory.LazyAttribute(lambda organisation: organisation.name.lower())


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Team

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Équipe {n}")
    slug = factory.Sequence(lambda n: f"equipe-{n}")
    email = factory.Sequence(lambda n: f"equipe{n}@exemple.test")


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Offer

    @classmethod
    def _create(cls, model_class, *args, **facts):
        made = super()._create(model_class, *args, **facts)
        mark(kind="offer", keys=[made.pk])
        return made

    team = factory.SubFactory(TeamFactory)
    kind = OfferKind.ADVICE
    title = factory.Sequence(lambda n: f"Conseil numéro {n}")
    slug = factory.Sequence(lambda n: f"conseil-numero-{n}")
    perimeter = factory.SubFactory(CommuneFactory)
