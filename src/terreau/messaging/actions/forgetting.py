"""An object goes: nothing of what was written about it stays, and no address."""

from django.db import models, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from terreau.kernel.refs import ref_of
from terreau.messaging import copies
from terreau.messaging.models import CapabilityLink, Message, Participant, Reminder, Thread, ThreadMessage


@transaction.atomic
def forget_about(*, target: models.Model) -> None:  # by nobody: part of the verb that erases the object
    """Erase the conversation about an object, its links, its reminders, and what the mails about it said.

    That mails left, and when, stays; those to an address without account no longer say to whom.
    """
    ref = ref_of(target)
    threads = Thread.objects.filter(target_kind=ref.kind, target_key=ref.key)
    said = _keys(ThreadMessage.objects.filter(thread__in=threads))
    people = _keys(Participant.objects.filter(thread__in=threads))
    about = Q(target_kind=ref.kind, target_key=ref.key)
    mails = Message.objects.filter(about | Q(target_kind="messaging.threadmessage", target_key__in=said))
    copies.forget(mails)
    gone = Concat(Value("erased:"), Cast(F("pk"), TextField()))
    mails.filter(user=None).update(recipient=gone)
    answering = Q(target_kind="messaging.participant", target_key__in=people)
    CapabilityLink.objects.filter(about | answering).delete()
    Reminder.objects.filter(about).delete()
    threads.delete()


def _keys(rows: models.QuerySet) -> list[str]:
    return [str(key) for key in rows.values_list("pk", flat=True)]
