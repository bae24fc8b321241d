"""The officer's desk: what waits for whom, and the list of all projects."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment import queries as accompaniment
from terreau.directory.enums import Stage
from terreau.directory.queries.moderation import waiting_for_moderation
from terreau.directory.queries.teams import offers_without_reachable_team
from terreau.kernel.typography import date_in_words
from terreau.projects import queries as projects
from terreau.projects.enums import ProjectState
from terreau.projects.queries import ListFilters

SHOWN = 5
ROWS_ON_A_PAGE = 20
WORDS: dict[str, tuple[Any, Any, str]] = {
    # queue: its title, what is said when it is empty, its icon
    "lire": (
        gettext_lazy("Projets à lire"),
        gettext_lazy("Tout est lu. Un nouveau projet arrive ici dès qu’il est proposé."),
        "inbox",
    ),
    "completer": (
        gettext_lazy("Précisions demandées"),
        gettext_lazy("Aucun porteur ne vous doit de réponse."),
        "message-square",
    ),
    "appuis": (
        gettext_lazy("Besoins sans appui proposé"),
        gettext_lazy("Chaque besoin a sa proposition."),
        "compass",
    ),
    "silence": (
        gettext_lazy("Demandes sans réponse à temps"),
        gettext_lazy("Aucun organisme n’est en retard."),
        "clock",
    ),
    "porteur": (
        gettext_lazy("En attente du porteur"),
        gettext_lazy("Aucun porteur n’a de proposition à lire."),
        "user",
    ),
    "organisme": (
        gettext_lazy("En attente d’un organisme"),
        gettext_lazy("Aucune demande n’est en cours d’examen."),
        "building",
    ),
    "sans-offre": (
        gettext_lazy("Besoins sans offre"),
        gettext_lazy("Aucun besoin n’est resté sans offre."),
        "circle-help",
    ),
    "bilans": (
        gettext_lazy("Bilans qui se contredisent"),
        gettext_lazy("Porteurs et organismes disent la même chose."),
        "scale",
    ),
    "verifier": (
        gettext_lazy("Offres à vérifier"),
        gettext_lazy("Aucune offre n’a été déclinée trois fois comme hors périmètre."),
        "badge-check",
    ),
    "sans-equipe": (
        gettext_lazy("Offres que personne ne lit"),
        gettext_lazy("Chaque offre ouverte a une équipe que l’on peut joindre."),
        "triangle-alert",
    ),
    "annuaire": (
        gettext_lazy("Annuaire à modérer"),
        gettext_lazy("Personne ne signale d’erreur, ne propose de structure, ne demande une fiche."),
        "map-pin",
    ),
}


@dataclass(frozen=True)
class Line:
    """One thing to do: what, about what, by when, and where to do it."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Queue:
    """Things that wait for the same act, the most urgent first; `count` is of all of them."""

    key: str
    title: str
    teaching: str
    icon: str
    lines: list[Line]
    count: int

    @property
    def others(self) -> int:
        return self.count - len(self.lines)


def _queue(key: str, words: tuple[Any, Any, str], rows: QuerySet, line: Callable[[Any], Line]) -> Queue:
    """Read one queue: one query, and a second one only when it is longer than what is shown."""
    first = list(rows[: SHOWN + 1])
    count = len(first) if len(first) <= SHOWN else rows.count()
    title, teaching, icon = words
    return Queue(key, str(title), str(teaching), icon, [line(row) for row in first[:SHOWN]], count)


def desk_queues() -> list[Queue]:
    """Return the queues of the desk, in the order of a project's life."""
    rows: dict[str, tuple[QuerySet, Callable[[Any], Line]]] = {
        "lire": (projects.to_triage(), _to_read),
        "completer": (projects.awaiting_completion(), _to_complete),
        "appuis": (accompaniment.needs_to_match(), _to_match),
        "silence": (accompaniment.silent(), _late),
        "porteur": (accompaniment.waiting_for_holder(), _of_referral),
        "organisme": (accompaniment.waiting_for_answer(), _promised),
        "sans-offre": (accompaniment.no_offer(), _unmet),
        "bilans": (accompaniment.disagreements(), _of_referral),
        "verifier": (accompaniment.offers_to_check(), _to_check),
        "sans-equipe": (offers_without_reachable_team(), _unreachable),
        "annuaire": (waiting_for_moderation(), _to_moderate),
    }
    return [_queue(key, WORDS[key], *what) for key, what in rows.items()]


