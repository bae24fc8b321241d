"""A file arrives from another installation: the holder's own words and the story that goes with them."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts import actions as accounts
from terreau.accounts.models import User
from terreau.directory.models import Subject
from terreau.documents import actions as documents
from terreau.documents.enums import Circle
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.text import fold, unique_slug
from terreau.messaging import actions as messaging
from terreau.projects.actions.knowledge import follow_subjects
from terreau.projects.actions.proposal import RESERVED_SLUGS, TRIAGE_DAYS
from terreau.projects.models import CarriedHistory, Fact, Need, Project, ProjectMember
from terreau.projects.queries.whole import FORMAT, TOLD, TOLD_TOO, VERSION
from terreau.territories.calendar import default_calendar
from terreau.territories.models import Territory

By = User | Actor


@transaction.atomic
def import_file(*, data: Mapping[str, Any], contents: Mapping[str, bytes], by: By) -> Project:
    """Take in a file exported by another installation; `contents` are its documents, by SHA-256.

    It arrives as a project to read: this town decides afresh, and its agreements are to be given again.
    Nobody is written to before somebody here reads it. Raises `RuleBroken` with a sentence.
    """
    _refuse_unless_ours(data)
    try:
        project = _open(data, by)
        _fill(project, data)
    except (KeyError, TypeError, ValueError) as error:
        raise RuleBroken(
            _("Ce fichier est incomplet ou abîmé (%(part)s) : demandez-en un nouveau au porteur.")
            % {"part": str(error)[:80]}
        ) from error
    carried = dict(data["history"]) | {"documents": list(data["documents"])}
    origin = data["instance"].get("name") or data["instance"].get("address") or "?"
    CarriedHistory.objects.create(project=project, origin=str(origin)[:200], data=carried)
    for listed in data["documents"]:
        content = contents.get(listed["sha256"])
        if content is not None:
            _keep(project, listed, content, by)
    messaging.remind(target=project, kind="project.triage_due", due=project.triage_due_at, by=by)
    journal.write(verb="project.imported", target=project, by=by, project=project)
    return project


def _refuse_unless_ours(data: Mapping[str, Any]) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise RuleBroken(_("Ce n’est pas un dossier de projet exporté par Terreau."))
    if data.get("version") != VERSION:
        raise RuleBroken(_("Ce dossier vient d’une version plus récente : mettez d’abord Terreau à jour."))
    reference = data.get("project", {}).get("reference", "")
    if Project.objects.filter(reference=reference).exists():
        raise RuleBroken(_("Le dossier %(reference)s est déjà ici.") % {"reference": reference})


def _open(data: Mapping[str, Any], by: By) -> Project:
    told, owner = data["project"], data["people"]["owner"]
    place = Territory.objects.filter(code=told["commune"]).order_by("pk").first()
    if place is None:
        raise RuleBroken(
            _("La commune %(code)s n’est pas connue ici : chargez d’abord ses territoires.")
            % {"code": told["commune"]}
        )
    now = clock.now()
    slug = unique_slug(Project.objects.all(), told["title"])
    return Project.objects.create(
        **{name: told[name] for name in (*TOLD, *TOLD_TOO)},
        reference=told["reference"],
        slug=f"{slug}-projet" if slug in RESERVED_SLUGS else slug,
        title_folded=fold(told["title"])[:160],
        commune=place,
        owner=accounts.ensure_user(by=by, **owner),
        submitted_at=now,
        updated_at=now,
        triage_due_at=default_calendar().due_at(now, TRIAGE_DAYS),
    )


def _fill(project: Project, data: Mapping[str, Any]) -> None:
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    for need in data["needs"]:
        Need.objects.create(
            project=project,
            subject=subjects[need["subject"]],
            urgency=need["urgency"],
            text=need["text"],
            created_at=dt.datetime.fromisoformat(need["created_at"]),
            closed_at=_moment(need["closed_at"]),
        )
    follow_subjects(project=project)
    for fact in data["facts"]:
        Fact.objects.create(
            project=project,
            **{name: fact[name] for name in ("key", "value", "source", "recorded_by")},
            recorded_at=dt.datetime.fromisoformat(fact["recorded_at"]),
            valid_until=dt.date.fromisoformat(fact["valid_until"]) if fact["valid_until"] else None,
        )
    for member in data["people"]["members"]:
        _join(project, member)


def _join(project: Project, member: Mapping[str, Any]) -> None:
    joined = _moment(member["joined_at"])
    names = {name: member[name] for name in ("first_name", "last_name")}
    user = accounts.ensure_user(email=member["email"], by=None, **names) if joined else None
    ProjectMember.objects.create(
        project=project,
        email=member["email"],
        user=user,
        role=member["role"],
        invited_at=dt.datetime.fromisoformat(member["invited_at"]),
        joined_at=joined,
        left_at=_moment(member["left_at"]),
    )


def _keep(project: Project, listed: Mapping[str, Any], content: bytes, by: By) -> None:
    if hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise RuleBroken(
            _("Le document « %(name)s » a changé en route : demandez un nouveau fichier au porteur.")
            % {"name": listed["name"]}
        )
    documents.keep(target=project, name=listed["name"], content=content, by=by, circle=Circle.EVERYONE)


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
