"""The conditions of an offer: typed in rows, said in two languages, never impossible."""

import datetime as dt

import pytest

from terreau.accounts.enums import Role
from terreau.directory import actions, criteria
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, Organisation, RuleVersion
from terreau.kernel.errors import RuleBroken
from tests.factories.directory import OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
EMPLOYEES = {"fact": "employees", "is": "at_least", "value": 3}


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


def drafted(offer: Offer) -> list[dict]:
    """Return the rows of the draft of an offer; none when there is no draft."""
    draft = RuleVersion.objects.drafts().filter(offer=offer).first()
    return draft.rows if draft else []


def form_path(offer: Offer, end: str = "") -> str:
    return f"/mon-espace/organisations/{offer.team.organisation.slug}/offres/{offer.slug}/{end}"


def posted(offer: Offer, *rows: dict[str, str], **more: str) -> dict[str, str]:
    """Return what the page of the conditions sends: its rows, the count of them."""
    facts = {"conditions-TOTAL_FORMS": str(len(rows)), "conditions-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        facts |= {f"conditions-{number}-{name}": value for name, value in row.items()}
    return facts | more


@pytest.mark.parametrize(
    ("rows", "impossible"),
    [
        ([("employees", "at_least", 5), ("employees", "at_most", 3)], True),
        ([("employees", "at_least", 3), ("employees", "at_most", 3)], False),
        ([("employees", "at_least", 5), ("headcount", "at_most", 3)], False),
        ([("has_premises", "true", None), ("has_premises", "false", None)], True),
        ([("legal_form", "in", ["scop", "scic"]), ("legal_form", "in", ["sas"])], True),
        ([("legal_form", "in", ["scop", "scic"]), ("legal_form", "not_in", ["scop"])], False),
        ([("legal_form", "in", ["scop"]), ("legal_form", "not_in", ["scop", "sas"])], True),
        ([("legal_form", "not_in", ["scop"])], False),
    ],
)
def test_contradictions_are_found_per_fact(rows, impossible):
    found = criteria.contradictions({"fact": f, "is": test, "value": value} for f, test, value in rows)

    assert bool(found) is impossible


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"fact": "", "is": "in"}, "une information et une comparaison"),
        ({"fact": "employees", "is": "near"}, "une information et une comparaison"),
        ({"fact": "employees", "is": "in", "value": [1]}, "au moins / au plus"),
        ({"fact": "employees", "is": "at_least", "value": "x"}, "un nombre"),
        ({"fact": "employees", "is": "at_least", "value": True}, "un nombre"),
        ({"fact": "legal_form", "is": "in", "value": []}, "au moins une valeur"),
        ({"fact": "house_rule", "is": "at_least", "value": 2}, ""),
        ({"fact": "has_premises", "is": "true"}, ""),
    ],
)
def test_unreadable_conditions_say_why(row, sentence):
    said = criteria.problem(row)

    assert sentence in said if sentence else said == ""


@pytest.mark.parametrize(
    ("row", "french", "english"),
    [
        (EMPLOYEES, "Salariés : au moins 3", "Employees: at least 3"),
        (
            {"fact": "legal_form", "is": "not_in", "value": ["none", "scop"]},
            "Statut juridique : sauf Aucun statut pour l’instant, Scop",
            "Legal form: except None yet, Scop (workers’ cooperative)",
        ),
        (
            {"fact": "has_premises", "is": "false"},
            "Dispose déjà d’un local : non",
            "Already has premises: no",
        ),
    ],
)
def test_labels_left_empty_are_written_in_both_languages(row, french, english):
    complete = criteria.complete(row)

    assert complete["label_fr"].replace("\u00a0", " ") == french
    assert complete["label_en"] == english


