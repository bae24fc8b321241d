"""Words of the directory."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.phrases import PHRASES  # noqa: F401 - read by the app's configuration


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
    MERGED = "merged", _("Réunie avec une autre")


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


class CheckRhythm(models.IntegerChoices):
    """How often somebody says again that an offer is exact, in days."""

    QUARTER = 90, _("tous les trois mois")
    HALF_YEAR = 180, _("tous les six mois")
    YEAR = 365, _("tous les ans")


class SuspendedFor(models.TextChoices):
    """Why an offer is suspended."""

    CHOICE = "choice", _("Suspendue par une personne")
    SILENCE = "silence", _("Personne n’a confirmé qu’elle est exacte")


# The question “is it still exact?”: its reminder, and the link that answers it.
OFFER_CHECK = "offer.check"
CHECK_LINK = "directory.offer_check"


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


# What each label means, in a sentence, and the article of law that defines it.
LABEL_MEANINGS: dict[str, tuple[Any, str]] = {
    Label.ESUS: (
        _("Entreprise solidaire d’utilité sociale : l’État reconnaît son utilité et ses salaires encadrés."),
        "Code du travail, art. L. 3332-17-1",
    ),
    Label.ACI: (
        _("Accueille et accompagne des personnes éloignées de l’emploi, sur un chantier."),
        "Code du travail, art. L. 5132-15",
    ),
    Label.AI: (
        _("Met des personnes en recherche d’emploi à disposition de particuliers, de structures, de villes."),
        "Code du travail, art. L. 5132-7",
    ),
    Label.EI: (
        _("Produit et vend comme une entreprise, en embauchant des personnes éloignées de l’emploi."),
        "Code du travail, art. L. 5132-5",
    ),
    Label.ETTI: (
        _("Une entreprise d’intérim au service de l’insertion professionnelle."),
        "Code du travail, art. L. 5132-6",
    ),
    Label.GEIQ: (
        _("Des entreprises qui embauchent et forment ensemble, en alternance."),
        "Code du travail, art. L. 1253-1",
    ),
    Label.EA: (
        _("Emploie en majorité des travailleurs handicapés et les accompagne."),
        "Code du travail, art. L. 5213-13",
    ),
    Label.MISSION: (
        _("A inscrit dans ses statuts une raison d’être et des objectifs sociaux et environnementaux."),
        "Code de commerce, art. L. 210-10",
    ),
}


class Source(models.TextChoices):
    """Where the value of a field comes from; what a person wrote is never overwritten by an import."""

    PERSON = "person", _("Saisie par une personne")
    ESS_NUMERIQUE = "ess_numerique", _("Base ESS et numérique (Sirene, ESS France)")
    LE_MARCHE = "le_marche", _("Le Marché de l’inclusion")
    SIRENE_UNITS = "sirene_units", _("Répertoire Sirene, unités légales (Insee)")
    SIRENE_ESTABLISHMENTS = "sirene_establishments", _("Répertoire Sirene, établissements (Insee)")
    RNA = "rna", _("Répertoire national des associations")
    DATA_INCLUSION = "data_inclusion", _("data·inclusion")
    DATA_INCLUSION_SERVICES = "data_inclusion_services", _("data·inclusion, services")
    SPREADSHEET = "spreadsheet", _("Tableau de la collectivité")


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
    OURS = "ours", _("La ligne vient de cette installation : elle y est déjà.")
    BAD_RNA = "bad_rna", _("Le numéro RNA est faux : W, puis neuf chiffres.")
    BAD_DATE = "bad_date", _("La date n’existe pas, ou n’est pas écrite en jour, mois, année.")
    REFUSED = "refused", _("La base de données a refusé la ligne.")
    NATURAL_PERSON = "natural_person", _("C’est une personne physique : l’annuaire n’en montre aucune.")
    OUTSIDE = (
        "outside",
        _("Hors du périmètre de l’ESS : ni sur la liste d’ESS France, ni signalée par l’Insee."),
    )
    NO_UNIT = "no_unit", _("Établissement d’une unité légale qui n’est pas dans le périmètre de l’ESS.")
    NO_STRUCTURE = (
        "no_structure",
        _("La structure de ce service manque à l’annuaire : chargez d’abord le fichier des structures."),
    )
    TWICE = "twice", _("Le même identifiant est déjà plus haut dans le fichier : la première ligne compte.")
    UNFIT = (
        "unfit",
        _("La ligne contredit les conditions de l’offre : relisez-les, puis rechargez."),
    )
    OTHER_TOPIC = "other_topic", _("Service sans rapport avec les besoins d’un projet.")
    ELSEWHERE = "elsewhere", _("Service réservé à un autre territoire.")


# Not faults of a file: most lines of a national register. They are counted by reason, never kept one by one.
OUT_OF_SCOPE = frozenset(
    (
        *(Rejection.NATURAL_PERSON, Rejection.OUTSIDE, Rejection.NO_UNIT),
        *(Rejection.OTHER_TOPIC, Rejection.ELSEWHERE),
    )
)


class NetworkKind(models.TextChoices):
    """What a network brings to its members."""

    SECTOR = "sector", _("Réseau d’un secteur")
    ACCOMPANIMENT = "accompaniment", _("Réseau d’accompagnement")
    FINANCING = "financing", _("Réseau de financement")


class ContactState(models.TextChoices):
    """Whether a person agreed to be named on a sheet."""

    PROPOSED = "proposed", _("Accord demandé")
    SHOWN = "shown", _("Nommée sur la fiche")
    REMOVED = "removed", _("Retirée")


class ClaimState(models.TextChoices):
    """What the town answered to somebody who says “this is my organisation”."""

    WAITING = "waiting", _("En attente")
    ACCEPTED = "accepted", _("Acceptée")
    REFUSED = "refused", _("Refusée")
    WITHDRAWN = "withdrawn", _("Retirée")


class ReportState(models.TextChoices):
    """What became of an error that somebody pointed out."""

    WAITING = "waiting", _("À lire")
    APPLIED = "applied", _("Fiche corrigée")
    REFUSED = "refused", _("Sans suite")


class SuggestionState(models.TextChoices):
    """What became of an organisation that somebody proposed."""

    WAITING = "waiting", _("À lire")
    PUBLISHED = "published", _("Publiée")
    ATTACHED = "attached", _("Rattachée à une fiche")
    REFUSED = "refused", _("Non retenue")


class WrongField(models.TextChoices):
    """What somebody may say is wrong on a sheet; most are fields of it."""

    NAME = "name", _("Le nom")
    SUMMARY = "summary", _("La présentation")
    PHONE = "phone", _("Le téléphone")
    EMAIL = "email", _("L’adresse électronique")
    WEBSITE = "website", _("Le site")
    ADDRESS = "address", _("L’adresse postale")
    HOURS = "opening_hours", _("Les horaires")
    OFFERS = "offers", _("Un soutien proposé")
    CLOSED = "closed", _("La structure n’existe plus")
    OTHER = "other", _("Autre chose")
