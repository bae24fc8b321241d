"""Conversations about an object, between people who may have no account."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.kernel.refs import find
from terreau.messaging.enums import Circle
from terreau.messaging.models.outbox import new_nonce


class Thread(models.Model):
    """The conversation about one object."""

    target_kind = models.CharField(_("sorte d’objet"), max_length=60)
    target_key = models.CharField(_("clé de l’objet"), max_length=64)
    opened_at = models.DateTimeField(_("ouverte le"), default=clock.now)

    PRIVACY = {
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "opened_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            models.UniqueConstraint(fields=["target_kind", "target_key"], name="thread_once_per_target")
        ]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_key}"

    @property
    def target(self) -> Any:
        return find(self.target_kind, self.target_key)


class Participant(models.Model):
    """Someone who takes part in a conversation: a person with an account, or an address."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="participants", verbose_name=_("conversation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="thread_participations",
        verbose_name=_("personne"),
    )
    email = models.CharField(_("adresse"), max_length=254, blank=True)
    joined_at = models.DateTimeField(_("arrivée le"), default=clock.now)
    left_at = models.DateTimeField(_("partie le"), null=True, blank=True)
    # The addresses by which this participant answers are derived from it; another number revokes them.
    reply_nonce = models.CharField(max_length=32, default=new_nonce, editable=False)

    PRIVACY = {
        "thread": Privacy.TECHNICAL,
        "user": Privacy.IDENTITY,
        "email": Privacy.CONTACT,
        "joined_at": Privacy.TECHNICAL,
        "left_at": Privacy.TECHNICAL,
        "reply_nonce": Privacy.SENSITIVE,
    }

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="participant_user_once"),
            models.UniqueConstraint(
                fields=["thread", "email"], condition=models.Q(user=None), name="participant_email_once"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, email="") | models.Q(user=None) & ~models.Q(email=""),
                name="participant_is_user_or_address",
                violation_error_message=_("Un participant est une personne ou une adresse."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.email)


class ThreadMessage(models.Model):
    """What somebody said, and the circle that may read it."""

    thread = models.ForeignKey(
        Thread, models.CASCADE, related_name="messages", verbose_name=_("conversation")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="thread_messages",
        verbose_name=_("auteur"),
    )
    author_label = models.CharField(_("nom de l’auteur"), max_length=200)
    body = models.TextField(_("message"))
    circle = models.CharField(_("visible par"), max_length=20, choices=Circle, default=Circle.EVERYONE)
    at = models.DateTimeField(_("date"), default=clock.now)

    PRIVACY = {
        "thread": Privacy.TECHNICAL,
        "author": Privacy.IDENTITY,
        "author_label": Privacy.IDENTITY,
        "body": Privacy.FREE_TEXT,
        "circle": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("message de conversation")
        verbose_name_plural = _("messages de conversation")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(body=""),
                name="thread_message_not_empty",
                violation_error_message=_("Écrivez un message."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.author_label}, {self.at:%Y-%m-%d}"
