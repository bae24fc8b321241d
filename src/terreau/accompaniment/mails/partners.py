"""Mails about the partner that an organisation proposes: to the town, then back to the organisation."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.mails.base import answer_url, is_of_the_organisation, page
from terreau.accompaniment.models import PartnerWish, Referral
from terreau.messaging import mails
from terreau.messaging.models import Message


@mails.composer("partner.wished", label=gettext_lazy("Un organisme propose de répondre avec un autre"))
def partner_wished(referral: Referral, message: Message) -> mails.Mail | None:
    wish = PartnerWish.objects.filter(pk=message.occasion, settled_at=None).first()
    if wish is None:
        return None
    names = {"organisation": referral.team.organisation, "partner": wish.partner}
    return mails.Mail(
        subject=_("%(organisation)s aimerait répondre avec %(partner)s") % names,
        title=_("Un partenaire est proposé"),
        paragraphs=[
            wish.reason,
            _("Si cet organisme aide déjà sur ce besoin, formez le groupe ; sinon, proposez-lui le besoin."),
        ],
        action_label=_("Lire et décider"),
        action_url=page("group_new", referral.project.reference, str(referral.need_id)),
    )


@mails.composer("partner.answered", label=gettext_lazy("La ville répond au sujet d’un partenaire"))
def partner_answered(referral: Referral, message: Message) -> mails.Mail | None:
    wish = PartnerWish.objects.filter(pk=message.occasion).exclude(answer="").first()
    if wish is None or not is_of_the_organisation(referral, message):
        return None
    return mails.Mail(
        subject=_("La ville vous répond au sujet de %(partner)s") % {"partner": wish.partner},
        title=_("Votre proposition de partenaire"),
        paragraphs=[_("Vous aviez proposé : %(partner)s.") % {"partner": wish.partner}, wish.answer],
        action_label=_("Voir la demande"),
        action_url=answer_url(referral, message),
    )
