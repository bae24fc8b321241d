"""People of the tests of the search."""

import pytest

from terreau.accounts.enums import Role


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)
