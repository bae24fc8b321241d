"""The browser dies in the middle of a proposal: the mailed link brings every field back, on any device."""

import re

import pytest

pytestmark = pytest.mark.journey

MAILBOX = "camille.noisetier"
TYPED = "Un atelier au fond de la cour, et quelqu’un pour lire notre budget."


def test_p2_killing_the_browser_at_screen_two_loses_nothing(town, visit):
    me = visit(town)
    me.go("/projets/proposer/")
    since = visit(town).newest_mail()
    page = me.page
    page.fill("[name=title]", "Le jardin de Camille")
    page.fill("[name=summary]", "Un jardin à plusieurs, au pied des immeubles.")
    page.check("[name=stage][value=idee]")
    page.fill("[name=commune]", "Sceaux (92330)")
    page.locator("summary", has_text="Continuer plus tard").click()
    page.fill("[name=later_email]", f"{MAILBOX}@exemple.test")
    page.click("[name=next_move][value=later]")
    page.goto(town.url + "/projets/proposer/besoins/")
    page.check("[name=subjects][value=local]")
    page.locator("[name=text]").press_sequentially(TYPED, delay=5)
    with page.expect_response(lambda answer: "/brouillon/" in answer.url) as saved:
        page.check("[name=urgency][value=now]")
    assert saved.value.ok
    me.context.close()  # killed: nothing more leaves this browser

    other = visit(town, viewport={"width": 360, "height": 740})
    other.open_mail(MAILBOX, r"^\d{6}\b", after=since)
    address = other.page.locator(".mail-text a[href*='/reprendre/']").first.get_attribute("href")
    assert address
    other.go(re.sub(r"^https?://[^/]+", town.url, address))
    other.page.locator("main form .button-primary").click()
    other.go("/projets/proposer/besoins/")

    assert other.page.locator("[name=text]").input_value() == TYPED
    assert other.page.locator("[name=subjects]:checked").get_attribute("value") == "local"
    assert other.page.locator("[name=urgency]:checked").get_attribute("value") == "now"
    other.go("/projets/proposer/")
    assert other.page.locator("[name=title]").input_value() == "Le jardin de Camille"
    assert other.page.locator("[name=stage]:checked").get_attribute("value") == "idee"
    assert not other.complaints.found
