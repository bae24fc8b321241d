"""The ranking, measured on real questions beside BM25, and the measures themselves by hand."""

import math
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from terreau.search import registry
from terreau.search.evaluation.bm25 import BM25
from terreau.search.evaluation.measures import ndcg, quality, recall, reciprocal_rank
from terreau.search.evaluation.runs import evaluate
from terreau.search.evaluation.sets import load
from terreau.search.models import Column, Generation, IndexState, PendingMark, Posting, RecentDocument

SETS = Path(__file__).parents[3] / "shared" / "data" / "retrieval"
TABLES = (Column, Generation, IndexState, PendingMark, Posting, RecentDocument)


def write_set(folder: Path) -> Path:
    (folder / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "Budget", "text": "Le budget participatif"}\n'
        '{"_id": "b", "title": "", "text": "Des vélos et des ateliers"}\n'
    )
    (folder / "queries.jsonl").write_text(
        '{"_id": "1", "text": "réparer un vélo"}\n{"_id": "2", "text": "sans réponse jugée"}\n'
    )
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\tb\t1\n1\ta\t0\n")
    return folder


def test_the_measures_are_those_of_the_books():
    judged = {"a": 1, "b": 1}

    assert ndcg(["a", "x", "b"], judged) == pytest.approx((1 + 0.5) / (1 + 1 / math.log2(3)))
    assert (ndcg(["x"], judged), ndcg([], {})) == (0.0, 0.0)
    assert ndcg(["x"] * 10 + ["a"], judged) == 0.0
    assert (recall(["a", "x"], judged), recall(["a", "a"], {})) == (0.5, 0.0)
    assert (reciprocal_rank(["x", "b"], judged), reciprocal_rank(["x"], judged)) == (0.5, 0.0)
    assert quality([(["a", "b"], judged), ([], judged)]).ndcg == 0.5
    assert quality([]).mrr == 0.0


def test_the_reference_is_bm25():
    index = BM25([["a", "b"], ["a", "a", "c", "d"], ["e"]])

    assert index.idf("a") == pytest.approx(math.log(1 + 1.5 / 2.5))
    assert index.best(["a"], 10) == [1, 0]  # 2·2.2 / (2 + 1.2·(0.25 + 0.75·12/7)) beats 2.2 / (1 + 1.2·…)
    assert index.best(["e", "z"], 10) == [2]
    assert index.best(["a"], 1) == [1]


@pytest.mark.django_db
def test_a_measure_leaves_nothing_behind(tmp_path):
    before = {model: model.objects.count() for model in TABLES}

    found = evaluate(load(write_set(tmp_path)))

    assert {name: one.ndcg for name, one in found.items()} == {
        "engine": 1.0,
        "bm25, same terms": 1.0,
        "bm25, raw words": 0.0,  # “vélo” and “vélos” are two raw words
    }
    assert {model: model.objects.count() for model in TABLES} == before
    assert "evaluation" not in registry.kinds()


@pytest.mark.django_db
def test_the_command_says_what_it_measured(tmp_path, capsys):
    call_command("evaluate", str(write_set(tmp_path)))

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{tmp_path.name}: 1 questions, 2 sheets"
    assert lines[1] == "  engine            nDCG@10 1.0000  recall@10 1.0000  MRR@10 1.0000"
    assert len(lines) == 4


@pytest.mark.parametrize("spoilt", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_folder_in_another_form_is_refused(tmp_path, spoilt):
    (write_set(tmp_path) / spoilt).write_text("[1\n2\n")

    with pytest.raises(CommandError, match="BEIR"):
        call_command("evaluate", str(tmp_path))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["cnil_beir", "vdd_beir"])
def test_real_questions_are_answered_at_least_as_well_as_by_bm25(name):
    if not (SETS / name).is_dir():
        pytest.skip(f"NO DATA: {SETS / name} is absent, the ranking was not judged")

    found = evaluate(load(SETS / name))

    assert found["engine"].ndcg >= found["bm25, same terms"].ndcg
    assert found["bm25, same terms"].ndcg > found["bm25, raw words"].ndcg
