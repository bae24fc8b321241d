"""Each line of a register is taken, or refused by name; who said what decides what is overwritten."""

import csv
import datetime as dt
import os
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from terreau.directory import actions, queries
from terreau.directory.actions import imports
from terreau.directory.enums import OUT_OF_SCOPE, Family, ImportState, Rejection, Source
from terreau.directory.models import ImportRun, Organisation, RejectedLine, SourceRecord
from terreau.directory.sources import cleaning
from terreau.directory.sources.ess_numerique.mapping import COLUMNS as ESS_COLUMNS
from terreau.directory.sources.le_marche.mapping import COLUMNS as MARKET_COLUMNS
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
SCEAUX, POSTE = "21920071400018", "35600000000048"
OTHER_OF_LA_POSTE = "35600000010005"


def write_file(folder: Path, columns, rows, **how: str) -> Path:
    path, encoding = folder / how.get("name", "file.csv"), how.get("encoding", "utf-8")
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, sorted(columns), restval="", delimiter=how.get("separator", ","))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def ess(tmp_path):
    """Return a function that imports lines of the ESS register."""

    def load(*rows, **how):
        return actions.import_directory(path=write_file(tmp_path, ESS_COLUMNS, rows, **how), by=BY)

    return load


@pytest.fixture
def market(tmp_path):
    """Return a function that imports lines of the market of inclusion."""

    def load(*rows, **how):
        return actions.import_directory(path=write_file(tmp_path, MARKET_COLUMNS, rows, **how), by=BY)

    return load


def unit(**facts) -> dict[str, str]:
    return {"siren": SCEAUX[:9], "siret_siege": SCEAUX, "denomination": "Mairie"} | facts


def house(**facts) -> dict[str, str]:
    return {"siret": SCEAUX, "nom": "Mairie", "type_siae": "EI", "maj": "2020-12-18"} | facts


REFUSALS = [
    (unit(denomination=""), Rejection.NO_NAME, ""),
    (unit(denomination="   "), Rejection.NO_NAME, ""),
    (unit(denomination="[ND]"), Rejection.MASKED, ""),
    (unit(denomination="x" * 201), Rejection.TOO_LONG, ""),
    ({"denomination": "Sans numéro"}, Rejection.NO_IDENTIFIER, ""),
    (unit(siren="[ND]", siret_siege="[ND]"), Rejection.NO_IDENTIFIER, ""),
    (unit(siret_siege="2,19E+13"), Rejection.DESTROYED, "2,19E+13"),
    (unit(siret_siege="2.192e13"), Rejection.DESTROYED, "2.192e13"),
    (unit(siren="2,19E+08"), Rejection.DESTROYED, "2,19E+08"),
    (unit(siren="219200715"), Rejection.BAD_SIREN, "219200715"),
    (unit(siren="1234"), Rejection.BAD_SIREN, "1234"),
    (unit(siret_siege="21920071400017"), Rejection.BAD_SIRET, "21920071400017"),
    (unit(siret_siege="35600000000041"), Rejection.BAD_SIRET, "35600000000041"),
    (unit(siret_siege="²1920071400018"), Rejection.BAD_SIRET, "²1920071400018"),
    (unit(siren="356000000"), Rejection.MISMATCH, f"356000000 {SCEAUX}"),
    (unit(est_active="False"), Rejection.CLOSED, ""),
]


@pytest.mark.parametrize(("row", "reason", "detail"), REFUSALS)
def test_line_is_refused_by_name_and_kept_as_it_was(ess, row, reason, detail):
    report = ess(row)

    line = RejectedLine.objects.get()
    assert (line.line_number, line.reason, line.detail) == (2, reason, detail)
    assert (row.get("denomination") or "").strip() in line.raw
    assert (+report.counts, report.run.rejected) == ({"rejected": 1}, 1)
    assert not Organisation.objects.exists()


