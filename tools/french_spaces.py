"""Put the no-break spaces of French typography into the source strings.

    python tools/french_spaces.py [app …]

Works on the literals of Python files and on the translated texts of templates: a no-break space before
a colon and inside guillemets, a thin one before ; ! and ?. `tools/catalogues.py check` refuses what is left.
"""

import io
import re
import sys
import tokenize
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "terreau"
NBSP, THIN = "\u00a0", "\u202f"

_TRANSLATED = re.compile(
    r"(\{% translate (?:\"[^\"]*\"|'[^']*'))|(\{% blocktranslate[^%]*%\}.*?\{% endblocktranslate %\})",
    re.DOTALL,
)


def mended(text: str) -> str:
    """Return the text with its no-break spaces."""
    text = re.sub(r"(?<=[\w»’)%}/>.…]) ([;!?])(?=[\s\"'<»).{]|$)", rf"{THIN}\1", text)
    text = re.sub(r"(?<=[\w»’)%}/>.…]) (:)(?=[\s\"'<»)]|$)", rf"{NBSP}\1", text)
    text = re.sub(r"«[ ]", f"«{NBSP}", text)
    return re.sub(r"[ ]»", f"{NBSP}»", text)


def mend_template(text: str) -> str:
    return _TRANSLATED.sub(lambda found: mended(found.group(0)), text)


def mend_python(text: str) -> str:
    lines = text.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(text).readline))):
        if token.type != tokenize.STRING or token.string.startswith(("r", '"""')):
            continue
        new = mended(token.string)
        if new != token.string and token.start[0] == token.end[0]:
            row = token.start[0] - 1
            lines[row] = lines[row][: token.start[1]] + new + lines[row][token.end[1] :]
    return "".join(lines)


def main(names: list[str]) -> None:
    folders = [SOURCE / name for name in names] or [SOURCE]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix not in {".py", ".html", ".txt"} or "static" in path.parts:
                continue
            text = path.read_text()
            new = mend_python(text) if path.suffix == ".py" else mend_template(text)
            if new != text:
                path.write_text(new)
                print(path.relative_to(SOURCE))


if __name__ == "__main__":
    main(sys.argv[1:])
