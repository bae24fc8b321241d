"""The other queues of the officer: what waits for somebody else, or for a rarer act; and all projects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.utils.translation import gettext_lazy

from terreau.accompaniment import queries as accompaniment
from terreau.directory.enums import Stage
from terreau.directory.queries.moderation import waiting_for_moderation
from terreau.directory.queries.teams import offers_without_reachable_team
from terreau.portal.queries import lines
from terreau.portal.queries.lines import Line
from terreau.projects import queries as projects
from terreau.projects.enums import ProjectState
from terreau.projects.queries import ListFilters

SHOWN = 5
ROWS_ON_A_PAGE = 20
WORDS: dict[str, tuple[Any, Any]] = {
    # queue: its title, what is said when it is empty
    "completer": (
        gettext_lazy("Précisions demandées"),
        gettext_lazy("Aucun porteur ne vous doit de réponse."),
    ),
    "porteur": (
        gettext_lazy("En attente du porteur"),
        gettext_lazy("Aucun porteur n’a de proposition à lire."),
    ),
    "organisme": (
        gettext_lazy("En attente d’un organisme"),
        gettext_lazy("Aucune demande n’est en cours d’examen."),
    ),
    "hors-plateforme": (
        gettext_lazy("Orientations hors plateforme"),
        gettext_lazy("Aucune fiche n’attend d’être acceptée, remise ou suivie."),
    ),
    "sans-offre": (
        gettext_lazy("Besoins notés sans offre"),
        gettext_lazy("Aucun besoin n’est resté sans offre."),
    ),
    "verifier": (
        gettext_lazy("Offres à vérifier"),
        gettext_lazy("Aucune offre n’a été déclinée trois fois comme hors périmètre."),
    ),
    "sans-equipe": (
        gettext_lazy("Offres que personne ne lit"),
        gettext_lazy("Chaque offre ouverte a une équipe que l’on peut joindre."),
    ),
    "annuaire": (
        gettext_lazy("Annuaire à modérer"),
        gettext_lazy("Personne ne signale d’erreur, ne propose de structure, ne demande une fiche."),
    ),
}


@dataclass(frozen=True)
class OtherQueue:
    """Things that wait for the same act, the most urgent first; `count` is of all of them."""

    key: str
    title: str
    teaching: str
    lines: list[Line]
    count: int

    @property
    def others(self) -> int:
        return self.count - len(self.lines)


def _queue(key: str, words: tuple[Any, Any], rows: QuerySet, line: Callable[[Any], Line]) -> OtherQueue:
    """Read one queue with its length: one query, two for a union longer than what is shown."""
    if rows.query.combinator:
        first = list(rows[: SHOWN + 1])
        count = len(first) if len(first) <= SHOWN else rows.count()
    else:
        first = list(rows.annotate(in_queue=Window(Count("*")))[:SHOWN])
        count = first[0].in_queue if first else 0
    title, teaching = words
    return OtherQueue(key, str(title), str(teaching), [line(row) for row in first[:SHOWN]], count)


def other_queues() -> list[OtherQueue]:
    """Return the other queues: what waits for somebody else first, then the rarer acts."""
    rows: dict[str, tuple[QuerySet, Callable[[Any], Line]]] = {
        "completer": (projects.awaiting_completion(), lines.to_complete),
        "porteur": (accompaniment.waiting_for_holder(), lines.of_referral),
        "organisme": (accompaniment.waiting_for_answer(), lines.promised),
        "hors-plateforme": (accompaniment.directed_outside(), lines.outside),
        "sans-offre": (accompaniment.no_offer(), lines.unmet),
        "verifier": (accompaniment.offers_to_check(), lines.to_check),
        "sans-equipe": (offers_without_reachable_team(), lines.unreachable),
        "annuaire": (waiting_for_moderation(), lines.to_moderate),
    }
    return [_queue(key, WORDS[key], *what) for key, what in rows.items()]


def project_list(filters: ListFilters, number: Any) -> tuple[Page, dict[str, list[dict[str, Any]]]]:
    """Return one page of the officer's list, and its facets with labels for people."""
    page = Paginator(projects.projects_for_list(filters), ROWS_ON_A_PAGE).get_page(number)
    facets = projects.list_facets(filters)
    for name, words in (("state", ProjectState), ("stage", Stage)):
        for option in facets[name]:
            option["label"] = str(words(option["value"]).label)
    return page, facets
