"""The verbs of the demo: keep a mail, mark the database as one that may be thrown away."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from terreau.demo.models import HERE, DemoMail, DemoMark
from terreau.kernel import clock


@transaction.atomic
def keep_mail(*, message: EmailMessage) -> list[DemoMail]:  # by nobody: a mail leaves
    """Keep one mail, once for each recipient, instead of sending it."""
    html = next(
        (part.content for part in getattr(message, "alternatives", []) if part.mimetype == "text/html"), ""
    )
    return [
        DemoMail.objects.create(
            recipient=address.strip().lower(),
            subject=str(message.subject)[:300],
            text=_without_address(str(message.body)),
            html=_without_address(str(html)),
            at=clock.now(),
        )
        for address in message.to
    ]


@transaction.atomic
def begin_demo() -> DemoMark:  # by nobody: the command
    """Mark the database as a demo, before anything is written in it."""
    mark, _created = DemoMark.objects.get_or_create(pk=1)
    return mark


@transaction.atomic
def finish_loading(*, mark: DemoMark) -> DemoMark:  # by nobody: the command
    """Note that the whole town is there."""
    DemoMark.objects.filter(pk=mark.pk).update(loaded_at=clock.now())
    mark.refresh_from_db()
    return mark


def _without_address(text: str) -> str:
    """Take the address of this server out: tomorrow the demo may be served on another port."""
    return text.replace(settings.BASE_URL, HERE)
