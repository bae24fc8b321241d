"""The database itself holds the rules of the directory."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.directory.enums import ImportState, OfferState
from terreau.directory.models import ImportRun, Organisation, Subject
from terreau.kernel import clock
from tests.factories.directory import OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_subjects_are_there_in_both_languages_from_the_start():
    assert Subject.objects.count() == 12
    assert not Subject.objects.filter(label_en="").exists()


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"state": OfferState.PUBLISHED, "perimeter": None}, "offer_published_has_perimeter"),
        ({"state": OfferState.ENDED}, "offer_ended_has_date"),
        (
            {"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 1)},
            "offer_dates_in_order",
        ),
        ({"capacity": 0}, "offer_figures_are_positive"),
    ],
)
def test_offer_refuses_what_its_state_does_not_allow(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OfferFactory(**facts)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"siren": "219200714", "siret": "35600000000048"}, "organisation_siret_starts_with_siren"),
        ({"lat": 48.7, "lon": None}, "organisation_position_is_whole"),
        ({"name": ""}, "organisation_has_name"),
    ],
)
def test_organisation_refuses_contradictory_facts(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OrganisationFactory(**facts)


def test_second_running_import_of_a_source_is_refused_by_the_database():
    facts = {"source": "le_marche", "file_name": "a.csv", "digest": "0", "worker": "w", "started_by": "x"}
    ImportRun.objects.create(**facts)

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.create(**facts)
    ImportRun.objects.update(state=ImportState.DONE, finished_at=clock.now())
    ImportRun.objects.create(**facts)

    assert ImportRun.objects.count() == 2


def test_fold_keeps_the_name_without_accents():
    organisation = Organisation(name="Épicerie Cœur", acronym="ÉC", summary="Légumes d’ici")

    organisation.fold()

    assert organisation.sort_name == "epicerie coeur"
