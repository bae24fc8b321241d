"""Documents of the projects: the blank form, and the whole file that a holder takes away."""

import datetime as dt
import hashlib
import json
from typing import IO, Any

from django.core.cache import cache
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from terreau.directory.enums import Stage
from terreau.documents.render import pdf
from terreau.kernel import clock
from terreau.kernel.apps import PHRASES
from terreau.kernel.typography import date_in_words
from terreau.projects.archives import write_archive
from terreau.projects.enums import FactKey, LegalForm, Urgency
from terreau.projects.models import Project
from terreau.projects.portability import CHAPTERS
from terreau.projects.queries.whole import documents_of, whole_file

KEPT_SECONDS = 3600


def blank_form(questions: dict[str, Any]) -> bytes:
    """Return the blank form as a tagged PDF; the same questions are rendered once an hour."""
    imprint = hashlib.sha256(json.dumps(questions, sort_keys=True).encode()).hexdigest()
    known = cache.get(imprint)
    if known is None:
        known = pdf("projects/blank_form", questions)
        cache.set(imprint, known, KEPT_SECONDS)
    return known


def take_away(project: Project) -> IO[bytes]:
    """Return the whole file of a project in one ZIP: to read (PDF), to move (JSON), with its documents."""
    data = whole_file(project)
    return write_archive(
        data=data, pdf=pdf("projects/whole_file", printed(data)), files=documents_of(project)
    )


def printed(data: dict[str, Any]) -> dict[str, Any]:
    """Return what the PDF of a file says: the same data, in words."""
    project, instance = data["project"], data["instance"]
    history = {name: chapter.label for name, chapter in CHAPTERS.items()} | HISTORY
    return {
        "title": project["title"],
        "kicker": _("Le dossier de votre projet"),
        "reference": project["reference"],
        "operator": instance["name"],
        "date": date_in_words(clock.today()),
        "lang": (get_language() or "fr")[:2],
        "lead": [project["summary"], *filter(None, project["story"].splitlines())],
        "nothing": _("Rien pour l’instant."),
        "sections": [
            {"title": _("En bref"), "rows": _in_brief(data)},
            {"title": _("Besoins"), "rows": [_need(need) for need in data["needs"]]},
            {"title": _("Ce que l’on sait"), "rows": [_fact(fact) for fact in data["facts"]]},
            {
                "title": _("Documents joints"),
                "rows": [_row(one["name"], one["media_type"]) for one in data["documents"]],
            },
            *(
                {"title": str(history[name]), "rows": [_told(row) for row in rows]}
                for name, rows in data["history"].items()
            ),
        ],
    }


HISTORY = {
    "consents": gettext_lazy("Accords donnés"),
    "decisions": gettext_lazy("Réponses de la ville"),
    "merged": gettext_lazy("Dossiers réunis à celui-ci"),
    "messages": gettext_lazy("Conversation avec la ville"),
    "timeline": gettext_lazy("Ce qui s’est passé"),
}


def _row(label: Any, *lines: Any) -> dict[str, Any]:
    return {"label": str(label), "lines": [part for line in lines if line for part in str(line).splitlines()]}


def _in_brief(data: dict[str, Any]) -> list[dict[str, Any]]:
    project, owner = data["project"], data["people"]["owner"]
    people = [f"{one['first_name']} {one['last_name']} {one['email']}" for one in data["people"]["members"]]
    return [
        _row(_("Étape"), Stage(project["stage"]).label),
        _row(_("Lieu"), project["commune"]),
        _row(_("Pour qui"), project["publics"] or "–"),
        _row(_("Statut juridique"), LegalForm(project["legal_form"]).label if project["legal_form"] else "–"),
        _row(_("Porteur"), f"{owner['first_name']} {owner['last_name']}", owner["email"], project["phone"]),
        _row(_("Équipe"), *(people or ["–"])),
        _row(_("Référent"), data["instance"]["referent"] or "–"),
    ]


def _need(need: dict[str, Any]) -> dict[str, Any]:
    closed = need["closed_at"]
    state = _("refermé le %(day)s") % {"day": _day(closed)} if closed else Urgency(need["urgency"]).label
    return _row(need["subject"], state, need["text"])


def _fact(fact: dict[str, Any]) -> dict[str, Any]:
    words = {True: _("oui"), False: _("non"), None: _("pas connu")}
    value = fact["value"]
    said = words[value] if value is None or isinstance(value, bool) else value
    return _row(FactKey(fact["key"]).label, said, f"{fact['recorded_by']}, {_day(fact['recorded_at'])}")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Say one row of the story: its date and author, then its words."""
    head = " – ".join(filter(None, [_day(row["at"]), str(row.get("by") or "")]))
    said = [PHRASES.get(value, value) if key == "verb" else value for key, value in row.items()]
    return _row(head, *(one for key, one in zip(row, said, strict=True) if key not in ("at", "by") and one))


def _day(text: str) -> str:
    return date_in_words(dt.datetime.fromisoformat(text).astimezone(clock.PARIS).date())
