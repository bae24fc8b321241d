"""National registers: Sirene in any order, the RNA, data·inclusion, what a spreadsheet does to numbers."""

import csv
import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pyarrow import csv as arrow
from pyarrow import parquet

from benches.sirene_file import ESTABLISHMENT_COLUMNS, UNIT_COLUMNS
from terreau.directory import actions
from terreau.directory.actions import imports
from terreau.directory.enums import Family, ImportState, Label, Rejection
from terreau.directory.families import family_of
from terreau.directory.models import (
    FieldChange,
    ImportRun,
    LegalUnit,
    Organisation,
    RejectedLine,
    SourceRecord,
    WaitingEstablishment,
)
from terreau.directory.sources import SOURCES, cleaning, pipeline, workbook
from terreau.directory.sources.lambert import to_wgs84
from terreau.directory.sources.spreadsheet import guess
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from tests.factories.directory import CommuneFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SIREN, SEAT, BRANCH = "219200714", "21920071400018", "21920071400026"


def table(path: Path, columns, *rows: dict[str, str], separator: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(columns), restval="", delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def unit(**facts: str) -> dict[str, str]:
    return {
        "siren": SIREN,
        "statutDiffusionUniteLegale": "O",
        "denominationUniteLegale": "LE LAVOIR",
        "categorieJuridiqueUniteLegale": "9220",
        "nicSiegeUniteLegale": SEAT[9:],
        "etatAdministratifUniteLegale": "A",
        "economieSocialeSolidaireUniteLegale": "O",
        "dateDernierTraitementUniteLegale": "2026-01-02T00:00:00",
        "dateDebut": "2020-01-01",
    } | facts


def house(siret: str = SEAT, **facts: str) -> dict[str, str]:
    return {
        "siren": siret[:9],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "etatAdministratifEtablissement": "A",
        "dateDernierTraitementEtablissement": "2026-01-02T00:00:00",
        "dateDebut": "2020-01-01",
        "numeroVoieEtablissement": "12",
        "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": "DU LAVOIR",
        "codePostalEtablissement": "92330",
        "codeCommuneEtablissement": "92071",
    } | facts


@pytest.fixture
def units(tmp_path):
    """Return a function that imports lines of the file of legal units."""
    return lambda *rows: actions.import_directory(path=table(tmp_path / "u.csv", UNIT_COLUMNS, *rows), by=BY)


@pytest.fixture
def houses(tmp_path):
    """Return a function that imports lines of the file of establishments."""
    return lambda *rows: actions.import_directory(
        path=table(tmp_path / "e.csv", ESTABLISHMENT_COLUMNS, *rows), by=BY
    )


def sheets() -> list[dict]:
    fields = (
        "siret",
        "name",
        "family",
        "address",
        "parent__siret",
        "ceased_on",
        "commune__code",
        "legal_category",
    )
    return list(Organisation.objects.order_by("siret").values(*fields))


def test_units_and_establishments_meet_in_any_order(units, houses):
    CommuneFactory(code="92071", name="Sceaux")
    branch = house(BRANCH, enseigne1Etablissement="L’annexe")

    houses(branch, house())
    assert (Organisation.objects.count(), WaitingEstablishment.objects.count()) == (0, 2)
    report = units(unit())

    found = sheets()
    assert (report.counts["created"], WaitingEstablishment.objects.count()) == (2, 0)
    assert found == [
        {
            "siret": siret,
            "name": name,
            "family": "association",
            "address": "12 RUE DU LAVOIR",
            "parent__siret": parent,
            "ceased_on": None,
            "commune__code": "92071",
            "legal_category": "9220",
        }
        for siret, name, parent in ((SEAT, "LE LAVOIR", None), (BRANCH, "L’annexe", SEAT))
    ]
    Organisation.objects.update(parent=None)
    Organisation.objects.all().delete()
    LegalUnit.objects.all().delete()
    ImportRun.objects.all().delete()
    units(unit())
    houses(branch, house())
    assert sheets() == found


def test_second_import_of_sirene_changes_nothing(units, houses):
    units(unit())
    houses(house())
    before = list(Organisation.objects.values())

    assert +units(unit()).counts == {"merged": 1}  # the unit meets the sheet of its seat
    assert +units(unit()).counts == {"unchanged": 1}
    assert +houses(house()).counts == {"unchanged": 1}
    assert list(Organisation.objects.values()) == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (unit(categorieJuridiqueUniteLegale="1000", nomUniteLegale="MARTIN"), Rejection.NATURAL_PERSON),
        (unit(economieSocialeSolidaireUniteLegale="N"), Rejection.OUTSIDE),
        (unit(economieSocialeSolidaireUniteLegale=""), Rejection.OUTSIDE),
    ],
)
def test_units_out_of_the_ess_are_counted_and_not_kept(units, row, reason):
    report = units(row)

    assert report.run.skipped_by_reason == {reason: 1}
    assert not LegalUnit.objects.exists()
    assert not RejectedLine.objects.exists()


