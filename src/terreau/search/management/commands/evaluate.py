"""`terreau evaluate FOLDER…`: how well the search ranks real questions, beside BM25."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.kernel.errors import RuleBroken
from terreau.search.evaluation.runs import evaluate
from terreau.search.evaluation.sets import load


class Command(BaseCommand):
    help = "Measure the ranking on sets of judged questions in BEIR form; nothing stays in the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="+", help="folders with corpus.jsonl, queries.jsonl, qrels.tsv")

    def handle(self, *_args: Any, **options: Any) -> None:
        for folder in options["folders"]:
            try:
                questions = load(Path(folder))
            except RuleBroken as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(
                f"{questions.name}: {len(questions.questions)} questions, {len(questions.sheets)} sheets"
            )
            for name, one in evaluate(questions).items():
                self.stdout.write(
                    f"  {name:<17} nDCG@10 {one.ndcg:.4f}  recall@10 {one.recall:.4f}  MRR@10 {one.mrr:.4f}"
                )
