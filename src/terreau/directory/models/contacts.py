"""People named on a public sheet, only once they agreed to it themselves."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import ContactState
from terreau.directory.models.organisations import Organisation
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy

S = ContactState


class ContactQuerySet(models.QuerySet["PublicContact"]):
    def shown(self) -> Self:
        """Keep the people who agreed to be named."""
        return self.filter(state=S.SHOWN)


class PublicContact(models.Model):
    """A person to ask for on a sheet: a name and a role. The address serves to ask them, and stays hidden."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contacts", verbose_name=_("structure")
    )
    name = models.CharField(_("nom de la personne"), max_length=120, blank=True)
    role = models.CharField(_("rôle dans la structure"), max_length=120)
    email = models.EmailField(_("adresse à qui l’accord est demandé"), blank=True)
    state = models.CharField(_("état"), max_length=10, choices=ContactState, default=S.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="contacts_proposed",
        verbose_name=_("proposé par"),
    )
    proposed_at = models.DateTimeField(_("proposé le"), default=clock.now)
    consent_text = models.TextField(_("phrase acceptée"), blank=True)
    consented_at = models.DateTimeField(_("accord donné le"), null=True, blank=True)
    consented_by = models.CharField(_("accord donné par"), max_length=200, blank=True)
    removed_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    PRIVACY = {
        "organisation": Privacy.PUBLIC,
        "name": Privacy.IDENTITY,
        "role": Privacy.PUBLIC,
        "email": Privacy.CONTACT,
        "state": Privacy.TECHNICAL,
        "proposed_by": Privacy.IDENTITY,
        "proposed_at": Privacy.TECHNICAL,
        "consent_text": Privacy.TECHNICAL,
        "consented_at": Privacy.TECHNICAL,
        "consented_by": Privacy.IDENTITY,
        "removed_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("personne à contacter")
        verbose_name_plural = _("personnes à contacter")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=S.SHOWN)
                | models.Q(consented_at__isnull=False)
                & ~models.Q(consent_text="")
                & ~models.Q(consented_by=""),
                name="contact_shown_has_consent",
                violation_error_message=_("Une personne n’est nommée qu’avec son accord, daté."),
            ),
            models.CheckConstraint(
                condition=models.Q(state=S.REMOVED, name="", email="", consented_by="")
                & models.Q(removed_at__isnull=False)
                | ~models.Q(state=S.REMOVED) & ~models.Q(name="") & ~models.Q(email=""),
                name="contact_removed_is_forgotten",
                violation_error_message=_("D’une personne retirée, il ne reste ni nom ni adresse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} – {self.organisation}"
