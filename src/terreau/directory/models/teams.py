"""Teams of an organisation and the people in them."""

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models import User
from terreau.directory.enums import TeamRole
from terreau.directory.models.organisations import Organisation
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class Team(models.Model):
    """People of an organisation who answer together; requests go to their shared inbox."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="teams", verbose_name=_("structure")
    )
    name = models.CharField(_("nom de l’équipe"), max_length=120)
    slug = models.SlugField(_("adresse"), max_length=80, db_index=False)
    email = models.EmailField(_("boîte de l’équipe"), blank=True)
    created_at = models.DateTimeField(_("créée le"), default=clock.now)

    PRIVACY = {
        "organisation": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "slug": Privacy.PUBLIC,
        "email": Privacy.CONTACT,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("équipe")
        verbose_name_plural = _("équipes")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug"],
                name="team_slug_once",
                violation_error_message=_("Cette structure a déjà une équipe de ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def present(self) -> Self:
        """Keep the people who are in the team now."""
        return self.filter(left_at=None)


class TeamMember(models.Model):
    """A person in a team, from one day to another."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members", verbose_name=_("équipe"))
    user = models.ForeignKey(User, models.CASCADE, related_name="team_members", verbose_name=_("personne"))
    role = models.CharField(_("rôle"), max_length=8, choices=TeamRole, default=TeamRole.MEMBER)
    joined_at = models.DateTimeField(_("depuis le"), default=clock.now)
    left_at = models.DateTimeField(_("jusqu’au"), null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    PRIVACY = {
        "team": Privacy.TECHNICAL,
        "user": Privacy.IDENTITY,
        "role": Privacy.TECHNICAL,
        "joined_at": Privacy.TECHNICAL,
        "left_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("membre d’une équipe")
        verbose_name_plural = _("membres des équipes")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                condition=models.Q(left_at=None),
                name="team_member_once_in_force",
                violation_error_message=_("Cette personne est déjà dans l’équipe."),
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(left_at__gte=models.F("joined_at")),
                name="team_member_leaves_after_joining",
                violation_error_message=_("Une personne quitte l’équipe après y être entrée."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.team}"


class TeamAbsenceQuerySet(models.QuerySet["TeamAbsence"]):
    def covering(self, day: dt.date) -> Self:
        """Keep the absences that hold on that day, both ends included."""
        return self.filter(since__lte=day, until__gte=day)


class TeamAbsence(models.Model):
    """Days on which a team takes no new request; those under way go on."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="absences", verbose_name=_("équipe"))
    since = models.DateField(_("du"))
    until = models.DateField(_("au"))
    created_at = models.DateTimeField(_("annoncée le"), default=clock.now)

    objects = TeamAbsenceQuerySet.as_manager()

    PRIVACY = dict.fromkeys(("team", "since", "until", "created_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("absence d’une équipe")
        verbose_name_plural = _("absences des équipes")
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")),
                name="team_absence_days_in_order",
                violation_error_message=_("La fin d’une absence ne précède pas son début."),
            ),
        ]
        indexes = [models.Index(fields=["team", "until"], name="team_absence_of_team")]

    def __str__(self) -> str:
        return f"{self.team} – {self.since} / {self.until}"
