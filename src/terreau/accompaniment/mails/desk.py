"""Mails to the town's officer alone."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.mails.base import page
from terreau.accompaniment.models import Referral
from terreau.messaging import mails
from terreau.messaging.models import Message


@mails.composer("referral.declined", label=gettext_lazy("Un porteur ne souhaite pas une mise en relation"))
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


@mails.composer("outcome.disagreement", label=gettext_lazy("Les deux parties ne disent pas la même chose"))
def outcome_disagreement(referral: Referral, message: Message) -> mails.Mail | None:
    said = [
        f"{outcome.get_side_display()} : {outcome.get_value_display()}" for outcome in referral.outcomes.all()
    ]
    return mails.Mail(
        subject=_("Deux avis différents sur une mise en relation"),
        title=_("Les deux parties ne disent pas la même chose"),
        paragraphs=[*said, _("Un appel à chacun dira ce qu’il faut corriger, et si le besoin reste ouvert.")],
        action_label=_("Voir la mise en relation"),
        action_url=page("referral", referral.reference),
    )
