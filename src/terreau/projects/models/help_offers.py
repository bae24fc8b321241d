"""What people offer for a call: the holder picks."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock, ids
from terreau.kernel.privacy import Privacy
from terreau.kernel.workflow import Workflow
from terreau.projects.enums import LIVE_OFFERS, UNSETTLED_OFFERS, HelpOfferState
from terreau.projects.models.help_calls import HelpCall

HELP_OFFER_WORKFLOW = Workflow(
    "HelpOffer",
    HelpOfferState,
    confirm=([HelpOfferState.UNCONFIRMED], HelpOfferState.WAITING),
    accept=([HelpOfferState.WAITING], HelpOfferState.ACCEPTED),
    decline=([HelpOfferState.WAITING], HelpOfferState.DECLINED),
    withdraw=(LIVE_OFFERS, HelpOfferState.WITHDRAWN),
    lapse=(UNSETTLED_OFFERS, HelpOfferState.LAPSED),
)

new_offer_reference = partial(ids.reference, "AID")


class HelpOfferQuerySet(models.QuerySet["HelpOffer"]):
    def live(self) -> "HelpOfferQuerySet":
        return self.filter(state__in=LIVE_OFFERS)

    def told(self) -> "HelpOfferQuerySet":
        """Keep those that the holder may read: their author proved their address."""
        return self.filter(confirmed_at__isnull=False)


class HelpOffer(models.Model):
    """What somebody offers for a call: a signed-in person, or an address that was proved by a mailed link."""

    call = models.ForeignKey(
        HelpCall, models.CASCADE, related_name="offers", verbose_name=_("appel à un coup de main")
    )
    reference = models.CharField(_("référence"), max_length=20, unique=True, default=new_offer_reference)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="help_offers",
        verbose_name=_("personne"),
    )
    email = models.EmailField(_("adresse électronique"), blank=True)
    name = models.CharField(_("nom"), max_length=120)
    on_behalf_of = models.CharField(_("au nom de"), max_length=120, blank=True)
    message = models.TextField(_("message"), max_length=2000)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    shows_address = models.BooleanField(_("montre son adresse une fois accepté"), default=False)
    holder_shows_address = models.BooleanField(_("le porteur montre la sienne"), default=False)
    state = models.CharField(
        _("état"), max_length=12, choices=HelpOfferState.choices, default=HelpOfferState.UNCONFIRMED
    )
    answer = models.TextField(_("mot du porteur"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("proposé le"), default=clock.now)
    confirmed_at = models.DateTimeField(_("adresse prouvée le"), null=True, blank=True)
    settled_at = models.DateTimeField(_("réglé le"), null=True, blank=True)

    objects = HelpOfferQuerySet.as_manager()

    PRIVACY = {
        "call": Privacy.TECHNICAL,
        "reference": Privacy.TECHNICAL,
        "user": Privacy.IDENTITY,
        "email": Privacy.CONTACT,
        "name": Privacy.IDENTITY,
        "on_behalf_of": Privacy.IDENTITY,
        "message": Privacy.FREE_TEXT,
        "language": Privacy.TECHNICAL,
        "shows_address": Privacy.TECHNICAL,
        "holder_shows_address": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "answer": Privacy.FREE_TEXT,
        "created_at": Privacy.TECHNICAL,
        "confirmed_at": Privacy.TECHNICAL,
        "settled_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("coup de main proposé")
        verbose_name_plural = _("coups de main proposés")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "user"],
                condition=Q(state__in=LIVE_OFFERS, user__isnull=False),
                name="help_offer_of_user_once",
                violation_error_message=_("Vous avez déjà proposé votre aide pour cet appel."),
            ),
            models.UniqueConstraint(
                fields=["call", "email"],
                condition=Q(state__in=LIVE_OFFERS, user=None),
                name="help_offer_of_address_once",
                violation_error_message=_("Vous avez déjà proposé votre aide pour cet appel."),
            ),
            models.CheckConstraint(
                name="help_offer_is_user_or_address",
                condition=Q(user__isnull=False, email="") | (Q(user=None) & ~Q(email="")),
                violation_error_message=_("Un coup de main vient d’une personne connue ou d’une adresse."),
            ),
            models.CheckConstraint(
                name="help_offer_told_is_proved",
                condition=Q(confirmed_at__isnull=False)
                | ~Q(state__in=[HelpOfferState.WAITING, HelpOfferState.ACCEPTED, HelpOfferState.DECLINED]),
                violation_error_message=_("Un coup de main n’est lu qu’une fois l’adresse prouvée."),
            ),
            models.CheckConstraint(
                name="help_offer_settled_has_date",
                condition=Q(state__in=UNSETTLED_OFFERS, settled_at=None)
                | (~Q(state__in=UNSETTLED_OFFERS) & Q(settled_at__isnull=False)),
                violation_error_message=_("Un coup de main réglé porte sa date."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference  # names nobody: the journal keeps it

    def get_absolute_url(self) -> str:
        return reverse("projects:help_offer", args=[self.reference])

    @property
    def author(self) -> str:
        """Who offers, and for whom when they say so."""
        return f"{self.name} ({self.on_behalf_of})" if self.on_behalf_of else self.name

    @property
    def to(self) -> Any:
        """To whom the mails to the author go."""
        return self.user or self.email

    @property
    def address_shown(self) -> str:
        """The author's address, when they chose to show it and the holder accepted."""
        if not self.shows_address or self.state != HelpOfferState.ACCEPTED:
            return ""
        return self.user.email if self.user else self.email

    @property
    def holder_address_shown(self) -> str:
        """The holder's address, when they chose to show it while accepting."""
        shown = self.holder_shows_address and self.state == HelpOfferState.ACCEPTED
        return self.call.project.owner.email if shown else ""
