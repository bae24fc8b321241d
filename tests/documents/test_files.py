"""Files are recognised by their content; what could harm is refused with a sentence."""

import hashlib
import zipfile
from io import BytesIO

import pytest

from terreau.documents import actions, queries
from terreau.documents.enums import Circle, MediaType
from terreau.documents.models import File
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/>%s</svg>'


@pytest.fixture
def someone(person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return person()


def archive(**members):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (b"%PDF-1.7 ...", MediaType.PDF, "bilan-2025.pdf"),
        (b"\x89PNG\r\n\x1a\n...", MediaType.PNG, "bilan-2025.png"),
        (b"\xff\xd8\xff\xe0", MediaType.JPEG, "bilan-2025.jpg"),
        (b"RIFF0000WEBPVP8 ", MediaType.WEBP, "bilan-2025.webp"),
        (SVG % b'<use href="#a"/>', MediaType.SVG, "bilan-2025.svg"),
        (archive(mimetype=MediaType.ODT.value), MediaType.ODT, "bilan-2025.odt"),
        (archive(mimetype=MediaType.ODS.value), MediaType.ODS, "bilan-2025.ods"),
        (archive(word__document_xml="<a/>"), MediaType.DOCX, "bilan-2025.docx"),
        (archive(xl__workbook_xml="<a/>"), MediaType.XLSX, "bilan-2025.xlsx"),
        ("poste;montant\nétude;3".encode(), MediaType.CSV, "bilan-2025.csv"),
        ("Bonjour à tous".encode(), MediaType.TEXT, "bilan-2025.txt"),
    ],
)
def test_file_is_known_by_its_content_whatever_its_name(someone, content, media_type, name):
    file = actions.keep(target=someone, name="../../etc/Bilan 2025.exe", content=content, by=someone)

    assert (file.media_type, file.name, file.size) == (media_type, name, len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert file.content.name.startswith("files/")
    assert file.content.read() == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00\x03",
        b"<html><script>alert(1)</script>",
        b"text <img src=x onerror=alert(1)>",
        b"a\x00b",
        b"PK\x03\x04broken",
        archive(anything="x"),
        archive(mimetype="text/html"),
        archive(word__document_xml="<a/>", word__vbaProject_bin="x"),
        b"x" * (actions.MAX_SIZE + 1),
    ],
)
def test_unknown_or_dangerous_content_is_refused(someone, content):
    with pytest.raises(RuleBroken) as caught:
        actions.keep(target=someone, name="bilan.pdf", content=content, by=someone)
    assert caught.value.field == "file"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<path onload="alert(1)"/>',
        b'<a href="javascript:alert(1)"><path/></a>',
        b'<image href="https://exemple.test/pixel.png"/>',
        b"<foreignObject/>",
        b"<style>@import 'https://exemple.test/a.css';</style>",
        b'<animate attributeName="href" values="javascript:alert(1)"/>',
        b"<path",
    ],
)
def test_drawing_with_code_or_links_is_refused(someone, inside):
    with pytest.raises(RuleBroken, match="SVG"):
        actions.keep(target=someone, name="logo.svg", content=SVG % inside, by=someone)


def test_drawing_with_a_declaration_is_refused(someone):
    content = b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG % b"&a;"
    with pytest.raises(RuleBroken, match="SVG"):
        actions.keep(target=someone, name="logo.svg", content=content, by=someone)


def test_same_content_is_kept_once_in_a_circle_and_journalled(someone):
    first = actions.keep(target=someone, name="a.pdf", content=b"%PDF-1", by=someone)

    assert actions.keep(target=someone, name="b.pdf", content=b"%PDF-1", by=someone) == first
    public = actions.keep(target=someone, name="a.pdf", content=b"%PDF-1", by=someone, circle=Circle.PUBLIC)
    assert list(queries.files_of(someone, circles=[Circle.PUBLIC])) == [public]
    assert list(queries.files_of(someone, circles=list(Circle))) == [public, first]
    assert [entry.data["file"] for entry in Entry.objects.order_by("pk")] == [first.pk, public.pk]


def test_name_without_letters_still_names_the_file(someone):
    assert str(actions.keep(target=someone, name="///", content=b"%PDF-1", by=someone)) == "document.pdf"
    assert File.objects.get().circle == Circle.DESK
