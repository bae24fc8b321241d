"""What the composers share: addresses of pages, and from which side the recipient looks."""

from django.conf import settings
from django.urls import reverse

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.models import Referral
from terreau.kernel.typography import date_in_words
from terreau.messaging import links
from terreau.messaging.models import Message


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