def test_every_reason_to_refuse_a_line_is_specified():
    tested = {reason for _row, reason, _detail in REFUSALS} | {Rejection.CUT, Rejection.REFUSED}
    elsewhere = {Rejection.BAD_RNA, Rejection.BAD_DATE} | OUT_OF_SCOPE  # test_registers.py
    elsewhere |= {Rejection.OURS}  # test_inclusion_export.py
    elsewhere |= {Rejection.NO_STRUCTURE, Rejection.TWICE, Rejection.UNFIT}  # test_services.py

    assert tested | elsewhere == set(Rejection)


@pytest.mark.parametrize("cells", ["a,b", "a," * 40])
def test_line_with_a_wrong_number_of_cells_is_cut(tmp_path, cells):
    path = write_file(tmp_path, ESS_COLUMNS, [unit()])
    path.write_text(path.read_text() + cells + "\n")

    actions.import_directory(path=path, by=BY)

    assert RejectedLine.objects.values_list("line_number", "reason", "raw").get() == (
        3,
        Rejection.CUT,
        cells,
    )
    assert Organisation.objects.count() == 1


def test_line_that_the_database_refuses_stands_alone(ess, monkeypatch):
    monkeypatch.setattr(cleaning, "NAME_LENGTH", 10_000)  # a mapping lets through what a column cannot hold
    long = unit(denomination="x" * 201, siren="356000000", siret_siege=POSTE)

    report = ess(unit(), long)

    if connection.vendor == "sqlite":
        assert report.counts["created"] == 2  # SQLite does not measure its texts
    else:
        assert RejectedLine.objects.values_list("line_number", "reason").get() == (3, Rejection.REFUSED)
        assert Organisation.objects.get().name == "Mairie"


def test_line_with_a_null_sign_is_taken_or_refused_never_fatal(ess):
    report = ess(unit(denomination="Mai\x00rie"), unit(denomination="", site_web="a\x00b"))

    assert (report.run.state, report.counts["rejected"]) == (ImportState.DONE, 1)
    assert Organisation.objects.get().name == "Mairie"


def test_long_name_of_a_guessed_place_has_its_key(ess):
    row = {"denomination": "Le lieu " * 20, "methode_jointure": "scoring", "code_postal": "92330"}

    first, second = ess(row), ess(row)

    assert (+first.counts, +second.counts) == ({"created": 1}, {"unchanged": 1})
    assert len(SourceRecord.objects.get().key) <= 80


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("latin-1", "\t"), ("utf-8", "|")],
)
def test_file_is_read_as_spreadsheets_write_it(ess, encoding, separator):
    ess(
        unit(denomination="Épicerie « Été »; la\nvraie, oui", sigle="ÉÉ"),
        encoding=encoding,
        separator=separator,
    )

    assert Organisation.objects.values_list("name", "acronym").get() == (
        "Épicerie « Été »; la vraie, oui",
        "ÉÉ",
    )


def test_bytes_that_are_no_text_do_not_stop_the_file(tmp_path):
    path = write_file(tmp_path, ESS_COLUMNS, [unit()])
    path.write_bytes(path.read_bytes().replace(b"Mairie", b"Mair\xe9\x81ie"))

    report = actions.import_directory(path=path, by=BY)

    assert +report.counts == {"created": 1}


def test_empty_file_and_empty_lines(tmp_path):
    path = write_file(tmp_path, ESS_COLUMNS, [])
    path.write_text(path.read_text() + "\n\n   \n")

    report = actions.import_directory(path=path, by=BY)

    assert (+report.counts, report.run.state) == ({}, ImportState.DONE)
    empty = tmp_path / "vide.csv"
    empty.write_bytes(b"")
    with pytest.raises(RuleBroken, match="aucune source connue"):
        actions.import_directory(path=empty, by=BY)


