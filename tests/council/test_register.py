"""The public register: search, filters, order, feed, English, and the extract as a document."""

import datetime as dt
import re
import subprocess
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.council import exports, panels, queries
from terreau.council.models import Deliberation
from tests.factories import council as make
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def words(html: str) -> str:
    """Return what a page says, without its tags, in single spaces."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def text_of(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    return words(subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout)


def listed(page) -> list[str]:
    return [deliberation.title for deliberation in page.context["page"]]


@pytest.fixture
def register():
    """Two sessions in two years: three texts adopted, one rejected, one not published."""
    first = make.session_in("held")
    second = make.session_in("closed", held_on=dt.date(2016, 2, 4))
    make.published("Économie sociale", session=first, summary="La ville s’engage.")
    make.published("Tarifs de l’été", session=first, state="rejected")
    make.published("Œuvre d’art", session=second)
    make.published("Subvention à 100 %", session=second, decision_text="ATTRIBUE 12_000 euros.")
    make.deliberation_in("adopted", title="Pas encore publiée", session=second)


def test_list_shows_the_newest_session_first_and_its_items_in_order(client, register):
    assert listed(client.get(reverse("council:list"))) == [
        "Œuvre d’art",
        "Subvention à 100 %",
        "Économie sociale",
        "Tarifs de l’été",
    ]


def test_list_and_agenda_put_the_tenth_item_after_the_ninth(client):
    session = make.session_in("held")
    for rank in range(1, 13):
        make.published(f"Point {rank}", session=session)

    assert listed(client.get(reverse("council:list"))) == [f"Point {rank}" for rank in range(1, 13)]
    assert [item.title for item in queries.agenda(session)] == [f"Point {rank}" for rank in range(1, 13)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "economie"}, ["Économie sociale"]),
        ({"q": "OEUVRE"}, ["Œuvre d’art"]),
        ({"q": "l'été"}, ["Tarifs de l’été"]),
        ({"q": "sociale économie"}, ["Économie sociale"]),
        ({"q": "100 %"}, ["Subvention à 100 %"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"q": "introuvable"}, []),
        ({"annee": "2015"}, ["Économie sociale", "Tarifs de l’été"]),
        ({"annee": "2016", "resultat": "rejected"}, []),
        ({"resultat": "rejected"}, ["Tarifs de l’été"]),
        ({"resultat": "adopted", "annee": "2015"}, ["Économie sociale"]),
        ({"annee": "1999"}, []),
    ],
)
def test_list_searches_and_filters(client, register, asked, found):
    assert listed(client.get(reverse("council:list"), asked)) == found


@pytest.mark.parametrize(
    "asked",
    [
        {"annee": "²"},
        {"annee": "0000"},
        {"annee": "99999999"},
        {"annee": "deux mille"},
        {"annee": "-1"},
        {"resultat": "draft"},
        {"resultat": "nulle"},
        {"page": "abc"},
        {"page": "999"},
    ],
)
def test_list_ignores_what_makes_no_sense(client, register, asked):
    assert len(listed(client.get(reverse("council:list"), asked))) == 4


@pytest.mark.parametrize("text", ["é" * 500, "%", "'", "\\"])
def test_list_survives_any_search(client, register, text):
    page = client.get(reverse("council:list"), {"q": text})

    assert (page.status_code, listed(page)) == (200, [])


def test_facets_count_what_the_other_filters_leave(client, register):
    found = client.get(reverse("council:list"), {"annee": "2015", "resultat": "adopted"}).context["register"]

    assert [(one["value"], one["count"], one["selected"]) for one in found.years] == [
        ("2016", 2, False),
        ("2015", 1, True),
    ]
    assert [(one["label"], one["count"], one["selected"]) for one in found.states] == [
        ("Adoptée", 1, True),
        ("Rejetée", 1, False),
    ]


def test_list_says_what_is_missing(client, register):
    url = reverse("council:list")

    assert "Aucune délibération ne correspond" in client.get(url, {"q": "zzz"}).content.decode()


def test_list_says_that_nothing_is_published_yet(client):
    make.deliberation_in("draft")

    page = client.get(reverse("council:list")).content.decode()

    assert "Aucune délibération n’est encore publiée" in page


@pytest.mark.parametrize(
    ("count", "sentence"), [(0, "0 délibération "), (1, "1 délibération "), (2, "2 délibérations ")]
)
def test_list_counts_in_french(client, count, sentence):
    for number in range(count):
        make.published(f"Point {number}")

    assert sentence in words(client.get(reverse("council:list")).content.decode())


def test_list_goes_on_over_pages_and_keeps_the_filter(client):
    session = make.session_in("held")
    for rank in range(21):
        make.published(f"Point {rank}", session=session)
    url = reverse("council:list")

    first = client.get(url, {"resultat": "adopted"})
    last = client.get(url, {"resultat": "adopted", "page": 2})

    assert (len(listed(first)), listed(last)) == (20, ["Point 20"])
    assert "resultat=adopted" in first.content.decode().split('class="pagination', 1)[1]


@pytest.mark.parametrize("count", [3, 20])
def test_list_keeps_its_number_of_queries_as_it_grows(client, count, django_assert_num_queries):
    session = make.session_in("held")
    for rank in range(count):
        make.published(f"Point {rank}", session=session)
    client.get(reverse("council:list"), {"q": "zzz"})

    with django_assert_num_queries(5):
        client.get(reverse("council:list"))


def test_english_register_and_page(client, register):
    slug = Deliberation.objects.get(title="Économie sociale").slug

    listing = client.get("/en/deliberations/").content.decode()
    page = client.get(f"/en/deliberations/{slug}/").content.decode()

    assert ("Adopted" in listing, "Adoptée" in listing) == (True, False)
    assert "published, not yet transmitted to the representative of the State." in words(page)
    assert "21 May 2015" in words(page)
    assert "Toutes les délibérations" not in page


def test_feed_tells_what_was_published_last(client):
    make.published("Ancienne", on=dt.date(2015, 5, 27), summary="En clair.")
    make.published("Récente", on=dt.date(2015, 5, 28), transmitted_at=make.at_noon(dt.date(2015, 5, 30)))
    make.deliberation_in("adopted", title="Cachée")

    answer = client.get(reverse("council:feed"))

    feed = ET.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.find(f"{ATOM}title").text == "Délibérations du conseil"
    assert feed.find(f"{ATOM}subtitle").text == "Les dernières délibérations publiées"
    assert [entry.find(f"{ATOM}title").text for entry in entries] == ["Récente", "Ancienne"]
    assert [entry.find(f"{ATOM}summary").text for entry in entries] == ["à l’unanimité", "En clair."]
    assert [entry.find(f"{ATOM}updated").text for entry in entries] == [
        "2015-05-30T10:00:00+00:00",
        "2015-05-27T10:00:00+00:00",
    ]


def test_feed_stops_at_twenty(client):
    session = make.session_in("held")
    for rank in range(22):
        make.published(f"Point {rank}", session=session)

    assert client.get(reverse("council:feed")).content.count(b"<entry>") == 20


def test_page_tells_a_rejection_and_who_did_not_take_part(client):
    deliberation = make.published(state="rejected", not_taking_part=1)

    page = words(client.get(deliberation.get_absolute_url()).content.decode())

    assert "Faute de majorité (4 votes contre)" in page
    assert "1 ne prennent pas part au vote" in page
    assert "Non exécutoire\u00a0: la délibération n’est pas adoptée." in page.replace(" :", "\u00a0:")


def test_page_of_a_missing_transmission_says_that_it_has_no_force(client):
    page = words(client.get(make.published().get_absolute_url()).content.decode())

    assert "publiée, pas encore transmise au représentant de l’État." in page
    assert "Auteur de l’acte Camille Conseil 0, Maire" in page


def test_page_before_the_vote_shows_no_vote(client_for, person):
    draft = make.deliberation_in("draft")

    page = client_for(person(Role.OFFICER)).get(draft.get_absolute_url()).content.decode()

    assert 'id="vote"' not in page
    assert exports.extract_data(draft)["votes"] == []


def test_extract_says_what_the_page_says(client, tmp_path):
    OperatorFactory()
    session = make.session_in("held")
    deliberation = make.published(
        "Approbation de chartes",
        session=session,
        votes_for=4,
        abstentions=1,
        rapporteur=session.assembly.mandates.last(),
        considerations=["Vu le code général des collectivités territoriales,"],
        decision_text="APPROUVE les chartes.\n\nAUTORISE le maire à les signer.",
        transmitted_at=make.at_noon(dt.date(2015, 5, 28)),
    )

    page = words(client.get(deliberation.get_absolute_url()).content.decode())
    text = text_of(client.get(reverse("council:pdf", args=[deliberation.slug])).content, tmp_path)

    for said in (
        "Approbation de chartes",
        "Vu le code général des collectivités territoriales,",
        "APPROUVE les chartes.",
        "AUTORISE le maire à les signer.",
        "à l’unanimité des votants (1 abstention)"[1:],
        "4 voix pour sur 4 suffrages exprimés",
        "4 présents sur 5 membres en exercice",
        "Exécutoire depuis le 28 mai 2015",
        "Camille Conseil 0, Maire",
        session.assembly.mandates.last().full_name,
    ):
        assert (said in page, said in text) == (True, True), said
    assert "Ville de Sceaux" in text


def test_extract_asked_for_in_english_stays_the_french_act(client, tmp_path):
    deliberation = make.published()

    answer = client.get(f"/en/deliberations/{deliberation.slug}/extrait.pdf")

    text = text_of(answer.content, tmp_path)
    assert "Adoptée à l’unanimité" in text
    assert "21 mai 2015" in text
    assert answer.headers["Content-Disposition"] == f'inline; filename="deliberation-{deliberation.slug}.pdf"'


def test_panels_are_registered_once_and_may_have_nothing_to_say():
    def silent(deliberation):
        return None

    before = list(panels._makers)
    try:
        assert panels.register(silent) is silent
        panels.register(silent)
        assert panels._makers.count(silent) == 1
        assert panels.panels_of(make.deliberation_in("draft")) == []
    finally:
        panels._makers[:] = before


def test_acts_may_stand_on_what_is_neither_withdrawn_nor_rejected():
    for state in ("draft", "tabled", "adopted", "rejected", "withdrawn"):
        make.deliberation_in(state, title=state)

    assert sorted(one.title for one in queries.adopted_or_pending()) == ["adopted", "draft", "tabled"]