def test_action_keeps_a_label_of_ones_own_and_refuses_the_impossible(officer):
    offer = OfferFactory()

    draft = actions.draft_rules(offer=offer, rows=[EMPLOYEES | {"label_fr": "Trois salariés"}], by=officer)

    assert (draft.criteria[0]["label_fr"], draft.criteria[0]["label_en"]) == (
        "Trois salariés",
        "Employees: at least 3",
    )
    rows = [EMPLOYEES, {"fact": "employees", "is": "at_most", "value": 1}]
    with pytest.raises(RuleBroken, match="se contredisent"):
        actions.draft_rules(offer=offer, rows=rows, by=officer)
    with pytest.raises(RuleBroken, match="Au plus"):
        actions.draft_rules(offer=offer, rows=[EMPLOYEES] * 21, by=officer)
    with pytest.raises(RuleBroken, match="un nombre"):
        actions.create_offer(
            team=offer.team, kind="advice", title="X", criteria=[EMPLOYEES | {"value": "x"}], by=officer
        )


def test_officer_writes_conditions_in_the_form(client_for, officer):
    offer = OfferFactory()
    rows = [
        {"fact": "legal_form", "test": "in", "value": "Scop, societe (sas, sarl…)"},
        {"fact": "amount_sought", "test": "at_most", "value": "15 000,50"},
        {"fact": "", "test": "", "value": ""},
    ]

    client_for(officer).post(form_path(offer, "conditions/"), posted(offer, *rows))

    assert [(row["fact"], row["is"], row["value"]) for row in drafted(offer)] == [
        ("legal_form", "in", ["scop", "sas"]),
        ("amount_sought", "at_most", 15000.5),
    ]


def test_form_shows_the_conditions_and_lets_automatic_labels_follow(client_for, officer):
    rows = [
        criteria.complete(EMPLOYEES),
        {"fact": "house_rule", "is": "in", "value": ["a"], "label_fr": "Règle"},
    ]
    offer = OfferFactory(criteria=rows)

    page = client_for(officer).get(form_path(offer, "conditions/"))

    shown = [form.initial for form in page.context["conditions"]]
    assert shown[0] == {"fact": "employees", "test": "at_least", "value": "3", "label_fr": "", "label_en": ""}
    assert (shown[1]["fact"], shown[1]["label_fr"]) == ("house_rule", "Règle")
    assert 'value="house_rule" selected' in page.content.decode()


def test_condition_without_a_fact_is_taken_away(client_for, officer):
    offer = OfferFactory(criteria=[criteria.complete(EMPLOYEES)])

    client_for(officer).post(
        form_path(offer, "conditions/"), posted(offer, {"fact": "", "test": "at_least", "value": "3"})
    )

    assert RuleVersion.objects.drafts().get(offer=offer).rows == []


def test_form_of_the_offer_leaves_its_conditions(client_for, officer):
    offer = OfferFactory(criteria=[criteria.complete(EMPLOYEES)])
    facts = {"team": offer.team_id, "kind": offer.kind, "title": "Autre titre"}

    page = client_for(officer).post(form_path(offer), facts, follow=True).content.decode()

    offer.refresh_from_db()
    assert (offer.title, len(offer.criteria)) == ("Autre titre", 1)
    assert offer.criteria[0]["label_fr"] in page


def test_one_more_condition_saves_nothing_and_loses_nothing(client_for, officer):
    offer = OfferFactory()
    data = posted(offer, {"fact": "employees", "test": "at_least", "value": "3"}, add_condition="1")

    page = client_for(officer).post(form_path(offer, "conditions/"), data)

    assert drafted(offer) == []
    assert len(page.context["conditions"].forms) == 2
    assert 'value="3"' in page.content.decode()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"fact": "employees", "test": "", "value": "3"}, "une information et une comparaison"),
        ({"fact": "employees", "test": "at_least", "value": "trois"}, "Écrivez un nombre"),
        ({"fact": "employees", "test": "at_least", "value": "inf"}, "Écrivez un nombre"),
        ({"fact": "legal_form", "test": "in", "value": "kolkhoze"}, "« kolkhoze » n’est pas connu"),
        ({"fact": "nothing", "test": "in", "value": "x"}, "n’en fait pas partie"),
    ],
)
def test_row_that_cannot_be_read_is_explained_beside_it(client_for, officer, row, sentence):
    offer = OfferFactory()

    page = client_for(officer).post(form_path(offer, "conditions/"), posted(offer, row)).content.decode()

    assert sentence in page.replace("\u00a0", " ")
    assert drafted(offer) == []


