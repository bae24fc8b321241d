"""Documents as tagged PDF: readable by a screen reader (PDF/UA-1) and in thirty years (PDF/A-2a).

    render.pdf("partnerships/charter", {"title": …})

The template `partnerships/charter` is the file `partnerships/typst/charter.typ`; it reads its data with
`json(bytes(sys.inputs.data))` and imports the common sheet from `/documents/base.typ`.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from terreau.kernel import clock

FONTS = Path(__file__).resolve().parent / "fonts"
STANDARDS: Any = ["a-2a", "ua-1"]


class TemplateMissing(LookupError):
    """No app has this document template."""


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Return the document made of a template and its data (anything that JSON can say, and lazy text)."""
    sources = _sources()
    name = f"/{template}.typ"
    if name not in sources:
        raise TemplateMissing(template)
    compiler_input: Any = {"main": sources[name]} | {
        path: text for path, text in sources.items() if path != name
    }
    return typst.compile(
        compiler_input,
        format="pdf",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=STANDARDS,
        sys_inputs={"data": json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)},
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
