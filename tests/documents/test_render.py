"""Documents are tagged PDF that a screen reader reads and an archive keeps."""

import datetime as dt
import re
import subprocess
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy as _

from terreau.documents import render

DATA = {
    "title": "Une lettre d’essai",
    "reference": "LET-1",
    "operator": "Ville de Sceaux",
    "date": dt.date(2026, 3, 2),
    "paragraphs": ["Bonjour à toutes et à tous.", _("Envoyé"), Decimal("12.50"), "#let x = 1 $ * _ @ <b>"],
    "signatory": "La maire",
}


@pytest.fixture
def letter(clock):
    clock.travel(dt.date(2026, 3, 2))
    return render.pdf("documents/letter", DATA)


def test_letter_declares_its_standards_language_and_title(letter):
    assert letter.startswith(b"%PDF-1.7")
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>.*<pdfaid:conformance>A<", letter, re.DOTALL)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in letter
    assert b"/Lang(fr)" in letter
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", letter)
    assert b"/StructTreeRoot" in letter
    assert "Une lettre d’essai".encode() in letter


def test_letter_says_its_data_as_text(letter, tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(letter)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout

    for said in ("Bonjour à toutes et à tous.", "Envoyé", "12.50", "#let x = 1 $ * _ @ <b>", "La maire"):
        assert said in text


def test_same_data_at_the_same_moment_make_the_same_bytes(letter):
    assert render.pdf("documents/letter", DATA) == letter


def test_a_sign_that_no_font_has_is_a_square_and_the_rest_is_printed(tmp_path):
    path = tmp_path / "letter.pdf"
    said = ["Vélo 🚲🌱", "李 Wei", "فاطمة", "Иван", "e\u0301"]
    path.write_bytes(render.pdf("documents/letter", DATA | {"paragraphs": said}))

    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert "Vélo □□" in text
    assert "□ Wei" in text
    assert "Иван" in text


def test_unknown_template_is_an_error():
    with pytest.raises(render.TemplateMissing):
        render.pdf("documents/../../etc/passwd", {})
