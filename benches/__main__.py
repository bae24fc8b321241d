"""python -m benches [--only FAMILY]: measure, then write build/bench.json and docs/performance.md."""

import argparse
import sys
from typing import Any

from benches import coverage, demo, desk, imports, matching, pages, report, search, searchpages, territories
from benches.results import Result, write_json

FAMILIES = (
    *("territories", "demo", "imports", "matching", "pages", "search", "searchpages", "coverage"),
    "desk",
)


def main() -> None:
    """Run the families asked for, one after the other: two at once would measure each other."""
    parser = argparse.ArgumentParser(prog="python -m benches", description=__doc__)
    parser.add_argument("--only", choices=FAMILIES, help="run one family")
    only = parser.parse_args().only
    results: list[Result] = []
    figures: list[pages.PageFigures] = []
    millions: list[dict[str, Any]] = []
    for family in [only] if only else FAMILIES:
        sys.stdout.write(f"{family}…\n")
        sys.stdout.flush()
        if family == "pages":
            found, figures = pages.measure()
        elif family == "search":
            found, millions = search.measure()
        else:
            found = {
                "territories": territories,
                "demo": demo,
                "imports": imports,
                "matching": matching,
                "searchpages": searchpages,
                "coverage": coverage,
                "desk": desk,
            }[family].measure()
        results += found
        for one in found:
            sys.stdout.write(f"  {one.name:40} {one.value:12,.1f} {one.unit:11} {_verdict(one)}\n")
    write_json(results)
    report.write_page(figures, millions)


def _verdict(one: Result) -> str:
    if one.target is None:
        return ""
    sign = "≤" if one.at_most else "≥"
    return f"{'met' if one.met else 'SHORT'} ({sign} {one.target:g})"


if __name__ == "__main__":
    main()