def _to_read(project: Any) -> Line:
    due = date_in_words(project.triage_due_at, weekday=True)
    return Line(
        project.title,
        _("%(who)s – réponse promise avant le %(date)s") % {"who": project.owner, "date": due},
        reverse("projects:triage", args=[project.reference]),
    )


def _to_complete(project: Any) -> Line:
    asked = date_in_words(project.completion_asked_at)
    return Line(
        project.title,
        _("%(who)s – demandé le %(date)s") % {"who": project.owner, "date": asked},
        reverse("projects:triage", args=[project.reference]),
    )


def _to_match(need: Any) -> Line:
    return Line(need.project.title, str(need.subject), _file(need.project))


def _of_referral(referral: Any) -> Line:
    about = {"team": referral.team.organisation, "subject": referral.need.subject}
    return Line(referral.project.title, _("%(team)s – %(subject)s") % about, _file(referral.project))


def _promised(referral: Any) -> Line:
    return _dated(referral, _("%(team)s – %(subject)s – réponse promise avant le %(date)s"))


def _dated(referral: Any, sentence: str) -> Line:
    about = {
        "team": referral.team.organisation,
        "subject": referral.need.subject,
        "date": date_in_words(referral.due_at, weekday=True),
    }
    return Line(referral.project.title, sentence % about, _file(referral.project))


def _late(referral: Any) -> Line:
    """A demand past its promise leads to the file; one that came back, to another offer."""
    if referral.is_waiting:
        return _dated(referral, _("%(team)s – %(subject)s – réponse promise pour le %(date)s"))
    back_on = referral.answered_at or referral.expired_at
    detail = _("%(team)s – %(subject)s – %(state)s le %(date)s") % {
        "team": referral.team.organisation,
        "subject": referral.need.subject,
        "state": referral.get_state_display(),
        "date": date_in_words(back_on),
    }
    url = _offers(referral.need, referral.project)
    return Line(referral.project.title, detail, f"{url}?apres={referral.reference}")


def _unmet(unmet: Any) -> Line:
    need = unmet.need
    return Line(need.project.title, str(need.subject), _offers(need, need.project))


def _to_check(offer: Any) -> Line:
    detail = _("%(organisation)s – déclinée %(times)s fois comme hors périmètre") % {
        "organisation": offer.team.organisation,
        "times": offer.scope_refusals,
    }
    url = reverse("directory:offer_edit", args=[offer.team.organisation.slug, offer.slug])
    return Line(offer.title, detail, url)


def _unreachable(offer: Any) -> Line:
    return Line(
        offer.title,
        _("%(team)s – ni boîte commune, ni membre : donnez-lui quelqu’un, ou terminez l’offre")
        % {"team": offer.team.organisation},
        reverse("directory:workspace", args=[offer.team.organisation.slug]),
    )


def _to_moderate(line: Any) -> Line:
    kinds = {
        "claim": (_("C’est ma structure"), "directory:moderate_claim"),
        "report": (_("Erreur signalée"), "directory:moderate_report"),
        "suggestion": (_("Structure proposée"), "directory:moderate_suggestion"),
    }
    label, route = kinds[line["line_kind"]]
    return Line(
        line["title"],
        _("%(what)s, le %(date)s") % {"what": label, "date": date_in_words(line["since"])},
        reverse(route, args=[line["key"]]),
    )


def _offers(need: Any, project: Any) -> str:
    return reverse("accompaniment:offers", args=[project.reference, need.pk])


def _file(project: Any) -> str:
    return reverse("accompaniment:file", args=[project.reference])


def project_list(filters: ListFilters, number: Any) -> tuple[Page, dict[str, list[dict[str, Any]]]]:
    """Return one page of the officer's list, and its facets with labels for people."""
    page = Paginator(projects.projects_for_list(filters), ROWS_ON_A_PAGE).get_page(number)
    facets = projects.list_facets(filters)
    for name, words in (("state", ProjectState), ("stage", Stage)):
        for option in facets[name]:
            option["label"] = str(words(option["value"]).label)
    return page, facets
