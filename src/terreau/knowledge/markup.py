"""Articles written as plain text files: a head of `name: value` lines, then blocks apart by empty lines.

## A heading          - one                 > words | who
A paragraph with      - two                 ! a boxed text
**strong** words and [a link](https://…).   = a fact | its source | https://…
"""

import datetime as dt
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from terreau.kernel.typography import spaces

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


def read(path: Path) -> Draft:
    """Read an article; the name of the file is its address."""
    head, _line, body = spaces(path.read_text(encoding="utf-8")).partition("\n---\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return Draft(
        slug=path.stem,
        title=facts["title"],
        summary=facts["summary"],
        tags=[tag.strip() for tag in facts.get("tags", "").split(",") if tag.strip()],
        reviewed_on=dt.date.fromisoformat(facts["reviewed"]),
        blocks=[_block(" ".join(part.splitlines()), part) for part in re.split(r"\n\s*\n", body.strip())],
    )


def _block(line: str, part: str) -> Block:
    if line.startswith("## "):
        return "heading", line[3:].strip()
    if line.startswith("- "):
        return "list", [item[2:].strip() for item in part.splitlines() if item.startswith("- ")]
    if line.startswith("> "):
        text, _bar, author = line[2:].partition(" | ")
        return "quote", {"text": text.strip(), "author": author.strip()}
    if line.startswith("! "):
        return "callout", {"tone": "info", "text": line[2:].strip()}
    if line.startswith("= "):
        text, source, address, *_rest = [*(cell.strip() for cell in line[2:].split(" | ")), "", ""]
        return "fact", {"text": text, "source": source, "address": address}
    return "paragraph", f"<p>{_inline(line)}</p>"


def _inline(line: str) -> str:
    text = escape(line, quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)
    return re.sub(r"\[(.+?)\]\((https?://[^\s)\"]+)\)", r'<a href="\2">\1</a>', text)
