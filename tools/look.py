"""Join the small CSS and JavaScript files of the look into the two files that pages load.

    python tools/look.py            write static/look/terreau.css and terreau.js
    python tools/look.py --check    say whether they are up to date

Each CSS file goes into the cascade layer named by its folder; each JavaScript file into a block of its own.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

LOOK = Path(__file__).resolve().parent.parent / "src/terreau/look"
LAYERS = ["reset", "tokens", "base", "layout", "components", "utilities", "print"]


def css() -> str:
    """Return the whole style sheet."""
    parts = [f"@layer {', '.join(LAYERS)};"]
    for layer in LAYERS:
        files = sorted((LOOK / "css" / layer).glob("*.css"))
        rules = "\n".join(tidy(path.read_text()) for path in files)
        parts.append(f"@layer {layer} {{\n{rules}\n}}")
    return "\n".join(parts) + "\n"


def js() -> str:
    """Return the whole script: the modules share nothing, so each keeps to its block."""
    files = sorted((LOOK / "js").glob("*.js"))
    return "\n".join(f"{{\n{tidy(path.read_text())}\n}}" for path in files) + "\n"


def tidy(text: str) -> str:
    """Drop block comments, indentation and blank lines."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def outputs() -> dict[Path, str]:
    return {
        LOOK / "static/look/terreau.css": css(),
        LOOK / "static/look/terreau.js": js(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    for path, text in outputs().items():
        if check and (not path.exists() or path.read_text() != text):
            sys.exit(f"{path.name} is out of date: run python tools/look.py")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


if __name__ == "__main__":
    main()
