"""Facets: names that mean the same, values compared after analysis, three values, nothing ever dropped."""

import pytest

from terreau.kernel.truth import Truth
from terreau.search.faceted import Judge, read
from terreau.search.faceted.keys import role_of

YES, NO = Truth.YES, Truth.NO


@pytest.mark.parametrize(
    ("names", "role"),
    [
        (
            ["perimetre", "Périmètres", "perimeter", "codeInsee", "target_region", "zone géographique"],
            "territory",
        ),
        (["stage", "étapes", "mobilization_steps", "project_stage"], "stage"),
        (["thématiques", "categories", "topics", "mots_cles"], "subject"),
        (["bénéficiaires", "targeted_audiences", "type_structure", "publics cibles"], "public"),
        (["type_aide", "kinds", "nature de l’aide"], "kind"),
        (["forme_juridique", "legalForm", "statut juridique"], "legal_form"),
        (["secteurs", "sector", "code_naf"], "sector"),
        (["id", "url", "created_at", "date_creation"], ""),
        (["couleur", "Couleurs"], "couleur"),
    ],
)
def test_names_in_two_languages_mean_the_same(names, role):
    assert [role_of(name)[0] for name in names] == [role] * len(names)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("montant_max", ("amount", "max")),
        ("plancher", ("amount", "min")),
        ("min_employees", ("headcount", "min")),
        ("date_cloture", ("date", "max")),
        ("start_date", ("date", "min")),
        ("budget", ("amount", "")),
    ],
)
def test_a_name_may_give_a_bound(name, found):
    assert role_of(name) == found


def test_values_are_read_however_they_are_written():
    facets = read(
        {
            "thématiques": "Eau potable; Énergies",
            "publics": ["Associations", "", None],
            "amount": {"min": "10 000 €", "max": 50_000},
            "effectif": "10 à 49",
            "date_cloture": "31/12/2024",
            "rural": True,
            "secteurs": ["C", "A"],
            "vide": [],
            "url": "https://example.org",
        }
    )

    assert list(facets["subject"].values) == [("eau", "potabl"), ("energ",)]
    assert list(facets["public"].values.values()) == ["Associations"]
    assert (facets["amount"].low, facets["amount"].high) == (10_000, 50_000)
    assert (facets["headcount"].low, facets["headcount"].high) == (10, 49)
    assert (facets["date"].low, facets["date"].high is None) == (None, False)
    assert facets["rural"].truth is True
    assert list(facets["sector"].values) == [("c",), ("a",)]  # a stop word is a value too
    assert set(facets) == {"subject", "public", "amount", "headcount", "date", "rural", "sector"}


@pytest.mark.parametrize("strange", [None, [], "x", 3, {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}, {"": ""}])
def test_what_is_not_understood_says_nothing(strange):
    assert read(strange) == {}


def truths(documents: list[dict], question: dict) -> list[dict]:
    read_documents, asked = [read(one) for one in documents], read(question)
    return [one.truths for one in Judge(read_documents, [asked]).judge(asked)]


@pytest.mark.django_db
def test_one_value_in_common_is_enough_and_absent_is_unknown():
    found = truths(
        [{"categories": ["Eau"]}, {"categories": ["Énergie", "eaux"]}, {"categories": ["Vélo"]}, {}],
        {"thematique": "eau"},
    )

    assert found == [{"subject": YES}, {"subject": YES}, {"subject": NO}, {}]


@pytest.mark.django_db
def test_a_vocabulary_that_no_document_knows_fails_nobody():
    assert truths([{"categories": ["Eau"]}, {"categories": ["Vélo"]}], {"tags": ["tourisme"]}) == [{}, {}]


@pytest.mark.django_db
def test_whoever_is_open_to_all_fails_nobody():
    found = truths(
        [{"public": "tous"}, {"public": "Entreprises privées"}, {"public": "communes"}],
        {"porteur": "entreprise"},
    )

    assert [one["public"] for one in found] == [YES, YES, NO]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("document", "question", "truth"),
    [
        ({"effectif_min": 10, "effectif_max": 49}, {"effectif": 12}, YES),
        ({"effectif_min": 10, "effectif_max": 49}, {"employees": 3}, NO),
        ({"effectif_min": 10}, {"effectif": "50 à 99"}, YES),
        ({"montant": 5000}, {"budget": 5000}, YES),
        ({"montant": 5000}, {"budget": 3000}, None),  # a ceiling, a mean? nobody said
        ({"date_ouverture": "2024-01-01", "date_cloture": "2024-06-30"}, {"date": "2024-03-01"}, YES),
        ({"deadline": "30/06/2024"}, {"date": "2024-07-01"}, NO),
        ({"date": "2020-01-01"}, {"date": "2024-07-01"}, None),
        ({"rural": True}, {"rural": False}, NO),
        ({"rural": True}, {"rural": True}, YES),
        ({"rural": "oui"}, {"rural": True}, None),
    ],
)
def test_ranges_days_and_yes_or_no(document, question, truth):
    (found,) = truths([document], question)

    assert list(found.values()) == ([] if truth is None else [truth])


PLACES = [
    "Île-de-France",
    "Conseil départemental des Hauts-de-Seine",
    "Sceaux (92330)",
    "France entière",
    "Occitanie",
    "Pays imaginaire",
]


@pytest.mark.parametrize(
    "where",
    [
        {"commune": "92071"},
        {"code_postal": "92330"},
        {"territoire": {"commune": "Sceaux", "departement": "92"}},
        {"perimeter": {"name": "Sceaux", "code": "92071", "scale": "commune"}},
    ],
)
@pytest.mark.usefixtures("france")
def test_a_programme_serves_what_its_territory_holds(where):
    found = truths([{"perimetre": name} for name in PLACES], where)

    assert [one.get("territory") for one in found] == [YES, YES, YES, YES, NO, None]


@pytest.mark.usefixtures("france")
def test_the_narrowest_territory_comes_first():
    documents = [read({"perimeter": name}) for name in ("national", "Île-de-France", "92", "Sceaux")]
    asked = read({"insee": "92071"})

    scores = [one.score for one in Judge(documents, [asked]).judge(asked)]

    assert scores == sorted(scores)
    assert len(set(scores)) == 4


@pytest.mark.usefixtures("france")
def test_the_name_of_a_facet_says_what_a_code_is_a_code_of():
    found = truths(
        [{"region": 11}, {"departement": "11"}, {"perimeter": "DEP-11"}], {"commune": "Carcassonne"}
    )

    assert [one["territory"] for one in found] == [NO, YES, YES]


@pytest.mark.usefixtures("france")
def test_a_programme_inside_the_place_asked_is_not_decided():
    assert truths([{"perimeter": "Sceaux (92330)"}, {"commune": "11069"}], {"departement": "92"}) == [
        {},
        {"territory": NO},
    ]


@pytest.mark.django_db
def test_a_place_no_list_knows_is_compared_by_its_name():
    found = truths(
        [{"perimeter": "Parc des Ombres"}, {"perimeter": "Ailleurs"}], {"territoire": "Parc des Ombres"}
    )

    assert [one.get("territory") for one in found] == [YES, None]
