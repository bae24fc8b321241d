"""Registers come in once, whole or explained, and never over a person's word."""

import csv
import os
from pathlib import Path

import pytest

from terreau.directory import actions
from terreau.directory.enums import Family, ImportState, Rejection, Source
from terreau.directory.models import FieldChange, ImportRun, Organisation, RejectedLine
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import LineRefused
from terreau.directory.sources.ess_numerique.mapping import COLUMNS as ESS_COLUMNS
from terreau.directory.sources.reading import inspect, lines
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.territories.enums import CodeScheme
from terreau.territories.models import TerritoryCode
from tests.factories.directory import CommuneFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
SAMPLES = Path(actions.__file__).parent.parent / "sources"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SAMPLE = SAMPLES / "le_marche" / "samples" / "sample.csv"


def ess_file(folder: Path, *rows: dict[str, str], name: str = "ess.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, sorted(ESS_COLUMNS), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refused(function, cell: str) -> str:
    with pytest.raises(LineRefused) as refusal:
        function(cell)
    return refusal.value.reason


def test_identifiers_are_checked_never_guessed():
    assert cleaning.siret("35600000000048") == "35600000000048"
    assert cleaning.siret(" 219 200 714 00018 ") == "21920071400018"
    assert cleaning.siren("219200714.0") == "219200714"
    assert refused(cleaning.siret, "3,26E+13") == Rejection.DESTROYED
    assert refused(cleaning.siret, "21920071400017") == Rejection.BAD_SIRET
    assert refused(cleaning.siren, "62201199") == Rejection.BAD_SIREN


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("84200.0", "84200"),
        ("1000", "01000"),
        ("92 330", "92330"),
        ("9233", "09233"),
        ("2A", ""),
        ("123", ""),
    ],
)
def test_postal_codes_are_repaired_when_unambiguous(cell, code):
    assert cleaning.postal_code(cell) == code


def test_sample_comes_in_and_explains_what_does_not():
    sceaux = CommuneFactory(code="92071", name="Sceaux", search_name="sceaux")
    TerritoryCode.objects.create(territory=sceaux, scheme=CodeScheme.POSTAL, value="92330")

    report = actions.import_directory(path=SAMPLE, by=BY)

    assert dict(report.counts) == {"created": 2, "merged": 1, "rejected": 3}
    reasons = dict(RejectedLine.objects.values_list("line_number", "reason"))
    assert reasons == {5: Rejection.DESTROYED, 6: Rejection.BAD_SIRET, 7: Rejection.CUT}
    first = Organisation.objects.get(siret="21920071400018")
    assert (first.commune, first.labels) == (sceaux, ["aci", "ei"])
    assert set(first.source_records.values_list("source", flat=True)) == {Source.LE_MARCHE}
    assert list(Entry.objects.values_list("verb", "quantity")) == [("directory.imported", 2)]


def test_second_import_changes_nothing():
    actions.import_directory(path=SAMPLE, by=BY)
    before = list(Organisation.objects.order_by("pk").values())

    report = actions.import_directory(path=SAMPLE, by=BY)

    assert dict(report.counts) == {"unchanged": 3, "rejected": 3}
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_rehearsal_leaves_no_trace():
    report = actions.rehearse_import(path=SAMPLE, by=BY)

    assert report.counts["created"] == 2
    assert (Organisation.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_word_of_a_person_wins(tmp_path):
    row = {
        "siren": "219200714",
        "siret_siege": "21920071400018",
        "denomination": "ANCIEN",
        "est_active": "True",
    }
    actions.import_directory(path=ess_file(tmp_path, row), by=BY)
    actions.update_organisation(organisation=Organisation.objects.get(), name="Nom juste", by=BY)

    row |= {"denomination": "AUTRE", "famille_ess": "association", "rna": "W922001234"}
    actions.import_directory(path=ess_file(tmp_path, row), by=BY)

    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.rna) == ("Nom juste", "W922001234")
    assert organisation.family == Family.ASSOCIATION


def test_value_without_source_may_be_a_persons(tmp_path):
    OrganisationFactory(name="Mairie", siren="219200714", siret="21920071400018", website="https://a.test")
    row = {"siren": "219200714", "siret_siege": "21920071400018", "denomination": "COMMUNE"}

    actions.import_directory(path=ess_file(tmp_path, row | {"site_web": "https://b.test"}), by=BY)

    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.website) == ("Mairie", "https://a.test")


