"""Naming people on a sheet: asked, agreed to by themselves, removed whenever they want."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.enums import ContactState
from terreau.directory.models import CONTACT_WORKFLOW, Organisation, PublicContact
from terreau.directory.queries.people import consent_sentence
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import links
from terreau.messaging.actions import post

By = User | Actor

CONTACT_LINK = "directory.contact"
MOST_CONTACTS = 12


@transaction.atomic
def propose_contact(*, organisation: Organisation, name: str, role: str, email: str, by: By) -> PublicContact:
    """Ask a person whether they accept to be named; nothing is shown before they do."""
    name, role, email = name.strip(), role.strip(), email.strip().lower()
    if not (name and role and email):
        raise RuleBroken(_("Donnez le nom, le rôle et l’adresse de la personne."), field="name")
    # The sheet is locked: a person is asked once at a time.
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    current = PublicContact.objects.filter(organisation=organisation).exclude(state=ContactState.REMOVED)
    if current.filter(email=email).exists():
        raise RuleBroken(_("Cette personne est déjà nommée, ou son accord est déjà demandé."), field="email")
    if current.count() >= MOST_CONTACTS:
        raise RuleBroken(_("Douze personnes au plus sont nommées sur une fiche : retirez-en une d’abord."))
    actor = Actor.of(by)
    contact = PublicContact.objects.create(
        organisation=organisation, name=name, role=role, email=email, proposed_by=actor.user
    )
    write(verb="contact.proposed", target=organisation, by=by, organisation=organisation)
    post(event="contact.proposed", to=email, target=contact, by=by)
    return contact


@transaction.atomic
def agree_to_be_named(*, contact: PublicContact, by: By) -> PublicContact:
    """The person agrees: their name and role are on the sheet from now on."""
    CONTACT_WORKFLOW.advance(
        contact,
        "agree",
        consent_text=consent_sentence(contact),
        consented_at=clock.now(),
        consented_by=Actor.of(by).label[:200],
    )
    write(
        verb="contact.agreed",
        target=contact.organisation,
        by=Actor.by_link(""),
        organisation=contact.organisation_id,
        public=True,
    )
    return contact


@transaction.atomic
def remove_contact(*, contact: PublicContact, by: By) -> PublicContact:
    """Take a person off the sheet: the name and the address are forgotten at once."""
    CONTACT_WORKFLOW.advance(
        contact, "remove", removed_at=clock.now(), name="", email="", consent_text="", consented_by=""
    )
    links.revoke(target=contact, purpose=CONTACT_LINK)
    is_user = isinstance(by, User)
    write(
        verb="contact.removed",
        target=contact.organisation,
        by=by if is_user else Actor.by_link(""),
        organisation=contact.organisation_id,
        public=True,
    )
    return contact


@transaction.atomic
def forget_contacts(*, email: str, by: By) -> int:
    """Take a person off every sheet: their account goes, or they ask for it."""
    found = PublicContact.objects.filter(email__iexact=email).exclude(state=ContactState.REMOVED)
    for contact in (rows := list(found.select_related("organisation"))):
        remove_contact(contact=contact, by=by)
    return len(rows)