def test_names_of_natural_persons_never_leave_the_reader(units):
    personal = {name for name in UNIT_COLUMNS if name.startswith(("nom", "prenom", "sexe", "pseudonyme"))} - {
        "nombrePeriodesUniteLegale",
        "nomenclatureActivitePrincipaleUniteLegale",
    }
    assert len(personal) == 9
    assert not personal & (SOURCES["sirene_units"].COLUMNS | SOURCES["sirene_units"].MORE)

    units(unit(siren="219200715", nomUniteLegale="MARTIN", prenom1UniteLegale="ANNE"))

    line = RejectedLine.objects.get()
    assert (line.reason, line.raw) == (Rejection.BAD_SIREN, "SIREN 219200715")


def test_unit_on_the_list_of_ess_france_is_in_the_perimeter(units):
    sheet = OrganisationFactory(name="Le Lavoir", siren=SIREN, siret=None)
    SourceRecord.objects.create(source="ess_numerique", key=SIREN, organisation=sheet, digest="0")

    report = units(unit(economieSocialeSolidaireUniteLegale="", categorieJuridiqueUniteLegale="5710"))

    assert +report.counts == {"merged": 1}
    sheet.refresh_from_db()
    assert (sheet.siret, sheet.legal_category) == (SEAT, "5710")


def test_establishment_of_an_unknown_unit_is_outside_once_the_units_are_loaded(units, houses):
    units(unit())

    report = houses(house("35600000000048"))

    assert report.run.skipped_by_reason == {Rejection.NO_UNIT: 1}
    assert not WaitingEstablishment.objects.exists()


def test_unit_that_ceased_marks_its_sheets_and_adds_none(units, houses):
    units(unit())
    houses(house(), house(BRANCH))

    units(unit(etatAdministratifUniteLegale="C", dateDebut="2026-02-01"))

    assert {one["ceased_on"] for one in sheets()} == {dt.date(2026, 2, 1)}
    Organisation.objects.update(parent=None)
    Organisation.objects.all().delete()
    report = units(unit(etatAdministratifUniteLegale="C", dateDebut="2026-02-02"))
    assert dict(report.reasons) == {Rejection.CLOSED: 1}


def test_establishment_that_closes_and_opens_again(units, houses):
    units(unit())
    houses(house())
    houses(house(etatAdministratifEtablissement="F", dateDebut="2026-01-31"))
    assert sheets()[0]["ceased_on"] == dt.date(2026, 1, 31)

    houses(house(dateDebut="2026-02-01"))

    assert sheets()[0]["ceased_on"] is None


def test_partial_diffusion_takes_the_address_away_but_never_a_persons_word(units, houses):
    units(unit())
    houses(
        house(
            coordonneeLambertAbscisseEtablissement="652000", coordonneeLambertOrdonneeEtablissement="6862000"
        )
    )
    sheet = Organisation.objects.get()
    assert round(sheet.lat, 2) == 48.86
    actions.update_organisation(organisation=sheet, website="https://a.test", by=BY)

    houses(house(statutDiffusionEtablissement="P"))

    sheet.refresh_from_db()
    assert (sheet.address, sheet.postal_code, sheet.lat, sheet.lon) == ("", "", None, None)
    assert sheet.website == "https://a.test"


def test_unit_that_asks_for_partial_diffusion_loses_its_name(units, houses):
    units(unit())
    houses(house())

    units(unit(denominationUniteLegale="AU LAVOIR", dateDernierTraitementUniteLegale="2026-02-02"))
    known = list(FieldChange.objects.values_list("field", "before"))

    units(unit(statutDiffusionUniteLegale="P", denominationUniteLegale="[ND]"))

    assert [(one["name"], one["address"]) for one in sheets()] == [(f"SIREN {SIREN}", "")]
    assert (known, FieldChange.objects.count()) == ([("name", "LE LAVOIR")], 0)


