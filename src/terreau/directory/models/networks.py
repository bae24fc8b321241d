"""Networks of organisations, and who belongs to them from one day to another."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import NetworkKind, OrganisationState
from terreau.directory.models.organisations import Organisation
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class Network(models.Model):
    """What makes an organisation a network: others are its members."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="network", verbose_name=_("structure")
    )
    kind = models.CharField(_("sorte de réseau"), max_length=16, choices=NetworkKind)
    created_at = models.DateTimeField(_("créé le"), default=clock.now)

    PRIVACY = {"organisation": Privacy.PUBLIC, "kind": Privacy.PUBLIC, "created_at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("réseau")
        verbose_name_plural = _("réseaux")

    def __str__(self) -> str:
        return str(self.organisation)


class MembershipQuerySet(models.QuerySet["NetworkMembership"]):
    def on(self, day: dt.date) -> Self:
        """Keep the memberships in force on that day; an unknown beginning is in the past."""
        return self.filter(
            models.Q(since=None) | models.Q(since__lte=day), models.Q(until=None) | models.Q(until__gte=day)
        )

    def shown(self, day: dt.date) -> Self:
        """Keep the memberships in force whose two sheets everybody may read."""
        published = OrganisationState.PUBLISHED
        return self.on(day).filter(organisation__state=published, network__organisation__state=published)


class NetworkMembership(models.Model):
    """An organisation belongs to a network, from one day to another."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships", verbose_name=_("réseau"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("structure membre")
    )
    since = models.DateField(_("membre depuis le"), null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    PRIVACY = dict.fromkeys(("network", "organisation", "since", "until"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("adhésion à un réseau")
        verbose_name_plural = _("adhésions aux réseaux")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "organisation"],
                condition=models.Q(until=None),
                name="network_member_once_in_force",
                violation_error_message=_("Cette structure est déjà membre de ce réseau."),
            ),
            models.CheckConstraint(
                condition=models.Q(since=None)
                | models.Q(until=None)
                | models.Q(until__gte=models.F("since")),
                name="network_membership_dates_in_order",
                violation_error_message=_("Une adhésion finit après avoir commencé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.network}"
