"""What can be found of the projects: the public sheets, which hold only what the holders chose.

Tags: `e:` stage, `c:` commune, `u:` subjects, `j:` legal form. The key is the project's.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Organisation
from terreau.projects.models import HelpCall, PublicSheet
from terreau.search import registry
from terreau.search.registry import Document


def documents(keys: Collection[int] | None) -> Iterator[Document]:
    """Yield the public sheets."""
    rows = PublicSheet.objects.in_force().select_related("commune").order_by("project_id")
    rows = rows if keys is None else rows.filter(project__in=keys)
    subjects: dict[int, list[tuple[str, str]]] = defaultdict(list)
    links = PublicSheet.subjects.through.objects.filter(publicsheet__in=rows.order_by().values("pk"))
    for key, code, label in links.values_list("publicsheet", "subject__code", "subject__label"):
        subjects[key].append((code, label))
    names, calls = _supporters(rows), _calls(rows)
    for sheet in rows.iterator(chunk_size=1000):
        said = [*sorted(names[sheet.pk]), *calls[sheet.project_id]]
        yield _document(sheet, sorted(subjects[sheet.pk]), said)


def _supporters(sheets: QuerySet[PublicSheet]) -> dict[int, list[str]]:
    """Return the names of the published organisations that the sheets name, by sheet."""
    names: dict[int, list[str]] = defaultdict(list)
    links = PublicSheet.supporters.through.objects.filter(
        publicsheet__in=sheets.order_by().values("pk"), organisation__in=Organisation.objects.published()
    )
    for key, name in links.values_list("publicsheet", "organisation__name"):
        names[key].append(name)
    return names


def _calls(sheets: QuerySet[PublicSheet]) -> dict[int, list[str]]:
    """Return the words of the open calls for help that name their project, by project."""
    words: dict[int, list[str]] = defaultdict(list)
    named = HelpCall.objects.in_force().filter(
        names_project=True, project__in=sheets.order_by().values("project")
    )
    for key, title, text in named.order_by("pk").values_list("project", "title", "text"):
        words[key] += [title, text]
    return words


def _document(sheet: PublicSheet, subjects: list[tuple[str, str]], said: list[str]) -> Document:
    tags = [f"u:{code}" for code, _label in subjects]
    tags += [f"e:{sheet.stage}"] if sheet.stage else []
    tags += [f"j:{sheet.legal_form}"] if sheet.legal_form else []
    tags += [f"c:{sheet.commune.code}"] if sheet.commune else []
    place = sheet.commune.position if sheet.commune else None
    commune = sheet.commune.name if sheet.commune else ""
    labels = " ".join(label for _code, label in subjects)
    return Document(
        key=sheet.project_id,
        name=sheet.title,
        text=" ".join([sheet.summary, sheet.publics, labels, commune, *said]),
        tags=tuple(tags),
        quality=min(len(sheet.fields) * 4, 31),
        lat=place[0] if place else None,
        lon=place[1] if place else None,
        sort_name=sheet.title,
        created=sheet.published_at.timestamp(),
    )


def places() -> Iterator[tuple[int, float | None, float | None]]:
    """Yield the key and the position of the public sheets."""
    rows = PublicSheet.objects.in_force().order_by("project_id")
    yield from rows.values_list("project_id", "commune__lat", "commune__lon").iterator(chunk_size=2000)


def of_organisations(keys: Collection[int]) -> Iterable[int]:
    """The projects that are found under the names of some organisations."""
    rows = PublicSheet.objects.filter(supporters__in=keys)
    return rows.order_by().values_list("project_id", flat=True).distinct()


registry.register(
    registry.Source(
        kind="project",
        label=_("Projets"),
        documents=documents,
        places=places,
        hits=registry.titled(PublicSheet.objects.in_force, key="project_id"),
        follows={"organisation": of_organisations},
        order=30,
    )
)
