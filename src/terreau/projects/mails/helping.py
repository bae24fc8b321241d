"""A hand offered, accepted or not: no mail shows an address that its owner did not choose to show."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.kernel.typography import date_in_words
from terreau.messaging import links, replies
from terreau.messaging.enums import Circle
from terreau.messaging.mails import Mail, Pace, composer
from terreau.messaging.models import Message, ThreadMessage
from terreau.projects.enums import HelpOfferState, HelpReportState
from terreau.projects.mails.base import HELP, absolute
from terreau.projects.models import HelpCall, HelpOffer, HelpReport


def offer_page(offer: HelpOffer, message: Message) -> str:
    """Return where the reader finds the offer: by their own link when they have no account."""
    if message.user is not None:
        return absolute("projects:help_offer", offer.reference)
    return absolute("projects:help_by_link", links.issue(purpose=HELP, target=offer, email=offer.email))


def is_for_author(offer: HelpOffer, message: Message) -> bool:
    """Say whether the mail goes to who offered help, rather than to the holder."""
    return message.user_id == offer.user_id


def answerable(offer: HelpOffer, message: Message) -> dict[str, Any]:
    """Return the facts of a mail that is answered by mail, through an address that shows nobody's own."""
    address = replies.address_for(target=offer, message=message, circle=Circle.EVERYONE)
    if not address:
        return {}
    footer = _("Répondre à ce courriel écrit dans votre conversation, sans montrer votre adresse.")
    return {"reply_to": address, "answerable": True, "footer": footer}


@composer("project.help_confirm", label=gettext_lazy("Confirmer un coup de main proposé"), to_author=True)
def help_confirm(target: HelpOffer, message: Message) -> Mail | None:
    if target.state == HelpOfferState.UNCONFIRMED:
        subject, label = _("Confirmez votre coup de main : « %(call)s »"), _("Confirmer mon coup de main")
        words = _("Le porteur lira votre message dès que vous l’aurez confirmé :")
    else:
        subject, label = _("Votre coup de main : « %(call)s »"), _("Suivre mon coup de main")
        words = _("Vous aviez déjà répondu à cet appel. Votre message :")
    return Mail(
        subject=subject % {"call": target.call.title},
        title=_("Un coup de main pour « %(call)s »") % {"call": target.call.title},
        paragraphs=[
            words,
            target.message,
            _("Vous n’avez rien demandé ? Ignorez ce courriel : il ne se passera rien."),
        ],
        action_label=label,
        action_url=offer_page(target, message),
    )


@composer(
    "project.help_offered",
    label=gettext_lazy("Quelqu’un répond à votre appel à un coup de main"),
    pace=Pace.EITHER,
)
def help_offered(target: HelpOffer, message: Message) -> Mail | None:
    if target.state != HelpOfferState.WAITING:
        return None
    facts = {"name": target.author, "call": target.call.title}
    return Mail(
        subject=_("%(name)s propose un coup de main : « %(call)s »") % facts,
        title=_("Quelqu’un veut vous aider"),
        paragraphs=[
            _("%(name)s répond à votre appel « %(call)s ».") % facts,
            target.message,
            _("Vous choisissez : accepter ouvre une conversation, décliner envoie un merci."),
        ],
        action_label=_("Lire et répondre"),
        action_url=offer_page(target, message),
    )


@composer(
    "project.help_introduced",
    label=gettext_lazy("Un coup de main est accepté : les présentations"),
    to_author=True,
)
def help_introduced(target: HelpOffer, message: Message) -> Mail | None:
    if target.state != HelpOfferState.ACCEPTED:
        return None
    for_author = is_for_author(target, message)
    facts = {
        "holder": target.call.project.holder_name,
        "name": target.author,
        "call": target.call.title,
        "project": target.call.project.title,
    }
    words = _("Vous avez accepté le coup de main de %(name)s pour « %(call)s ».")
    if for_author:
        words = _("%(holder)s, qui porte le projet « %(project)s », accepte votre coup de main.")
    shown = target.holder_address_shown if for_author else target.address_shown
    relay = answerable(target, message)
    talk = _("Une conversation est ouverte sur la plateforme : vous pouvez vous écrire.")
    if relay:
        talk = _("Une conversation est ouverte : y répondre par courriel ne montre pas votre adresse.")
    return Mail(
        subject=_("Un coup de main accepté : « %(call)s »") % facts,
        title=_("Faites connaissance"),
        paragraphs=[
            words % facts,
            *([target.answer] if target.answer else []),
            talk,
            *([_("L’autre personne vous montre la sienne : %(email)s.") % {"email": shown}] if shown else []),
        ],
        action_label=_("Ouvrir la conversation"),
        action_url=offer_page(target, message),
        **relay,
    )


