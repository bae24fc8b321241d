"""Fetch the front-end files that Terreau ships, trim them and write down where they come from.

    python tools/vendor.py            fetch everything again (needs npm, fonttools and brotli)
    python tools/vendor.py --icons    redraw the icon sprite after editing tools/icons.txt

The result is committed: serving Terreau needs neither Node nor a network.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src/terreau/look/static"
VENDOR = STATIC / "vendor"
REGISTER = VENDOR / "VENDORED.json"
ICON_LIST = ROOT / "tools/icons.txt"

# What a French civic publication prints: Latin-1, œ Œ Ÿ, dashes, quotation marks, arrows, minus.
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x152, 0x153, 0x178, 0x2BC, 0x2C6, 0x2DA, 0x2DC),
    *(0x2009, 0x200B, 0x2010, 0x2012, 0x2013, 0x2014, 0x2015),
    *(0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2020, 0x2022, 0x2026, 0x2030),
    *(0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x20AC, 0x2122, 0x2191, 0x2193, 0x2212),
]
# Characters the fonts lack but French needs, drawn with the glyph of a neighbour.
BORROWED = {0x202F: 0x2009, 0x2011: 0x2D}


@dataclass(frozen=True)
class Package:
    """One npm package and the files kept from it (source in the package → name under vendor/)."""

    name: str
    version: str
    folder: str
    files: dict[str, str] = field(default_factory=dict)
    weights: tuple[int, int] | None = None


PACKAGES = [
    Package(
        "@fontsource-variable/bricolage-grotesque",
        "5.3.0",
        "fonts",
        {
            "files/bricolage-grotesque-latin-wght-normal.woff2": "bricolage-grotesque.woff2",
            "LICENSE": "bricolage-grotesque.LICENSE.txt",
        },
        # Titles have one weight: two weights would cost every first visit 11 kB more.
        weights=(700, 700),
    ),
    Package(
        "@fontsource-variable/atkinson-hyperlegible-next",
        "5.3.0",
        "fonts",
        {
            "files/atkinson-hyperlegible-next-latin-wght-normal.woff2": ("atkinson-hyperlegible-next.woff2"),
            "LICENSE": "atkinson-hyperlegible-next.LICENSE.txt",
        },
        weights=(400, 700),
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "htmx",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE.txt"},
    ),
    Package(
        "leaflet",
        "1.9.4",
        "leaflet",
        {
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
            "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
            "dist/images/marker-shadow.png": "images/marker-shadow.png",
            "LICENSE": "LICENSE.txt",
        },
    ),
]
ICONS = Package("lucide-static", "1.62.0", "lucide", {"LICENSE": "LICENSE.txt"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--icons", action="store_true", help="only redraw the icon sprite")
    only_icons = parser.parse_args().icons
    register = {entry["name"]: entry for entry in read_register()}
    for package in [ICONS] if only_icons else [*PACKAGES, ICONS]:
        register[package.name] = vendor(package)
        print(f"{package.name} {package.version}")
    entries = [register[name] for name in sorted(register)]
    REGISTER.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n")


def read_register() -> list[dict]:
    return json.loads(REGISTER.read_text()) if REGISTER.exists() else []


def vendor(package: Package) -> dict:
    """Copy the kept files of one package and describe them."""
    with tempfile.TemporaryDirectory() as scratch:
        source = unpack(package, Path(scratch))
        written = [copy(package, source, *pair) for pair in package.files.items()]
        if package is ICONS:
            written.append(draw_sprite(source / "icons", VENDOR / package.folder / "icons.svg"))
        licence = json.loads((source / "package.json").read_text())["license"]
    return {
        "name": package.name,
        "version": package.version,
        "licence": licence,
        "files": {
            str(path.relative_to(VENDOR)): {
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "bytes": path.stat().st_size,
            }
            for path in written
        },
    }


def unpack(package: Package, scratch: Path) -> Path:
    subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=scratch,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        archive.extractall(scratch, filter="data")
    return scratch / "package"


def copy(package: Package, source: Path, inside: str, name: str) -> Path:
    target = VENDOR / package.folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if package.weights and name.endswith(".woff2"):
        trim_font(source / inside, target, package.weights)
    elif name.endswith((".js", ".css")):
        # Source maps are not shipped: a dangling reference would be a broken request.
        text = (source / inside).read_text()
        target.write_text(re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", text))
    else:
        shutil.copyfile(source / inside, target)
    return target


def trim_font(source: Path, target: Path, weights: tuple[int, int]) -> None:
    """Keep the letters and weights that the pages use."""
    font = TTFont(source)
    for table in font["cmap"].tables:
        for wanted, lender in BORROWED.items():
            if table.isUnicode() and wanted not in table.cmap and lender in table.cmap:
                table.cmap[wanted] = table.cmap[lender]
    options = subset.Options(layout_features=["kern", "mark", "ccmp", "locl", "tnum", "liga"])
    options.hinting = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[*LETTERS, *BORROWED])
    subsetter.subset(font)
    # One weight is a plain font: the instancer takes a number for it.
    first, last = weights
    font = instancer.instantiateVariableFont(font, {"wght": first if first == last else weights})
    font.recalcTimestamp = False  # same input, same bytes
    font.flavor = "woff2"
    font.save(target)


def draw_sprite(icons: Path, target: Path) -> Path:
    """One SVG holding a <symbol> for each icon named in tools/icons.txt."""
    symbols = [symbol(icons / f"{name}.svg") for name in icon_names()]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")
    return target


def icon_names() -> list[str]:
    lines = (line.split("#")[0].strip() for line in ICON_LIST.read_text().splitlines())
    return sorted({line for line in lines if line})


def symbol(path: Path) -> str:
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    if inner is None:
        raise SystemExit(f"{path.name} is not an SVG")
    shapes = re.sub(r"\s+", " ", inner.group(1)).replace(" />", "/>").replace("> <", "><").strip()
    return f'<symbol id="{path.stem}" viewBox="0 0 24 24">{shapes}</symbol>'


if __name__ == "__main__":
    main()
