"""What each person chose to receive, and how soon."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.messaging.enums import MailChoice


class Preference(models.Model):
    """How a person wants the mails of one event, or all those about one organisation."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="message_preferences",
        verbose_name=_("personne"),
    )
    event = models.CharField(_("événement"), max_length=60, blank=True)
    # `directory.organisation:12`
    scope = models.CharField(_("organisation"), max_length=80, blank=True)
    choice = models.CharField(_("choix"), max_length=8, choices=MailChoice, default=MailChoice.NEVER)
    chosen_at = models.DateTimeField(_("choisi le"), default=clock.now)

    PRIVACY = {
        "user": Privacy.IDENTITY,
        "event": Privacy.TECHNICAL,
        "scope": Privacy.TECHNICAL,
        "choice": Privacy.TECHNICAL,
        "chosen_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("préférence de courriel")
        verbose_name_plural = _("préférences de courriel")
        constraints = [
            models.UniqueConstraint(fields=["user", "event", "scope"], name="preference_once"),
            models.CheckConstraint(
                condition=models.Q(event="") & ~models.Q(scope="") | ~models.Q(event="") & models.Q(scope=""),
                name="preference_of_an_event_or_an_organisation",
                violation_error_message=_(
                    "Un choix porte sur une sorte de courriel ou sur une organisation."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.event or self.scope}"
