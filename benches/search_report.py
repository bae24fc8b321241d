"""The part of docs/performance.md that speaks of the million organisations."""

import datetime as dt
import os
from typing import Any

from benches import search

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def part(figures: list[dict[str, Any]], machine: str) -> str:
    """Return the tables of every database measured."""
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
    size = figures[0]["organisations"]
    lines = [f"Measured on {today}: {machine}; {size:,} organisations.", ""]
    for found in figures:
        lines += [f"### {NAMES[found['database']]}", ""]
        lines += [*_summary(found), "", *_classes(found), "", *_rivals(found), ""]
    return "\n".join(lines)


def _summary(found: dict[str, Any]) -> list[str]:
    database, rebuild = found["database"], found["rebuild"]
    rows = [
        ("all questions", found["all"], search.P95[database]),
        ("eight in flight, threads of one process", found["in_flight"], None),
        ("cells of the map, zoom 6 to 16, five filters", found["cells"]["all"], search.CELLS),
        ("saving one organisation, index included", found["saving"], search.SAVING),
    ]
    busy = (
        f"Processes that wanted a core in the last fifteen minutes: {found['load']:.1f} on average, on "
        f"{os.cpu_count()} cores (other work included): wall times say how crowded the machine was, "
        "processor times what the platform costs."
    )
    lines = [
        busy,
        "",
        "| what | wall p50 / p95 / worst ms | processor p50 / p95 / worst ms | goal p95 | met (wall) |",
        "|---|---|---|---|---|",
    ]
    for label, one, goal in rows:
        met = "–" if goal is None else "yes" if one["p95"] <= goal else "**no**"
        lines.append(
            f"| {label} | {one['p50']:.1f} / {one['p95']:.1f} / {one['max']:.1f} | {one['cpu_p50']:.1f} / "
            f"{one['cpu_p95']:.1f} / {one['cpu_max']:.1f} | {f'≤ {goal:g}' if goal else '–'} | {met} |"
        )
    seconds = (
        f"{rebuild['seconds']:.0f} s ({rebuild['cpu']:.0f} s of processor)" if rebuild["seconds"] else "–"
    )
    rest = (
        f"Worst question: “{found['worst']}” (goal for any: ≤ {search.WORST:g} ms). Rebuild: {seconds} "
        f"(goal ≤ {search.REBUILD_SECONDS:g} s); index {rebuild['megabytes']:.0f} MB "
        f"(goal ≤ {search.REBUILD_MB:g}); memory of the process at its highest {found['memory']:.0f} MB; "
        f"first question of a process {found['first']['p50']:.0f} ms, reading ahead for the others "
        f"{found['ahead']['p50']:.0f} ms; totals and counts by family of {found['checked']} questions "
        "compared with plain SQL: no difference."
    )
    return [*lines, "", rest]


def _classes(found: dict[str, Any]) -> list[str]:
    lines = ["| words · filter | wall p50 / p95 / worst ms | processor p95 ms |", "|---|---|---|"]
    for group, one in found["classes"].items():
        lines.append(
            f"| {group} | {one['p50']:.1f} / {one['p95']:.1f} / {one['max']:.1f} | {one['cpu_p95']:.1f} |"
        )
    return lines


def _rivals(found: dict[str, Any]) -> list[str]:
    lines = [
        "| beside | questions | theirs p50 / p95 / worst ms | ours on the same | ratio at p95 |",
        "|---|---|---|---|---|",
    ]
    for name, one in found["rivals"].items():
        theirs, ours = one["theirs"], one["ours"]
        cells = [f"{side['p50']:.1f} / {side['p95']:.1f} / {side['max']:.1f}" for side in (theirs, ours)]
        lines.append(
            f"| {name} | {theirs['count']} | {cells[0]} | {cells[1]} | {theirs['p95'] / ours['p95']:.1f} |"
        )
    return lines