def test_missing_file_and_missing_columns_are_said(tmp_path):
    with pytest.raises(RuleBroken, match="n’existe pas"):
        actions.import_directory(path=tmp_path / "absent.csv", by=BY)
    path = write_file(tmp_path, MARKET_COLUMNS - {"maj", "lat"}, [])
    with pytest.raises(RuleBroken, match="lat, maj"):
        actions.import_directory(path=path, by=BY, source="le_marche")
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("row", "family", "labels"),
    [
        (unit(famille_ess="cooperative"), Family.COOPERATIVE, []),
        (unit(famille_ess="mutuelle"), Family.MUTUAL, []),
        (unit(famille_ess="fondation"), Family.FOUNDATION, []),
        (unit(categorie_juridique="9220.0"), Family.ASSOCIATION, []),
        (unit(categorie_juridique="5710", flag_ess_sirene="True"), Family.SOCIAL_COMPANY, []),
        (unit(categorie_juridique="5710", sources="sirene|esus"), Family.SOCIAL_COMPANY, ["esus"]),
        (unit(categorie_juridique="5710", societe_mission="O"), Family.COMPANY, ["mission"]),
        (unit(categorie_juridique="7210"), Family.UNKNOWN, []),
        (unit(categorie_juridique="abîmé"), Family.UNKNOWN, []),
    ],
)
def test_family_and_approvals_come_from_what_the_line_states(ess, row, family, labels):
    ess(row)

    assert Organisation.objects.values_list("family", "labels").get() == (family, labels)


@pytest.mark.parametrize(
    ("kind", "labels", "family"),
    [
        ("ACI", ["aci"], Family.UNKNOWN),
        ("AI", ["ai"], Family.ASSOCIATION),
        ("GEIQ", ["geiq"], Family.UNKNOWN),
        ("INCONNU", [], Family.UNKNOWN),
    ],
)
def test_kinds_of_the_market_become_approvals(market, kind, labels, family):
    market(house(type_siae=kind))

    assert Organisation.objects.values_list("labels", "family").get() == (labels, family)


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [
        ("48.77", "2.29", (48.77, 2.29)),
        ("0", "0", (None, None)),
        ("91", "2", (None, None)),
        ("48,77", "2,29", (None, None)),
        ("nan", "nan", (None, None)),
        ("48.77", "", (None, None)),
    ],
)
def test_position_is_kept_when_it_makes_sense(market, lat, lon, place):
    market(house(lat=lat, lon=lon))

    assert Organisation.objects.values_list("lat", "lon").get() == place


def test_line_without_siret_or_with_a_strange_day(market):
    report = market(house(siret=""), house(maj="hier", enseigne="La Halle"))

    assert dict(report.reasons) == {Rejection.NO_IDENTIFIER: 1}
    assert Organisation.objects.get().name == "La Halle"
    assert set(SourceRecord.objects.values_list("as_of", flat=True)) == {dt.date(2020, 12, 18)}


@pytest.mark.parametrize(
    ("function", "cell", "value"),
    [
        (cleaning.activity, "6201Z", "62.01Z"),
        (cleaning.activity, "62.01z", "62.01Z"),
        (cleaning.activity, "62.01", ""),
        (cleaning.rna, "w922001234", "W922001234"),
        (cleaning.rna, "922001234", ""),
        (cleaning.legal_category, "922", ""),
        (cleaning.website, "https://a.test", "https://a.test"),
        (cleaning.website, "a.test", ""),
        (cleaning.website, "javascript:alert(1)", ""),
        (cleaning.website, "https://a.test/" + "x" * 200, ""),
        (cleaning.siret, OTHER_OF_LA_POSTE, OTHER_OF_LA_POSTE),
        (cleaning.siret, None, ""),
        (cleaning.postal_code, None, ""),
    ],
)
def test_cells_are_cleaned_never_guessed(function, cell, value):
    assert function(cell) == value


def test_two_establishments_of_one_siren_stay_two_sheets(market):
    report = market(house(siret=POSTE, nom="Poste A"), house(siret=OTHER_OF_LA_POSTE, nom="Poste B"))

    assert +report.counts == {"created": 2}
    assert sorted(Organisation.objects.values_list("siren", "slug")) == [
        ("356000000", "poste-a"),
        ("356000000", "poste-b"),
    ]


