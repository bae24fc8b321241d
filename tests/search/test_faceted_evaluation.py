"""`terreau evaluate` on sets with facets: they decide first, a failed one demotes, nothing is dropped."""

import json

import pytest
from django.core.management import CommandError, call_command

from terreau.search.evaluation.runs import evaluate
from terreau.search.evaluation.sets import load, load_files
from terreau.territories.models import Territory

pytestmark = pytest.mark.django_db

TEXT = "aide aux projets de jardin partagé"
CORPUS = [
    {"_id": "burgundy", "title": "Jardins partagés", "text": TEXT, "metadata": {"perimetre": "Côte-d’Or"}},
    {"_id": "here", "title": "Coup de pouce", "text": TEXT, "metadata": {"perimetre": "Hauts-de-Seine"}},
    {"_id": "there", "title": "Rien à voir", "text": "prêt bancaire", "metadata": {"perimetre": "Occitanie"}},
]
QUERIES = [
    {"_id": 1, "text": "un jardin partagé", "metadata": {"commune": "92071"}},
    {"_id": 2, "text": "personne n’a jugé cette question"},
]


def write(folder, corpus=CORPUS, queries=QUERIES, qrels="query-id\tcorpus-id\tscore\n1\there\t2\n"):
    files = [folder / name for name in ("documents.jsonl", "questions.jsonl", "judged.tsv")]
    files[0].write_text("\n".join(json.dumps(row) for row in corpus))
    files[1].write_text("\n".join(json.dumps(row) for row in queries))
    files[2].write_text(qrels)
    return files


@pytest.mark.usefixtures("france")
def test_facets_put_first_what_serves_the_place(tmp_path):
    found = evaluate(load_files(*write(tmp_path)))

    assert found["engine"].ndcg == 1.0  # Sceaux is in the Hauts-de-Seine, not in the Côte-d’Or
    assert found["bm25, same terms"].ndcg < 1.0


def test_the_places_of_france_are_lent_to_a_base_without_territories(tmp_path):
    found = evaluate(load_files(*write(tmp_path)))

    assert found["engine"].ndcg == 1.0
    assert not Territory.objects.exists()


@pytest.mark.usefixtures("france")
def test_a_failed_facet_demotes_and_never_drops(tmp_path):
    files = write(tmp_path, qrels="1\tthere\t1\n")

    assert evaluate(load_files(*files))["engine"].recall == 1.0


def test_facets_may_stand_beside_the_text(tmp_path):
    corpus = [{"_id": row["_id"], "text": row["text"], **row["metadata"]} for row in CORPUS]

    assert load_files(*write(tmp_path, corpus=corpus)).shared_facets == ["territory"]


def test_judgements_of_trec_are_read(tmp_path):
    questions = load_files(*write(tmp_path, qrels="1 0 here 2\n1 0 burgundy 0\n"))

    assert [one.answers for one in questions.questions] == [{"here": 2}]


def test_a_description_longer_than_a_search_box_is_taken_whole(tmp_path):
    words = " ".join(f"mot{n}" for n in range(60))
    queries = [{"_id": "1", "text": f"{words} jardin"}]
    corpus = [{"_id": "a", "text": "mot1"}, {"_id": "b", "text": "jardin jardin mot59 mot58"}]
    write(tmp_path)
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    (folder / "qrels.tsv").write_text("1\tb\t1\n")

    assert evaluate(load(folder))["engine"].mrr == 1.0


@pytest.mark.usefixtures("france")
def test_the_command_names_the_facets_both_sides_carry(tmp_path, capsys):
    corpus, queries, qrels = map(str, write(tmp_path))

    call_command("evaluate", "--corpus", corpus, "--queries", queries, "--qrels", qrels)

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("1 questions, 3 sheets, facets in common: territory")
    assert lines[1] == "  engine            nDCG@10 1.0000  recall@10 1.0000  MRR@10 1.0000"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "name folders"),
        (["--corpus", "x"], "go together"),
        (["--corpus", "x", "--queries", "y", "--qrels", "z"], "BEIR"),
    ],
)
def test_the_command_says_what_is_missing(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("evaluate", *arguments)
