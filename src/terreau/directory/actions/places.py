"""The other places of an organisation."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.models import Organisation, Place
from terreau.journal.actions import write
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken

By = User | Actor

WRITABLE = (
    *("name", "address", "postal_code", "commune", "lat", "lon", "opening_hours"),
    "access_note",
)
MOST_PLACES = 60


@transaction.atomic
def add_place(*, organisation: Organisation, name: str, by: By, **facts: Any) -> Place:
    """Add a place to a sheet; the sheet's own address remains the main one."""
    # The sheet is locked: its places are counted, and two of one name are refused.
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    place = Place(organisation=organisation, name=name.strip())
    _fill(place, facts)
    _refuse_impossible(place)
    if organisation.places.count() >= MOST_PLACES:
        raise RuleBroken(
            _("Une fiche montre %(count)s lieux au plus : les autres ont leur place sur votre site.")
            % {"count": MOST_PLACES}
        )
    place.save()
    write(verb="place.added", target=organisation, by=by, organisation=organisation, public=True)
    return place


@transaction.atomic
def update_place(*, place: Place, by: By, **facts: Any) -> Place:
    """Correct a place."""
    place = Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)
    changed = sorted(field for field, value in facts.items() if getattr(place, field) != value)
    if not changed:
        return place
    _fill(place, facts)
    _refuse_impossible(place)
    place.save()
    write(
        verb="place.updated",
        target=place.organisation,
        by=by,
        organisation=place.organisation_id,
        data={"place": place.pk, "fields": changed},
        public=True,
    )
    return place


@transaction.atomic
def remove_place(*, place: Place, by: By) -> None:
    """Take a place off the sheet."""
    deleted, _rows = Place.objects.filter(pk=place.pk).delete()
    if not deleted:
        raise RuleBroken(_("Ce lieu n’est plus sur la fiche : rechargez la page."))
    write(
        verb="place.removed",
        target=place.organisation,
        by=by,
        organisation=place.organisation_id,
        public=True,
    )


def _fill(place: Place, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(WRITABLE)
    if unknown:
        raise TypeError(f"not a field of a place: {sorted(unknown)}")
    for field, value in facts.items():
        setattr(place, field, value)
    place.name = place.name.strip()


def _refuse_impossible(place: Place) -> None:
    if not place.name:
        raise RuleBroken(_("Donnez un nom à ce lieu : « Antenne du centre », par exemple."), field="name")
    if not (place.address or place.postal_code or place.commune_id):
        raise RuleBroken(_("Dites où se trouve ce lieu : une adresse, ou une commune."), field="address")
    same = Place.objects.filter(organisation=place.organisation, name=place.name).exclude(pk=place.pk)
    if same.exists():
        raise RuleBroken(_("Cette structure a déjà un lieu de ce nom."), field="name")
    if (place.lat is None) != (place.lon is None):
        raise RuleBroken(_("Une position a une latitude et une longitude."), field="lat")
