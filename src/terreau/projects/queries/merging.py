"""Two files that may be one: which one would stay, and what speaks against it."""

from django.db import models
from django.utils.translation import gettext as _

from terreau.projects.enums import OPEN_STATES, UNDECIDED_STATES, ProjectState
from terreau.projects.models import Project


def which_to_keep(one: Project, other: Project) -> tuple[Project, Project]:
    """Return (kept, gone): the file already followed stays, otherwise the one that came first."""
    first, second = sorted((one, other), key=lambda project: (project.submitted_at, project.pk))
    if _rank(second) > _rank(first):
        return second, first
    return first, second


def _rank(project: Project) -> int:
    return 0 if project.state not in OPEN_STATES else 1 if project.state in UNDECIDED_STATES else 2


def reasons_not_to_merge(*, gone: Project, kept: Project) -> list[str]:
    """List the sentences that say why one file cannot go into the other; empty when it can."""
    if gone.pk == kept.pk:
        return [_("C’est le même dossier.")]
    reasons = []
    if kept.state not in OPEN_STATES:
        reasons.append(_("Le dossier gardé doit être ouvert : gardez l’autre."))
    followed = (ProjectState.FOLLOWED, ProjectState.PAUSED)
    if gone.state in followed and kept.state in UNDECIDED_STATES:
        reasons.append(_("L’un des deux est déjà accompagné : c’est lui qu’il faut garder."))
    return reasons


def kept_of(reference: str) -> Project | None:
    """Return the file into which a reference went, through as many merges as there were."""
    project = Project.objects.filter(reference=reference, state=ProjectState.MERGED).first()
    seen: set[int] = set()
    while project is not None and project.merged_into is not None and project.pk not in seen:
        seen.add(project.pk)
        project = project.merged_into
    return project


def address_after_merge(slug: str) -> str:
    """Return where the public page of a merged file is now; empty when the kept file shows nothing."""
    gone = Project.objects.filter(slug=slug, state=ProjectState.MERGED).first()
    kept = kept_of(gone.reference) if gone else None
    return kept.get_absolute_url() if kept is not None and kept.is_public else ""


def merged_into(project: Project) -> models.QuerySet[Project]:
    """Return the files that went into this one, directly, the oldest first."""
    return project.merged_from.select_related("owner", "commune").order_by("submitted_at", "pk")


def keys_of(project: Project) -> list[int]:
    """Return the key of a file and of those that went into it: their stories are one."""
    keys, found = [project.pk], [project.pk]
    while found:
        found = list(Project.objects.filter(merged_into__in=found).values_list("pk", flat=True))
        keys += found
    return keys
