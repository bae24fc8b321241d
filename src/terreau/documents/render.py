"""Documents as tagged PDF: readable by a screen reader (PDF/UA-1) and in thirty years (PDF/A-2a).

    render.pdf("partnerships/charter", {"title": …})

The template `partnerships/charter` is the file `partnerships/typst/charter.typ`; it reads its data with
`json(bytes(sys.inputs.data))` and imports the common sheet from `/documents/base.typ`.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from terreau.kernel import clock

FONTS = Path(__file__).resolve().parent / "fonts"
STANDARDS: Any = ["a-2a", "ua-1"]
MOST_ATTEMPTS = 30
SQUARE = "□"
LAST_OF_THE_FIRST_PLANE = "\uffff"
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')


class TemplateMissing(LookupError):
    """No app has this document template."""


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Return the document made of a template and its data (anything that JSON can say, and lazy text).

    An archive holds no sign without its drawing: one that no font has (an emoji, a Chinese name) is
    printed as a square, rather than refusing the whole document.
    """
    sources = _sources()
    name = f"/{template}.typ"
    if name not in sources:
        raise TemplateMissing(template)
    compiler_input: Any = {"main": sources[name]} | {
        path: text for path, text in sources.items() if path != name
    }
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    for _attempt in range(MOST_ATTEMPTS):
        try:
            return _compile(compiler_input, text)
        except typst.TypstError as error:
            missing = set("".join(_UNDRAWN.findall(str(error))))
            if not missing:
                raise
            # Emojis come in company: all those of their planes go at once.
            missing |= {sign for sign in text if sign > LAST_OF_THE_FIRST_PLANE}
            text = text.translate({ord(sign): SQUARE for sign in missing})
    return _compile(compiler_input, text)


def _compile(compiler_input: Any, text: str) -> bytes:
    return typst.compile(
        compiler_input,
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=STANDARDS,
        sys_inputs={"data": text},
        timestamp=int(clock.now().timestamp()),
    )


@cache
def _sources() -> dict[str, bytes]:
    """Every template of every app, under the path by which templates import each other."""
    root = Path(settings.PACKAGE_DIR)
    return {
        f"/{path.parent.parent.name}/{path.name}": path.read_bytes()
        for path in sorted(root.glob("*/typst/*.typ"))
    }
