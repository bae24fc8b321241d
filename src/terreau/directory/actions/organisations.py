"""Writing the sheets of organisations."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.enums import OrganisationState, Source
from terreau.directory.models import FieldChange, FieldSource, Organisation
from terreau.directory.models.organisations import RESERVED_SLUGS
from terreau.directory.models.workflows import ORGANISATION_WORKFLOW
from terreau.directory.queries.history import stored
from terreau.directory.queries.networks import member_keys
from terreau.directory.queries.parents import refuse_loop
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.kernel.text import fold, unique_slug
from terreau.search.actions import mark

By = User | Actor

WRITABLE = (
    *("name", "acronym", "family", "kind", "legal_category", "activity", "siren", "siret", "rna", "labels"),
    *("summary", "description", "website", "email", "phone", "address", "postal_code", "commune"),
    *("lat", "lon", "opening_hours", "parent"),
)


@transaction.atomic
def create_organisation(
    *, by: By, name: str, state: str = OrganisationState.PUBLISHED, **facts: Any
) -> Organisation:
    """Add an organisation to the directory; what is given is known from the author."""
    organisation = Organisation(name=name.strip(), state=state)
    wanted = organisation.name
    if fold(wanted) in RESERVED_SLUGS:
        wanted = f"{wanted} structure"
    organisation.slug = unique_slug(Organisation.objects.all(), wanted)
    _fill(organisation, facts)
    _refuse_impossible(organisation)
    organisation.fold()
    organisation.save()
    _know_from_a_person(organisation, ["name", *[field for field, value in facts.items() if value]])
    write(
        verb="organisation.created",
        target=organisation,
        by=by,
        organisation=organisation,
        territory=organisation.commune_id,
        public=organisation.is_published,
    )
    mark(kind="organisation", keys=[organisation.pk])
    return organisation


@transaction.atomic
def update_organisation(
    *, organisation: Organisation, by: By, read_at: str = "", **facts: Any
) -> Organisation:
    """Correct a sheet; imports never overwrite what a person wrote.

    `read_at` is the `updated_at` (ISO) of the sheet that the person had before their eyes.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if read_at and read_at != organisation.updated_at.isoformat():
        raise StaleObject(
            _("Quelqu’un vient de modifier cette fiche : rechargez la page, puis reprenez votre saisie.")
        )
    if organisation.state == OrganisationState.MERGED:
        raise RuleBroken(_("Cette fiche a été réunie avec une autre : corrigez celle-là."))
    changed = [field for field, value in facts.items() if getattr(organisation, field) != value]
    if not changed:
        return organisation
    before = {field: stored(organisation, field) for field in changed}
    _fill(organisation, facts)
    _refuse_impossible(organisation)
    organisation.fold()
    organisation.updated_at = clock.now()
    organisation.save()
    _know_from_a_person(organisation, changed)
    _note_changes(organisation, before, by)
    write(
        verb="organisation.updated",
        target=organisation,
        by=by,
        organisation=organisation,
        data={"fields": sorted(changed)},
    )
    mark(kind="organisation", keys=[organisation.pk])
    return organisation


@transaction.atomic
def publish_organisation(*, organisation: Organisation, by: By) -> Organisation:
    """Show a sheet to everybody."""
    ORGANISATION_WORKFLOW.advance(organisation, "publish", updated_at=clock.now())
    write(verb="organisation.published", target=organisation, by=by, organisation=organisation, public=True)
    mark(kind="organisation", keys=[organisation.pk, *member_keys(organisation)])
    return organisation


@transaction.atomic
def hide_organisation(*, organisation: Organisation, by: By) -> Organisation:
    """Take a sheet out of the public pages; nothing is deleted."""
    ORGANISATION_WORKFLOW.advance(organisation, "hide", updated_at=clock.now())
    write(verb="organisation.hidden", target=organisation, by=by, organisation=organisation)
    mark(kind="organisation", keys=[organisation.pk, *member_keys(organisation)])
    return organisation


def _fill(organisation: Organisation, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(WRITABLE)
    if unknown:
        raise TypeError(f"not a field of a sheet: {sorted(unknown)}")
    for field, value in facts.items():
        setattr(organisation, field, value)
    organisation.siret = organisation.siret or None
    if organisation.siret and not organisation.siren:
        organisation.siren = organisation.siret[:9]


def _refuse_impossible(organisation: Organisation) -> None:
    if not organisation.name:
        raise RuleBroken(_("Donnez le nom de la structure."), field="name")
    if organisation.siret and not organisation.siret.startswith(organisation.siren):
        raise RuleBroken(_("Le SIRET commence par le SIREN de la structure."), field="siret")
    if organisation.siret:
        same = Organisation.objects.filter(siret=organisation.siret).exclude(pk=organisation.pk).first()
        if same is not None:
            raise RuleBroken(
                _("La fiche « %(name)s » porte déjà ce SIRET : modifiez-la plutôt.") % {"name": same.name},
                field="siret",
            )
    if organisation.parent_id is not None and organisation.pk is not None:
        refuse_loop(organisation)


def _know_from_a_person(organisation: Organisation, fields: Collection[str]) -> None:
    FieldSource.objects.bulk_create(
        [
            FieldSource(organisation=organisation, field=field, source=Source.PERSON, as_of=clock.today())
            for field in fields
        ],
        update_conflicts=True,
        unique_fields=["organisation", "field"],
        update_fields=["source", "as_of"],
    )


def _note_changes(organisation: Organisation, before: dict[str, Any], by: By) -> None:
    user = Actor.of(by).user
    FieldChange.objects.bulk_create(
        FieldChange(
            organisation=organisation,
            field=field,
            before=value,
            after=stored(organisation, field),
            changed_by=user,
        )
        for field, value in before.items()
    )
