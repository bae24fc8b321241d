"""What a template may ask of a component: reads `<c-…>` tags and the `<c-vars>` of the components."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src/terreau"
COMPONENTS = SOURCE / "look/templates/cotton"

# Forwarded by a component that prints `{{ attrs }}`, and by no other.
FORWARDED = ("data-", "aria-", "hx-")
SILENT = re.compile(r"\{%\s*comment\s*%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
DJANGO = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
TAG = re.compile(r"<c-([\w.-]+)((?:\s+[^\s/>\"'=<]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*/?>")
ATTRIBUTE = re.compile(r"([^\s/>\"'=<]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")


def templates() -> list[Path]:
    """Return every template of the product."""
    return sorted(path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".txt"})


@cache
def declared(name: str) -> frozenset[str] | None:
    """Return the attributes of a component (plus `*` when it forwards others), None when there is none."""
    path = COMPONENTS / f"{name.replace('.', '/').replace('-', '_')}.html"
    if not path.exists():
        return None
    text = path.read_text()
    variables = re.search(r"<c-vars\s([^>]*)/>", text)
    names = {match[1].lstrip(":") for match in ATTRIBUTE.finditer(variables[1])} if variables else set()
    return frozenset(names | ({"*"} if "{{ attrs }}" in text else set()))


def faults(text: str) -> list[str]:
    """Return what a template asks of components that they do not offer."""
    found = []
    plain = DJANGO.sub("x", SILENT.sub("", text))
    for match in TAG.finditer(plain):
        name = match[1]
        if name in {"vars", "slot"}:
            continue
        accepted = declared(name)
        if accepted is None:
            found.append(f"<c-{name}> does not exist")
            continue
        for attribute in ATTRIBUTE.finditer(match[2]):
            asked = attribute[1].lstrip(":")
            forwarded = "*" in accepted and asked.startswith(FORWARDED)
            if asked not in accepted and not forwarded:
                found.append(f"<c-{name}> does not accept {asked}")
    opened = len(re.findall(r"<c-[\w.-]+", plain))
    if opened != len(TAG.findall(plain)):
        found.append("a component tag cannot be read (quotes?)")
    return found
