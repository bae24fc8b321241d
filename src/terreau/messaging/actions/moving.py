"""Two objects become one: so do their conversations."""

from django.db import models, transaction

from terreau.kernel.refs import ref_of
from terreau.messaging.actions.reminding import settle
from terreau.messaging.actions.talking import close_addresses
from terreau.messaging.models import Thread


@transaction.atomic
def move(*, source: models.Model, target: models.Model) -> int:
    """Bring the conversation of one object into that of another; return how many messages moved.

    The reminders of the first are settled: what it waited for is now the other's business. Who spoke in
    the first keeps the address by which they answer; who spoke in both answers by the second one's.
    """
    start, end = ref_of(source), ref_of(target)
    settle(target=source)
    old = Thread.objects.filter(target_kind=start.kind, target_key=start.key).first()
    if old is None:
        return 0
    thread, _created = Thread.objects.get_or_create(target_kind=end.kind, target_key=end.key)
    there = set(thread.participants.values_list("user", "email"))
    for someone in old.participants.all():
        if (someone.user_id, someone.email) not in there:
            someone.thread = thread
            someone.save(update_fields=["thread"])
    close_addresses(target=source)
    return old.messages.update(thread=thread)
