"""The ends of the words typed are offered in the list of the browser, which its own keyboard opens.

No automated browser opens such a list: what it holds is looked at here, and that a choice finds something.
"""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


@pytest.mark.parametrize(("page", "field"), [("/annuaire/", "#annuaire-q"), ("/recherche/?q=", "#texte")])
def test_what_is_typed_is_offered_to_its_end(town, visit, page, field):
    me = visit(town)
    me.go(page)
    words = me.page.locator(field)
    words.press_sequentially("atel", delay=60)
    offered = me.page.locator(f"datalist#{field[1:]}-suggestions > option")
    expect(offered.first).to_have_attribute("value", re.compile("^atelier"))
    expect(words).to_have_attribute("list", f"{field[1:]}-suggestions")

    words.fill(offered.first.get_attribute("value"))
    words.press("Enter")

    me.page.wait_for_url(lambda address: "q=atelier" in address)
    expect(me.page.locator("main a", has_text="atelier").first).to_be_visible()