def test_family_that_a_person_corrected_is_kept(units, houses):
    units(unit(categorieJuridiqueUniteLegale="5710"))
    houses(house())
    sheet = Organisation.objects.get()
    assert sheet.family == Family.SOCIAL_COMPANY
    actions.update_organisation(organisation=sheet, family=Family.COOPERATIVE, by=BY)

    units(unit(categorieJuridiqueUniteLegale="5710", dateDernierTraitementUniteLegale="2026-10-01"))

    sheet.refresh_from_db()
    assert sheet.family == Family.COOPERATIVE


@pytest.mark.parametrize(
    ("code", "in_the_ess", "family"),
    [
        ("9220", True, Family.ASSOCIATION),
        ("9210", False, Family.UNKNOWN),
        ("5458", False, Family.COOPERATIVE),
        ("8210", True, Family.MUTUAL),
        ("9300", True, Family.FOUNDATION),
        ("9900", False, Family.UNKNOWN),
        ("5710", True, Family.SOCIAL_COMPANY),
        ("5710", False, Family.COMPANY),
        ("7210", False, Family.PUBLIC),
    ],
)
def test_family_is_proposed_from_the_legal_category(code, in_the_ess, family):
    assert family_of(code, in_the_ess=in_the_ess) == family


def test_family_table_says_what_the_published_proposal_says():
    path = SHARED / "nomenclatures" / "ess_perimetre_propose.csv"
    if not path.exists():
        pytest.skip(f"no real data: {path} is absent")
    words = {
        "cooperative": "cooperative",
        "mutuelle": "mutual",
        "association": "association",
        "fondation": "foundation",
    }
    rows = list(csv.DictReader(path.open(encoding="utf-8")))

    known = {row["code"]: words[row["famille_ess"]] for row in rows if row["famille_ess"] in words}

    assert {code: family_of(code, in_the_ess=False).value for code in known} == known


# The origin of the projection by its definition (decree 2006-272), and what PROJ 9 (pyproj 3.7.2, EPSG:2154
# to 4326) gives for points of Paris, Brittany and Corsica.
@pytest.mark.parametrize(
    ("x", "y", "lat", "lon"),
    [
        (700_000, 6_600_000, 46.5, 3.0),
        (652_709.4, 6_862_305.3, 48.859046137626, 2.355445916236),
        (200_000, 6_800_000, 48.108597773457, -3.726145205360),
        (1_200_000, 6_100_000, 41.829506139858, 9.010871731777),
    ],
)
def test_lambert_93_control_points(x, y, lat, lon):
    assert to_wgs84(x, y) == pytest.approx((lat, lon), abs=1e-9)


def test_the_sea_is_nowhere():
    assert to_wgs84(0, 0) is None


def rna(**facts: str) -> dict[str, str]:
    return {
        "id": "W921001234",
        "titre": "LES TILLEULS",
        "titre_court": "TILLEULS",
        "objet": "  jardiner ensemble",
        "adrs_codeinsee": "92071",
        "adrs_libvoie": "_",
        "date_disso": "0001-01-01",
        "position": "A",
        "maj_time": "2024-02-03 10:00:00",
    } | facts


def test_association_comes_with_its_purpose_and_ends_with_its_dissolution(tmp_path):
    columns = sorted(SOURCES["rna"].COLUMNS)
    path = table(tmp_path / "rna.csv", columns, rna(), rna(id="W9X"), separator=";")

    report = actions.import_directory(path=path, by=BY)

    assert dict(report.reasons) == {Rejection.BAD_RNA: 1}
    sheet = Organisation.objects.get()
    assert (sheet.name, sheet.acronym, sheet.summary, sheet.address) == (
        "LES TILLEULS",
        "TILLEULS",
        "Jardiner ensemble",
        "",
    )
    path = table(tmp_path / "rna.csv", columns, rna(date_disso="2025-06-01", position="D"), separator=";")
    actions.import_directory(path=path, by=BY)
    sheet.refresh_from_db()
    assert sheet.ceased_on == dt.date(2025, 6, 1)


