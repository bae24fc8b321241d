"""Words of the partnerships."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CharterState(models.TextChoices):
    """Where a charter stands, from its draft to its end."""

    DRAFT = "draft", _("Brouillon")
    AGREED = "agreed", _("Texte arrêté")
    APPROVED = "approved", _("Approuvée par le conseil")
    SIGNED = "signed", _("Signée")
    IN_FORCE = "in_force", _("En vigueur")
    ENDED = "ended", _("Arrivée à son terme")
    TERMINATED = "terminated", _("Résiliée")


class PartyRole(models.TextChoices):
    """As what an organisation stands in a charter."""

    TOWN = "town", _("Collectivité")
    PARTNER = "partner", _("Partenaire")
    SUBSIDIARY = "subsidiary", _("Filiale")


class Signing(models.TextChoices):
    """How a party is bound."""

    SIGNS = "signs", _("Signe la charte")
    REPRESENTED = "represented", _("Représentée par sa maison mère")


class CollaborationForm(models.IntegerChoices):
    """The five forms of collaboration of the charters."""

    INFORM = 1, _("Informer tous les publics")
    RESOURCES = 2, _("Mettre à disposition des ressources")
    SET_UP = 3, _("Participer à la mise en place et au suivi")
    REFLECT = 4, _("Mener une réflexion commune")
    COMMUNICATE = 5, _("Communiquer sur les projets")


class Recurrence(models.TextChoices):
    """How often a commitment starts again."""

    NONE = "none", _("Une fois, sur la durée de la charte")
    YEARLY = "yearly", _("Chaque année")


class EvidenceState(models.TextChoices):
    """Where a declared evidence stands."""

    PROPOSED = "proposed", _("En attente de la ville")
    ACCEPTED = "accepted", _("Retenue")
    DECLINED = "declined", _("Écartée")


EVIDENCE_VERB = "commitment.evidence"

# States whose text everybody may read: the council has approved it.
PUBLIC_STATES = (
    CharterState.APPROVED,
    CharterState.SIGNED,
    CharterState.IN_FORCE,
    CharterState.ENDED,
    CharterState.TERMINATED,
)
SIGNED_STATES = (
    CharterState.SIGNED,
    CharterState.IN_FORCE,
    CharterState.ENDED,
    CharterState.TERMINATED,
)
OPEN_STATES = (CharterState.DRAFT, CharterState.AGREED)

# What the journal can count for a commitment by itself.
INDICATOR_VERBS = {
    "referral.accepted": _("demandes acceptées"),
    "referral.closed": _("accompagnements menés à bien"),
    "outcome.recorded": _("résultats enregistrés"),
    "message.posted": _("messages échangés avec les porteurs"),
}

PHRASES = {
    "charter.drafted": _("Charte rédigée"),
    "charter.edited": _("Charte modifiée"),
    "charter.party_added": _("Partie ajoutée à la charte"),
    "charter.party_removed": _("Partie retirée de la charte"),
    "charter.commitment_added": _("Engagement ajouté à la charte"),
    "charter.commitment_edited": _("Engagement modifié"),
    "charter.commitment_removed": _("Engagement retiré de la charte"),
    "charter.agreed": _("Texte de la charte arrêté"),
    "charter.reopened": _("Texte de la charte rouvert"),
    "charter.linked": _("Charte rattachée à une délibération"),
    "charter.approved": _("Charte approuvée par le conseil"),
    "charter.party_signed": _("Signature constatée"),
    "charter.signed": _("Charte signée par toutes les parties"),
    "charter.in_force": _("Entrée en vigueur de la charte"),
    "charter.ended": _("Charte arrivée à son terme"),
    "charter.terminated": _("Charte résiliée"),
    "commitment.evidence_proposed": _("Réalisation déclarée par le partenaire"),
    EVIDENCE_VERB: _("Réalisation retenue par la ville"),
    "commitment.evidence_declined": _("Réalisation écartée"),
    "commitment.offer_linked": _("Offre rattachée à un engagement"),
}
