"""The whole file as plain data: what the holder told, what was decided, what happened.

`instance` is what this town makes of it (state, referent, promise) and stays behind; everything else is the
holder's, and reads the same once it is taken to another installation.
"""

from typing import Any

from django.conf import settings

from terreau.accounts.models import Consent
from terreau.documents.enums import Circle
from terreau.documents.models import File
from terreau.documents.queries import files_of
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.apps import PHRASES
from terreau.messaging.models import ThreadMessage
from terreau.projects.models import CarriedHistory, Project
from terreau.projects.portability import CHAPTERS
from terreau.projects.queries.merging import keys_of, merged_into
from terreau.territories.queries import operator

FORMAT = "terreau.project"
VERSION = 1
TOLD = ("title", "summary", "story", "stage", "publics", "legal_form", "siret", "carrier", "phone")
TOLD_TOO = ("contact_preference", "told_name")
HOLDER_CIRCLES = (Circle.PUBLIC, Circle.EVERYONE)
UNTOLD = ("message.posted", "project.imported")


def whole_file(project: Project) -> dict[str, Any]:
    """Return the file of a project, as its holder may take it away."""
    carried = CarriedHistory.objects.filter(project=project).first()
    before = carried.data if carried else {}
    native = {
        "decisions": _decisions(project),
        "consents": _consents(project),
        "merged": [_merged(one) for one in merged_into(project)],
        "messages": _messages(project),
        "timeline": _timeline(project),
    } | {name: chapter.rows(project) for name, chapter in CHAPTERS.items()}
    return {
        "format": FORMAT,
        "version": VERSION,
        "instance": _instance(project),
        "project": {name: getattr(project, name) for name in (*TOLD, *TOLD_TOO)}
        | {"reference": project.reference, "commune": project.commune.code},
        "people": _people(project),
        "needs": [
            _need(need) for need in project.needs.select_related("subject").order_by("created_at", "pk")
        ],
        "facts": [_fact(fact) for fact in project.facts.order_by("recorded_at", "pk")],
        "public": _public(project),
        "documents": _documents(project, before.get("documents", [])),
        # What came from elsewhere happened first.
        "history": {name: [*before.get(name, []), *rows] for name, rows in sorted(native.items())},
    }


def documents_of(project: Project) -> list[File]:
    """Return the documents that the holder may read, the oldest first."""
    return sorted(files_of(project, circles=HOLDER_CIRCLES), key=lambda file: (file.created_at, file.pk))


def _instance(project: Project) -> dict[str, Any]:
    town = operator()
    return {
        "name": town.name if town.is_set_up else "",
        "address": settings.BASE_URL,
        "exported_at": clock.now().isoformat(),
        "state": project.state,
        "referent": project.referent.full_name if project.referent else "",
        "submitted_at": project.submitted_at.isoformat(),
        "consent_mode": project.consent_mode,
        "consent_on": _text(project.consent_on),
    }


def _people(project: Project) -> dict[str, Any]:
    owner = project.owner
    return {
        "owner": {
            "email": owner.email,
            "first_name": owner.first_name,
            "last_name": owner.last_name,
            "language": owner.language,
        },
        "members": [
            {
                "email": member.email,
                "role": member.role,
                "first_name": member.user.first_name if member.user else "",
                "last_name": member.user.last_name if member.user else "",
                "invited_at": _text(member.invited_at),
                "joined_at": _text(member.joined_at),
                "left_at": _text(member.left_at),
            }
            for member in project.members.select_related("user").order_by("invited_at", "pk")
        ],
    }


def _need(need: Any) -> dict[str, Any]:
    return {
        "subject": need.subject.code,
        "urgency": need.urgency,
        "text": need.text,
        "created_at": _text(need.created_at),
        "closed_at": _text(need.closed_at),
    }


def _fact(fact: Any) -> dict[str, Any]:
    return {
        "key": fact.key,
        "value": fact.value,
        "source": fact.source,
        "recorded_at": _text(fact.recorded_at),
        "recorded_by": fact.recorded_by,
        "valid_until": _text(fact.valid_until),
    }


def _public(project: Project) -> dict[str, Any] | None:
    sheet = getattr(project, "sheet", None)
    return {"fields": sheet.fields, "until": _text(sheet.expires_on)} if sheet is not None else None


def _documents(project: Project, absent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the documents; those whose content did not travel stay listed, with their imprint."""
    here = [
        {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
        for file in documents_of(project)
    ]
    known = {file["sha256"] for file in here}
    listed = [*here, *(file for file in absent if file["sha256"] not in known)]
    return sorted(listed, key=lambda file: (file["name"], file["sha256"]))


def _decisions(project: Project) -> list[dict[str, Any]]:
    return [
        {
            "at": _text(decision.at),
            "verdict": decision.verdict,
            "message": decision.message,
            "reason": decision.reason,
            "alternative": decision.alternative,
            "by": decision.by.full_name,
        }
        for decision in project.decisions.select_related("by").order_by("at", "pk")
    ]


def _consents(project: Project) -> list[dict[str, Any]]:
    references = Project.objects.filter(pk__in=keys_of(project)).values_list("reference", flat=True)
    scopes = [f"projects.follow:{reference}" for reference in references]
    return [
        {"at": _text(one.given_at), "text": one.text, "withdrawn_at": _text(one.withdrawn_at)}
        for one in Consent.objects.filter(user=project.owner, scope__in=scopes).order_by("given_at", "pk")
    ]


def _merged(project: Project) -> dict[str, Any]:
    return {
        "reference": project.reference,
        "at": _text(project.submitted_at),
        "title": project.title,
        "summary": project.summary,
        "story": project.story,
    }


def _messages(project: Project) -> list[dict[str, Any]]:
    said = ThreadMessage.objects.filter(
        thread__target_kind="projects.project",
        thread__target_key=str(project.pk),
        circle__in=HOLDER_CIRCLES,
    )
    return [
        {"at": _text(one.at), "by": one.author_label, "body": one.body} for one in said.order_by("at", "pk")
    ]


def _timeline(project: Project) -> list[dict[str, Any]]:
    told = Entry.objects.filter(project__in=keys_of(project)).exclude(verb__in=UNTOLD).order_by("at", "pk")
    return [{"at": _text(entry.at), "verb": entry.verb, "by": entry.actor_name} for entry in told]


def _text(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None


def carried_story(project: Project) -> dict[str, Any] | None:
    """Return what a file brought from elsewhere, in words; None when it was born here."""
    carried = CarriedHistory.objects.filter(project=project).first()
    if carried is None:
        return None
    lines = [
        {"on": row["at"][:10], "by": row["by"], "phrase": str(PHRASES.get(row["verb"], row["verb"]))}
        for row in carried.data.get("timeline", [])
    ]
    return {"origin": carried.origin, "lines": lines, "messages": carried.data.get("messages", [])}
