"""Synonyms from a table: added once, each rejected line explained, nothing written from another file."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from terreau.search.models import SynonymSet

pytestmark = pytest.mark.django_db
TABLE = (
    "action;terme;synonymes\n"
    "1;ressourcerie du coin;recyclerie du coin,boutique du réemploi\n"
    "0;vélo;vélos\n"
    "0;cantine scolaire;restauration scolaire, réfectoire\n"
    "0;;\n"
    "1;le;la,les\n"
)
REAL = Path(__file__).parents[3] / "shared" / "data" / "aides" / "new_keywords_synonymes.csv"


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "synonymes.csv"
    file.write_text(TABLE, encoding="utf-8-sig")
    return file


def test_lines_become_groups_and_rejected_ones_say_why(table, capsys):
    before = SynonymSet.objects.count()

    call_command("import_synonyms", str(table))

    said = capsys.readouterr().out.splitlines()
    assert SynonymSet.objects.count() == before + 2
    assert SynonymSet.objects.filter(words="cantine scolaire, restauration scolaire, réfectoire").exists()
    assert said[0].startswith("line 3: Donnez au moins deux mots différents")
    assert said[1].startswith("line 6: ")
    assert said[-1] == "2 groups added, 0 already there, 2 lines rejected"


def test_the_same_file_twice_adds_nothing(table, capsys):
    call_command("import_synonyms", str(table))
    before = list(SynonymSet.objects.values_list("pk", flat=True))
    capsys.readouterr()

    call_command("import_synonyms", str(table))

    assert list(SynonymSet.objects.values_list("pk", flat=True)) == before
    assert capsys.readouterr().out.endswith("0 groups added, 2 already there, 2 lines rejected\n")


def test_commas_separate_columns_too(tmp_path, capsys):
    file = tmp_path / "synonymes.csv"
    file.write_text('terme,synonymes\nfriche,"délaissé urbain,terrain vague"\n')

    call_command("import_synonyms", str(file))

    assert SynonymSet.objects.filter(words="friche, délaissé urbain, terrain vague").exists()


@pytest.mark.parametrize("content", [b"nom;valeur\na;b\n", b"\xff\xfe\x00", b""])
def test_another_file_is_refused(tmp_path, content):
    file = tmp_path / "autre.csv"
    file.write_bytes(content)
    before = SynonymSet.objects.count()

    with pytest.raises(CommandError, match=r"illisible|colonnes"):
        call_command("import_synonyms", str(file))

    assert SynonymSet.objects.count() == before


def test_an_endless_table_is_refused_whole(tmp_path):
    file = tmp_path / "long.csv"
    file.write_text("terme;synonymes\n" + "".join(f"mot{n};autre{n}\n" for n in range(2001)))
    before = SynonymSet.objects.count()

    with pytest.raises(CommandError, match="coupez-le"):
        call_command("import_synonyms", str(file))

    assert SynonymSet.objects.count() == before


def test_a_real_table_is_read_whole(capsys):
    if not REAL.is_file():
        pytest.skip(f"NO DATA: {REAL} is absent")

    call_command("import_synonyms", str(REAL))

    last = capsys.readouterr().out.splitlines()[-1]
    added, known, rejected = [int(word) for word in last.split() if word.isdigit()]
    assert added + known + rejected == 65
    assert added > 55