def test_association_finds_its_sheet_by_its_rna_number(tmp_path, units, houses):
    units(unit(identifiantAssociationUniteLegale="W921001234"))
    houses(house())

    path = table(tmp_path / "rna.csv", sorted(SOURCES["rna"].COLUMNS), rna(), separator=";")
    report = actions.import_directory(path=path, by=BY)

    assert +report.counts == {"merged": 1}
    assert Organisation.objects.values_list("name", "summary").get() == ("LE LAVOIR", "Jardiner ensemble")


def test_structure_of_data_inclusion(tmp_path):
    source = SOURCES["data_inclusion"]
    row = {"id": "1", "nom": "Le Lavoir", "source": "x", "date_maj": "2025-01-02", "typologie": "ACI"}
    row |= {
        "siret": SEAT,
        "telephone": "+33 1 46 61 00 00",
        "courriel": "a@b.fr",
        "latitude": "48.7",
        "longitude": "2.2",
    }
    bad = row | {"id": "2", "date_maj": "31/02/2025"}
    path = table(tmp_path / "di.csv", sorted(source.COLUMNS | source.MORE), row, bad)

    report = actions.import_directory(path=path, by=BY)

    assert dict(report.reasons) == {Rejection.BAD_DATE: 1}
    sheet = Organisation.objects.get()
    assert (sheet.siret, sheet.phone, sheet.email, sheet.labels) == (
        SEAT,
        "+33146610000",
        "a@b.fr",
        [Label.ACI],
    )


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31/12/2023", "2023-12-31"),
        ("1.2.24", "2024-02-01"),
        ("2023-12-31T10:00", "2023-12-31"),
        ("31/02/2023", ""),
        ("hier", ""),
    ],
)
def test_days_in_french_notation(cell, day):
    assert cleaning.day(cell) == day


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("21 667,00 €", "21667.00"),
        ("1.234,5", "1234.50"),
        ("840690.0", "840690.00"),
        ("3,26E+13", None),
        ("", None),
    ],
)
def test_amounts_in_french_notation(cell, value):
    assert cleaning.amount(cell) == (Decimal(value) if value else None)


def test_columns_are_guessed_by_their_titles():
    columns = ["Raison sociale", "N° SIRET", "Code postal", "Ville", "Prix"]

    assert guess(columns) == {"Raison sociale": "name", "Code postal": "postal_code", "Ville": "commune"}
    assert guess(["Nom", "SIRET", "Site web"]) == {"Nom": "name", "SIRET": "siret", "Site web": "website"}


