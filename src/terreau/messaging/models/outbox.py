"""The outbox and the reminders."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.kernel.refs import find
from terreau.kernel.workflow import Workflow
from terreau.messaging.enums import MessageState

MESSAGE_WORKFLOW = Workflow(
    "Message",
    MessageState,
    send=([MessageState.PENDING], MessageState.SENT),
    cancel=([MessageState.PENDING], MessageState.CANCELLED),
    bury=([MessageState.PENDING], MessageState.DEAD),
    revive=([MessageState.DEAD], MessageState.PENDING),
    bounce=([MessageState.SENT], MessageState.BOUNCED),
)

# Why a mail waits although its time has come.
AWAY = "recipient is away"
# The event of a mail of the day: it is about its reader, and brings what the other messages say.
DIGEST = "digest"
# The mail server took the mail: whether it was read is not known, whether it came back is.
LEFT = [MessageState.SENT, MessageState.BOUNCED]


def new_nonce() -> str:
    """Return 128 random bits: the part of a message's links that only the database knows."""
    return secrets.token_hex(16)


class TargetQuerySet(models.QuerySet):
    def about(self, kind: str, key: str) -> "TargetQuerySet":
        return self.filter(target_kind=kind, target_key=key)


class Message(models.Model):
    """One mail to one recipient about one event: rendered when it is sent, cancelled when it is moot."""

    event = models.CharField(_("événement"), max_length=60)
    target_kind = models.CharField(_("sorte d’objet"), max_length=60)
    target_key = models.CharField(_("clé de l’objet"), max_length=64)
    # `user:12` or an e-mail address; the address of a user is read when the mail is sent.
    recipient = models.CharField(_("destinataire"), max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages_received",
        verbose_name=_("personne"),
    )
    # Who did what the mail tells: they are never told of it, even when they read for somebody else.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages_caused",
        verbose_name=_("auteur de l’action"),
    )
    # Who got it instead, when that person was away.
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages_for_others",
        verbose_name=_("remis à"),
    )
    # A mail that can wait leaves inside the mail of the day of its reader: another message, which brings it.
    waits_for_digest = models.BooleanField(_("attend le courriel du jour"), default=False)
    digest = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts", verbose_name=_("parti dans")
    )
    occasion = models.CharField(_("occasion"), max_length=60, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    state = models.CharField(
        _("état"), max_length=10, choices=MessageState, default=MessageState.PENDING, db_index=True
    )
    created_at = models.DateTimeField(_("créé le"), default=clock.now)
    next_try_at = models.DateTimeField(_("prochain essai"), default=clock.now)
    lease_until = models.DateTimeField(_("pris jusqu’à"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    last_error = models.CharField(_("dernière erreur"), max_length=120, blank=True)
    subject = models.CharField(_("objet du message"), max_length=250, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)

    objects = TargetQuerySet.as_manager()

    PRIVACY = {
        "event": Privacy.TECHNICAL,
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "recipient": Privacy.CONTACT,
        "user": Privacy.IDENTITY,
        "actor": Privacy.IDENTITY,
        "stand_in": Privacy.IDENTITY,
        "waits_for_digest": Privacy.TECHNICAL,
        "digest": Privacy.TECHNICAL,
        "occasion": Privacy.TECHNICAL,
        "language": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
        "next_try_at": Privacy.TECHNICAL,
        "lease_until": Privacy.TECHNICAL,
        "attempts": Privacy.TECHNICAL,
        "sent_at": Privacy.TECHNICAL,
        "last_error": Privacy.TECHNICAL,
        "subject": Privacy.FREE_TEXT,
        "nonce": Privacy.SENSITIVE,
    }

    class Meta:
        verbose_name = _("message à envoyer")
        verbose_name_plural = _("messages à envoyer")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "target_kind", "target_key", "recipient", "occasion"],
                name="message_once_per_recipient",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LEFT, sent_at__isnull=False)
                | (~models.Q(state__in=LEFT) & models.Q(sent_at=None)),
                name="message_sent_has_date",
                violation_error_message=_("Un message envoyé porte une date d’envoi."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(state=MessageState.PENDING), name="message_due"
            ),
            models.Index(fields=["target_kind", "target_key"], name="message_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.target_kind} {self.target_key}"

    @property
    def target(self) -> Any:
        return find(self.target_kind, self.target_key)

    @property
    def imprint(self) -> str:
        """What the Message-ID holds that nobody else can make: a report of delivery shows it back."""
        return hashlib.sha256(f"{self.pk}:{self.nonce}".encode()).hexdigest()[:32]

    @property
    def address(self) -> str:
        """Where the mail goes today; empty when nobody is there any more."""
        if self.stand_in is not None:
            return self.stand_in.email if self.stand_in.is_active else ""
        if self.recipient.startswith("user:"):
            return self.user.email if self.user and self.user.is_active else ""
        return self.recipient


class Reminder(models.Model):
    """Something to do about an object on a day, unless it is settled before."""

    target_kind = models.CharField(_("sorte d’objet"), max_length=60)
    target_key = models.CharField(_("clé de l’objet"), max_length=64)
    kind = models.CharField(_("sorte de rappel"), max_length=60)
    due_at = models.DateTimeField(_("échéance"))
    sent_at = models.DateTimeField(_("fait le"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True, blank=True)
    lease_until = models.DateTimeField(_("pris jusqu’à"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("créé le"), default=clock.now)
    actor_label = models.CharField(_("demandé par"), max_length=200, blank=True)

    objects = TargetQuerySet.as_manager()

    PRIVACY = {
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "kind": Privacy.TECHNICAL,
        "due_at": Privacy.TECHNICAL,
        "sent_at": Privacy.TECHNICAL,
        "cancelled_at": Privacy.TECHNICAL,
        "lease_until": Privacy.TECHNICAL,
        "attempts": Privacy.TECHNICAL,
        "last_error": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
        "actor_label": Privacy.IDENTITY,
    }

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        constraints = [
            models.UniqueConstraint(
                fields=["target_kind", "target_key", "kind"],
                condition=models.Q(sent_at=None, cancelled_at=None),
                name="reminder_once_pending",
                violation_error_message=_("Un rappel de cette sorte est déjà prévu."),
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(cancelled_at=None),
                name="reminder_sent_or_cancelled",
                violation_error_message=_("Un rappel est fait ou annulé, pas les deux."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at=None, cancelled_at=None),
                name="reminder_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.target_kind} {self.target_key}"

    @property
    def target(self) -> Any:
        return find(self.target_kind, self.target_key)
