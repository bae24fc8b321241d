"""A person chooses among the mails that may be refused."""

import pytest

pytestmark = pytest.mark.django_db


def test_page_shows_choices_and_keeps_them(person, client_for, compose):
    compose("test.letter", optional=True)
    compose("test.agenda", optional=True)
    compose("test.compulsory")
    someone = person()
    client = client_for(someone)

    page = client.get("/courriels/").content.decode()
    assert page.count('type="checkbox"') == page.count("checked")
    assert ("test.letter" in page, "test.agenda" in page) == (True, True)
    assert "test.compulsory" not in page

    answer = client.post("/courriels/", {"events": ["test.agenda"]})
    assert answer.status_code == 302
    refused = set(someone.message_preferences.values_list("event", flat=True))
    assert ("test.letter" in refused, "test.agenda" in refused) == (True, False)

    client.post("/courriels/", {"events": ["test.agenda", "test.letter"]})
    assert not someone.message_preferences.filter(event__startswith="test.").exists()
