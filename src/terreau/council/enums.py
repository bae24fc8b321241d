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


class Ballot(models.TextChoices):
    """How the council votes (L.2121-21)."""

    SHOW_OF_HANDS = "hands", _("À main levée")
    PUBLIC = "public", _("Scrutin public")
    SECRET = "secret", _("Scrutin secret")


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
