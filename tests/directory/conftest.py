"""People and complete offers for the tests of the directory."""

import pytest

from terreau.accounts.enums import Role
from terreau.directory.models import Offer, Subject
from tests.factories.directory import OfferFactory


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


@pytest.fixture
def complete_offer(db):
    """Return a function that makes an offer which lacks nothing."""

    def make(**facts) -> Offer:
        offer = OfferFactory(**{"summary": "Nous relisons vos statuts."} | facts)
        offer.subjects.add(Subject.objects.get(code="local"))
        return offer

    return make