def test_workbook_comes_in_as_its_csv_would(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Nom", "SIRET", "Ville", None])
    book.active.append(["Le Lavoir", int(SEAT), "Sceaux", None])
    book.active.append(["Abîmé", 3.26e13, None, None])
    book.save(tmp_path / "t.xlsx")

    report = actions.import_directory(path=tmp_path / "t.xlsx", by=BY, source="spreadsheet")
    again = actions.import_directory(path=tmp_path / "t.xlsx", by=BY, source="spreadsheet")

    assert (+report.counts, dict(report.reasons)) == ({"created": 1, "rejected": 1}, {Rejection.DESTROYED: 1})
    assert +again.counts == {"unchanged": 1, "rejected": 1}
    assert Organisation.objects.get().siret == SEAT


ODS = """<?xml version="1.0"?><office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table>
<table:table-row><table:table-cell><text:p>Nom</text:p></table:table-cell><table:table-cell><text:p>SIREN</text:p>
</table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
<table:table-row><table:table-cell><text:p>Le Lavoir</text:p></table:table-cell>
<table:table-cell office:value="219200714"><text:p>2,19E+08</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_open_document_gives_its_exact_values(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("content.xml", ODS)

    actions.import_directory(path=tmp_path / "t.ods", by=BY, source="spreadsheet")

    assert Organisation.objects.values_list("name", "siren").get() == ("Le Lavoir", SIREN)


def test_bombs_and_other_archives_are_refused_before_they_are_opened(tmp_path):
    bomb, other = tmp_path / "b.xlsx", tmp_path / "o.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 20_000_000)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "x")
    assert bomb.stat().st_size * workbook.MAX_RATIO < 20_000_000

    for path, sentence in ((bomb, "démesuré"), (other, "décompressez-le")):
        with pytest.raises(RuleBroken, match=sentence):
            actions.import_directory(path=path, by=BY, source="spreadsheet")


def test_grants_whose_numbers_a_spreadsheet_destroyed_are_all_refused():
    path = SHARED / "subventions" / "subventions-toulouse_2023.csv"
    if not path.exists():
        pytest.skip(f"no real data: {path} is absent")
    mapping = {"nomBeneficiaire": "name", "idBeneficiaire": "siret", "objet": "summary"}

    report = actions.import_directory(path=path, by=BY, source="spreadsheet", mapping=mapping)

    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    destroyed = sum("E+" in row["idBeneficiaire"].upper() for row in rows)
    assert report.reasons[Rejection.DESTROYED] == destroyed > 500
    assert not Organisation.objects.filter(siret__isnull=False).exists()


def test_parquet_gives_what_csv_gives(tmp_path, units):
    units(unit())
    kept = list(LegalUnit.objects.values())
    LegalUnit.objects.all().delete()
    text = arrow.ConvertOptions(column_types=dict.fromkeys(UNIT_COLUMNS, "string"))
    parquet.write_table(arrow.read_csv(tmp_path / "u.csv", convert_options=text), tmp_path / "u.parquet")

    report = actions.import_directory(path=tmp_path / "u.parquet", by=BY)

    assert (report.counts["waiting"], list(LegalUnit.objects.values())) == (1, kept)


def test_large_file_is_read_by_a_second_process_with_the_same_result(units, tmp_path, monkeypatch):
    rows = [house("35600000000048"), house(), house(BRANCH), house("21920071400017")]
    path = table(tmp_path / "e.csv", ESTABLISHMENT_COLUMNS, *rows)
    units(unit())
    monkeypatch.setattr(imports, "BATCH", 2)
    monkeypatch.setattr(pipeline, "PARALLEL_FROM", 0)

    report = actions.import_directory(path=path, by=BY)

    assert +report.counts == {"created": 2, "rejected": 1, "skipped": 1}
    assert (report.run.state, report.run.last_line, report.run.percent) == (ImportState.DONE, 5, 100)


def test_commands_name_their_register(tmp_path, capsys):
    path = table(tmp_path / "u.csv", UNIT_COLUMNS, unit())

    call_command("import_sirene-units", str(path), "--dry-run")
    assert not LegalUnit.objects.exists()
    call_command("import_sirene-units", str(path))
    assert "1 waiting" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Il manque des colonnes"):
        call_command("import_sirene-establishments", str(path))
    with pytest.raises(CommandError, match="no such field"):
        call_command("import_spreadsheet", str(path), "--mapping", "siren=couleur")
    call_command("import_spreadsheet", str(path), "--mapping", "siren=siren", "denominationUniteLegale=name")
    assert Organisation.objects.get().siren == SIREN


@pytest.mark.parametrize(
    ("name", "waiting", "reasons"),
    [
        ("StockUniteLegale_echantillon_2026.csv", 0, {Rejection.OUTSIDE: 3}),
        ("StockUniteLegale_utf8_fixture_associations.csv", 1, {Rejection.OUTSIDE: 4}),
    ],
)
def test_real_samples_of_legal_units(name, waiting, reasons):
    path = SHARED / "sirene" / name
    if not path.exists():
        pytest.skip(f"no real data: {path} is absent")

    report = actions.import_directory(path=path, by=BY)

    assert (report.counts["waiting"], dict(report.reasons)) == (waiting, reasons)
    assert json.loads(json.dumps(report.run.skipped_by_reason)) == reasons


def test_real_samples_of_establishments_and_associations():
    houses = SHARED / "sirene" / "StockEtablissement_geo_anonymise_signaux-faibles.csv"
    rna_file = SHARED / "sirene" / "rna_waldec_echantillon.csv"
    if not houses.exists():
        pytest.skip(f"no real data: {houses} is absent")

    first = actions.import_directory(path=houses, by=BY)
    second = actions.import_directory(path=rna_file, by=BY)

    assert first.counts["rejected"] == 5
    assert +second.counts == {"created": 2}
    assert +actions.import_directory(path=rna_file, by=BY).counts == {"unchanged": 2}
