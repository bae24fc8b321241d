"""The gallery in a real browser: narrow, enlarged, dark, without scripts, by its dialogs and its themes."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = ".skip, .hero-scene, .table-scroll, .visually-hidden, svg";
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.checkVisibility() && !element.closest(scrolls))
    .filter((element) => element.getBoundingClientRect().right > width + 1)
    .map((element) => element.className || element.localName);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; the test process may then use Django's synchronous code beside its loop."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained about."""
    return []


@pytest.fixture
def page(browser, complaints) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        yield page


def gallery_urls() -> list[str]:
    return [
        reverse("look:styleguide"),
        reverse("look:styleguide_page", args=["liste"]),
        reverse("look:styleguide_page", args=["fiche"]),
        reverse("look:styleguide_form") + "?refused=1",
        reverse("look:styleguide_error", args=[404]),
    ]


@pytest.mark.parametrize(("width", "text_size"), [(320, "100%"), (640, "200%"), (1280, "200%")])
def test_nothing_overflows(live_server, page, complaints, width, text_size):
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for url in gallery_urls():
        page.goto(live_server.url + url)
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", text_size)
        found[url] = page.evaluate(OVERFLOWING)

    assert {url: elements for url, elements in found.items() if elements} == {}
    assert complaints == []


def test_refused_form_takes_the_focus(live_server, page):
    page.goto(live_server.url + reverse("look:styleguide_form") + "?refused=1")

    assert page.evaluate("document.activeElement.className") == "form-errors"


def test_dialog_is_modal_and_closes(live_server, page):
    page.goto(live_server.url + reverse("look:styleguide"))
    page.click("[popovertarget='fenetre-exemple'].button")
    modal = page.evaluate("document.querySelector('#fenetre-exemple').matches(':modal')")
    page.keyboard.press("Escape")

    assert modal
    assert page.locator("#fenetre-exemple").is_hidden()


def test_dialog_opens_without_script(live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(live_server.url + reverse("look:styleguide"))
        page.click("[popovertarget='fenetre-exemple'].button")

        assert page.locator("#fenetre-exemple").is_visible()


def test_chosen_theme_is_kept(live_server, page):
    page.goto(live_server.url + reverse("look:styleguide"))
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-terreau-theme] button[value=dark]")
    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_notice_goes_when_dismissed(live_server, page):
    page.goto(live_server.url + reverse("look:styleguide"))
    notice = page.locator(".alert", has=page.locator("[data-terreau-dismiss]"))
    before = notice.count()
    page.click("[data-terreau-dismiss] >> nth=0")

    assert (before, notice.count()) == (1, 0)


def test_filters_fold_on_a_telephone_and_open_by_touch(live_server, page):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + reverse("look:styleguide_page", args=["liste"]))
    folded = page.locator(".facet").first.is_hidden()
    page.click(".fold summary >> nth=0")

    assert folded
    assert page.locator(".facet").first.is_visible()


def test_menu_opens_without_script(live_server, browser):
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(live_server.url + reverse("look:styleguide"))
        page.click(".menu > summary")

        assert page.locator(".menu-panel").is_visible()