def test_contradiction_is_told_at_save_time(client_for, officer):
    offer = OfferFactory()
    rows = [
        {"fact": "employees", "test": "at_least", "value": "5"},
        {"fact": "employees", "test": "at_most", "value": "2"},
    ]

    page = client_for(officer).post(form_path(offer, "conditions/"), posted(offer, *rows)).content.decode()

    assert "se contredisent" in page
    assert drafted(offer) == []


def test_offer_ends_by_a_form_with_date_reason_and_successor(client_for, officer, clock):
    clock.travel(dt.date(2026, 5, 20))
    offer = OfferFactory(state=OfferState.PUBLISHED)
    successor = OfferFactory(team=offer.team, title="Nouvelle formule")
    client = client_for(officer)
    assert "Nouvelle formule" in client.get(form_path(offer, "fin/")).content.decode()

    client.post(
        form_path(offer, "fin/"),
        {"on": "2026-05-18", "reason": "Fin du financement", "successor": successor.pk},
    )

    offer.refresh_from_db()
    assert (offer.state, offer.valid_until, offer.ended_reason, offer.successor) == (
        OfferState.ENDED,
        dt.date(2026, 5, 18),
        "Fin du financement",
        successor,
    )
    page = client.get(form_path(offer)).content.decode()
    assert "Fin du financement" in page
    assert "Nouvelle formule" in page


def test_offer_does_not_end_in_the_future_nor_without_a_reason(client_for, officer, clock):
    clock.travel(dt.date(2026, 5, 20))
    offer = OfferFactory(state=OfferState.PUBLISHED)
    client = client_for(officer)

    later = client.post(form_path(offer, "fin/"), {"on": "2026-06-01", "reason": "Bientôt"})
    empty = client.post(form_path(offer, "fin/"), {"on": "2026-05-20", "reason": ""})

    offer.refresh_from_db()
    assert offer.state == OfferState.PUBLISHED
    assert "Ce jour est à venir" in later.content.decode()
    assert list(empty.context["form"].errors) == ["reason"]


def test_officer_names_the_parent_by_name_or_siren(client_for, officer):
    child = OrganisationFactory(name="Agence", slug="agence", family="association")
    parent = OrganisationFactory(name="Maison Mère", slug="mere", sort_name="maison mere", siren="356000000")
    client = client_for(officer)
    facts = {"name": "Agence", "family": "association", "kind": "support"}
    path = "/mon-espace/organisations/agence/fiche/"

    for typed in ("maison mere", "356 000 000", "Maison Mère (356000000)"):
        Organisation.objects.filter(pk=child.pk).update(parent=None)
        client.post(path, facts | {"parent": typed})
        child.refresh_from_db()
        assert child.parent == parent

    assert "Maison Mère (356000000)" in client.get(path).content.decode()


def test_unknown_or_ambiguous_parent_is_asked_again(client_for, officer):
    OrganisationFactory(name="Agence", slug="agence")
    OrganisationFactory.create_batch(2, name="Double", sort_name="double")
    client = client_for(officer)
    facts = {"name": "Agence", "family": "association", "kind": "support"}
    path = "/mon-espace/organisations/agence/fiche/"

    assert "Nous ne connaissons pas" in client.post(path, facts | {"parent": "Rien"}).content.decode()
    assert "Plusieurs structures" in client.post(path, facts | {"parent": "Double"}).content.decode()


def test_parent_is_not_for_the_team_to_change(client_for, person):
    offer = OfferFactory()
    parent = OrganisationFactory(name="Mère", sort_name="mere")
    organisation = offer.team.organisation
    Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
    member = person()
    offer.team.members.create(user=member)
    facts = {"name": "Autre nom", "family": "association", "kind": "support", "parent": ""}

    client_for(member).post(f"/mon-espace/organisations/{organisation.slug}/fiche/", facts)

    organisation.refresh_from_db()
    assert (organisation.name, organisation.parent) == ("Autre nom", parent)
