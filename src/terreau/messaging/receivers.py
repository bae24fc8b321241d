"""What the accounts tell us: names leave the conversations with the account."""

from django.utils.translation import gettext as _

from terreau.accounts import erasure
from terreau.accounts.models import User
from terreau.messaging.models import InboundMail, ThreadMessage


@erasure.eraser
def take_name_out_of_threads(user: User) -> None:
    ThreadMessage.objects.filter(author=user).update(author_label=_("Compte effacé"))


@erasure.eraser
def forget_mails_received_from(user: User) -> None:
    InboundMail.objects.filter(sender=user.email).delete()