@composer("project.help_declined", label=gettext_lazy("Votre coup de main n’a pas été retenu"))
def help_declined(target: HelpOffer, message: Message) -> Mail | None:
    if target.state not in (HelpOfferState.DECLINED, HelpOfferState.LAPSED):
        return None
    facts = {"call": target.call.title}
    words = _(
        "Le porteur de l’appel « %(call)s » vous remercie : il n’aura pas besoin de votre aide cette fois."
    )
    if target.state == HelpOfferState.LAPSED:
        words = _(
            "L’appel « %(call)s » est terminé. Merci d’y avoir répondu : votre aide n’a pas été retenue."
        )
    return Mail(
        subject=_("Merci pour votre proposition : « %(call)s »") % facts,
        title=_("Merci d’avoir proposé votre aide"),
        paragraphs=[
            words % facts,
            *([target.answer] if target.answer else []),
            _("D’autres projets cherchent un coup de main."),
        ],
        action_label=_("Voir les autres appels"),
        action_url=absolute("projects:help_list"),
    )


@composer(
    "project.help_withdrawn",
    label=gettext_lazy("Une personne reprend son coup de main"),
    pace=Pace.EITHER,
)
def help_withdrawn(target: HelpOffer, message: Message) -> Mail:
    facts = {"name": target.author, "call": target.call.title}
    return Mail(
        subject=_("%(name)s ne peut plus vous aider : « %(call)s »") % facts,
        title=_("Un coup de main est repris"),
        paragraphs=[_("%(name)s avait répondu à votre appel « %(call)s », et ne peut plus aider.") % facts],
        action_label=_("Voir mon appel"),
        action_url=offer_page(target, message),
    )


@composer(
    "project.help_message", label=gettext_lazy("Un message au sujet d’un coup de main"), pace=Pace.EITHER
)
def help_message(said: ThreadMessage, message: Message) -> Mail | None:
    offer = said.thread.target
    if not isinstance(offer, HelpOffer) or offer.state != HelpOfferState.ACCEPTED:
        return None
    facts = {"author": said.author_label, "call": offer.call.title}
    return Mail(
        subject=_("%(author)s vous écrit : « %(call)s »") % facts,
        title=_("Message de %(author)s") % facts,
        paragraphs=said.body.split("\n\n"),
        action_label=_("Répondre"),
        action_url=offer_page(offer, message),
        **answerable(offer, message),
    )


@composer(
    "project.help_ends",
    label=gettext_lazy("Votre appel à un coup de main arrive à son terme"),
    pace=Pace.EITHER,
)
def help_ends(target: HelpCall, message: Message) -> Mail | None:
    del message
    if not target.is_in_force:
        return None
    facts = {"call": target.title, "date": date_in_words(target.until)}
    return Mail(
        subject=_("Votre appel « %(call)s » s’arrête le %(date)s") % facts,
        title=_("Votre appel arrive à son terme"),
        paragraphs=[
            _("Après le %(date)s, plus personne ne lira « %(call)s ».") % facts,
            _("Vous pouvez le prolonger, le refermer, ou ne rien faire."),
        ],
        action_label=_("Ouvrir mon appel"),
        action_url=_managed(target),
    )


@composer("project.help_removed", label=gettext_lazy("La ville a retiré un appel à un coup de main"))
def help_removed(target: HelpCall, message: Message) -> Mail:
    del message
    facts = {"call": target.title, "reason": target.removal_reason}
    return Mail(
        subject=_("La ville a retiré votre appel « %(call)s »") % facts,
        title=_("Votre appel n’est plus public"),
        paragraphs=[
            _("La ville a retiré l’appel « %(call)s » des pages publiques.") % facts,
            _("Pourquoi : %(reason)s") % facts,
            _("Une question, un désaccord ? Écrivez à la ville depuis votre dossier."),
        ],
        action_label=_("Ouvrir mon appel"),
        action_url=_managed(target),
    )


@composer(
    "project.help_reported",
    label=gettext_lazy("Un appel à un coup de main est signalé"),
    optional=True,
    pace=Pace.EITHER,
)
def help_reported(target: HelpReport, message: Message) -> Mail | None:
    del message
    if target.state != HelpReportState.WAITING:
        return None
    facts = {"call": target.call.title}
    return Mail(
        subject=_("Appel signalé : « %(call)s »") % facts,
        title=_("Un appel à un coup de main est signalé"),
        paragraphs=[
            _("Quelqu’un signale l’appel « %(call)s » :") % facts,
            target.message,
            _("Vous le laissez en place, ou vous le retirez en disant pourquoi."),
        ],
        action_label=_("Lire et décider"),
        action_url=absolute("projects:help_moderate", target.call.slug),
    )


def _managed(call: HelpCall) -> str:
    return absolute("projects:help_manage", call.project.reference, call.slug)
