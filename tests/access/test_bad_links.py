"""A link of a mail that is forged, cut, swapped, expired or taken back opens nothing, and says so.

One that has served: `tests/accompaniment/test_links.py`, `tests/projects/test_intake.py`.
"""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.kernel import clock as kernel_clock
from terreau.kernel.access import LINK
from terreau.messaging import links
from terreau.messaging.models import CapabilityLink
from tests.access import matrix
from tests.access.samples import SAMPLES, token_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROUTES = {route.name: route for route in matrix.known_routes() if route.grant.kind == LINK}
PURPOSES = sorted({sample.purpose for sample in SAMPLES.values() if sample.purpose})
SENTENCES = {
    "unknown": "n’est pas valable",
    "expired": "Ce lien a expiré",
    "revoked": "Ce lien ne sert plus",
}


def address_of(name, town, token):
    sample = SAMPLES[name]
    return reverse(name, kwargs=sample.args(town.world.other[sample.thing]) | {"token": token})


def good_token(name, town):
    sample = SAMPLES[name]
    return token_for(sample.purpose, town.world.other[sample.thing])["token"]


def answers(client, address):
    """Look, then act where the page takes it; neither may write."""
    for send in (client.get, client.post):
        with matrix.reads_only():
            answer = send(address)
        if answer.status_code != 405:
            yield answer


def is_refused(town, address, reason):
    given = list(answers(town.clients["visitor"], address))
    assert given
    for answer in given:
        assert answer.status_code in ((404,) if reason == "unknown" else (404, 410))
        assert SENTENCES[reason] in answer.content.decode()


def test_every_link_has_a_page_here():
    assert len(ROUTES) >= 12
    assert set(ROUTES) == {name for name, sample in SAMPLES.items() if sample.purpose}


@pytest.mark.parametrize("name", ROUTES)
def test_forged_or_cut_link_opens_nothing(name, town):
    with matrix.undone():
        token = good_token(name, town)
        for forged in ("x" * 43, token[:-1], token + "A", token.swapcase(), "%00", "é" * 43):
            is_refused(town, address_of(name, town, forged), "unknown")


@pytest.mark.parametrize("name", ROUTES)
def test_link_made_for_something_else_opens_nothing(name, town):
    """The same object, the same person, every other purpose."""
    with matrix.undone():
        target = CapabilityLink.objects.get(token_hash=links.imprint(good_token(name, town))).target
        opens = {SAMPLES[name].purpose} | ({"referral.outcome_organisation"} if "outcome" in name else set())
        for purpose in set(PURPOSES) - opens:
            token = links.issue(purpose=purpose, target=target, email="quelqu-un@matrice.test")
            is_refused(town, address_of(name, town, token), "unknown")


@pytest.mark.parametrize("name", ROUTES)
def test_link_past_its_time_or_taken_back_opens_nothing(name, town):
    with matrix.undone():
        token = good_token(name, town)
        kept = CapabilityLink.objects.filter(token_hash=links.imprint(token))
        kept.update(expires_at=kernel_clock.now() - dt.timedelta(seconds=1))
        is_refused(town, address_of(name, town, token), "expired")

        kept.update(expires_at=None, revoked_at=kernel_clock.now())
        is_refused(town, address_of(name, town, token), "revoked")
