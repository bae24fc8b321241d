"""What the composers share: addresses of pages, and from which side the recipient looks."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.models import GroupAnswer, Referral
from terreau.accompaniment.sides import may_read
from terreau.accounts.models import User
from terreau.directory.models import Organisation
from terreau.kernel.typography import date_in_words
from terreau.messaging import links, mails, replies
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message, ThreadMessage
from terreau.projects.models import Project

READERS: dict[str, Any] = {
    Circle.EVERYONE: gettext_lazy("le porteur, l’organisme et la ville"),
    Circle.TEAM: gettext_lazy("l’organisme et la ville, pas le porteur"),
}
# A group says who reads as a demand does; its organisations are several.
GROUP_READERS: dict[str, Any] = {
    Circle.EVERYONE: gettext_lazy("le porteur, les organismes du groupe et la ville"),
    Circle.TEAM: gettext_lazy("les organismes du groupe et la ville, pas le porteur"),
}


@mails.reader_of("accompaniment.referral")
def may_stand_in_on_referral(reader: User, referral: Referral, absent: User) -> bool:
    """A holder's mails hold the holder's own links: they wait. Those of colleagues may be read."""
    return absent != referral.project.owner and reader.has_perm("accompaniment.view_referral", referral)


@mails.reader_of("messaging.threadmessage")
def may_stand_in_on_message(reader: User, said: ThreadMessage, absent: User) -> bool:
    target: Any = said.thread.target
    project = target if isinstance(target, Project) else getattr(target, "project", None)
    return project is not None and absent != project.owner and may_read(reader, said)


@mails.organisation_behind("accompaniment.referral")
def organisation_of_referral(referral: Referral) -> Organisation:
    return referral.team.organisation


@mails.organisation_behind("messaging.threadmessage")
def organisation_of_message(said: ThreadMessage) -> Organisation | None:
    target: Any = said.thread.target
    return target.team.organisation if isinstance(target, Referral) else None


def page(name: str, *args: str) -> str:
    """Return the full address of a page, in the language of the mail."""
    return settings.BASE_URL + reverse(f"accompaniment:{name}", args=args)


def side_of(referral: Referral, message: Message) -> str:
    """Return from which side the recipient looks at the referral."""
    if message.user_id and message.user_id == referral.project.owner_id:
        return Side.HOLDER
    if message.user_id and message.user_id == referral.project.referent_id:
        return Side.DESK
    return Side.ORGANISATION


def answer_url(referral: Referral, message: Message) -> str:
    """Return the link by which the organisation answers without an account."""
    return page("answer", links.issue(purpose=LinkPurpose.ANSWER, target=referral, email=message.address))


def is_of_the_organisation(referral: Referral, message: Message) -> bool:
    """Say whether the recipient may read the demand: a charter may be signed by a parent organisation."""
    if message.address.lower() in {
        referral.inbox.lower(),
        referral.team.email.lower(),
        referral.team.organisation.email.lower(),
    }:
        return True
    return bool(message.user_id) and referral.team.members.present().filter(user=message.user_id).exists()


def promised(referral: Referral) -> str:
    """Return the day of the promised answer, in words."""
    return date_in_words(referral.due_at, weekday=True) if referral.due_at else ""


def answerable(target: Any, message: Message, circle: str) -> dict[str, Any]:
    """Return the facts of a mail that can be answered by mail, with who reads the answer; else none."""
    address = replies.address_for(target=target, message=message, circle=circle)
    if not address:
        return {}
    readers = _("le porteur et la ville")
    if isinstance(target, Referral | GroupAnswer):
        readers = (READERS if isinstance(target, Referral) else GROUP_READERS)[circle]
    footer = _("Répondre à ce courriel écrit dans la conversation, que lisent : %(readers)s.")
    return {"reply_to": address, "answerable": True, "footer": footer % {"readers": readers}}
