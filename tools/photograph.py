"""Photograph the demo: the gallery and the main pages, wide and narrow, light and dark.

    python tools/photograph.py                photographs in build/photographs/
    python tools/photograph.py --readme       only docs/images/accueil.png, which the README shows

It loads a demo town of its own and serves it; it needs Chromium and the development tools.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser  # noqa: E402 - the tests' folder must be on the path first

from tests.journeys import house  # noqa: E402

PHOTOGRAPHS = ROOT / "build/photographs"
README_IMAGE = ROOT / "docs/images/accueil.png"
VIEWS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 360)]
# Who looks at what: the six pages that the look was designed from come first.
MAIN = (
    ("", "/"), ("awa.tilleul", "/mon-espace/"), ("nora.genet", "/pilotage/"),
    ("helene.aubepine", "/conseil/"),
    ("ines.fusain", "/mon-espace/chartes/"), ("mathieu.sureau", "/mon-espace/demandes/"),
    ("", "/annuaire/"), ("", "/annuaire/carte/"), ("", "/annuaire/sceaux-smart/"), ("", "/projets/"),
    ("", "/projets/proposer/"), ("", "/chartes/"), ("", "/chartes/charte-de-partenariat-avec-sceaux-smart/"),
    ("", "/deliberations/"), ("", "/ressources/"), ("", "/agenda/"), ("", "/recherche/?q=pret"),
    ("", "/compte/connexion/"), ("", "/_demo/"), ("", "/_styleguide/"), ("", "/_styleguide/page/liste/"),
    ("", "/_styleguide/page/fiche/"), ("", "/_styleguide/formulaire/?refused=1"),
    ("", "/_styleguide/erreur/404/"),
)  # fmt: skip


def name_of(person: str, path: str, width: int, scheme: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "accueil"
    return f"{person.split('.', maxsplit=1)[0] or 'tous'}-{words}-{width}-{scheme}.png"


def photograph_all(browser: Browser, town: house.Town) -> None:
    PHOTOGRAPHS.mkdir(parents=True, exist_ok=True)
    answer = next(page for page in town.pages() if page.route == "accompaniment:answer")
    for person, path in (*MAIN, ("", answer.path)):
        with house.visit(browser, town) as visitor:
            if person:
                visitor.enter_as(person)
            for scheme, width in VIEWS:
                visitor.page.emulate_media(color_scheme=scheme)
                visitor.page.set_viewport_size({"width": width, "height": 900})
                visitor.go(path)
                visitor.page.wait_for_load_state("networkidle")
                shown = "/reponse/" if path == answer.path else path
                target = PHOTOGRAPHS / name_of(person, shown, width, scheme)
                visitor.page.screenshot(path=target, full_page=True)


def photograph_home(browser: Browser, town: house.Town) -> None:
    """The first screen of the home page, without the demo's surroundings."""
    README_IMAGE.parent.mkdir(parents=True, exist_ok=True)
    with house.visit(browser, town, viewport={"width": 1280, "height": 940}) as visitor:
        visitor.go("/")
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=README_IMAGE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readme", action="store_true")
    only_readme = parser.parse_args().readme
    with (
        tempfile.TemporaryDirectory() as folder,
        house.serve(Path(folder)) as town,
        house.chromium() as browser,
    ):
        photograph_home(browser, town)
        if not only_readme:
            photograph_all(browser, town)


if __name__ == "__main__":
    main()