def test_siren_alone_finds_the_only_sheet_that_has_it(ess, market):
    ess(unit(siret_siege="", famille_ess="association"))

    report = market(house(nom="Autre nom", lat="48.7", lon="2.2"))

    assert +report.counts == {"merged": 1}
    sheet = Organisation.objects.get()
    assert (sheet.siret, sheet.family, sheet.lat) == (SCEAUX, Family.ASSOCIATION, 48.7)
    assert sheet.source_records.count() == 2


def test_later_register_wins_over_the_earlier_one_and_not_the_reverse(ess, market):
    market(house(nom="Nom de 2020", site="https://vieux.test"))

    ess(unit(denomination="Nom de 2026"))
    market(house(nom="Encore 2020", site="https://vieux.test"), name="bis.csv")

    sheet = Organisation.objects.get()
    assert (sheet.name, sheet.website) == ("Nom de 2026", "https://vieux.test")
    givers = {name: one.source for one in sheet.source_records.all() for name in one.fields}
    assert (givers["name"], givers["website"]) == (Source.ESS_NUMERIQUE, Source.LE_MARCHE)


def test_same_register_corrects_itself_and_an_empty_cell_erases_nothing(ess):
    ess(unit(denomination="Avant", site_web="https://a.test"))

    report = ess(unit(denomination="Après"), name="bis.csv")

    assert +report.counts == {"updated": 1}
    assert Organisation.objects.values_list("name", "website").get() == ("Après", "https://a.test")


def test_second_line_about_a_sheet_fills_only_what_is_empty(ess):
    report = ess(unit(denomination="Première"), unit(denomination="Seconde", site_web="https://a.test"))

    assert +report.counts == {"created": 1, "merged": 1}
    assert Organisation.objects.values_list("name", "website").get() == ("Première", "https://a.test")
    assert sorted(SourceRecord.objects.values_list("key", flat=True)) == ["219200714", "219200714#2"]


def test_word_of_a_person_is_kept_field_by_field(ess):
    ess(unit(denomination="Registre", site_web="https://a.test", sigle="R"))
    sheet = Organisation.objects.get()
    actions.update_organisation(organisation=sheet, acronym="", website="https://juste.test", by=BY)

    ess(unit(denomination="Nouveau", site_web="https://b.test", sigle="N"), name="bis.csv")

    sheet.refresh_from_db()
    assert (sheet.name, sheet.website, sheet.acronym) == ("Nouveau", "https://juste.test", "")


def test_addresses_of_sheets_are_free_readable_and_never_of_a_page(ess):
    OrganisationFactory(name="Mairie", slug="mairie")
    OrganisationFactory(name="Mairie bis", slug=f"mairie-{SCEAUX}")

    ess(
        unit(),
        unit(denomination="Carte", siren="356000000", siret_siege=POSTE),
        {"denomination": "!!!", "methode_jointure": "scoring"},
        {"denomination": "???", "methode_jointure": "scoring"},
    )

    made = Organisation.objects.filter(source_records__isnull=False).order_by("pk")
    assert list(made.values_list("slug", flat=True)) == [
        f"mairie-{SCEAUX}-2",
        f"carte-{POSTE}",
        "structure",
        "structure-2",
    ]


def test_day_to_come_is_noted_as_today(market, clock):
    clock.travel(dt.date(2026, 3, 1))

    market(house(maj="2030-01-01"))

    assert set(SourceRecord.objects.values_list("as_of", flat=True)) == {dt.date(2026, 3, 1)}


def running(worker: str, *, digest="0", beat=None, **facts) -> ImportRun:
    return ImportRun.objects.create(
        **{
            "source": "ess_numerique",
            "file_name": "x.csv",
            "digest": digest,
            "worker": worker,
            "started_by": "x",
            "beat_at": beat or clock.now(),
        }
        | facts
    )


HERE = os.uname().nodename
SILENT = dt.timedelta(seconds=imports.SILENCE_SECONDS + 1)


