"""`terreau evaluate FOLDER…`: how well the search ranks real questions, beside BM25."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.kernel.errors import RuleBroken
from terreau.search.evaluation.runs import evaluate
from terreau.search.evaluation.sets import QuestionSet, load, load_files

FILES = ("corpus", "queries", "qrels")


class Command(BaseCommand):
    help = (
        "Measure the ranking on sets of judged questions in BEIR form, with structured facets or without; "
        "nothing stays in the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", help="folders with corpus.jsonl, queries.jsonl, qrels.tsv")
        parser.add_argument(
            "--corpus", type=Path, metavar="FILE", help="documents: _id, title, text, metadata"
        )
        parser.add_argument("--queries", type=Path, metavar="FILE", help="questions: _id, text, metadata")
        parser.add_argument(
            "--qrels", type=Path, metavar="FILE", help="judgements: question, document, score"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        files = [options[name] for name in FILES]
        if any(files) and not all(files):
            raise CommandError("--corpus, --queries and --qrels go together: name the three files.")
        if not options["folders"] and not any(files):
            raise CommandError("name folders in BEIR form, or the three files by --corpus --queries --qrels.")
        try:
            for folder in options["folders"]:
                self._tell(load(Path(folder)))
            if all(files):
                self._tell(load_files(*files))
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal

    def _tell(self, questions: QuestionSet) -> None:
        facets = f", facets in common: {', '.join(questions.shared_facets)}" if questions.has_facets else ""
        self.stdout.write(
            f"{questions.name}: {len(questions.questions)} questions, {len(questions.sheets)} sheets{facets}"
        )
        for name, one in evaluate(questions).items():
            self.stdout.write(
                f"  {name:<17} nDCG@10 {one.ndcg:.4f}  recall@10 {one.recall:.4f}  MRR@10 {one.mrr:.4f}"
            )
