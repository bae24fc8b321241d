"""The other places of an organisation, and whether the door is open, in words."""

import datetime as dt
import re

import pytest

from terreau.directory import actions, opening, small_map
from terreau.directory.models import Place
from terreau.journal.models import Entry
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from tests.factories.directory import OrganisationFactory
from tests.factories.territories import SceauxFactory

pytestmark = pytest.mark.django_db

WEEK = {"1": [["09:00", "12:00"], ["14:00", "18:30"]], "3": [["09:00", "24:00"]]}
MONDAY = dt.date(2026, 11, 23)


def at(day: dt.date, hour: str) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(hour), tzinfo=PARIS)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (at(MONDAY, "09:00"), "Ouvert maintenant, jusqu’à 12 h"),
        (at(MONDAY, "08:00"), "Fermé maintenant, ouvre aujourd’hui à 9 h"),
        (at(MONDAY, "12:00"), "Fermé maintenant, ouvre aujourd’hui à 14 h"),
        (at(MONDAY, "18:30"), "Fermé maintenant, ouvre mercredi à 9 h"),
        (at(MONDAY + dt.timedelta(days=1), "10:00"), "Fermé maintenant, ouvre demain à 9 h"),
        (at(MONDAY + dt.timedelta(days=2), "23:59"), "Ouvert maintenant, jusqu’à minuit"),
        # 11 November 2026 is a public holiday, and a Wednesday.
        (at(dt.date(2026, 11, 11), "10:00"), "Fermé maintenant, ouvre lundi à 9 h"),
    ],
)
def test_the_door_in_words(clock, moment, words):
    clock.travel(moment)

    assert opening.state_in_words(WEEK).replace("\u00a0", " ") == words


def test_a_door_that_opens_only_on_holidays_of_this_month_is_closed(clock):
    clock.travel(at(dt.date(2026, 11, 5), "10:00"))

    assert "mercredi" not in opening.state_in_words({"1": [["09:00", "10:00"]]})
    assert opening.state_in_words({}) == ""


def test_the_week_has_seven_lines_and_says_today(clock):
    clock.travel(at(MONDAY, "10:00"))

    week = opening.week_of(WEEK)

    assert [line.is_today for line in week] == [True] + [False] * 6
    assert week[0].hours.replace("\u00a0", " ") == "de 9 h à 12 h, de 14 h à 18 h 30"
    assert week[1].hours == "fermé"
    assert opening.week_of({}) == []


def test_places_are_added_corrected_and_removed(officer):
    organisation = OrganisationFactory()

    place = actions.add_place(organisation=organisation, name=" Antenne ", address="1 rue X", by=officer)
    actions.update_place(place=place, access_note="Une marche.", by=officer)
    actions.update_place(place=place, access_note="Une marche.", by=officer)
    note = Place.objects.get().access_note
    actions.remove_place(place=place, by=officer)

    assert (place.name, note, Place.objects.count()) == ("Antenne", "Une marche.", 0)
    verbs = ["place.added", "place.updated", "place.removed"]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == verbs
    with pytest.raises(RuleBroken, match="rechargez"):
        actions.remove_place(place=place, by=officer)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " ", "address": "x"}, "name"),
        ({"name": "Antenne"}, "address"),
        ({"name": "Boutique", "address": "x"}, "name"),
        ({"name": "Antenne", "address": "x", "lat": 48.0}, "lat"),
    ],
)
def test_add_place_refuses_with_a_sentence(officer, facts, field):
    organisation = OrganisationFactory()
    Place.objects.create(organisation=organisation, name="Boutique")

    with pytest.raises(RuleBroken) as refusal:
        actions.add_place(organisation=organisation, by=officer, **facts)

    assert refusal.value.field == field


def test_add_place_refuses_what_is_no_field_and_too_many(officer, monkeypatch):
    organisation = OrganisationFactory()
    with pytest.raises(TypeError):
        actions.add_place(organisation=organisation, name="A", address="x", colour="x", by=officer)
    monkeypatch.setattr("terreau.directory.actions.places.MOST_PLACES", 0)

    with pytest.raises(RuleBroken, match="au plus"):
        actions.add_place(organisation=organisation, name="A", address="x", by=officer)


def test_forms_of_places(officer, client_for):
    organisation, client = OrganisationFactory(), client_for(officer)
    space = f"/mon-espace/organisations/{organisation.slug}/lieux/"

    refused = client.post(f"{space}nouveau/", {"name": "Antenne", "hours_1": "9h"})
    client.post(f"{space}nouveau/", {"name": "Antenne", "address": "1 rue X", "hours_1": "9:00-12:00"})
    place = Place.objects.get()
    client.post(f"{space}{place.pk}/", {"name": "Antenne sud", "address": "1 rue X"})
    place.refresh_from_db()

    assert list(refused.context["form"].errors) == ["hours_1"]
    assert (place.name, place.opening_hours) == ("Antenne sud", {})
    assert client.get(f"{space}{place.pk}/").status_code == 200
    assert client.get(f"{space}0/").status_code == 404
    client.post(f"{space}{place.pk}/retirer/")
    assert Place.objects.count() == 0


def test_sheet_shows_doors_hours_and_a_map_with_its_words(client, officer, clock):
    clock.travel(at(MONDAY, "10:00"))
    sceaux = SceauxFactory()
    organisation = OrganisationFactory(
        commune=sceaux, address="122 rue Houdan", lat=48.7789, lon=2.2911, opening_hours=WEEK
    )
    actions.add_place(
        organisation=organisation,
        name="Antenne des Blagis",
        commune=sceaux,
        lat=48.783,
        lon=2.301,
        access_note="De plain-pied.",
        by=officer,
    )

    html = client.get(organisation.get_absolute_url()).content.decode()

    assert "Ouvert maintenant, jusqu’à 12\u00a0h" in html
    assert ("Antenne des Blagis" in html, "De plain-pied." in html) == (True, True)
    assert html.count('class="small-map-dot"') == 2
    assert re.search(r'role="img" aria-label="Carte de Sceaux avec 2 lieux', html)


def test_small_map_needs_an_outline_and_a_position():
    sceaux = SceauxFactory()

    assert small_map.small_map(None, [(48.7, 2.2)]) is None
    assert small_map.small_map(sceaux, []) is None
    assert small_map.small_map(sceaux, [(43.3, 5.4)]) is None
    drawn = small_map.small_map(sceaux, [(48.778, 2.29)])
    assert drawn is not None
    assert (drawn.width, drawn.outline[0], len(drawn.dots)) == (320, "M", 1)
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in drawn.dots)
