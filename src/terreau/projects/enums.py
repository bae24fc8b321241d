"""Words of the projects: states, roles, facts, and the sentences of the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProjectState(models.TextChoices):
    """Where a project stands with the town."""

    SUBMITTED = "submitted", _("Reçu, en attente de lecture")
    TO_COMPLETE = "to_complete", _("À compléter")
    FOLLOWED = "followed", _("Accompagné")
    REDIRECTED = "redirected", _("Réorienté")
    REFUSED = "refused", _("Non retenu")
    PAUSED = "paused", _("En pause")
    CLOSED = "closed", _("Terminé")
    MERGED = "merged", _("Réuni à un autre dossier")


UNDECIDED_STATES = (ProjectState.SUBMITTED, ProjectState.TO_COMPLETE)
WITH_REFERENT_STATES = (ProjectState.FOLLOWED, ProjectState.PAUSED, ProjectState.CLOSED)
# Before its first reading a project is everybody's at the desk; then somebody answers for it by name.
READ_STATES = (ProjectState.TO_COMPLETE, *WITH_REFERENT_STATES)
# The owner of a project in one of these states cannot leave: somebody always owns it.
OPEN_STATES = (*UNDECIDED_STATES, ProjectState.FOLLOWED, ProjectState.PAUSED)


class MemberRole(models.TextChoices):
    """What a person invited by the owner may do."""

    CO_HOLDER = "co_holder", _("Co-porteur : peut tout faire avec vous")
    READER = "reader", _("Lecteur : peut tout lire")


class Urgency(models.TextChoices):
    """How soon a need must be met, in the words of the holder."""

    NOW = "now", _("C’est urgent")
    SOON = "soon", _("Dans les trois mois")
    LATER = "later", _("Plus tard")


class LegalForm(models.TextChoices):
    """The legal form of the project today; having none is fine."""

    NONE = "none", _("Aucun statut pour l’instant")
    ASSOCIATION = "association", _("Association")
    SCOP = "scop", _("Scop")
    SCIC = "scic", _("Scic")
    SAS = "sas", _("Société (SAS, SARL…)")
    ESUS = "esus", _("Entreprise agréée Esus")
    SOLE = "sole", _("Entreprise individuelle, micro-entreprise")
    FOUNDATION = "foundation", _("Fondation, fonds de dotation")
    OTHER = "other", _("Autre")


class FactKey(models.TextChoices):
    """What the rules of the offers may ask about a project."""

    STAGE = "stage", _("Étape")
    LEGAL_FORM = "legal_form", _("Statut juridique")
    COMMUNE = "commune", _("Commune")
    PUBLICS = "publics", _("Publics")
    SUBJECTS = "subjects", _("Besoins")
    AMOUNT_SOUGHT = "amount_sought", _("Somme recherchée, en euros")
    HEADCOUNT = "headcount", _("Personnes engagées dans le projet")
    EMPLOYEES = "employees", _("Salariés")
    HAS_PREMISES = "has_premises", _("Dispose déjà d’un local")
    POSTAL_WORKER = "postal_worker", _("Porté par un postier ou une postière")
    ACCOUNTS_YEARS = "accounts_years", _("Bilans déjà clos")
    CAMPAIGN_READY = "campaign_ready", _("Prêt à lancer une campagne de dons")


# Kept on the project itself; the others are rows of `Fact`.
DERIVED_FACTS = (FactKey.STAGE, FactKey.LEGAL_FORM, FactKey.COMMUNE, FactKey.SUBJECTS)
NUMBER_FACTS = (
    FactKey.AMOUNT_SOUGHT,
    FactKey.HEADCOUNT,
    FactKey.EMPLOYEES,
    FactKey.ACCOUNTS_YEARS,
)
YES_NO_FACTS = (FactKey.HAS_PREMISES, FactKey.POSTAL_WORKER, FactKey.CAMPAIGN_READY)

# How long a fact stays true unless somebody says it again, in days; a stale fact is unknown.
VALIDITY_DAYS = {
    FactKey.AMOUNT_SOUGHT: 365,
    FactKey.HEADCOUNT: 365,
    FactKey.EMPLOYEES: 365,
    FactKey.ACCOUNTS_YEARS: 365,
    FactKey.HAS_PREMISES: 365,
    FactKey.CAMPAIGN_READY: 180,
}


class FactSource(models.TextChoices):
    """Who says so."""

    DECLARED = "declared", _("Dit par le porteur")
    OFFICER = "officer", _("Noté par la ville")
    REGISTER = "register", _("Lu dans un registre public")


class Carrier(models.TextChoices):
    """In whose name the project is carried; none of them needs a legal existence but the last."""

    ALONE = "alone", _("Seul ou seule")
    TOGETHER = "together", _("À plusieurs")
    STRUCTURE = "structure", _("Au nom d’une structure qui existe déjà")


class ContactPreference(models.TextChoices):
    """How the holder prefers to be reached."""

    EMAIL = "email", _("Par courriel")
    PHONE = "phone", _("Par téléphone")


class ConsentMode(models.TextChoices):
    """How the holder agreed to be followed by the town."""

    ONLINE = "online", _("En ligne")
    PHONE = "phone", _("Par téléphone")
    DESK = "desk", _("Au guichet")
    LETTER = "letter", _("Par courrier signé")


class News(models.TextChoices):
    """What a holder answers when asked how it goes."""

    GOES_ON = "goes_on", _("Mon projet avance")
    PAUSE = "pause", _("Je fais une pause")
    OVER = "over", _("Mon projet est terminé")


class Verdict(models.TextChoices):
    """What the officer decides when reading a project."""

    ACCEPT = "accept", _("Accompagner ce projet")
    ASK_COMPLETION = "ask_completion", _("Demander des précisions")
    REDIRECT = "redirect", _("Réorienter vers un autre interlocuteur")
    REFUSE = "refuse", _("Ne pas retenir")


class PublicField(models.TextChoices):
    """What the holder may publish, field by field; the title and the summary come with publication."""

    STAGE = "stage", _("L’étape du projet")
    COMMUNE = "commune", _("La commune ou le quartier")
    SUBJECTS = "subjects", _("Ce que le projet cherche")
    PUBLICS = "publics", _("Pour qui")
    LEGAL_FORM = "legal_form", _("Le statut juridique")
    HOLDER = "holder", _("Votre prénom et votre nom")
    SUPPORTERS = "supporters", _("Les structures qui vous accompagnent, aujourd’hui et ensuite")


class HelpKind(models.TextChoices):
    """What a holder asks of neighbours and peers."""

    SKILLS = "skills", _("Un savoir-faire")
    TIME = "time", _("Du temps")
    EQUIPMENT = "equipment", _("Du matériel")
    PREMISES = "premises", _("Un lieu")


class HelpCallState(models.TextChoices):
    """Where a call for help stands; it is read by everybody while it is open and its day has not passed."""

    OPEN = "open", _("Ouvert")
    CLOSED = "closed", _("Refermé par le porteur")
    OVER = "over", _("Arrivé à son terme")
    REMOVED = "removed", _("Retiré par la ville")


class HelpOfferState(models.TextChoices):
    """What became of the help that somebody offered."""

    UNCONFIRMED = "unconfirmed", _("Adresse à confirmer")
    WAITING = "waiting", _("En attente d’une réponse")
    ACCEPTED = "accepted", _("Accepté")
    DECLINED = "declined", _("Décliné")
    WITHDRAWN = "withdrawn", _("Repris par son auteur")
    LAPSED = "lapsed", _("Sans suite : l’appel est terminé")


# A person has one offer of these at most for a call.
LIVE_OFFERS = (HelpOfferState.UNCONFIRMED, HelpOfferState.WAITING, HelpOfferState.ACCEPTED)
UNSETTLED_OFFERS = (HelpOfferState.UNCONFIRMED, HelpOfferState.WAITING)


class HelpReportState(models.TextChoices):
    """What the town made of a call that somebody reported."""

    WAITING = "waiting", _("À lire")
    UPHELD = "upheld", _("L’appel a été retiré")
    DISMISSED = "dismissed", _("L’appel reste")


PHRASES = {
    "help_call.published": _("Appel à un coup de main publié"),
    "help_call.edited": _("Appel à un coup de main modifié"),
    "help_call.renewed": _("Appel à un coup de main prolongé"),
    "help_call.closed": _("Appel à un coup de main refermé"),
    "help_call.ended": _("Appel à un coup de main arrivé à son terme"),
    "help_call.reported": _("Appel à un coup de main signalé à la ville"),
    "help_call.kept": _("Appel à un coup de main signalé, et laissé en place"),
    "help_call.removed": _("Appel à un coup de main retiré par la ville"),
    "help_offer.made": _("Coup de main proposé"),
    "help_offer.accepted": _("Coup de main accepté"),
    "help_offer.declined": _("Coup de main décliné"),
    "help_offer.withdrawn": _("Coup de main repris par son auteur"),
    "help_offer.message": _("Message au sujet d’un coup de main"),
    "project.submitted": _("Projet proposé"),
    "project.entered": _("Projet saisi par la ville"),
    "project.accepted": _("Accompagnement décidé"),
    "project.completion_asked": _("Précisions demandées"),
    "project.completed": _("Précisions apportées"),
    "project.redirected": _("Projet réorienté"),
    "project.refused": _("Projet non retenu"),
    "project.referent_assigned": _("Référent désigné"),
    "project.edited": _("Fiche modifiée"),
    "project.published": _("Fiche publiée"),
    "project.unpublished": _("Fiche retirée du public"),
    "project.paused": _("Projet mis en pause"),
    "project.resumed": _("Projet repris"),
    "project.closed": _("Projet terminé"),
    "project.imported": _("Dossier arrivé d’une autre installation"),
    "project.reopened": _("Accompagnement repris"),
    "project.unarchived": _("Projet sorti des archives"),
    "project.news_asked": _("Nouvelles demandées au porteur"),
    "project.news_given": _("Nouvelles du porteur"),
    "project.merged": _("Deux dossiers réunis"),
    "project.archived": _("Projet archivé"),
    "project.transferred": _("Projet transmis"),
    "project.consent_noted": _("Accord du porteur noté"),
    "fact.recorded": _("Information notée"),
    "fact.confirmed": _("Information confirmée"),
    "need.opened": _("Besoin ajouté"),
    "need.closed": _("Besoin refermé"),
    "member.invited": _("Personne invitée"),
    "member.joined": _("Invitation acceptée"),
    "member.left": _("Départ de l’équipe"),
}
