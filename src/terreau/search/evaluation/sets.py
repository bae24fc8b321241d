"""Sets of questions with their judged answers, in BEIR form: corpus.jsonl, queries.jsonl, qrels.tsv."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

from terreau.kernel.errors import RuleBroken


@dataclass(frozen=True)
class Sheet:
    """One document of a set."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Judged:
    """One question, and the sheets that answer it, each with how well (1 or more)."""

    name: str
    text: str
    answers: dict[str, int]


@dataclass(frozen=True)
class QuestionSet:
    """The sheets and the judged questions of one folder."""

    name: str
    sheets: list[Sheet]
    questions: list[Judged]


def load(folder: Path) -> QuestionSet:
    """Read a folder in BEIR form; questions without any judged answer are left out.

    Raises RuleBroken when a file is missing or not in that form.
    """
    try:
        sheets = [
            Sheet(row["_id"], row.get("title") or "", row["text"]) for row in _lines(folder / "corpus.jsonl")
        ]
        answers: dict[str, dict[str, int]] = {}
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if int(row["score"]) > 0:
                    answers.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
        questions = [
            Judged(row["_id"], row["text"], answers[row["_id"]])
            for row in _lines(folder / "queries.jsonl")
            if row["_id"] in answers
        ]
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise RuleBroken(
            f"{folder} is not a set in BEIR form (corpus.jsonl, queries.jsonl, qrels.tsv): {error!r}."
        ) from error
    return QuestionSet(folder.name, sheets, questions)


def _lines(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
