"""What the accounts tell us: names and mails go with the account."""

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from terreau.accounts import erasure
from terreau.accounts.models import User
from terreau.messaging import copies
from terreau.messaging.models import InboundMail, Message, ThreadMessage


@erasure.eraser
def take_name_out_of_threads(user: User) -> None:
    ThreadMessage.objects.filter(author=user).update(author_label=_("Compte effacé"))


@erasure.eraser
def forget_mails_received_from(user: User) -> None:
    InboundMail.objects.filter(sender=user.email).delete()


@erasure.eraser
def forget_mails_sent_to(user: User) -> None:
    """What was written to a person goes; that a mail left stays."""
    copies.forget(Message.objects.filter(Q(user=user) | Q(stand_in=user) | Q(recipient=user.email)))
    # An occasion tells two mails to one address apart: so does the number of each, once the address is gone.
    gone = Concat(Value("erased:"), Cast(F("pk"), TextField()))
    Message.objects.filter(recipient=user.email).update(recipient=gone)
