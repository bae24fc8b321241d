"""What a page weighs on the wire, and how many requests it makes: the first visit, the next one, the map."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession

from tests.journeys.house import Visitor

pytestmark = pytest.mark.journey

FIRST_BYTES, FIRST_REQUESTS, NEXT_BYTES, MAP_BYTES = 130_000, 10, 30_000, 135_000
PUBLIC = [
    "/", "/annuaire/", "/annuaire/sceaux-smart/", "/projets/", "/projets/proposer/", "/chartes/",
    "/chartes/charte-de-partenariat-avec-sceaux-smart/", "/deliberations/", "/ressources/", "/agenda/",
    "/recherche/?q=pret", "/accessibilite/",
]  # fmt: skip


@dataclass
class Meter:
    """Counts what travels, headers included; what the browser kept does not count."""

    tools: CDPSession
    bytes: int = 0
    requests: int = 0

    def start(self) -> None:
        self.tools.on("Network.loadingFinished", self._finished)
        self.tools.send("Network.enable")

    def reset(self) -> None:
        self.bytes = self.requests = 0

    def _finished(self, event: dict) -> None:
        if event["encodedDataLength"] > 0:
            self.bytes += int(event["encodedDataLength"])
            self.requests += 1


def metered(visitor: Visitor) -> Meter:
    meter = Meter(visitor.context.new_cdp_session(visitor.page))
    meter.start()
    return meter


def load(visitor: Visitor, path: str) -> None:
    visitor.go(path)
    visitor.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", PUBLIC)
def test_first_visit_is_light(town, visit, path):
    visitor = visit(town)
    meter = metered(visitor)
    load(visitor, path)

    assert meter.requests <= FIRST_REQUESTS
    assert meter.bytes <= FIRST_BYTES


def test_first_visit_of_the_sign_in_page_is_light(town, visit):
    """The library that speaks to passkeys brings three small files of its own."""
    visitor = visit(town)
    meter = metered(visitor)
    load(visitor, "/compte/connexion/")

    assert meter.requests <= FIRST_REQUESTS + 1
    assert meter.bytes <= FIRST_BYTES


def test_next_pages_are_lighter(town, visit):
    visitor = visit(town)
    meter = metered(visitor)
    load(visitor, PUBLIC[0])
    weights = {}
    for path in PUBLIC[1:]:
        meter.reset()
        load(visitor, path)
        weights[path] = meter.bytes

    assert {path: weight for path, weight in weights.items() if weight > NEXT_BYTES} == {}


def test_map_is_light(town, visit):
    visitor = visit(town)
    meter = metered(visitor)
    load(visitor, "/annuaire/carte/")

    assert visitor.page.locator(".mark").count() > 0
    assert meter.bytes <= MAP_BYTES
