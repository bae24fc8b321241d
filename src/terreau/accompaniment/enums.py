"""Words of the accompaniment: states of a referral, reasons, outcomes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferralState(models.TextChoices):
    """Where a referral is; the moves between states are in `states.py`."""

    PROPOSED = "proposed", _("proposée au porteur")
    CONSENTED = "consented", _("acceptée par le porteur")
    SENT = "sent", _("envoyée à l’organisme")
    SEEN = "seen", _("reçue par l’organisme")
    ACCEPTED = "accepted", _("acceptée par l’organisme")
    IN_PROGRESS = "in_progress", _("accompagnement en cours")
    CLOSED = "closed", _("terminée")
    REFUSED = "refused", _("déclinée par l’organisme")
    EXPIRED = "expired", _("restée sans réponse")
    WITHDRAWN = "withdrawn", _("retirée")
    REROUTED = "rerouted", _("réorientée")


# The organisation has the demand and has not answered.
WAITING = frozenset({ReferralState.SENT, ReferralState.SEEN})
# The organisation said yes and the work is not over.
RUNNING = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS})
# Counts against the capacity of a team.
OPEN = frozenset({ReferralState.PROPOSED, ReferralState.CONSENTED}) | WAITING | RUNNING
# The organisation may read what the holder agreed to send.
READABLE = WAITING | RUNNING | {ReferralState.CLOSED, ReferralState.REFUSED}


class CallState(models.TextChoices):
    """Where a call in waves is; the moves between states are in `states.py`."""

    PROPOSED = "proposed", _("proposé au porteur")
    RUNNING = "running", _("en cours")
    FILLED = "filled", _("pourvu")
    EXHAUSTED = "exhausted", _("épuisé sans assez de réponses")
    STOPPED = "stopped", _("arrêté")


# The call is not over.
CALLING = frozenset({CallState.PROPOSED, CallState.RUNNING})


class GroupState(models.TextChoices):
    """Where a group answer is; the moves between states are in `states.py`."""

    PROPOSED = "proposed", _("proposée au porteur")
    RUNNING = "running", _("en cours")
    ENDED = "ended", _("terminée")
    CALLED_OFF = "called_off", _("abandonnée")


# The group is not over.
OPEN_GROUPS = frozenset({GroupState.PROPOSED, GroupState.RUNNING})


class PartRole(models.TextChoices):
    """What an organisation is in a group."""

    LEAD = "lead", _("chef de file")
    MEMBER = "member", _("membre du groupe")


class RefusalReason(models.TextChoices):
    """Why an organisation says no."""

    OUT_OF_SCOPE = "out_of_scope", _("Hors de notre périmètre")
    OUT_OF_CRITERIA = "out_of_criteria", _("Hors de nos critères")
    FULL = "full", _("Plus de disponibilité pour l’instant")
    TOO_EARLY = "too_early", _("Trop tôt pour ce projet")
    BETTER_ELSEWHERE = "better_elsewhere", _("Un autre organisme est mieux placé")
    OTHER = "other", _("Autre raison")


class OutsideState(models.TextChoices):
    """Where a referral outside the platform is; the moves between states are in `states.py`."""

    PROPOSED = "proposed", _("proposée au porteur")
    CONSENTED = "consented", _("acceptée par le porteur, à remettre")
    HANDED = "handed", _("remise à l’organisme")
    CLOSED = "closed", _("terminée")
    WITHDRAWN = "withdrawn", _("retirée")


# The town or the holder still has something to do with it.
OUTSIDE_OPEN = frozenset({OutsideState.PROPOSED, OutsideState.CONSENTED, OutsideState.HANDED})
# The sheet may be printed: the holder agreed, and it still serves.
OUTSIDE_READABLE = frozenset({OutsideState.CONSENTED, OutsideState.HANDED})


class OutsideWay(models.TextChoices):
    """How a sheet reaches an organisation that is not on the platform."""

    PAPER = "paper", _("sur papier, en main propre")
    POST = "post", _("par la poste")
    EMAIL = "email", _("par courriel")
    PHONE = "phone", _("par téléphone, lue à voix haute")
    HOLDER = "holder", _("par le porteur lui-même")


class ScopeReason(models.TextChoices):
    """What an out-of-scope refusal is about: it feeds what the offer says of itself."""

    TERRITORY = "territory", _("le territoire")
    STAGE = "stage", _("l’étape du projet")
    SUBJECT = "subject", _("le sujet du besoin")
    LEGAL_FORM = "legal_form", _("la forme juridique")
    PUBLICS = "publics", _("les publics")
    AMOUNT = "amount", _("le montant")


class ContactKind(models.TextChoices):
    """What happened outside the platform."""

    REVEALED = "revealed", _("coordonnées montrées")
    CALLED = "called", _("appel")


class CallResult(models.TextChoices):
    """What came of a call."""

    REACHED = "reached", _("joint")
    MESSAGE_LEFT = "message_left", _("message laissé")
    NO_ANSWER = "no_answer", _("sans réponse")


class ConsentMode(models.TextChoices):
    """How the holder gave consent."""

    PAGE = "page", _("sur la page du dossier, connecté")
    LINK = "link", _("par le lien reçu par courriel")


class OutcomeSide(models.TextChoices):
    """Who says how it ended."""

    HOLDER = "holder", _("Porteur de projet")
    ORGANISATION = "organisation", _("Organisme")


class OutcomeValue(models.TextChoices):
    """How it ended, in one tap."""

    HELPED = "helped", _("L’aide a été utile")
    PARTLY = "partly", _("En partie")
    NO_HELP = "no_help", _("Cela n’a pas aidé")
    NO_CONTACT = "no_contact", _("Personne n’a pris contact avec moi")
    UNREACHABLE = "unreachable", _("L’autre partie n’a pas été joignable")
    NO_NEWS = "no_news", _("Pas de nouvelles")


# The need got something out of it.
USEFUL = frozenset({OutcomeValue.HELPED, OutcomeValue.PARTLY})
# The holder waits for the organisation, never the other way round.
SAID_BY: dict[str, list[OutcomeValue]] = {
    OutcomeSide.HOLDER: list(OutcomeValue),
    OutcomeSide.ORGANISATION: [value for value in OutcomeValue if value != OutcomeValue.NO_CONTACT],
}


class LinkPurpose(models.TextChoices):
    """The single thing that a capability link of this app allows."""

    CONSENT = "referral.consent", _("donner ou refuser son accord")
    ANSWER = "referral.answer", _("répondre à une demande")
    WAVE_CONSENT = "wave_call.consent", _("donner ou refuser son accord pour un appel par vagues")
    GROUP_CONSENT = "group_answer.consent", _("donner ou refuser son accord pour une réponse en groupe")
    OUTSIDE_CONSENT = (
        "outside.consent",
        _("donner ou refuser son accord pour une orientation hors plateforme"),
    )
    OUTSIDE_OUTCOME = "outside.outcome", _("dire ce qu’a donné une orientation hors plateforme")
    OUTCOME_HOLDER = "referral.outcome_holder", _("dire comment cela s’est passé (porteur)")
    OUTCOME_ORGANISATION = "referral.outcome_organisation", _("dire comment cela s’est passé (organisme)")
    ALERT_CONFIRM = "alert.confirm", _("confirmer une alerte")
    ALERT_END = "alert.end", _("arrêter une alerte")


class ReminderKind(models.TextChoices):
    """The steps of the escalation ladder, then the question on the outcome."""

    CONSENT = "referral.consent_reminder", _("rappel au porteur pour son accord")
    FIRST = "referral.first_reminder", _("rappel à l’équipe")
    SECOND = "referral.second_reminder", _("rappel à une deuxième personne")
    THIRD = "referral.third_reminder", _("rappel au signataire de la charte")
    EXPIRY = "referral.expiry", _("fin de l’attente : la ville reprend la main")
    QUESTION = "referral.question_reminder", _("rappel au porteur : une question attend sa réponse")
    SEARCH = "referral.search_reminder", _("rappel à la ville : une autre offre est attendue")
    NEXT_WAVE = "wave_call.next_wave", _("vague suivante d’un appel")
    WAVE_CONSENT = "wave_call.consent_reminder", _("rappel au porteur pour son accord à un appel par vagues")
    GROUP_CONSENT = "group_answer.consent_reminder", _("rappel au porteur pour son accord à un groupe")
    GROUP_NEWS = "group_answer.news", _("rappel au chef de file : des nouvelles sont attendues")
    OUTCOME = "referral.outcome_question", _("question sur le résultat")
    OUTSIDE_CONSENT = "outside.consent_reminder", _("rappel au porteur pour son accord à une orientation")
    OUTSIDE_HANDING = "outside.handing_reminder", _("rappel à la ville : une fiche est à remettre")
    OUTSIDE_NEWS = "outside.news_reminder", _("prise de nouvelles d’une orientation hors plateforme")


class UnmetCause(models.TextChoices):
    """Why nobody answers a need."""

    NONE = "none", _("Aucune offre connue sur ce sujet ne couvre la commune.")
    RULED_OUT = "ruled_out", _("Les offres qui existent sur ce sujet ne s’adressent pas à ce projet.")
    NO_ROOM = (
        "no_room",
        _("Les équipes qui pourraient aider ne prennent pas de nouvelle demande en ce moment."),
    )
    DECLINED = "declined", _("Les organismes qui pouvaient aider ont tous été sollicités, sans suite.")
    TOLD = "told", _("Dit par la ville")


class OverrideKind(models.TextChoices):
    """What a person of the town decides of an offer, beyond what its rules say of a need."""

    CONFIRM = "confirm", _("Confirmée par la ville")
    ADD = "add", _("Ajoutée par la ville")
    REMOVE = "remove", _("Retirée par la ville")


LADDER = (ReminderKind.FIRST, ReminderKind.SECOND, ReminderKind.THIRD, ReminderKind.EXPIRY)

PHRASES = {
    "referral.proposed": _("Mise en relation proposée"),
    "referral.consented": _("Accord du porteur pour l’envoi"),
    "referral.sent": _("Demande envoyée à l’organisme"),
    "referral.seen": _("Demande reçue par l’organisme"),
    "referral.accepted": _("Demande acceptée par l’organisme"),
    "referral.slot_chosen": _("Premier rendez-vous choisi"),
    "referral.started": _("Accompagnement commencé"),
    "referral.refused": _("Demande déclinée par l’organisme"),
    "referral.asked": _("Question posée par l’organisme"),
    "referral.handed_over": _("Demande transmise à un collègue"),
    "referral.reminded": _("Rappel envoyé à l’organisme"),
    "referral.expired": _("Demande restée sans réponse"),
    "referral.withdrawn": _("Mise en relation retirée"),
    "referral.rerouted": _("Demande réorientée"),
    "referral.closed": _("Mise en relation terminée"),
    "wave_call.proposed": _("Appel par vagues proposé"),
    "wave_call.consented": _("Accord du porteur pour l’appel par vagues"),
    "wave_call.wave_opened": _("Vague d’organismes sollicitée"),
    "wave_call.filled": _("Appel par vagues pourvu"),
    "wave_call.exhausted": _("Appel par vagues épuisé"),
    "wave_call.stopped": _("Appel par vagues arrêté"),
    "group_answer.proposed": _("Réponse en groupe proposée"),
    "group_answer.widened": _("Un organisme de plus proposé pour le groupe"),
    "group_answer.consented": _("Accord du porteur pour la réponse en groupe"),
    "group_answer.called_off": _("Réponse en groupe abandonnée"),
    "group_answer.lead_named": _("Chef de file nommé"),
    "group_answer.news_given": _("Nouvelles données par le chef de file"),
    "group_answer.left": _("Un organisme a quitté le groupe"),
    "group_answer.ended": _("Réponse en groupe terminée"),
    "partner.wished": _("Partenaire proposé par l’organisme"),
    "partner.answered": _("Réponse de la ville à une proposition de partenaire"),
    "contact.revealed": _("Coordonnées du porteur montrées"),
    "contact.called": _("Appel au porteur noté"),
    "outcome.recorded": _("Résultat recueilli"),
    "outcome.settled": _("Désaccord réglé par la ville"),
    "outside.proposed": _("Orientation hors plateforme proposée"),
    "outside.consented": _("Accord du porteur pour une orientation hors plateforme"),
    "outside.handed": _("Fiche remise hors plateforme"),
    "outside.news_asked": _("Nouvelles demandées d’une orientation hors plateforme"),
    "outside.no_news_yet": _("Pas encore de nouvelles d’une orientation hors plateforme"),
    "outside.closed": _("Orientation hors plateforme terminée"),
    "outside.withdrawn": _("Orientation hors plateforme retirée"),
    "match.overridden": _("Liste des offres corrigée par la ville"),
    "match.restored": _("Correction de la liste des offres annulée"),
    "alert.confirmed": _("Alerte confirmée"),
    "alert.ended": _("Alerte arrêtée"),
    "need.unmet": _("Aucune offre pour ce besoin"),
    "need.settled": _("Besoin sans offre réglé"),
    "need.offer_came": _("Une offre est arrivée pour un besoin"),
    "message.posted": _("Message écrit"),
}
