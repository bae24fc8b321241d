"""The neutrality register: the list of that day, shown again with its reasons; a year for the council."""

import csv
import io
import json

import pytest
from django.urls import reverse

from terreau.accompaniment.models import MatchSnapshot
from terreau.accompaniment.queries import list_behind, match
from terreau.accompaniment.queries.register import COLUMNS, rows_of_register
from tests.factories.accompaniment import proposed, published_offer, sent


@pytest.fixture
def other(scene):
    offer = published_offer("local", perimeter=scene.project.commune, title="Atelier partagé")
    offer.team.organisation.name = "La Ruche"
    offer.team.organisation.save()
    return offer


def list_path(referral):
    return reverse("accompaniment:shown_list", args=[referral.reference])


def test_the_list_of_that_day_is_shown_again_once_everything_changed(scene, other):
    shown = match(scene.need).cards
    referral = proposed(scene.need, scene.offer)
    other.title, other.capacity = "Tout autre chose", 1
    other.save()
    published_offer("local", perimeter=scene.project.commune)

    found = list_behind(referral)

    assert [place.card for place in found.places] == shown
    assert found.faithful
    assert [place.chosen for place in found.places] == [card.offer.key == scene.offer.pk for card in shown]


def test_holder_and_officer_read_the_list_with_its_reasons(scene, other, client_for):
    referral = sent(scene.need, scene.offer)

    for person in (scene.holder, scene.officer):
        page = client_for(person).get(list_path(referral)).content.decode()
        assert "Atelier partagé" in page
        assert "La Ruche" in page
        assert "Réponse au besoin" in page
        assert "Tirage du jour entre égales" in page
        assert list_path(referral) in client_for(person).get(referral.get_absolute_url()).content.decode()


def test_an_organisation_does_not_read_with_whom_it_was_compared(scene, other, client_for):
    referral = sent(scene.need, scene.offer)
    client = client_for(scene.adviser)

    assert client.get(list_path(referral)).status_code in {403, 404}
    assert list_path(referral) not in client.get(referral.get_absolute_url()).content.decode()


def test_an_order_that_differs_from_the_stored_one_is_said(scene, other, client_for):
    referral = proposed(scene.need, scene.offer)
    MatchSnapshot.objects.update(result=referral.snapshot.result[::-1])

    page = client_for(scene.officer).get(list_path(referral)).content.decode()

    assert "diffère de celui conservé" in page


def test_an_erased_list_is_said(scene, client_for):
    referral = proposed(scene.need, scene.offer)
    type(referral).objects.update(snapshot=None)

    page = client_for(scene.officer).get(list_path(referral)).content.decode()

    assert "n’est plus conservée" in page


def test_the_register_of_a_year_holds_every_place_and_nobody(scene, other, client_for):
    referral = proposed(scene.need, scene.offer)
    year = referral.snapshot.made_at.year
    client = client_for(scene.officer)
    path = reverse("accompaniment:register_file", args=[year, "json"])

    assert path in client.get(reverse("accompaniment:register")).content.decode()
    text = client.get(path).getvalue().decode()
    table = (
        client.get(reverse("accompaniment:register_file", args=[year, "csv"])).getvalue().decode("utf-8-sig")
    )

    rows = json.loads(text)
    assert [row["rank"] for row in rows] == [1, 2]
    assert {row["organisation"] for row in rows} == {"Sceaux Smart", "La Ruche"}
    assert [row["chosen"] for row in rows] == [row["offer"] == "Bureaux partagés" for row in rows]
    lines = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [line["offer"] for line in lines] == [row["offer"] for row in rows]
    assert list(lines[0]) == list(COLUMNS)
    personal = [scene.project.title, scene.project.reference, referral.reference, scene.holder.last_name]
    assert not [word for word in personal if word in text or word in table]
    assert list(rows_of_register(year - 1)) == []


@pytest.mark.parametrize(("year", "kind"), [(2026, "xml"), (99, "csv")])
def test_another_format_or_no_year_is_not_found(scene, client_for, year, kind):
    path = reverse("accompaniment:register_file", args=[year, kind])

    assert client_for(scene.officer).get(path).status_code == 404


def test_an_empty_register_says_so(scene, client_for):
    page = client_for(scene.officer).get(reverse("accompaniment:register")).content.decode()

    assert "Aucune liste pour l’instant" in page


@pytest.mark.parametrize("name", ["register", "contacts"])
def test_the_way_back_to_the_desk_stands_above(scene, client_for, name):
    page = client_for(scene.officer).get(reverse(f"accompaniment:{name}")).content.decode()

    above = page[page.index('class="breadcrumbs"') : page.index("<h1")]
    assert f'href="{reverse("portal:desk")}"' in above
    assert 'aria-current="page"' in above


@pytest.mark.parametrize("number", [1, 3])
def test_the_register_asks_as_many_questions_for_one_list_as_for_three(
    scene, django_assert_num_queries, number
):
    others = [published_offer("local", perimeter=scene.project.commune) for _n in range(number - 1)]
    referrals = [proposed(scene.need, offer) for offer in (scene.offer, *others)]
    year = referrals[0].snapshot.made_at.year

    with django_assert_num_queries(5):
        assert list(rows_of_register(year))
