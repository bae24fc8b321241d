"""Words of the directory."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Family(models.TextChoices):
    """The legal family of an organisation (law of 31 July 2014 on the social and solidarity economy)."""

    ASSOCIATION = "association", _("Association")
    COOPERATIVE = "cooperative", _("Coopérative")
    MUTUAL = "mutual", _("Mutuelle")
    FOUNDATION = "foundation", _("Fondation")
    SOCIAL_COMPANY = "social_company", _("Entreprise sociale")
    PUBLIC = "public", _("Organisme public")
    COMPANY = "company", _("Autre entreprise")
    UNKNOWN = "unknown", _("Forme non précisée")


class OrganisationKind(models.TextChoices):
    """What an organisation is in the ecosystem."""

    ACTOR = "actor", _("Acteur de l’ESS")
    SUPPORT = "support", _("Réseau d’accompagnement")
    FINANCER = "financer", _("Financeur")
    PUBLIC = "public", _("Collectivité ou service public")


class OrganisationState(models.TextChoices):
    """Whether everybody sees the sheet."""

    SUGGESTED = "suggested", _("Proposée")
    PUBLISHED = "published", _("Publiée")
    HIDDEN = "hidden", _("Masquée")


class TeamRole(models.TextChoices):
    """What a person is in a team."""

    LEAD = "lead", _("Responsable")
    MEMBER = "member", _("Membre")


class OfferKind(models.TextChoices):
    """The kind of support that an offer gives."""

    INFORMATION = "information", _("Information")
    ADVICE = "advice", _("Conseil")
    ACCOMPANIMENT = "accompaniment", _("Accompagnement")
    TRAINING = "training", _("Formation")
    LOAN = "loan", _("Prêt solidaire")
    GIFT = "gift", _("Financement par le don")
    BUSINESS_LOAN = "business_loan", _("Prêt aux entreprises")
    GUARANTEE = "guarantee", _("Garantie")
    PREMISES = "premises", _("Locaux")
    NETWORKING = "networking", _("Mise en réseau")
    SKILLS = "skills", _("Apport de compétences")


class OfferState(models.TextChoices):
    """Where an offer stands."""

    DRAFT = "draft", _("Brouillon")
    PUBLISHED = "published", _("Publiée")
    SUSPENDED = "suspended", _("Suspendue")
    ENDED = "ended", _("Terminée")


class Stage(models.TextChoices):
    """How far a project has come; an offer says which stages it serves."""

    IDEA = "idee", _("Idée")
    STUDY = "etude", _("Étude")
    CREATION = "creation", _("Création")
    DEVELOPMENT = "developpement", _("Développement")
    SPREAD = "essaimage", _("Essaimage")
    STOP = "arret", _("Arrêt")


class Label(models.TextChoices):
    """An approval or a status that an organisation holds."""

    ESUS = "esus", _("Agrément ESUS")
    ACI = "aci", _("Atelier et chantier d’insertion")
    AI = "ai", _("Association intermédiaire")
    EI = "ei", _("Entreprise d’insertion")
    ETTI = "etti", _("Entreprise de travail temporaire d’insertion")
    GEIQ = "geiq", _("Groupement d’employeurs pour l’insertion et la qualification")
    EA = "ea", _("Entreprise adaptée")
    MISSION = "mission", _("Société à mission")


class Source(models.TextChoices):
    """Where the value of a field comes from; what a person wrote is never overwritten by an import."""

    PERSON = "person", _("Saisie par une personne")
    ESS_NUMERIQUE = "ess_numerique", _("Base ESS et numérique (Sirene, ESS France)")
    LE_MARCHE = "le_marche", _("Le Marché de l’inclusion")


class ImportState(models.TextChoices):
    """Where an import stands."""

    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminé")
    INTERRUPTED = "interrupted", _("Interrompu")


class Rejection(models.TextChoices):
    """Why a line of a file was not imported."""

    CUT = "cut", _("La ligne est coupée ou n’a pas le bon nombre de colonnes.")
    NO_NAME = "no_name", _("Le nom manque.")
    MASKED = "masked", _("Le nom est masqué par le répertoire Sirene (diffusion partielle).")
    NO_IDENTIFIER = "no_identifier", _("Ni SIREN ni SIRET : la structure ne peut pas être reconnue.")
    DESTROYED = (
        "destroyed",
        _("L’identifiant a été abîmé par un tableur (écriture avec une puissance de dix)."),
    )
    BAD_SIREN = "bad_siren", _("Le SIREN est faux : sa clé de contrôle ne correspond pas.")
    BAD_SIRET = "bad_siret", _("Le SIRET est faux : sa clé de contrôle ne correspond pas.")
    MISMATCH = "mismatch", _("Le SIREN et le SIRET ne désignent pas la même structure.")
    TOO_LONG = "too_long", _("Le nom dépasse 200 signes : la ligne est sans doute abîmée.")
    CLOSED = "closed", _("La structure a cessé son activité selon le répertoire Sirene.")
    REFUSED = "refused", _("La base de données a refusé la ligne.")


PHRASES = {
    "organisation.created": _("Structure ajoutée à l’annuaire"),
    "organisation.updated": _("Fiche mise à jour"),
    "organisation.published": _("Fiche publiée"),
    "organisation.hidden": _("Fiche masquée"),
    "team.created": _("Équipe créée"),
    "team.member_added": _("Personne ajoutée à l’équipe"),
    "team.member_removed": _("Personne retirée de l’équipe"),
    "offer.created": _("Offre de soutien préparée"),
    "offer.updated": _("Offre de soutien modifiée"),
    "offer.published": _("Offre de soutien publiée"),
    "offer.suspended": _("Offre de soutien suspendue"),
    "offer.ended": _("Offre de soutien terminée"),
    "offer.verified": _("Offre de soutien vérifiée"),
    "directory.imported": _("Annuaire importé"),
}
