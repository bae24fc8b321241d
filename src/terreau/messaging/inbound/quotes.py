"""What somebody wrote, without what their mail program quoted and signed. Line by line, in linear time.

The libraries that do this drop lines that begin like a list, or any line with a closing formula, and their
patterns take minutes on a long text: the rules here are few, and cut only what is surely not the answer.
"""

import re
from collections.abc import Sequence

# Put at the top of every mail that can be answered: what stands below it is ours, in any mail program.
MARKS = ("Répondez au-dessus de cette ligne", "Reply above this line")
WINDOW = 4  # lines over which a program may fold the sentence that introduces a quote
LONGEST = 400
SIGNATURE_LINES = 12
SIGNATURE_WIDTH = 90

_PREFIX = re.compile(r"^[\s>|*_]*")
_RULE = re.compile(r"^[-_=–—*]{5,}$")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_WROTE = _any(
    r"^(le|on|am|em)\b.{6,}(a écrit|écrivait|wrote|schrieb)\b.{0,80}:$",
    r"^\d{4}-\d\d-\d\d\b.{5,}<[^>]+@[^>]+>\s*:$",
)
_ORIGINAL = _any(
    r"^[-–—_ ]{2,}\s*(message d.origine|message original|message transféré|e?-?mail original)\b.{0,40}$",
    r"^[-–—_ ]{2,}\s*(original message|forwarded message|reply message)\b.{0,40}$",
    r"^(début du message (transféré|réexpédié)|begin forwarded message)\s*:$",
    r"^message du \d.{4,40}$",
)
_FROM = re.compile(r"^(de|from|expéditeur|envoyé par)\s?:\s?\S", re.IGNORECASE)
_HEADER = re.compile(
    r"^(envoyé|envoyé le|sent|date|à|a|to|pour|objet|subject|cc|répondre à|reply-to|importance)\s?:",
    re.IGNORECASE,
)
_DEVICE = _any(
    r"^envoyé (de|depuis|à partir|avec)\b.{0,120}$",
    r"^sent (from|via|with)\b.{0,120}$",
    r"^((obtenir|get|télécharger) outlook|get bluemail|provenance\s?: courrier)\b.{0,120}$",
)
_CLOSING = _any(
    r"^((bien |très |sincèrement |très )?cordialement( vôtre)?|(bien )?(sincèrement|amicalement))\s?[,.!]*$",
    r"^(bien à (vous|toi)|à bientôt|cdlt|cdt|bàv|salutations( distinguées)?)\s?[,.!]*$",
    r"^(mes |nos )?(meilleures|sincères|cordiales|respectueuses) salutations\s?[,.!]*$",
    r"^bonne (journée|soirée|réception)( à (vous|tous))?\s?[,.!]*$",
    r"^((best|kind|warm|many)( regards| wishes)?|(kindest )?regards|all the best|cheers)\s?[,.!]*$",
    r"^(sincerely|yours (sincerely|faithfully))\s?[,.!]*$",
)
_AFTERWORD = re.compile(r"^(p\.?\s?s\.?|nb|n\.b\.)\s?:?\s", re.IGNORECASE)


def strip(text: str) -> str:
    """Return the answer alone; empty when nothing but quotes and signatures was written."""
    lines = [line.rstrip() for line in text.replace("\u00a0", " ").replace("\u202f", " ").split("\n")]
    kept = _without_signature(_without_quotes(_above_mark(lines)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _above_mark(lines: list[str]) -> list[str]:
    """Cut at our own mark, unless the answer was written below it."""
    for number, line in enumerate(lines):
        if any(mark in line for mark in MARKS):
            above = lines[:number]
            return above if _without_quotes(above) and any(_without_quotes(above)) else lines
    return lines


def _without_quotes(lines: list[str]) -> list[str]:
    start, length = _quote_start(lines)
    head, tail = lines[:start], lines[start + length :]
    while head and (not head[-1].strip() or _RULE.match(head[-1].strip())):
        head.pop()
    # Quoted lines that begin with “>” may have the answer between or below them; a bare copy may not.
    below = [line for line in tail if not line.lstrip().startswith(">")] if _is_marked(tail) else []
    kept = [line for line in head if not line.lstrip().startswith(">")]
    return [*kept, "", *below] if any(line.strip() for line in below) else kept


def _quote_start(lines: Sequence[str]) -> tuple[int, int]:
    """Return where the quote begins, and over how many lines its introduction runs."""
    for number in range(len(lines)):
        line = _PREFIX.sub("", lines[number]).strip("* ")
        if not line:
            continue
        if _ORIGINAL.match(line[:LONGEST]) or _is_header(lines, number, line):
            return number, len(lines)
        if length := _introduction(lines, number):
            return number, length
    return len(lines), 0


def _is_header(lines: Sequence[str], number: int, line: str) -> bool:
    """Say whether the lines copy the head of a mail: from, then at least two of sent, to, subject."""
    if not _FROM.match(line[:LONGEST]):
        return False
    following = [_PREFIX.sub("", one).strip("* ") for one in lines[number + 1 : number + 9]]
    return sum(bool(_HEADER.match(one[:LONGEST])) for one in following) >= 2


def _introduction(lines: Sequence[str], number: int) -> int:
    """Return the number of lines of “Le … a écrit :”, folded or not; 0 when it is not one."""
    sentence = ""
    for length in range(1, WINDOW + 1):
        if number + length > len(lines) or len(sentence) > LONGEST:
            return 0
        piece = _PREFIX.sub("", lines[number + length - 1]).strip()
        if not piece:
            return 0
        sentence = f"{sentence} {piece}".strip()
        if sentence.endswith(":") and _WROTE.match(sentence[:LONGEST]) and re.search(r"\d", sentence):
            return length
    return 0


def _is_marked(tail: Sequence[str]) -> bool:
    first = next((line.lstrip() for line in tail if line.strip()), "")
    return first.startswith(">")


def _without_signature(lines: list[str]) -> list[str]:
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    for number, line in enumerate(lines):
        bare = line.strip()
        if bare in {"--", "—"} or (_DEVICE.match(bare[:200]) and len(lines) - number <= SIGNATURE_LINES):
            return _without_signature(lines[:number])
    for number in range(max(0, len(lines) - 2 * SIGNATURE_LINES - 1), len(lines)):
        line = lines[number]
        if _CLOSING.match(line.strip()[:100]) and _only_signs(lines[number + 1 :]):
            return lines[:number] if any(one.strip() for one in lines[:number]) else lines
    return lines


def _only_signs(lines: Sequence[str]) -> bool:
    """Say whether what follows a closing formula is a name, a title, an address: short lines, and few."""
    said = [line.strip() for line in lines if line.strip()]
    return len(said) <= SIGNATURE_LINES and not any(
        len(line) > SIGNATURE_WIDTH or _AFTERWORD.match(line) for line in said
    )
