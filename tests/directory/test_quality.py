"""Each point that a record loses has its sentence; nothing lost is 100."""

import dataclasses
import datetime as dt

import pytest

from terreau.directory.quality import Band, ServiceFacts, StructureFacts, service_quality, structure_quality

TODAY = dt.date(2026, 11, 23)
WHOLE = ServiceFacts("x" * 60, True, True, True, True, ("a@b.test", "0146610000", ""), TODAY)
SHEET = StructureFacts("x" * 60, True, True, True, True, ("a@b.test", "0146610000", ""), TODAY)


def lost(judge, facts, **changes):
    quality = judge(dataclasses.replace(facts, **changes), TODAY)
    return quality.points, [loss.sentence for loss in quality.losses]


def test_whole_record_loses_nothing():
    assert lost(service_quality, WHOLE) == (100, [])
    assert lost(structure_quality, SHEET) == (100, [])


@pytest.mark.parametrize(
    ("changes", "points", "sentence"),
    [
        ({"summary": ""}, 85, "Aucune présentation."),
        ({"summary": "Court."}, 95, "La présentation tient en quelques mots seulement."),
        ({"has_subject": False}, 90, "Aucun sujet connu\xa0: on ne sait pas à quel besoin il répond."),
        ({"has_territory": False}, 90, "Le territoire couvert n’est pas dit."),
        ({"has_kind": False}, 95, "La nature du soutien n’est pas dite."),
        ({"has_cost": False}, 95, "Ce que cela coûte n’est pas dit."),
        ({"as_of": None}, 75, "La date de mise à jour n’est pas connue."),
        ({"as_of": dt.date(2024, 11, 1)}, 75, "Pas de mise à jour depuis plus de deux ans."),
        ({"as_of": dt.date(2025, 11, 1)}, 85, "Pas de mise à jour depuis plus d’un an."),
        ({"as_of": dt.date(2026, 5, 1)}, 95, "Pas de mise à jour depuis plus de six mois."),
        ({"ways": ("", "", "")}, 70, "Aucun moyen de joindre quelqu’un."),
        ({"ways": ("", "", "https://exemple.test/")}, 90, "Un seul moyen de joindre quelqu’un."),
    ],
)
def test_each_loss_of_a_service_says_why(changes, points, sentence):
    assert lost(service_quality, WHOLE, **changes) == (points, [sentence])


@pytest.mark.parametrize(
    ("changes", "points", "sentence"),
    [
        ({"summary": ""}, 80, "Aucune présentation."),
        ({"has_commune": False}, 85, "La commune n’est pas connue."),
        ({"has_number": False}, 90, "Ni SIREN, ni SIRET, ni numéro RNA."),
        ({"has_address": False}, 95, "L’adresse postale manque."),
        ({"has_family": False}, 95, "La forme juridique n’est pas précisée."),
        ({"as_of": dt.date(2024, 11, 1)}, 80, "Pas de mise à jour depuis plus de deux ans."),
        ({"ways": ("", "", "")}, 75, "Aucun moyen de joindre quelqu’un."),
    ],
)
def test_each_loss_of_a_structure_says_why(changes, points, sentence):
    assert lost(structure_quality, SHEET, **changes) == (points, [sentence])


def test_all_that_can_be_lost_is_lost_once():
    nothing = ServiceFacts("", False, False, False, False, ("", "", ""), None)
    quality = service_quality(nothing, TODAY)

    assert (quality.points, quality.score, quality.band) == (0, 0.0, Band.POOR)
    assert structure_quality(StructureFacts("", False, False, False, False, ("",), None), TODAY).points == 0


def test_bands_begin_at_fifty_and_eighty():
    assert service_quality(dataclasses.replace(WHOLE, ways=(), summary=""), TODAY).band == Band.FAIR
    assert service_quality(dataclasses.replace(WHOLE, summary="", has_cost=False), TODAY).band == Band.GOOD
    assert service_quality(dataclasses.replace(WHOLE, ways=(), as_of=None), TODAY).band == Band.POOR
