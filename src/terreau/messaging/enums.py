"""Words of the messages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """Where a message of the outbox stands; being sent is a lease, not a state."""

    PENDING = "pending", _("À envoyer")
    SENT = "sent", _("Envoyé")
    CANCELLED = "cancelled", _("Sans objet")
    DEAD = "dead", _("Abandonné")
    BOUNCED = "bounced", _("Non remis : l’adresse a refusé")


class Pace(models.TextChoices):
    """How soon the mails of an event must be read: said by the app that composes them."""

    APART = "apart", _("seul, tout de suite, quel que soit le choix")
    EITHER = "either", _("seul, tout de suite, sauf autre choix")
    DAILY = "daily", _("dans le courriel du jour, sauf autre choix")


class MailChoice(models.TextChoices):
    """How a person wants to receive some mails, the strictest first."""

    NEVER = "never", _("Ne pas les recevoir")
    DAILY = "daily", _("Dans le courriel du jour")
    APART = "apart", _("Chacun seul, tout de suite")


class Circle(models.TextChoices):
    """Who may read a note, a document or a message."""

    EVERYONE = "everyone", _("Tous les participants")
    TEAM = "team", _("L’équipe d’accompagnement")
    ORGANISATION = "organisation", _("L’organisation")
    DESK = "desk", _("Le guichet de la ville")


class InboundSource(models.TextChoices):
    """By which door a mail came in."""

    COMMAND = "command", _("Le serveur de courriel")
    WEBHOOK = "webhook", _("Un prestataire de courriel")
    IMAP = "imap", _("Une boîte relevée")


class InboundState(models.TextChoices):
    """What became of a mail that came in."""

    RECEIVED = "received", _("À lire")
    POSTED = "posted", _("Publié dans la conversation")
    IGNORED = "ignored", _("Automatique : rien à publier")
    REFUSED = "refused", _("Renvoyé avec une explication")
    KEPT = "kept", _("À lire par la ville")
    HANDLED = "handled", _("Traité par la ville")


class InboundReason(models.TextChoices):
    """Why a mail that came in was not posted."""

    AUTOMATIC = "automatic", _("Réponse automatique")
    REPORT = "report", _("Avis du serveur de courriel")
    UNREADABLE = "unreadable", _("Message illisible")
    TOO_BIG = "too_big", _("Message trop lourd")
    NO_ADDRESS = "no_address", _("Aucune adresse de conversation")
    BAD_ADDRESS = "bad_address", _("Adresse de conversation inconnue ou retirée")
    OTHER_SENDER = "other_sender", _("Écrit depuis une autre adresse")
    EMPTY = "empty", _("Message vide")
    TOO_MANY = "too_many", _("Trop de messages en une heure")
    RULE = "rule", _("La conversation ne l’accepte pas")
    FAILED = "failed", _("La plateforme n’a pas su le publier")


PHRASES = {"mail.handled": _("Courrier reçu traité par la ville")}