@pytest.mark.parametrize(
    ("worker", "silent", "goes_on"),
    [
        (f"{HERE}:999999999", False, True),
        (f"{HERE}:{os.getpid()}", False, False),
        (f"{HERE}:{os.getpid()}", True, True),  # a container that restarts gives the same number again
        ("ailleurs:12", False, False),
        ("ailleurs:12", True, True),
        (f"{HERE}:pas-un-nombre", False, False),
        (f"{HERE}:1", False, False),
    ],
    ids=["gone", "this one", "this one, silent", "elsewhere", "elsewhere, silent", "unreadable", "another"],
)
def test_import_goes_on_when_the_other_one_is_dead(ess, worker, silent, goes_on):
    other = running(worker, beat=clock.now() - SILENT if silent else None)

    if goes_on:
        assert ess(unit()).run.state == ImportState.DONE
        other.refresh_from_db()
        assert (other.state, other.finished_at is not None) == (ImportState.INTERRUPTED, True)
    else:
        with pytest.raises(RuleBroken, match="attendez sa fin"):
            ess(unit())
        assert not Organisation.objects.exists()


def test_two_processes_take_over_a_dead_import_once():
    run = running("ailleurs:12", beat=clock.now() - SILENT)
    copy = ImportRun.objects.get(pk=run.pk)
    imports._take_over(run)

    with pytest.raises(RuleBroken, match="attendez sa fin"):
        imports._take_over(copy)


@contextmanager
def at_the_second_batch(happens):
    """Let something happen when the import is about to move its run for the second time."""
    moves = count(1)

    def watch(execute, sql, params, many, context):
        if sql.startswith('UPDATE "directory_importrun"') and '"last_line"' in sql and next(moves) == 2:
            happens()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def three_lines(folder: Path) -> Path:
    return write_file(
        folder,
        ESS_COLUMNS,
        [unit(), unit(siren="356000000", siret_siege=POSTE), unit(denomination="")],
    )


def test_import_that_was_taken_over_stops_at_its_next_batch(tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 1)

    def somebody_else_takes_over():
        ImportRun.objects.update(worker="ailleurs:1")

    with (
        at_the_second_batch(somebody_else_takes_over),
        pytest.raises(RuleBroken, match="a repris cet import"),
    ):
        actions.import_directory(path=three_lines(tmp_path), by=BY)

    run = ImportRun.objects.get()
    assert (run.state, run.last_line, run.created) == (ImportState.RUNNING, 2, 1)
    assert Organisation.objects.count() == 1
    assert not Entry.objects.exists()


def test_import_taken_over_at_its_end_does_not_say_that_it_is_done():
    run = running("ailleurs:12")
    ImportRun.objects.update(worker="ailleurs:13")

    with pytest.raises(RuleBroken, match="a repris cet import"):
        imports._finish(run, BY)

    assert not Entry.objects.exists()


def test_import_killed_between_two_batches_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 1)
    path = three_lines(tmp_path)

    def power_cut():
        raise KeyboardInterrupt

    with at_the_second_batch(power_cut), pytest.raises(KeyboardInterrupt):
        actions.import_directory(path=path, by=BY)
    ImportRun.objects.update(worker=f"{HERE}:999999999")
    report = actions.import_directory(path=path, by=BY)

    assert (report.resumed_at, +report.counts) == (2, {"created": 1, "rejected": 1})
    run = ImportRun.objects.get()
    assert (run.created, run.rejected, run.last_line) == (2, 1, 4)
    assert queries.rejected_by_reason(run) == [(str(Rejection.NO_NAME.label), 1)]
    assert [line.line_number for line in queries.rejected_lines(run)] == [4]
    assert Entry.objects.get().data["created"] == 2


def test_words_of_an_import_and_of_its_lines(ess):
    ess(unit(denomination=""))

    run = queries.import_runs().get()
    assert str(run) == "Base ESS et numérique (Sirene, ESS France) – file.csv"
    assert str(run.rejected_lines.get()) == "2\u00a0: Le nom manque."
