"""Words of the messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """Where a message of the outbox stands; being sent is a lease, not a state."""

    PENDING = "pending", _("À envoyer")
    SENT = "sent", _("Envoyé")
    CANCELLED = "cancelled", _("Sans objet")
    DEAD = "dead", _("Abandonné")


class Circle(models.TextChoices):
    """Who may read a note, a document or a message."""

    EVERYONE = "everyone", _("Tous les participants")
    TEAM = "team", _("L’équipe d’accompagnement")
    ORGANISATION = "organisation", _("L’organisation")
    DESK = "desk", _("Le guichet de la ville")
