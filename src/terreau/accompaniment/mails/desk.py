"""Mails to the town's officer alone."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.enums import CallState, ReferralState
from terreau.accompaniment.mails.base import page
from terreau.accompaniment.models import GroupAnswer, Referral, Settlement, UnmetNeed, WaveCall
from terreau.messaging import mails
from terreau.messaging.models import Message
from terreau.projects.models import Project


@mails.composer(
    "referral.declined",
    label=gettext_lazy("Un porteur ne souhaite pas une mise en relation"),
    pace=mails.Pace.DAILY,
)
def referral_declined(referral: Referral, message: Message) -> mails.Mail | None:
    paragraphs = [
        _("%(holder)s ne souhaite pas être mis en relation avec %(organisation)s. Rien n’a été envoyé.")
        % {"holder": referral.project.owner.full_name, "organisation": referral.team.organisation}
    ]
    if referral.withdrawn_reason:
        paragraphs.append(referral.withdrawn_reason)
    return mails.Mail(
        subject=_("Le porteur ne souhaite pas cette mise en relation"),
        title=_("Une proposition écartée par le porteur"),
        paragraphs=paragraphs,
        action_label=_("Voir le dossier"),
        action_url=page("file", referral.project.reference),
    )


@mails.composer("referral.holder_silent", label=gettext_lazy("Un porteur ne répond pas : il faut l’appeler"))
def referral_holder_silent(referral: Referral, message: Message) -> mails.Mail | None:
    if referral.state != ReferralState.PROPOSED and referral.question_at is None:
        return None
    return holder_silent(referral.project, page("referral", referral.reference))


@mails.composer(
    "wave_call.holder_silent", label=gettext_lazy("Un porteur ne répond pas à un appel par vagues")
)
def wave_call_holder_silent(call: WaveCall, message: Message) -> mails.Mail | None:
    if call.state != CallState.PROPOSED:
        return None
    return holder_silent(call.project, page("wave_call", call.reference))


@mails.composer(
    "group_answer.holder_silent", label=gettext_lazy("Un porteur ne répond pas à une réponse en groupe")
)
def group_answer_holder_silent(group: GroupAnswer, message: Message) -> mails.Mail | None:
    if not group.parts.filter(left_at=None, agreed_at=None).exists():
        return None
    return holder_silent(group.project, page("group", group.reference))


@mails.composer(
    "outcome.disagreement",
    label=gettext_lazy("Les deux parties ne disent pas la même chose"),
    pace=mails.Pace.DAILY,
)
def outcome_disagreement(referral: Referral, message: Message) -> mails.Mail | None:
    if Settlement.objects.filter(referral=referral).exists():
        return None
    said = [
        f"{outcome.get_side_display()} : {outcome.get_value_display()}" for outcome in referral.outcomes.all()
    ]
    return mails.Mail(
        subject=_("Deux avis différents sur une mise en relation"),
        title=_("Les deux parties ne disent pas la même chose"),
        paragraphs=[
            *said,
            _("Un appel à chacun dira ce qu’il faut corriger, et si le besoin reste ouvert."),
            _("La tâche attend dans votre file « Bilans qui se contredisent » : une note la règle."),
        ],
        action_label=_("Lire les deux avis et régler"),
        action_url=page("referral", referral.reference),
    )


@mails.composer(
    "need.offer_to_read", label=gettext_lazy("Une offre pour un besoin sans offre"), optional=True
)
def need_offer_to_read(unmet: UnmetNeed, message: Message) -> mails.Mail | None:
    if unmet.settled_by is None or unmet.need.closed_at is not None:
        return None
    words = {
        "title": unmet.need.project.title,
        "subject": unmet.need.subject,
        "offer": unmet.settled_by.title,
    }
    return mails.Mail(
        subject=_("« %(title)s » : une offre pour un besoin qui n’en avait pas") % words,
        title=_("Une offre est arrivée pour un besoin"),
        paragraphs=[
            _("« %(offer)s » peut répondre au besoin « %(subject)s ». Le porteur est prévenu.") % words
        ],
        action_label=_("Lire les offres"),
        action_url=page("offers", unmet.need.project.reference, str(unmet.need_id)),
    )


def holder_silent(project: Project, url: str) -> mails.Mail:
    """Return the mail about a holder whom reminders do not reach."""
    return mails.Mail(
        subject=_("%(holder)s ne répond pas : un appel débloquerait « %(project)s »")
        % {"holder": project.owner.full_name, "project": project.title},
        title=_("Un porteur ne répond pas à nos rappels"),
        paragraphs=[
            _("%(holder)s a reçu plusieurs rappels et n’a pas répondu.")
            % {"holder": project.owner.full_name},
            _("Un appel dira s’il faut attendre, répondre à sa place ou retirer la proposition."),
        ],
        action_label=_("Voir ce qui attend"),
        action_url=url,
    )
