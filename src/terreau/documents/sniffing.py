"""What a file is, by its content: names and declared types are not believed."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET

from terreau.documents.enums import MediaType
from terreau.kernel.text import fold

_SIGNATURES = [
    (b"%PDF-", MediaType.PDF),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"\xff\xd8\xff", MediaType.JPEG),
]
_EXTENSIONS = {
    MediaType.PDF: ".pdf",
    MediaType.PNG: ".png",
    MediaType.JPEG: ".jpg",
    MediaType.WEBP: ".webp",
    MediaType.SVG: ".svg",
    MediaType.ODT: ".odt",
    MediaType.ODS: ".ods",
    MediaType.DOCX: ".docx",
    MediaType.XLSX: ".xlsx",
    MediaType.CSV: ".csv",
    MediaType.TEXT: ".txt",
}
_PASSIVE_HREF = re.compile(r"^(#|data:image/(png|jpeg|webp);)")
_ACTIVE_ELEMENTS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "set"})


def media_type_of(content: bytes) -> MediaType | None:
    """Return what the content is, or None when it is nothing that we keep."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return MediaType.WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return _text_type(content)


def svg_is_passive(content: bytes) -> bool:
    """Say whether a drawing only draws: no script, no event, no address elsewhere, no declaration."""
    text = content.decode("utf-8", "replace").lower()
    if "<!doctype" in text or "<!entity" in text or "<?xml-stylesheet" in text:
        return False
    try:
        root = ET.fromstring(content)  # noqa: S314 - declarations of entities were refused above
    except ET.ParseError:
        return False
    return all(_is_passive(element) for element in root.iter())


def safe_name(name: str, media_type: MediaType) -> str:
    """Return a plain file name: no path, no control sign, the extension of its content."""
    stem = PurePosixPath(name.replace("\\", "/")).name.rsplit(".", 1)[0]
    plain = re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:80] or "document"
    return plain + _EXTENSIONS[media_type]


def _is_passive(element: ET.Element) -> bool:
    name = str(element.tag).rsplit("}", 1)[-1].lower()
    if name in _ACTIVE_ELEMENTS or (name == "style" and "@import" in (element.text or "").lower()):
        return False
    for attribute, value in element.attrib.items():
        plain = attribute.rsplit("}", 1)[-1].lower()
        if plain.startswith("on"):
            return False
        if plain == "href" and not _PASSIVE_HREF.match(value.strip().lower()):
            return False
        if plain == "attributename" and "href" in value.lower():
            return False
    return True


def _office_type(content: bytes) -> MediaType | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((kind for kind in (MediaType.ODT, MediaType.ODS) if kind == declared), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return MediaType.DOCX
    return MediaType.XLSX if "xl/workbook.xml" in names else None


def _text_type(content: bytes) -> MediaType | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if re.search(r"<\s*svg[\s>]", text[:4000], re.IGNORECASE):
        return MediaType.SVG
    # Markup may be run by a browser that guesses: only drawings are kept, and checked.
    if not text.strip() or "\x00" in text or re.search(r"<\s*[a-z!?/]", text, re.IGNORECASE):
        return None
    first = text.splitlines()[0]
    return MediaType.CSV if first.count(";") or first.count(",") > 1 else MediaType.TEXT
