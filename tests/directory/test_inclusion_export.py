"""What leaves for data·inclusion is valid for its schema, streams, and comes in elsewhere unchanged."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import jsonschema_rs
import pytest

from terreau.directory import actions
from terreau.directory.enums import Label, OfferKind, OfferState, OrganisationState, Rejection
from terreau.directory.exports.inclusion import zone_of
from terreau.directory.models import Offer, Organisation, RuleVersion, Team
from terreau.kernel.actors import Actor
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory, TeamFactory
from tests.factories.territories import OperatorFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("tests")
SAMPLES = Path(__file__).parent / "samples"
SIREN, SIRET = "552081317", "55208131766522"


@pytest.fixture(autouse=True)
def _here(settings):
    settings.BASE_URL = "https://ess.sceaux.test"


@pytest.fixture
def town():
    """Return an organisation with all that can leave, and one with the least."""
    OperatorFactory()
    sceaux = CommuneFactory(code="92071", name="Sceaux")
    full = OrganisationFactory(
        name="Garage solidaire",
        slug="garage",
        siren=SIREN,
        siret=SIRET,
        commune=sceaux,
        postal_code="92330",
        address="1 rue des Lilas",
        lat=48.78,
        lon=2.29,
        email="contact@exemple.test",
        phone="+33146610000",
        website="https://exemple.test/",
        summary="Réparer plutôt que jeter.",
        labels=[Label.ACI, Label.ESUS],
    )
    OrganisationFactory(name="Le minimum", slug="minimum", commune=sceaux)
    OrganisationFactory(name="EY", slug="ey", commune=sceaux)
    OrganisationFactory(name="Masquée", slug="masquee", state=OrganisationState.HIDDEN)
    return full


@pytest.fixture
def offer(town):
    """Return an open offer, beside one that is a draft."""
    team = TeamFactory(organisation=town, email="equipe@exemple.test")
    sceaux = town.commune
    OfferFactory(team=team, perimeter=sceaux, title="Brouillon")
    return OfferFactory(
        team=team,
        state=OfferState.PUBLISHED,
        perimeter=sceaux,
        kind=OfferKind.TRAINING,
        title="Tenir ses comptes",
        slug="tenir-ses-comptes",
        summary="Trois soirées pour comprendre un bilan.",
        stages=["idee", "creation"],
        cost_text="Gratuit pour les adhérents",
        contact_phone="0146610000",
        contact_url="https://exemple.test/inscription",
        criteria=[{"fact": "employees", "is": "at_most", "value": 3, "label_fr": "Trois salariés au plus"}],
        documents_text="Le dernier bilan",
        verified_on=dt.date(2026, 1, 5),
    )


def taken(client, what, extension="json", query=""):
    answer = client.get(f"/annuaire/data-inclusion/{what}.{extension}?{query}")
    assert (answer.status_code, answer.streaming) == (200, True)
    return b"".join(answer.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("what", ["structures", "services"])
def test_what_leaves_is_valid_for_the_schema(client, offer, what):
    schema = json.loads((SAMPLES / f"data_inclusion_{what}.json").read_text())
    rows = json.loads(taken(client, what))

    jsonschema_rs.validate(schema, rows)

    assert len(rows) == {"structures": 2, "services": 1}[what]
    assert set(rows[0]) == {*schema["$defs"][what.title()[:-1]]["properties"], "score_qualite"}
    assert all(0 <= row["score_qualite"] <= 1 for row in rows)


def test_structure_says_what_its_sheet_says(client, town):
    rows = {row["id"]: row for row in json.loads(taken(client, "structures"))}

    assert set(rows) == {"terreau-ess-sceaux-test--garage", "terreau-ess-sceaux-test--minimum"}
    row = rows["terreau-ess-sceaux-test--garage"]
    assert row["lien_source"] == "https://ess.sceaux.test/annuaire/garage/"
    assert (row["siret"], row["code_insee"], row["telephone"]) == (SIRET, "92071", "0146610000")
    assert row["reseaux_porteurs"] == ["aci"]


def test_service_says_what_the_offer_says(client, offer):
    (row,) = json.loads(taken(client, "services"))

    assert row["structure_id"] == "terreau-ess-sceaux-test--garage"
    assert (row["type"], row["frais"], row["date_maj"]) == ("formation", "gratuit", "2026-01-05")
    assert row["zone_eligibilite"] == ["92071"]
    assert row["conditions_acces"] == "Trois salariés au plus ; Le dernier bilan"
    assert row["modes_mobilisation"] == ["envoyer-un-courriel", "telephoner", "utiliser-lien-mobilisation"]
    assert row["courriel"] == "equipe@exemple.test"
    assert len(row["thematiques"]) == 2


@pytest.mark.parametrize("what", ["structures", "services"])
def test_table_and_json_say_the_same(client, offer, what):
    plain = json.loads(taken(client, what))
    table = list(csv.DictReader(io.StringIO(taken(client, what, "csv")), delimiter=";"))

    cells = [
        {
            name: json.dumps(value) if isinstance(value, list) else "" if value is None else str(value)
            for name, value in row.items()
        }
        for row in plain
    ]
    assert table == cells


def test_nothing_to_tell_is_an_empty_list(client):
    OperatorFactory()

    assert json.loads(taken(client, "services")) == []
    assert taken(client, "services", "csv") == ""


def test_structures_leave_as_the_list_is_filtered(client, town):
    assert [row["nom"] for row in json.loads(taken(client, "structures", query="q=garage"))] == [
        "Garage solidaire"
    ]


@pytest.mark.parametrize("path", ["structures.xlsx", "personnes.json"])
def test_another_list_or_format_is_not_found(client, path):
    assert client.get(f"/annuaire/data-inclusion/{path}").status_code == 404


def test_zone_is_written_with_the_codes_of_the_schema():
    place = {
        kind: TerritoryFactory(kind=kind, code=code, name=code)
        for kind, code in (("country", "FR"), ("department", "92"), ("epci", "200054781"))
    }

    assert zone_of(place["country"]) == ["france"]
    assert zone_of(place["department"]) == ["92"]
    assert zone_of(place["epci"]) == ["200054781"]


def test_file_comes_in_elsewhere_once_and_gives_the_same_file(client, town, settings, tmp_path):
    left = taken(client, "structures", "csv")
    path = tmp_path / "structures.csv"
    path.write_text(left, encoding="utf-8")
    Organisation.objects.all().delete()
    settings.BASE_URL = "https://ailleurs.test"

    first = actions.import_directory(path=path, source="data_inclusion", by=BY)
    second = actions.import_directory(path=path, source="data_inclusion", by=BY)

    assert +first.counts == {"created": 2}
    assert +second.counts == {"unchanged": 2}
    ours = {"source", "id", "lien_source", "date_maj", "score_qualite"}
    told = [
        [{name: value for name, value in row.items() if name not in ours} for row in read(text)]
        for text in (left, taken(client, "structures", "csv"))
    ]
    assert told[0] == told[1]


def test_services_come_in_elsewhere_and_leave_as_they_came(client, offer, settings, tmp_path):
    OfferFactory(
        team=offer.team,
        state=OfferState.PUBLISHED,
        perimeter=offer.perimeter,
        kind=OfferKind.LOAN,
        title="Prêt d’honneur",
        summary="Un prêt sans intérêt, pour démarrer.",
        cost_text="2 % du montant",
        verified_on=dt.date(2026, 1, 5),
    )
    told, paths = [], []
    for what in ("structures", "services"):
        paths.append(tmp_path / f"{what}.csv")
        paths[-1].write_text(taken(client, what, "csv"), encoding="utf-8")
    told.append(read(paths[1].read_text(encoding="utf-8")))
    RuleVersion.objects.all().delete()
    for model in (Offer, Team, Organisation):
        model.objects.all().delete()
    settings.BASE_URL = "https://ailleurs.test"

    counts = [+actions.import_directory(path=path, by=BY).counts for path in (*paths, *paths)]
    for one in Offer.objects.all():
        actions.publish_offer(offer=one, by=BY)

    assert counts == [{"created": 2}, {"created": 2}, {"unchanged": 2}, {"unchanged": 2}]
    told.append(read(taken(client, "services", "csv")))
    ours = {"source", "id", "structure_id", "lien_source", "date_maj", "score_qualite"}
    left, came = [
        sorted(
            ({name: value for name, value in row.items() if name not in ours} for row in rows),
            key=lambda row: row["nom"],
        )
        for rows in told
    ]
    assert [row["nom"] for row in left] == ["Prêt d’honneur", "Tenir ses comptes"]
    assert left == came


def test_own_services_that_come_back_change_nothing(client, offer, tmp_path):
    path = tmp_path / "services.csv"
    path.write_text(taken(client, "services", "csv"), encoding="utf-8")
    before = list(Offer.objects.order_by("pk").values())

    report = actions.import_directory(path=path, by=BY)

    assert dict(report.reasons) == {Rejection.OURS: 1}
    assert list(Offer.objects.order_by("pk").values()) == before


def read(text):
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_own_file_that_comes_back_changes_nothing(client, town, tmp_path):
    path = tmp_path / "structures.csv"
    path.write_text(taken(client, "structures", "csv"), encoding="utf-8")
    before = list(Organisation.objects.order_by("pk").values())

    report = actions.import_directory(path=path, source="data_inclusion", by=BY)

    assert dict(report.reasons) == {Rejection.OURS: 2}
    assert list(Organisation.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("number", [1, 3])
def test_services_ask_as_many_questions_for_one_as_for_three(client, town, django_assert_num_queries, number):
    team = TeamFactory(organisation=town)
    for _n in range(number):
        OfferFactory(
            team=team, state=OfferState.PUBLISHED, perimeter=town.commune, summary="Un conseil utile."
        )
    taken(client, "services")

    with django_assert_num_queries(3):
        assert len(json.loads(taken(client, "services"))) == number
