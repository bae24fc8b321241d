"""What the pages of the demo read: the people, their mailboxes, the mails, the date that it is here."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from terreau.demo.models import DemoMail, DemoMark
from terreau.demo.story.cast import OTHERS, PEOPLE, Person
from terreau.directory.models import TeamMember
from terreau.kernel import clock
from terreau.kernel.clock import PARIS
from terreau.kernel.typography import date_in_words


@dataclass(frozen=True)
class Box:
    """The mailbox of an invented person: their address, and the shared inboxes of their teams."""

    person: Person
    name: str
    addresses: tuple[str, ...]
    count: int = 0

    @property
    def url(self) -> str:
        return reverse("demo:mailbox", args=[self.person.key])


@dataclass(frozen=True)
class Today:
    """The date that it is in the demo, and how many days ahead of this computer that is."""

    date: dt.date
    ahead: int


def is_demo() -> bool:
    """Say whether the database bears the mark of a demo."""
    tables = connection.introspection.table_names()
    return DemoMark._meta.db_table in tables and DemoMark.objects.exists()


def today() -> Today:
    """Return the date that it is in the demo."""
    date = clock.today()
    return Today(date, (date - clock.real().astimezone(PARIS).date()).days)


def on_date(date: dt.date) -> dt.datetime:
    """Return a moment of that date at the hour that it is now in Paris, winter or summer."""
    hour = clock.now().astimezone(PARIS).time()
    return dt.datetime.combine(date, hour, tzinfo=PARIS)


def entrances() -> dict[str, str]:
    """Return the address of each person that a visitor may enter as, by key."""
    return {person.key: person.email for person in (*PEOPLE, *OTHERS)}


def people() -> list[Box]:
    """Return the people of the story with their mailboxes and how many mails each holds."""
    counts = dict(DemoMail.objects.order_by().values_list("recipient").annotate(Count("pk")))
    inboxes = _shared_inboxes()
    boxes = []
    for person in PEOPLE:
        addresses = (person.email, *inboxes.get(person.email, ()))
        count = sum(counts.get(address, 0) for address in addresses)
        boxes.append(Box(person, _name(person), addresses, count))
    return boxes


def mailbox(key: str) -> Box | None:
    """Return the mailbox of a person by key."""
    person = next((one for one in (*PEOPLE, *OTHERS) if one.key == key), None)
    if person is None:
        return None
    return Box(person, _name(person), (person.email, *_shared_inboxes().get(person.email, ())))


def box_of(address: str) -> Box | None:
    """Return the mailbox of the story in which an address is read."""
    return next((box for box in people() if address in box.addresses), None)


def all_mails() -> QuerySet[DemoMail]:
    """Return every mail, newest first."""
    return DemoMail.objects.defer("html")


def mails_of(addresses: tuple[str, ...]) -> QuerySet[DemoMail]:
    """Return the mails of some addresses, newest first."""
    return all_mails().filter(recipient__in=addresses)


def space_url() -> str:
    """Return where a person arrives: their own space."""
    try:
        return reverse("portal:my_space")
    except NoReverseMatch:
        return reverse("portal:home")


def _name(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"


def _shared_inboxes() -> dict[str, list[str]]:
    """Return, by person, the inboxes of their teams and of their organisations."""
    found: dict[str, list[Any]] = {}
    present = TeamMember.objects.present().select_related("user", "team__organisation").order_by("pk")
    for member in present:
        shared = [member.team.email, member.team.organisation.email]
        known = found.setdefault(member.user.email, [])
        known += [address for address in shared if address and address not in known]
    return found


def heading_of(mail: DemoMail) -> list[dict[str, str]]:
    """Return to whom and when a mail left."""
    moment = mail.at.astimezone(PARIS)
    return [
        {"label": _("À"), "value": mail.recipient},
        {"label": _("Envoyé le"), "value": f"{date_in_words(moment)}, {moment:%H:%M}"},
    ]
