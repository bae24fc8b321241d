"""Reads of the people named on the sheets."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.directory.enums import ContactState
from terreau.directory.models import Organisation, PublicContact


def people_kept_by(organisation: Organisation) -> QuerySet[PublicContact]:
    """The people named, or asked, for the team that keeps the sheet."""
    return organisation.contacts.exclude(state=ContactState.REMOVED).order_by("state", "pk")


def consent_sentence(contact: PublicContact) -> str:
    """The sentence a person agrees to, word for word."""
    return _(
        "J’accepte que mon nom (%(name)s) et mon rôle (%(role)s) soient lus par tout le monde sur la fiche "
        "de %(organisation)s. Je peux les retirer à tout moment avec le même lien."
    ) % {"name": contact.name, "role": contact.role, "organisation": contact.organisation.name}
