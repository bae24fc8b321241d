"""Every page of the house, as each person who may read it: no barrier, no overflow, no complaint."""

import json
from collections.abc import Iterator
from itertools import groupby

import pytest
from playwright.sync_api import Page

from tests.journeys import house
from tests.journeys.house import HERE, PageSample, Town, Visitor

pytestmark = pytest.mark.journey

PREFIXES = {"fr": "", "en": "/en"}
# Every rule in both languages; between the two, both widths in light, and colours again in dark.
VIEWS = {
    "fr": [("light", 1280), ("dark", 360)],
    "en": [("light", 360), ("dark", 1280)],
}
RULES = "{resultTypes: ['violations']}"
COLOURS = "{resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block']}"
SUMMARY = """found => found.violations.map(
  one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.target.join(" ")).join(", "))"""


@pytest.fixture(scope="session")
def pages(town) -> list[PageSample]:
    found: dict[tuple[str, str], PageSample] = {}
    for page in town.pages():
        found.setdefault((page.path, page.person), page)  # the route's own name comes first
    return sorted(found.values(), key=lambda page: (page.person, page.path))


@pytest.fixture(scope="session")
def axe() -> str:
    return (HERE / "node_modules/axe-core/axe.min.js").read_text()


def each_reader(browser, town: Town, pages: list[PageSample]) -> Iterator[tuple[Visitor, list[PageSample]]]:
    """Open one browser for each person, with the pages that this person reads."""
    for person, theirs in groupby(pages, key=lambda page: page.person):
        # The rules are injected from outside the page: its policy would rightly refuse them.
        with house.visit(browser, town, bypass_csp=True) as visitor:
            if person:
                visitor.enter_as(person)
            yield visitor, list(theirs)


def barriers(page: Page, axe: str, views: list[tuple[str, int]]) -> Iterator[str]:
    """Yield what axe finds in the views of the page."""
    page.evaluate(axe)
    for scheme, width in views:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        rules = RULES if scheme == "light" else COLOURS
        for found in page.evaluate(f"axe.run(document, {rules}).then({SUMMARY})"):
            yield f"{scheme} {width}: {found}"
    page.emulate_media(color_scheme="light")


def sentences(found: dict[str, list[str]]) -> str:
    """Say in full what was found, page by page."""
    return "\n".join(f"{page}: {' / '.join(those)}" for page, those in found.items() if those)


@pytest.mark.parametrize("language", PREFIXES)
def test_no_page_has_a_barrier(browser, town, pages, axe, language):
    found: dict[str, list[str]] = {}
    for visitor, theirs in each_reader(browser, town, pages):
        for sample in theirs:
            visitor.go(PREFIXES[language] + sample.path)
            found[str(sample)] = list(barriers(visitor.page, axe, VIEWS[language]))

    assert len(found) >= 150
    assert sentences(found) == ""


@pytest.mark.parametrize("language", PREFIXES)
def test_no_page_scrolls_sideways_nor_complains(browser, town, pages, language):
    wide: dict[str, int] = {}
    complaints: dict[str, list[str]] = {}
    for person, theirs in groupby(pages, key=lambda page: page.person):
        with house.visit(browser, town, viewport={"width": 320, "height": 800}) as visitor:
            if person:
                visitor.enter_as(person)
            for sample in theirs:
                visitor.complaints.found.clear()
                visitor.go(PREFIXES[language] + sample.path)
                wide[str(sample)] = visitor.page.evaluate("document.documentElement.scrollWidth")
                complaints[str(sample)] = list(visitor.complaints.found)

    assert {page: width for page, width in wide.items() if width > 320} == {}
    assert sentences(complaints) == ""


def test_every_kind_of_page_is_walked(pages):
    """A route that no sample reaches any more is noticed here."""
    reached = {page.route for page in pages}
    expected = {
        "portal:home", "portal:desk", "portal:my_space", "portal:search", "directory:list", "directory:map",
        "directory:detail", "directory:workspace", "projects:list", "projects:detail", "projects:propose",
        "projects:triage", "projects:manage", "projects:complete", "accompaniment:file",
        "accompaniment:referral", "accompaniment:offers", "accompaniment:answer", "accompaniment:outcome",
        "accompaniment:consent_by_link", "accompaniment:requests", "partnerships:list",
        "partnerships:detail", "partnerships:commitment", "partnerships:desk", "partnerships:mine",
        "council:list", "council:detail", "council:desk", "council:session", "council:file",
        "knowledge:index", "knowledge:article", "knowledge:glossary", "knowledge:reviews",
        "accounts:overview", "accounts:roles", "account_login",
        "messaging:preferences", "look:styleguide", "demo:home", "demo:mail", "demo:mailbox",
    }  # fmt: skip

    assert json.dumps(sorted(expected - reached)) == "[]"
