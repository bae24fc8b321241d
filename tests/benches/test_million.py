"""The bench of the search on a small base: same rows each time, same answers as its rivals."""

import pytest
from django.db import connection

from benches.million import engine, invented, loading, questions, rivals
from terreau.directory.models import Organisation
from terreau.search.actions import rebuild
from tests.factories.territories import SceauxFactory

SIZE = 1500
pytestmark = pytest.mark.django_db


@pytest.fixture
def base(monkeypatch):
    """Sceaux and its invented organisations, indexed."""
    for module in (invented, loading, questions, engine):
        monkeypatch.setattr(module, "SIZE", SIZE)
    SceauxFactory()
    loading.fill()
    rebuild(kind=questions.KIND)


def test_same_seed_same_rows(base):
    again = list(invented.organisations(20))

    kept = Organisation.objects.order_by("pk").values_list("name", "slug", "family", "description")[:20]
    assert [(one["name"], one["slug"], one["family"], one["description"]) for one in again] == list(kept)
    assert Organisation.objects.count() == SIZE


def test_answers_are_those_of_plain_sql_and_of_the_rivals(base, monkeypatch):
    monkeypatch.setattr(engine, "RIVAL_EACH", 1)
    asked = questions.questions(each=1)

    assert {one.group for one in asked} == set(questions.CLASSES)
    assert engine.check(asked) == engine.CHECKED
    found = engine.against_rivals(asked)  # ends at the first difference
    own = "fts5" if connection.vendor == "sqlite" else "tsvector"
    assert {name: one["theirs"]["count"] for name, one in found.items()} == {
        own: len(asked),
        "tantivy": len(asked),
    }


def test_a_wrong_answer_ends_the_measure(base, monkeypatch):
    one = next(asked for asked in questions.questions(each=1) if asked.group == "common")
    monkeypatch.setattr(rivals.Tantivy, "ask", lambda _self, _asked: (-1, {}))

    with pytest.raises(SystemExit, match="instead of -1"):
        engine.compared(rivals.Tantivy(), [one])


def test_saving_and_cells_are_measured(base, monkeypatch):
    monkeypatch.setattr(engine, "SAVED", 3)

    assert engine.saving()["count"] == 3
    assert engine.map_cells(questions.questions(each=1))["all"]["count"] == 5 * 5 * len(engine.VIEWS)
