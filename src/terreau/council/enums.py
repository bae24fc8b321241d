"""Words of the council."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    """Where a session of the assembly stands."""

    PLANNED = "planned", _("Prévue")
    HELD = "held", _("Tenue")
    CLOSED = "closed", _("Close")


class DeliberationState(models.TextChoices):
    """Where a deliberation stands; publication and transmission are dates beside it."""

    DRAFT = "draft", _("Projet")
    TABLED = "tabled", _("Inscrite à l’ordre du jour")
    ADOPTED = "adopted", _("Adoptée")
    REJECTED = "rejected", _("Rejetée")
    WITHDRAWN = "withdrawn", _("Retirée")


class CastingVote(models.TextChoices):
    """How the chair of the session voted, when it decides a tie."""

    UNUSED = "", _("Sans objet")
    FOR = "for", _("Pour")
    AGAINST = "against", _("Contre")
    ABSTAINED = "none", _("S’est abstenu")


class Ballot(models.TextChoices):
    """How the council votes (L.2121-21)."""

    SHOW_OF_HANDS = "hands", _("À main levée")
    PUBLIC = "public", _("Scrutin public")
    SECRET = "secret", _("Scrutin secret")


class VoteResult(models.TextChoices):
    """What a count of votes leads to; a tie waits for the vote of who chairs."""

    ADOPTED = "adopted", _("Adoptée")
    REJECTED = "rejected", _("Rejetée")
    TIED = "tied", _("Partage égal des voix")


class PublicationForm(models.TextChoices):
    """How an act is brought to the knowledge of everybody (L.2131-1)."""

    ONLINE = "online", _("En ligne")
    PAPER = "paper", _("Sur papier")
    POSTED = "posted", _("Par affichage")


class MinutesPart(models.TextChoices):
    """What the minutes of a session contain (L.2121-15)."""

    MOMENT = "moment", _("Date et heure")
    CHAIR = "chair", _("Nom du président")
    PRESENCE = "presence", _("Membres présents ou représentés")
    SECRETARY = "secretary", _("Nom du secrétaire de séance")
    QUORUM = "quorum", _("Quorum")
    AGENDA = "agenda", _("Ordre du jour")
    DECISIONS = "decisions", _("Délibérations adoptées et rapports")
    SPECIAL_BALLOTS = "ballots", _("Demandes de scrutin particulier")
    RESULTS = "results", _("Résultat des scrutins, avec les noms au scrutin public")
    DEBATE = "debate", _("Teneur des discussions")


VOTED_STATES = (DeliberationState.ADOPTED, DeliberationState.REJECTED)

PHRASES = {
    "assembly.created": _("Assemblée décrite"),
    "mandate.added": _("Mandat enregistré"),
    "mandate.ended": _("Fin de mandat enregistrée"),
    "session.planned": _("Séance prévue"),
    "session.convoked": _("Conseil convoqué"),
    "session.called_again": _("Conseil convoqué une seconde fois"),
    "session.held": _("Séance ouverte, quorum constaté"),
    "session.closed": _("Séance close"),
    "deliberation.drafted": _("Projet de délibération rédigé"),
    "deliberation.edited": _("Projet de délibération modifié"),
    "deliberation.tabled": _("Délibération inscrite à l’ordre du jour"),
    "deliberation.withdrawn": _("Délibération retirée de l’ordre du jour"),
    "deliberation.adopted": _("Délibération adoptée"),
    "deliberation.rejected": _("Délibération rejetée"),
    "deliberation.published": _("Délibération publiée"),
    "deliberation.transmitted": _("Délibération transmise au représentant de l’État"),
}
