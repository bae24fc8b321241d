"""Sets of questions with their judged answers, in BEIR form: corpus.jsonl, queries.jsonl, qrels.tsv."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from terreau.kernel.errors import RuleBroken
from terreau.search.faceted import Facets, read


@dataclass(frozen=True)
class Sheet:
    """One document of a set."""

    name: str
    title: str
    text: str
    facets: Facets = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """One question, and the sheets that answer it, each with how well (1 or more)."""

    name: str
    text: str
    answers: dict[str, int]
    facets: Facets = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionSet:
    """The sheets and the judged questions of one set."""

    name: str
    sheets: list[Sheet]
    questions: list[Judged]

    @cached_property
    def shared_facets(self) -> list[str]:
        """Name what both sheets and questions say, under names that mean the same."""
        said = {role for one in self.sheets for role in one.facets}
        return sorted(said & {role for one in self.questions for role in one.facets})

    @property
    def has_facets(self) -> bool:
        return bool(self.shared_facets)


def load(folder: Path) -> QuestionSet:
    """Read a folder in BEIR form; questions without any judged answer are left out.

    Raises RuleBroken when a file is missing or not in that form.
    """
    files = (folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels.tsv")
    return load_files(*files, name=folder.name)


def load_files(corpus: Path, queries: Path, qrels: Path, *, name: str = "") -> QuestionSet:
    """Read a set from its three files, wherever they are; see `load`."""
    try:
        answers = _answers(qrels)
        questions = [
            Judged(str(row["_id"]), _text(row), answers[str(row["_id"])], _facets(row))
            for row in _lines(queries)
            if str(row["_id"]) in answers
        ]
        sheets = [
            Sheet(str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or ""), _facets(row))
            for row in _lines(corpus)
        ]
    except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise RuleBroken(
            f"{name or corpus.parent} is not a set in BEIR form (corpus.jsonl, queries.jsonl, qrels.tsv): "
            f"{error!r}."
        ) from error
    return QuestionSet(name or corpus.parent.name, sheets, questions)


def _answers(path: Path) -> dict[str, dict[str, int]]:
    """Read the judgements: question, sheet, score; a run file of TREC (four columns) is read too."""
    answers: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for parts in csv.reader(file, delimiter="\t"):
            row = parts[0].split() if len(parts) == 1 else parts
            if not row or row[0] == "query-id":
                continue
            if len(row) < 3:
                raise ValueError(f"not a judgement: {row}")
            question, sheet, score = row[0], row[-2], int(float(row[-1]))
            if score > 0:
                answers.setdefault(question, {})[sheet] = score
    return answers


def _text(row: dict[str, Any]) -> str:
    return " ".join(str(part) for part in (row.get("title"), row["text"]) if part)


def _facets(row: dict[str, Any]) -> Facets:
    """Read the facets: the `metadata` of a row, and whatever else it carries beside its text."""
    others = {key: value for key, value in row.items() if key not in {"_id", "title", "text", "metadata"}}
    metadata = row.get("metadata")
    return read(others | metadata if isinstance(metadata, dict) else others)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
