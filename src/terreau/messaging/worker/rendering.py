"""From a message of the outbox to a mail: composed now, in the recipient's language."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from terreau.messaging.copies import Letter, hide
from terreau.messaging.enums import MailChoice
from terreau.messaging.mails import REGISTRY, Mail
from terreau.messaging.models import DIGEST, Message
from terreau.messaging.queries.choosing import choice_for
from terreau.messaging.worker.digests import compose_parts, digest_mail
from terreau.messaging.worker.standing_in import is_away
from terreau.territories.queries import operator

UNSUBSCRIBE = "messaging.unsubscribe"


class NoComposer(LookupError):
    """No app composes the mail of this event."""


class Outgoing(EmailMultiAlternatives):
    """A mail ready to leave, the secrets that it holds, and the mails that it brings inside it."""

    secrets: Sequence[str] = ()
    brings: Sequence[tuple[Message, "Outgoing"]] = ()

    @property
    def subject_kept(self) -> str:
        return hide(str(self.subject), self.secrets)

    @property
    def letter(self) -> Letter:
        """What is kept of it."""
        html = str(self.alternatives[0][0])
        return Letter(
            to=", ".join(self.to),
            reply_to=hide(", ".join(self.reply_to), self.secrets),
            text=hide(str(self.body), self.secrets),
            html=hide(html, self.secrets),
        )


def render(message: Message, connection: Any = None) -> Outgoing | None:
    """Return the mail, or None when it is moot: no reader, no object, refused, or composed as None."""
    with links.noted() as secrets:
        rendering = _render_digest if message.event == DIGEST else _render_one
        built = rendering(message, connection)
    if built is not None:
        for one in (built, *(part for _message, part in built.brings)):
            one.secrets = secrets
    return built


def _render_one(message: Message, connection: Any) -> Outgoing | None:
    mail = compose(message)
    if mail is None:
        return None
    with _in_words_of(message):
        return _build(message, mail, connection, may_refuse=REGISTRY[message.event].optional)


def compose(message: Message) -> Mail | None:
    """Return what a message says to its reader, in their language; None when it is moot."""
    composer = REGISTRY.get(message.event)
    if composer is None:
        raise NoComposer(message.event)
    target = message.target
    if target is None or not message.address or _is_refused(message, target):
        return None
    with _in_words_of(message):
        mail = composer.compose(target, message)
        return None if mail is None else _for_stand_in(mail, message)


@contextmanager
def _in_words_of(message: Message) -> Iterator[None]:
    language = message.stand_in.language if message.stand_in else message.language
    with translation.override(language), links.reproducible(message.nonce):
        yield


def _render_digest(digest: Message, connection: Any) -> Outgoing | None:
    """Return the mail of the day; None when nothing is left to say, or when its reader is away by now."""
    if not digest.address or is_away(digest):
        return None
    parts = compose_parts(digest, compose)
    if not parts:
        return None
    with _in_words_of(digest):
        built = _build(digest, digest_mail([mail for _part, mail in parts]), connection)
    built.brings = [(part, _alone(part, mail)) for part, mail in parts]
    return built


def _alone(part: Message, mail: Mail) -> Outgoing:
    """Return a part of a mail of the day as a mail of its own: the file that it is about keeps it."""
    with _in_words_of(part):
        return _build(part, mail, None)


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


def _is_refused(message: Message, target: Any) -> bool:
    return message.user is not None and choice_for(message.user, message.event, target) == MailChoice.NEVER


def _build(message: Message, mail: Mail, connection: Any, *, may_refuse: bool = False) -> Outgoing:
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    footer = mail.footer
    url = absolute(mail.unsubscribe_url)
    if not url and may_refuse and message.user_id:
        url = _unsubscribe_url(message)
    if url:
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        footer = "\n".join(
            filter(None, [footer, _("Ne plus recevoir ces courriels : %(url)s") % {"url": url}])
        )
    context = _context(message, mail, footer) | {"reply_mark": mail.answerable and reply_mark()}
    built = Outgoing(
        " ".join(mail.subject.split())[:240],
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
        "parts": [replace(part, action_url=absolute(part.action_url)) for part in mail.parts],
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
