"""The public sheet follows the project: only the fields that the holder chose are copied."""

from terreau.kernel import clock
from terreau.projects.enums import PublicField
from terreau.projects.models import Project, PublicSheet
from terreau.projects.supporters import supporters_of
from terreau.search.actions import mark


def refresh_sheet(*, project: Project) -> None:  # by nobody: part of the other verbs
    """Copy the chosen fields again, when the project is published: something that they say has changed."""
    project.help_calls.exclude(holder="").update(holder=project.holder_name[:180])
    sheet = PublicSheet.objects.filter(project=project).first()
    if sheet is not None:
        fill_sheet(sheet=sheet, project=project, fields=sheet.fields)


def sheet_values(*, project: Project, fields: list[str]) -> dict[str, object]:  # by nobody: a reading
    """Return the columns of a sheet: what is not chosen is empty."""
    return {
        "fields": sorted(fields),
        "title": project.title,
        "slug": project.slug,
        "summary": project.summary,
        "stage": project.stage if PublicField.STAGE in fields else "",
        "commune": project.commune if PublicField.COMMUNE in fields else None,
        "publics": project.publics if PublicField.PUBLICS in fields else "",
        "legal_form": project.legal_form if PublicField.LEGAL_FORM in fields else "",
        "holder": project.holder_name[:180] if PublicField.HOLDER in fields else "",
    }


def fill_sheet(  # by nobody: part of the other verbs
    *, sheet: PublicSheet, project: Project, fields: list[str]
) -> PublicSheet:
    """Write the chosen fields on a sheet, and empty the others."""
    for name, value in sheet_values(project=project, fields=fields).items():
        setattr(sheet, name, value)
    sheet.updated_at = clock.now()
    sheet.save()
    sheet.subjects.set(project.subjects.all() if PublicField.SUBJECTS in fields else [])
    sheet.supporters.set(supporters_of(project) if PublicField.SUPPORTERS in fields else [])
    mark(kind="project", keys=[project.pk])
    return sheet
