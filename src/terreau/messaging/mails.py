"""How the mail of each event is composed: a registry filled by the apps' own `mails.py`.

    @mails.composer("referral.sent")
    def referral_sent(target, message) -> mails.Mail | None: …

A composer is called when the mail leaves, in the recipient's language. It returns None when the mail
is moot by then: nothing is sent, and the message is cancelled.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.messaging.enums import InboundReason, Pace
from terreau.messaging.inbound import quotes, reading
from terreau.messaging.inbound.sealed import unseal
from terreau.messaging.models import InboundMail, Message
from terreau.messaging.registry import (
    REGISTRY,
    Composer,
    Mail,
    composer,
    is_optional,
    open_to_choice,
    organisation_behind,
    reader_of,
)

__all__ = [
    "REGISTRY",
    "Composer",
    "Mail",
    "Pace",
    "composer",
    "is_optional",
    "open_to_choice",
    "organisation_behind",
    "reader_of",
]

SHOWN = 3000  # characters of the answer that are given back

# What is wrong, then what to do.
SENTENCES: Mapping[str, Any] = {
    InboundReason.NO_ADDRESS: gettext_lazy(
        "Votre message n’est lié à aucune conversation. Répondez directement à un courriel de la plateforme, "
        "sans changer l’adresse du destinataire."
    ),
    InboundReason.BAD_ADDRESS: gettext_lazy(
        "L’adresse à laquelle vous avez répondu ne sert plus, ou elle a été recopiée en partie. Ouvrez la "
        "conversation depuis le site."
    ),
    InboundReason.OTHER_SENDER: gettext_lazy(
        "Cette adresse de réponse appartient à une autre personne, ou vous écrivez depuis une autre adresse "
        "que celle de votre compte. Répondez depuis l’adresse qui a reçu le courriel, ou depuis le site."
    ),
    InboundReason.EMPTY: gettext_lazy(
        "Nous n’avons trouvé aucun texte au-dessus du message cité. Écrivez votre réponse tout en haut, puis "
        "renvoyez-la."
    ),
    InboundReason.TOO_BIG: gettext_lazy(
        "Votre message dépasse 25 Mo. Renvoyez-le sans fichier joint, ou avec un lien vers vos fichiers."
    ),
    InboundReason.TOO_MANY: gettext_lazy(
        "Trop de messages sont arrivés de votre adresse en une heure. Réessayez dans une heure."
    ),
}


@composer("reply.refused", label=gettext_lazy("Une réponse par courriel n’a pas pu être publiée"))
def reply_refused(mail: InboundMail, message: Message) -> Mail | None:
    reason = mail.explanation or str(SENTENCES.get(mail.reason, ""))
    return Mail(
        subject=_("Votre réponse n’a pas été publiée : %(subject)s") % {"subject": mail.subject},
        title=_("Votre réponse n’a pas été publiée"),
        paragraphs=[reason, _("Voici ce que vous aviez écrit :"), _written(mail)],
    )


@composer("reply.posted", label=gettext_lazy("Une réponse par courriel a été publiée en partie"))
def reply_posted(mail: InboundMail, message: Message) -> Mail | None:
    return Mail(
        subject=_("Votre réponse est publiée, avec une remarque : %(subject)s") % {"subject": mail.subject},
        title=_("Votre réponse est publiée, avec une remarque"),
        paragraphs=mail.explanation.split("\n"),
    )


def _written(mail: InboundMail) -> str:
    text = quotes.strip(reading.read(unseal(mail.raw)).text)
    return text[:SHOWN] or _("(aucun texte)")