def test_siren_that_was_guessed_is_not_kept(tmp_path):
    row = {
        "siren": "219200714",
        "denomination": "Le lieu",
        "methode_jointure": "scoring",
        "code_postal": "92330.0",
    }

    actions.import_directory(path=ess_file(tmp_path, row), by=BY)

    assert Organisation.objects.values_list("name", "siren", "postal_code").get() == ("Le lieu", "", "92330")


def test_closed_and_masked_units_are_refused(tmp_path):
    row = {"siren": "219200714", "siret_siege": "21920071400018"}
    path = ess_file(
        tmp_path,
        row | {"denomination": "X", "est_active": "False"},
        row | {"denomination": "[ND]"},
        row | {"denomination": ""},
        {"denomination": "Sans numéro"},
        {"denomination": "Deux", "siren": "356000000", "siret_siege": "21920071400018"},
    )

    report = actions.import_directory(path=path, by=BY)

    wanted = ("closed", "masked", "no_name", "no_identifier", "mismatch")
    assert report.reasons == dict.fromkeys(wanted, 1)


def test_import_resumes_after_a_dead_process():
    facts = inspect(SAMPLE)
    ImportRun.objects.create(
        source="le_marche",
        file_name=SAMPLE.name,
        digest=facts.digest,
        worker=f"{os.uname().nodename}:999999999",
        started_by="x",
        last_line=3,
    )

    report = actions.import_directory(path=SAMPLE, by=BY)

    assert (report.resumed_at, report.run.state) == (3, ImportState.DONE)
    assert report.counts["created"] == 1


def test_import_waits_for_the_one_that_runs():
    ImportRun.objects.create(
        source="le_marche",
        file_name="x",
        digest="0",
        worker=f"{os.uname().nodename}:{os.getpid()}",
        started_by="x",
    )

    with pytest.raises(RuleBroken, match="déjà en cours"):
        actions.import_directory(path=SAMPLE, by=BY)


def test_unknown_file_is_refused_with_its_columns(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")

    with pytest.raises(RuleBroken, match="a, b"):
        actions.import_directory(path=path, by=BY)


def test_reading_knows_latin_1_semicolons_and_open_quotes(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes('nom;ville\n"Épi\ncerie";Sceaux\n"ouvert;Sceaux\nÉcluse;Bagneux\ncoup'.encode("cp1252"))

    facts = inspect(path)
    found = [(line.number, line.cells) for line in lines(facts)]

    assert (facts.encoding, facts.separator) == ("cp1252", ";")
    assert found == [
        (2, ["Épi\ncerie", "Sceaux"]),
        (4, None),
        (5, ["Écluse", "Bagneux"]),
        (6, None),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "created", "rejected"),
    [("ess/x_enriched.csv", 3128, 539), ("inclusion/siae_le-marche.csv", 3828, 13)],
)
def test_real_register_comes_in_twice_and_changes_once(name, created, rejected):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no real data: {path} is absent")

    first = actions.import_directory(path=path, by=BY)
    second = actions.import_directory(path=path, by=BY)

    assert (first.counts["created"], first.counts["rejected"]) == (created, rejected)
    assert second.counts["created"] + second.counts["updated"] + second.counts["merged"] == 0


def test_what_a_register_changes_is_in_the_history(tmp_path):
    sceaux, antony = (
        CommuneFactory(code=code, name=name, search_name=name.lower())
        for code, name in (("92071", "Sceaux"), ("92002", "Antony"))
    )
    for commune in (sceaux, antony):
        TerritoryCode.objects.create(territory=commune, scheme=CodeScheme.POSTAL, value="92330")
    row = {
        "code_postal": "92330",
        "siren": "219200714",
        "siret_siege": "21920071400018",
        "denomination": "LAVOIR",
    }
    actions.import_directory(path=ess_file(tmp_path, row | {"commune": "Sceaux"}), by=BY)
    born = FieldChange.objects.count()

    row |= {"denomination": "LE LAVOIR", "commune": "Antony"}
    actions.import_directory(path=ess_file(tmp_path, row), by=BY)

    said = {one.field: (one.before, one.after, one.source) for one in FieldChange.objects.all()}
    assert (born, said) == (
        0,
        {
            "name": ("LAVOIR", "LE LAVOIR", "ess_numerique"),
            "commune": (
                {"key": sceaux.pk, "label": "Sceaux"},
                {"key": antony.pk, "label": "Antony"},
                "ess_numerique",
            ),
        },
    )
