"""Mails that came in, as they came, and what became of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.kernel.workflow import Workflow
from terreau.messaging.enums import InboundReason, InboundSource, InboundState
from terreau.messaging.models.threads import ThreadMessage

INBOUND_WORKFLOW = Workflow(
    "InboundMail",
    InboundState,
    post=([InboundState.RECEIVED], InboundState.POSTED),
    ignore=([InboundState.RECEIVED], InboundState.IGNORED),
    refuse=([InboundState.RECEIVED], InboundState.REFUSED),
    keep=([InboundState.RECEIVED], InboundState.KEPT),
    handle=([InboundState.KEPT, InboundState.REFUSED], InboundState.HANDLED),
)


class InboundMail(models.Model):
    """A mail that came in: kept whole for some weeks, so that nothing is lost when it cannot be posted."""

    # Of its Message-ID and of our address: the same mail brought twice is one row.
    fingerprint = models.CharField(_("empreinte"), max_length=64, unique=True, editable=False)
    source = models.CharField(_("porte d’entrée"), max_length=10, choices=InboundSource)
    state = models.CharField(
        _("état"), max_length=10, choices=InboundState, default=InboundState.RECEIVED, db_index=True
    )
    reason = models.CharField(_("raison"), max_length=20, choices=InboundReason, blank=True)
    explanation = models.TextField(_("explication"), blank=True)
    sender = models.CharField(_("expéditeur"), max_length=254, blank=True)
    subject = models.CharField(_("objet du message"), max_length=250, blank=True)
    raw = models.BinaryField(_("message entier"), default=b"")
    size = models.PositiveIntegerField(_("taille"), default=0)
    said = models.ForeignKey(
        ThreadMessage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="brought_by",
        verbose_name=_("message publié"),
    )
    received_at = models.DateTimeField(_("reçu le"), default=clock.now, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    lease_until = models.DateTimeField(_("pris jusqu’à"), null=True, blank=True)

    PRIVACY = {
        "fingerprint": Privacy.TECHNICAL,
        "source": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "reason": Privacy.TECHNICAL,
        "explanation": Privacy.FREE_TEXT,
        "sender": Privacy.CONTACT,
        "subject": Privacy.FREE_TEXT,
        "raw": Privacy.FREE_TEXT,
        "size": Privacy.TECHNICAL,
        "said": Privacy.TECHNICAL,
        "received_at": Privacy.TECHNICAL,
        "attempts": Privacy.TECHNICAL,
        "lease_until": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("courrier reçu")
        verbose_name_plural = _("courriers reçus")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[InboundState.RECEIVED, InboundState.POSTED])
                | ~models.Q(reason=""),
                name="inbound_mail_says_why",
                violation_error_message=_("Un courrier qui n’est pas publié dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or self.sender or self.fingerprint[:12]}"
