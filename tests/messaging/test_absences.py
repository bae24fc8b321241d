"""Nobody is told of what they did; nobody reads mails while away: somebody else does, or they wait."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.core import mail as outgoing

from terreau.accounts.enums import Role
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions, queries, registry
from terreau.messaging.models import Absence, Message
from terreau.messaging.worker.outbox import send_due

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 5, 4, 9, tzinfo=PARIS)
SOURCE = Path(__file__).parent.parent.parent / "src" / "terreau"


@pytest.fixture(autouse=True)
def _a_monday(clock, compose):
    clock.travel(MONDAY)
    compose("test.news")
    compose("test.receipt")
    registry.REGISTRY["test.receipt"] = registry.Composer(
        "test.receipt", registry.REGISTRY["test.news"].compose, to_author=True
    )
    registry.READERS["accounts.user"] = lambda reader, target, absent: reader != target
    yield
    registry.READERS.pop("accounts.user")


@pytest.fixture
def about(person):
    return person(email="sujet@exemple.test")


def away(user, delegate=None, first=0, last=4):
    day = MONDAY.date()
    return Absence.objects.create(
        user=user,
        delegate=delegate,
        starts_on=day + dt.timedelta(days=first),
        ends_on=day + dt.timedelta(days=last),
    )


# Who acts, what the recipient is today, and who reads the mail: None is nobody, "later" waits for the return.
MATRIX = [
    ("somebody else", "present", "recipient"),
    ("the recipient", "present", None),
    ("the recipient by their address", "present", None),
    ("the platform", "present", "recipient"),
    ("a link", "present", "recipient"),
    ("somebody else", "disabled", None),
    ("somebody else", "absent", "later"),
    ("the recipient", "absent", None),
    ("somebody else", "absent with a stand-in", "stand-in"),
    ("the stand-in", "absent with a stand-in", "later"),
    ("somebody else", "absent, stand-in disabled", "later"),
    ("somebody else", "absent, stand-in absent", "later"),
    ("somebody else", "absent, stand-in absent with another", "other"),
    ("somebody else", "absent, stand-in may not read", "later"),
    ("somebody else", "disabled, with a stand-in", "stand-in"),
    ("somebody else", "absent for each other", "later"),
    ("somebody else", "absence to come", "recipient"),
    ("somebody else", "absence over", "recipient"),
]


def be(today, people):
    """Make the recipient and the stand-in what the case says they are today."""
    recipient, stand_in, other = people["recipient"], people["stand-in"], people["other"]
    absences = {
        "absent": [(recipient, None)],
        "absent with a stand-in": [(recipient, stand_in)],
        "disabled, with a stand-in": [(recipient, stand_in)],
        "absent, stand-in disabled": [(recipient, stand_in)],
        "absent, stand-in absent": [(recipient, stand_in), (stand_in, None)],
        "absent, stand-in absent with another": [(recipient, stand_in), (stand_in, other)],
        "absent, stand-in may not read": [(recipient, people["subject"])],
        "absent for each other": [(recipient, stand_in), (stand_in, recipient)],
    }
    for user, delegate in absences.get(today, []):
        away(user, delegate)
    if today == "absence to come":
        away(recipient, stand_in, first=1)
    if today == "absence over":
        away(recipient, stand_in, first=-5, last=-1)
    gone = {
        "disabled": "recipient",
        "disabled, with a stand-in": "recipient",
        "absent, stand-in disabled": "stand-in",
    }
    if today in gone:
        people[gone[today]].is_active = False
        people[gone[today]].save()


@pytest.mark.parametrize("case", MATRIX, ids=str)
def test_who_gets_told(person, about, clock, case):
    actor, today, reader = case
    people = {name: person(email=f"{name}@exemple.test") for name in ("recipient", "stand-in", "other")}
    people["subject"] = about
    recipient = people["recipient"]
    be(today, people)
    by = {
        "somebody else": about,
        "the recipient": recipient,
        "the recipient by their address": recipient,
        "the platform": Actor.system("worker"),
        "a link": Actor.by_link("Sceaux Smart"),
        "the stand-in": people["stand-in"],
    }[actor]

    to = recipient.email if actor.endswith("address") else recipient
    actions.post(event="test.news", to=to, target=about, by=by)
    send_due()

    told = [mail.to[0].partition("@")[0] for mail in outgoing.outbox]
    assert told == ([] if reader in (None, "later") else [reader])
    clock.travel(MONDAY + dt.timedelta(days=5))
    send_due()
    later = [mail.to[0] for mail in outgoing.outbox[len(told) :]]
    assert later == ([recipient.email] if reader == "later" else [])


def test_receipt_tells_its_author(person, about):
    author = person()

    actions.post(event="test.receipt", to=author, target=about, by=author)

    assert Message.objects.count() == 1


def test_stand_in_reads_whose_mail_it_is(person, about):
    recipient, stand_in = person(first_name="Sacha", last_name="Référent"), person(language="en")
    away(recipient, stand_in)
    actions.post(event="test.news", to=recipient, target=about)

    send_due()

    [sent] = outgoing.outbox
    assert "instead of Sacha Référent" in sent.body
    assert Message.objects.get().stand_in == stand_in


def test_mail_that_became_moot_during_the_absence_is_never_sent(person, about, clock):
    recipient = person()
    away(recipient)
    actions.post(event="test.news", to=recipient, target=about)
    send_due()
    about.delete()

    clock.travel(MONDAY + dt.timedelta(days=6))
    send_due()

    assert (Message.objects.get().state, outgoing.outbox) == ("cancelled", [])


def test_waiting_mail_is_not_late_nor_tried(person, about):
    recipient = person()
    away(recipient)
    actions.post(event="test.news", to=recipient, target=about)
    send_due()

    message = Message.objects.get()
    assert (message.attempts, queries.backlog().oldest_due) == (0, None)
    assert message.next_try_at == dt.datetime(2026, 5, 9, 8, tzinfo=PARIS)


def test_absences_in_a_row_are_one(person):
    recipient = person()
    away(recipient)
    away(recipient, first=5, last=10)

    assert queries.back_on(recipient) == dt.date(2026, 5, 15)


def test_return_before_the_date_releases_what_waited(person, about):
    recipient = person()
    absence = away(recipient)
    actions.post(event="test.news", to=recipient, target=about)
    send_due()

    actions.cancel_absence(absence=absence)
    send_due()

    assert [mail.to for mail in outgoing.outbox] == [[recipient.email]]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(3, 2, "ends_on"), (-5, -1, "ends_on"), (0, 500, "ends_on"), (2, 3, "starts_on")],
)
def test_impossible_absence_is_refused_with_a_sentence(person, first, last, field):
    someone, day = person(), MONDAY.date()
    if field == "starts_on":
        away(someone)

    with pytest.raises(RuleBroken) as refused:
        actions.plan_absence(
            user=someone, starts_on=day + dt.timedelta(days=first), ends_on=day + dt.timedelta(days=last)
        )

    assert refused.value.field == field


def test_stand_in_has_the_same_roles_or_is_of_the_team(person):
    officer, same, less = person(Role.OFFICER), person(Role.OFFICER, Role.EDITOR), person(Role.EDITOR)
    gone = person(Role.OFFICER, is_active=False)
    both = person(Role.OFFICER, Role.EDITOR)

    assert set(queries.possible_delegates(officer)) == {same, both}
    assert set(queries.possible_delegates(same)) == {both}
    assert gone not in queries.possible_delegates(officer)
    with pytest.raises(RuleBroken, match="mêmes rôles"):
        actions.plan_absence(user=officer, starts_on=MONDAY.date(), ends_on=MONDAY.date(), delegate=less)


def test_page_notes_and_takes_back_an_absence(person, client_for):
    officer, other = person(Role.OFFICER), person(Role.OFFICER, first_name="Dominique", last_name="Alisier")
    client = client_for(officer)
    dates = {"starts_on": "2026-05-11", "ends_on": "2026-05-15", "delegate": other.pk}

    refused = client.post("/compte/absences/", dates | {"ends_on": "2026-05-01"}).content.decode()
    assert ("vérifiez les deux dates" in refused, 'value="2026-05-11"' in refused) == (True, True)
    assert client.post("/compte/absences/", dates).status_code == 302
    assert "Dominique Alisier reçoit vos courriels" in client.get("/compte/absences/").content.decode()
    absence = Absence.objects.get()
    assert client_for(other).post(f"/compte/absences/{absence.pk}/retirer/").status_code == 404
    assert client.post(f"/compte/absences/{absence.pk}/retirer/").status_code == 302
    assert not Absence.objects.exists()


def calls_without_author(text):
    """Find the calls that put a mail in the outbox without saying who acts."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            names = {keyword.arg for keyword in node.keywords}
            if {"event", "to", "target"} <= names and "by" not in names:
                yield node.lineno


def test_every_mail_says_who_acts():
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in SOURCE.rglob("*.py")
        if "messaging" not in path.parts
        for line in calls_without_author(path.read_text())
    ]

    assert found == []
    assert list(calls_without_author("post(event='x', to=a, target=b)")) == [1]
