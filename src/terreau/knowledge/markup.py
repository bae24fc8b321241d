"""Articles written as plain text files: a head of `name: value` lines, then blocks apart by empty lines.

## A heading          - one                 > words | who             | A | B |   (a table, after
A paragraph with      - two                 ! a boxed text            | 1 | 2 |    `|: its caption`)
**strong** words and [a link](https://…).   = a fact | its source | https://…
[[an.indicator]] or [[an.indicator | table]] shows a figure of the platform.

Words of the glossary: `# The word`, its definition, `= source | https://…`, `voir: other, words`.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from terreau.kernel.text import fold
from terreau.kernel.typography import spaces
from terreau.knowledge.enums import ArticleKind, FigureForm, Theme

Block = tuple[str, Any]


@dataclass(frozen=True)
class Draft:
    """An article as a file says it."""

    slug: str
    title: str
    summary: str
    tags: list[str]
    reviewed_on: dt.date
    blocks: list[Block]
    order: int = 100
    kind: str = ArticleKind.GUIDE
    theme: str = Theme.DISCOVER
    dated_on: dt.date | None = None
    review_by: dt.date | None = None
    organisation_slug: str = ""
    sources: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class TermDraft:
    """A word of the glossary as a file says it; `see_also` holds the slugs of other words."""

    word: str
    slug: str
    definition: str
    source: str
    address: str
    see_also: list[str]


def read(path: Path) -> Draft:
    """Read an article; the name of the file is its address."""
    head, _line, body = spaces(path.read_text(encoding="utf-8")).partition("\n---\n")
    pairs = [line.split(": ", 1) for line in head.splitlines() if ": " in line]
    facts = dict(pairs)
    return Draft(
        slug=path.stem,
        title=facts["title"],
        summary=facts["summary"],
        tags=_words(facts.get("tags", "")),
        reviewed_on=dt.date.fromisoformat(facts["reviewed"]),
        blocks=[_block(" ".join(part.splitlines()), part) for part in re.split(r"\n\s*\n", body.strip())],
        order=int(facts.get("order", 100)),
        kind=facts.get("kind", ArticleKind.GUIDE),
        theme=facts.get("theme", Theme.DISCOVER),
        dated_on=_day(facts.get("dated")),
        review_by=_day(facts.get("review_by")),
        organisation_slug=facts.get("organisation", ""),
        sources=[("source", _source(value)) for name, value in pairs if name == "source"],
    )


def read_terms(path: Path) -> list[TermDraft]:
    """Read the words of a glossary."""
    parts = re.split(r"^# ", spaces(path.read_text(encoding="utf-8")), flags=re.MULTILINE)
    return [_term(part) for part in parts[1:]]


def anchor(text: str) -> str:
    """The anchor of a heading or of a word."""
    return slugify(fold(text).replace("'", " "))[:80] or "partie"


def _term(part: str) -> TermDraft:
    word, *lines = part.strip().splitlines()
    text = [line for line in lines if line and not line.startswith(("= ", "voir"))]
    source = next((_source(line[2:]) for line in lines if line.startswith("= ")), _source(""))
    also = next((line.partition(":")[2] for line in lines if line.startswith("voir")), "")
    return TermDraft(
        word=word.strip(),
        slug=anchor(word),
        definition=" ".join(text),
        source=source["title"],
        address=source["address"],
        see_also=[anchor(one) for one in _words(also)],
    )


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _source(text: str) -> dict[str, str]:
    title, _bar, address = text.partition(" | ")
    return {"title": title.strip(), "address": address.strip()}


def _heading(line: str, _part: str) -> Block:
    return "heading", line[3:].strip()


def _list(_line: str, part: str) -> Block:
    return "list", [_inline(item[2:].strip()) for item in part.splitlines() if item.startswith("- ")]


def _quote(line: str, _part: str) -> Block:
    text, _bar, author = line[2:].partition(" | ")
    return "quote", {"text": text.strip(), "author": author.strip()}


def _callout(line: str, _part: str) -> Block:
    return "callout", {"tone": "info", "text": line[2:].strip()}


def _fact(line: str, _part: str) -> Block:
    text, source, address, *_rest = [*(cell.strip() for cell in line[2:].split(" | ")), "", ""]
    return "fact", {"text": text, "source": source, "address": address}


def _table(_line: str, part: str) -> Block:
    caption, *rows = part.splitlines()
    return "table", {"caption": caption.lstrip("|:\u00a0 "), "rows": "\n".join(rows)}


def _indicator(line: str, _part: str) -> Block:
    key, _bar, form = line.strip("[] ").partition("|")
    return "indicator", {"key": key.strip(), "form": form.strip() or FigureForm.SENTENCE.value}


_BLOCKS = {
    "## ": _heading,
    "- ": _list,
    "> ": _quote,
    "! ": _callout,
    "= ": _fact,
    "|": _table,
    "[[": _indicator,
}


def _block(line: str, part: str) -> Block:
    for sign, make in _BLOCKS.items():
        if line.startswith(sign):
            return make(line, part)
    return "paragraph", f"<p>{_inline(line)}</p>"


def _inline(line: str) -> str:
    text = escape(line, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\[(.+?)\]\(((?:https?:/)?/[^\s)\"]+|/)\)", r'<a href="\2">\1</a>', text)
