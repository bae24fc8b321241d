"""docs/performance.md: what was measured, on which machine, and what it means."""

import datetime as dt
import json
import os
import platform
from pathlib import Path
from typing import Any

from benches import ROOT, pages, search_report
from benches.results import REPORT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SEARCH_BEGIN, SEARCH_END = "<!-- search: begin -->", "<!-- search: end -->"
PAGES_BEGIN, PAGES_END = "<!-- pages: begin -->", "<!-- pages: end -->"


def write_page(figures: list[pages.PageFigures], millions: list[dict[str, Any]]) -> None:
    """Replace the measured parts of the page; what is explained around them is written by hand."""
    text = PAGE.read_text()
    if figures:
        text = _replaced(text, PAGES_BEGIN, PAGES_END, pages_part(figures))
    if millions:
        text = _replaced(text, SEARCH_BEGIN, SEARCH_END, search_report.part(millions, machine()))
    PAGE.write_text(_replaced(text, BEGIN, END, other_part(text)))


def pages_part(figures: list[pages.PageFigures]) -> str:
    """Return one table per database."""
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
    busy = f"{os.getloadavg()[2]:.1f}"
    lines = [
        f"Measured on {today}: {machine()}.",
        f"Best of {pages.REPETITIONS} runs of {pages.SECONDS} s each, eight connections.",
        f"Processes that wanted a core in the last fifteen minutes: {busy} on average (other work included).",
        "",
    ]
    for database in dict.fromkeys(one.database for one in figures):
        lines += [f"### {'PostgreSQL' if database == 'postgresql' else 'SQLite'}", ""]
        lines.append(
            "| page | requests/s | goal | met | share of the floor | p50 / p95 / p99 ms | CPU ms (floor) "
            "| queries (double) | kB | cached: requests/s | goal | met | best of six peers |"
        )
        lines.append("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
        lines += [_line(one) for one in figures if one.database == database]
        floors = [one.floor.load.per_second for one in figures if one.database == database]
        lines += ["", f"Floor in the same minutes: {min(floors):,.0f} to {max(floors):,.0f} requests/s.", ""]
    return "\n".join(lines)


def _line(one: pages.PageFigures) -> str:
    load, page = one.uncached.load, one.page
    cached = one.cached.load.per_second if one.cached else None
    cells = [
        page.label,
        f"**{load.per_second:,.0f}**",
        f"≥ {page.uncached}",
        _met(load.per_second >= page.uncached),
        f"{load.per_second / one.floor.load.per_second:.0%}",
        f"{load.p50:.0f} / {load.p95:.0f} / {load.p99:.0f}",
        f"{one.uncached.cpu_ms:.1f} ({one.floor.cpu_ms:.1f})",
        f"{one.queries} of {page.queries} ({one.duplicates})",
        f"{one.bytes / 1000:.1f}",
        f"**{cached:,.0f}**" if cached else "–",
        f"≥ {page.cached:,}" if page.cached else "–",
        _met(cached >= page.cached) if cached and page.cached else "–",
        page.best_peer,
    ]
    return "| " + " | ".join(cells) + " |"


def other_part(text: str) -> str:
    """Return the table of the other families: what was measured here, else what the page said of them."""
    rows = {row.split(" | ")[0].removeprefix("| "): row for row in _between(text).splitlines()[2:]}
    for one in json.loads(REPORT.read_text()):
        if one["name"].startswith(("pages.", "search.")) or one["target"] is None:
            continue
        sign = "≤" if one["at_most"] else "≥"
        figure = f"{one['value']:.1f} {one['unit']}"
        rows[one["name"]] = f"| {one['name']} | {figure} | {sign} {one['target']:g} | {_met(one['met'])} |"
    return "\n".join(["| what | figure | goal | met |", "|---|---|---|---|", *rows.values(), ""])


def _between(text: str) -> str:
    """Return the table that stands between the marks."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def _met(reached: bool) -> str:  # noqa: FBT001 - it is the whole question
    return "yes" if reached else "**no**"


def _replaced(text: str, begin: str, end: str, new: str) -> str:
    before, _begin, rest = text.partition(begin)
    _old, _end, after = rest.partition(end)
    return f"{before}{begin}\n\n{new}\n{end}{after}"


def machine() -> str:
    """Say on what was measured."""
    return f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
