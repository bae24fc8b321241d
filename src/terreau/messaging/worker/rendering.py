"""From a message of the outbox to a mail: composed now, in the recipient's language."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from terreau.messaging import links
from terreau.messaging.mails import REGISTRY, Composer, Mail
from terreau.messaging.models import Message, Preference
from terreau.territories.queries import operator

UNSUBSCRIBE = "messaging.unsubscribe"


class NoComposer(LookupError):
    """No app composes the mail of this event."""


def render(message: Message, connection: Any = None) -> EmailMultiAlternatives | None:
    """Return the mail, or None when it is moot: no reader, no object, refused, or composed as None."""
    composer = REGISTRY.get(message.event)
    if composer is None:
        raise NoComposer(message.event)
    target = message.target
    if target is None or not message.address or _is_refused(message, composer):
        return None
    language = message.stand_in.language if message.stand_in else message.language
    with translation.override(language), links.reproducible(message.nonce):
        mail = composer.compose(target, message)
        return None if mail is None else _build(message, _for_stand_in(mail, message), composer, connection)


def _for_stand_in(mail: Mail, message: Message) -> Mail:
    """Tell somebody who reads for an absent person whose mail this is."""
    if message.stand_in is None or message.user is None:
        return mail
    name = message.user.full_name
    why = _("Vous recevez ce courriel à la place de %(name)s, qui est absent en ce moment.") % {"name": name}
    return replace(mail, paragraphs=[why, *mail.paragraphs])


def message_id(message: Message) -> str:
    """Return the Message-ID: always the same for a message, so that a second copy is seen as a copy."""
    return f"<{message.pk}.{message.imprint}@{urlsplit(settings.BASE_URL).hostname}>"


def absolute(url: str) -> str:
    """Return the address with the site's own beginning."""
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


def _is_refused(message: Message, composer: Composer) -> bool:
    return composer.optional and Preference.objects.filter(user=message.user_id, event=message.event).exists()


def _build(message: Message, mail: Mail, composer: Composer, connection: Any) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    footer = mail.footer
    if composer.optional and message.user_id:
        url = _unsubscribe_url(message)
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        footer = "\n".join(
            filter(None, [footer, _("Ne plus recevoir ces courriels : %(url)s") % {"url": url}])
        )
    context = _context(message, mail, footer) | {"reply_mark": mail.answerable and reply_mark()}
    subject = " ".join(mail.subject.split())[:240]
    built = EmailMultiAlternatives(
        subject,
        render_to_string("look/mail/mail.txt", context),
        to=[message.address],
        reply_to=_reply_to(mail),
        headers=headers,
        connection=connection,
    )
    built.attach_alternative(render_to_string("look/mail/mail.html", context), "text/html")
    return built


def reply_mark() -> str:
    """Return the line above which people write: what stands below is known to be ours."""
    mark = _("Répondez au-dessus de cette ligne")
    return f"–––– {mark} ––––"


def _context(message: Message, mail: Mail, footer: str) -> dict[str, Any]:
    return {
        "language": message.language,
        "subject": mail.subject,
        "title": mail.title,
        "paragraphs": mail.paragraphs,
        "action_label": mail.action_label,
        "action_url": absolute(mail.action_url),
        "footer": footer,
        "operator_name": operator().name,
        "base_url": settings.BASE_URL,
    }


def _reply_to(mail: Mail) -> list[str] | None:
    address = mail.reply_to or operator().contact_email
    return [address] if address else None


def _unsubscribe_url(message: Message) -> str:
    token = links.issue(purpose=UNSUBSCRIBE, target=message, email=message.address)
    return absolute(reverse("messaging:unsubscribe", args=[token]))
