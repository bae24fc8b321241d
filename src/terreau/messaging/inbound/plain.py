"""The words of an HTML mail without what it quotes, and of a plain one without soft line ends."""

import re
from html.parser import HTMLParser

MAX_HTML = 300_000
BLOCKS = frozenset(
    {
        *("address", "article", "div", "dl", "dt", "dd", "footer", "form", "header", "main", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "tr", "ul"),
    }
)
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
SILENT = frozenset({"script", "style", "head", "title"})
# How mail programs mark what they quote, and the signatures they add.
QUOTE_CLASSES = frozenset(
    {
        *("gmail_quote", "gmail_quote_container", "gmail_signature", "yahoo_quoted", "moz-cite-prefix"),
        *("moz-signature", "protonmail_quote", "protonmail_signature_block", "zmail_extra"),
    }
)
QUOTE_IDS = frozenset(
    {"divrplyfwdmsg", "appendonsend", "signature", "x_signature", "ms-outlook-mobile-signature"}
)
# Outlook puts these before what it quotes, not around it: nothing after them is the answer.
LAST_IDS = frozenset({"divrplyfwdmsg", "appendonsend"})


def text_of_html(html: str) -> str:
    """Return the words of an HTML part, a line for each block, without quotes and marked signatures."""
    reader = _Reader()
    reader.feed(html[:MAX_HTML])
    lines = [" ".join(line.split()) for line in "".join(reader.said).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def unflowed(text: str, *, stuffed: bool = False) -> str:
    """Join the lines that a program folded (RFC 3676); the signature mark `-- ` stays a line."""
    joined: list[str] = []
    open_line = False
    for line in text.split("\n"):
        quoted = line.startswith(">")
        bare = line if quoted else line.removeprefix(" ")
        if open_line and not quoted and bare != "-- ":
            joined[-1] += bare
        else:
            joined.append(bare)
        open_line = bare.endswith(" ") and bare != "-- " and not quoted
        if open_line and stuffed:
            joined[-1] = joined[-1][:-1]
    return "\n".join(joined)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._hidden = 0  # how many open elements are inside one that is left out, itself included
        self._over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._over:
            return
        if tag in VOID:
            if tag in {"br", "hr"} and not self._hidden:
                self.said.append("\n")
            return
        if self._hidden or _is_left_out(tag, dict(attrs)):
            self._hidden += 1
            self._over = (dict(attrs).get("id") or "").lower() in LAST_IDS
            return
        if tag in BLOCKS:
            self.said.append("\n")
        if tag == "li":
            self.said.append("\n- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or self._over:
            return
        if self._hidden:
            self._hidden -= 1
        elif tag == "p":
            self.said.append("\n\n")
        elif tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden and not self._over:
            self.said.append(re.sub(r"\s+", " ", data))


def _is_left_out(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag in SILENT or tag == "blockquote":
        return True
    classes = (attributes.get("class") or "").lower().split()
    return not QUOTE_CLASSES.isdisjoint(classes) or (attributes.get("id") or "").lower() in QUOTE_IDS
