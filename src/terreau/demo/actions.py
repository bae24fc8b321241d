"""The verbs of the demo: keep a mail, mark the database as one that may be thrown away, move time."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from terreau.demo import lead, queries
from terreau.demo.living import Day, live_until
from terreau.demo.models import HERE, DemoMail, DemoMark
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words
from terreau.messaging.models import Heartbeat, PeriodicJob

FARTHEST = dt.timedelta(days=366)


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


def advance(*, to: dt.datetime) -> Iterator[Day]:  # by nobody: whoever visits the demo
    """Move time for every process of the demo; what falls due on the way is done, day after day.

    Refuses at once; the days are lived as they are read.
    """
    path = _clock_file()
    if to <= clock.now():
        raise RuleBroken(
            _("Le temps n’avance que vers l’avenir : ici, nous sommes déjà le %(date)s.")
            % {"date": date_in_words(clock.now(), weekday=True)}
        )
    if to - clock.now() > FARTHEST:
        raise RuleBroken(_("Un an au plus à la fois : choisissez une date plus proche."))
    return live_until(to, keep=lambda moment: lead.write(path, moment - clock.real()))


def return_to_today() -> None:  # by nobody: same
    """Give the demo the date of this computer again, unless the town has lived beyond it."""
    path = _clock_file()
    last = Entry.objects.filter(at__gt=clock.real()).order_by("-at").first()
    if last is not None:
        raise RuleBroken(
            _(
                "La ville a vécu jusqu’au %(date)s : revenir avant mettrait des réponses avant leurs "
                "questions. Pour repartir d’aujourd’hui : terreau demo --reset."
            )
            % {"date": date_in_words(last.at, weekday=True)}
        )
    with transaction.atomic():
        lead.forget(path)
        PeriodicJob.objects.filter(next_run_at__gt=clock.now()).update(next_run_at=clock.now())
        Heartbeat.objects.filter(beat_at__gt=clock.now()).delete()


def _clock_file() -> Path:
    """Return where the lead is kept. Raises `RuleBroken` outside a demo."""
    path = settings.DEMO_CLOCK_FILE
    if path is None or not settings.DEMO or not queries.is_demo():
        raise RuleBroken(
            _("Cette base n’est pas une démonstration : la date y est celle de l’ordinateur, et le reste.")
        )
    return path


def _without_address(text: str) -> str:
    """Take the address of this server out: tomorrow the demo may be served on another port."""
    return text.replace(settings.BASE_URL, HERE)
