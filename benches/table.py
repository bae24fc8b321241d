"""The pages that are measured, and what each has to reach."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeasuredPage:
    """One page: requests per second without and with the page cache, the most queries, who reads it.

    `shown` and `times` are what it has to show: an empty list is fast, and measures nothing.
    """

    name: str
    label: str
    best_peer: str
    uncached: int
    cached: int | None
    queries: int
    shown: str
    times: int
    reader: str = ""


PAGES = [
    MeasuredPage("home", "home", "110 (adhocracy-plus)", 500, 2000, 5, "/projets/", 6),
    MeasuredPage(
        "directory",
        "directory list, 20 rows + facets",
        "12–21 (le-marche)",
        250,
        2000,
        6,
        "/annuaire/genere-",
        20,
    ),
    MeasuredPage("organisation", "organisation", "101 (le-marche)", 350, 2000, 5, "/annuaire/genere-", 5),
    MeasuredPage("project", "project", "101 (le-marche)", 350, 2000, 5, "/annuaire/genere-", 2),
    MeasuredPage("charter", "charter, 15 promises", "101 (le-marche)", 350, 2000, 5, "promesse tenue", 15),
    MeasuredPage(
        "file", "a project’s file, signed in", "9 (recoco)", 100, None, 15, "Message ", 30, "holder"
    ),
    MeasuredPage(
        "officer-list", "officer’s list, signed in", "20 (recoco)", 150, None, 10, "PRJ-", 20, "officer"
    ),
    MeasuredPage("api", "API list of 20", "96 (le-marche)", 400, 1000, 3, '"slug"', 20),
    MeasuredPage("feed", "feed of projects", "202 (recoco)", 450, 2000, 2, "<entry>", 50),
    MeasuredPage("ics", "agenda, ICS", "202 (recoco)", 450, 2000, 2, "BEGIN:VEVENT", 3),
]
