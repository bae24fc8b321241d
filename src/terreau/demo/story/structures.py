"""This year the town asked each structure what it gives: new structures came, and most of the offers."""

from typing import Any

from terreau.demo.story import crowd
from terreau.demo.story.cast import DOMAIN, Cast, key_of
from terreau.demo.story.inventions import Invention, join
from terreau.demo.story.offers import Support, publish, rule
from terreau.demo.story.play import Tale
from terreau.directory import actions as directory
from terreau.kernel.typography import number

# How many days ago the first structure came; one came every other day.
FIRST = 280
# Second teams of structures that were there already: the key, whose it is, its name.
SECOND_TEAMS = (
    ("talus-formation", "talus", "Formation coopérative"),
    ("boussole-reseau", "boussole", "Réseau des anciens"),
    ("souris-ateliers", "souris", "Ateliers libres"),
    ("town-salles", "town", "Salles et autorisations (exemple inventé)"),
)


def arrivals_of_the_year(cast: Cast) -> Tale:
    """The structures that answered the call join the directory."""
    for position, row in enumerate(crowd.read("organisation")):
        moment = cast.ago(FIRST - 2 * position, "09:45")
        yield moment
        people = tuple(key_of(name) for name in row.pop("people"))
        join(cast, Invention(since=moment.timetuple()[:3], people=people, **row))
    yield cast.ago(250, "16:10")
    for key, owner, name in SECOND_TEAMS:
        cast.teams[key] = directory.create_team(
            organisation=cast.organisations[owner], name=name, email=f"equipe.{key}@{DOMAIN}", by=cast.officer
        )


def openings_of_the_year(cast: Cast) -> Tale:
    """Structures old and new write what they give."""
    for row in sorted(crowd.read("offer"), key=lambda row: -row["since"]):
        yield cast.ago(row.pop("since"), "11:20")
        publish(cast, _support(**row))


def _support(*, subjects: list[str], stages: list[str] | None = None, **row: Any) -> Support:
    criteria = tuple(_criteria(row))
    return Support(subjects=tuple(subjects), stages=tuple(stages or ()), criteria=criteria, **row)


def _criteria(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the conditions out of a row, in the words of the offers."""
    found = []
    if most := row.pop("most", None):
        label = f"Au plus {number(most)} euros"
        found.append(rule("amount_sought", "at_most", label, f"At most {most:,} euros", most))
    if forms := row.pop("forms", None):
        label = "Une forme de l’économie sociale et solidaire parmi celles de la fiche"
        found.append(rule("legal_form", "in", label, "One of the legal forms of the page", forms))
    if row.pop("no_premises", False):
        found.append(rule("has_premises", "false", "Pas encore de local", "No premises yet"))
    return found
