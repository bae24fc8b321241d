"""What can wait leaves in one mail a day for each person, whatever their roles; the rest leaves alone."""

import datetime as dt

import pytest
from django.core import mail as outgoing

from terreau.accounts.enums import Role
from terreau.directory.models import TeamMember
from terreau.kernel.clock import PARIS
from terreau.messaging import actions, queries, registry
from terreau.messaging.enums import MailChoice, MessageState, Pace
from terreau.messaging.models import DIGEST, Absence, CapabilityLink, Message
from terreau.messaging.worker.digests import SHOWN_WHOLE
from terreau.messaging.worker.outbox import send_due
from tests.factories.accompaniment import accepted, published_offer
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory
from tests.messaging.test_outbox import FailingBackend

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 5, 4, 10, tzinfo=PARIS)
TUESDAY = dt.datetime(2026, 5, 5, 8, tzinfo=PARIS)
# A procedure, a consent, the safety of an account: neither refused nor put off.
LEGAL = [
    *("project.received", "project.decided", "project.draft_code", "project.invited"),
    *("referral.proposed", "referral.sent", "referral.reminder", "contact.proposed", "team.invited"),
    *("claim.received", "claim.prove", "claim.answered"),
]


@pytest.fixture(autouse=True)
def _monday(clock):
    clock.travel(MONDAY)


@pytest.fixture
def news():
    """Register composers of mails that can wait, of some events, each saying its own name."""

    def register(*events, pace=Pace.DAILY, optional=True):
        for event in events:

            @registry.composer(event, label=event, optional=optional, pace=pace)
            def compose(target, message, event=event):
                return registry.Mail(f"Sujet {event}", "Titre", [f"Mots {event}."], "Ouvrir", f"/{event}/")

    return register


def states():
    return list(Message.objects.exclude(event=DIGEST).order_by("pk").values_list("state", flat=True))


def sent_to(user):
    return [mail for mail in outgoing.outbox if mail.to == [user.email]]


def test_person_with_three_roles_receives_one_mail_a_day(person, clock):
    """An officer, who advises in an organisation, and who carries a project: real mails of each role."""
    OperatorFactory()
    someone = person(Role.OFFICER, language="fr")
    offer = published_offer("local", perimeter=SceauxFactory(), title="Bureaux")
    TeamMember.objects.create(team=offer.team, user=someone, role="lead")
    own = FollowedProjectFactory(title="Mon atelier", owner=someone, needs=["local"])
    other = FollowedProjectFactory(title="Autre projet", referent=someone, needs=["local"])
    referral = accepted(other.needs.get(), offer)
    Message.objects.all().delete()
    actions.choose_mails(user=someone, chosen={"project.sheet_ends": MailChoice.DAILY})
    from terreau.projects import actions as projects

    projects.publish(project=own, fields=[], by=someone)
    actions.post(event="project.sheet_ends", to=someone, target=own)
    offer.times_asked = 1
    offer.save(update_fields=["times_asked"])
    actions.post(event="offer.check", to=someone, target=offer)
    actions.post(event="outcome.disagreement", to=someone, target=referral)

    send_due()
    assert sent_to(someone) == []
    clock.travel(TUESDAY)
    send_due()
    send_due()

    [digest] = sent_to(someone)
    assert digest.subject == "Vos 3 nouvelles du mardi 5 mai 2026"
    for words in ("Mon atelier", "est-ce toujours exact", "Deux avis différents"):
        assert words in digest.body
        assert words in digest.alternatives[0].content.replace("&#x27;", "'")
    assert set(states()) == {MessageState.SENT}


def test_urgent_mail_leaves_alone_at_once(person, news):
    news("test.calm")
    news("test.urgent", pace=Pace.APART, optional=False)
    reader = person()

    actions.post(event="test.calm", to=reader, target=reader)
    actions.post(event="test.urgent", to=reader, target=reader)
    send_due()

    assert [mail.subject for mail in sent_to(reader)] == ["Sujet test.urgent"]
    assert states() == [MessageState.PENDING, MessageState.SENT]


def test_never_two_mails_of_the_day_on_one_day(person, news, clock):
    news("test.one", "test.two", "test.three")
    reader = person()
    for moment, event in ((MONDAY, "one"), (TUESDAY, "two"), (TUESDAY + dt.timedelta(hours=6), "three")):
        clock.travel(moment - dt.timedelta(minutes=1))
        actions.post(event=f"test.{event}", to=reader, target=reader)
        clock.travel(moment)
        send_due()
    assert [mail.subject for mail in sent_to(reader)] == ["Vos 2 nouvelles du mardi 5 mai 2026"]

    clock.travel(TUESDAY + dt.timedelta(hours=15))
    send_due()
    assert len(sent_to(reader)) == 1
    clock.travel(TUESDAY + dt.timedelta(days=1))
    send_due()

    assert [mail.subject for mail in sent_to(reader)][1:] == ["Sujet test.three"]


def test_friday_evening_waits_for_the_next_business_day(person, news, clock):
    news("test.one")
    clock.travel(dt.datetime(2026, 5, 7, 19, tzinfo=PARIS))  # the eighth of May is a holiday, then a week-end

    message = actions.post(event="test.one", to=person(), target=person())

    assert message.next_try_at == dt.datetime(2026, 5, 11, 8, tzinfo=PARIS)


def test_mail_server_away_for_days_then_back_brings_one_mail(person, news, clock, settings):
    settings.EMAIL_BACKEND = "tests.messaging.test_outbox.FailingBackend"
    news("test.one")
    reader = person()
    FailingBackend.on_send = OSError("gone")
    try:
        for day in range(4):
            clock.travel(TUESDAY + dt.timedelta(days=day))
            actions.post(event="test.one", to=reader, target=reader, occasion=str(day))
            clock.travel(TUESDAY + dt.timedelta(days=day, minutes=1))
            send_due()
    finally:
        FailingBackend.on_send = None

    clock.travel(TUESDAY + dt.timedelta(days=6, hours=9))  # the Monday after
    send_due()

    [digest] = sent_to(reader)
    assert digest.subject.startswith("Vos 4 nouvelles")
    assert set(states()) == {MessageState.SENT}


def test_worker_killed_before_the_mark_says_it_again_and_nothing_twice(person, news, clock, monkeypatch):
    """Between the hand-over and the mark: the same Message-ID, the same content, all marked together."""
    from terreau.messaging.worker import outbox

    news("test.one", "test.two")
    reader = person()
    for event in ("test.one", "test.two"):
        actions.post(event=event, to=reader, target=reader)
    clock.travel(TUESDAY)

    class Killed(BaseException):
        pass

    def killed(*_args, **_facts):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "_store", killed)
        with pytest.raises(Killed):
            send_due()
    assert states() == [MessageState.PENDING] * 2
    clock.travel(TUESDAY + dt.timedelta(hours=1))
    send_due()

    first, again = sent_to(reader)
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert first.body == again.body
    assert states() == [MessageState.SENT] * 2


def test_moot_refused_and_failing_parts_leave_the_mail_of_the_day(person, news, clock):
    news("test.good", "test.moot", "test.refused", "test.broken")
    reader = person()
    for event in ("test.good", "test.moot", "test.refused", "test.broken"):
        actions.post(event=event, to=reader, target=reader)
    registry.REGISTRY["test.moot"] = registry.Composer("test.moot", lambda target, message: None)
    registry.REGISTRY["test.broken"] = registry.Composer("test.broken", lambda target, message: 1 / 0)
    actions.refuse_mails(user=reader, event="test.refused")

    clock.travel(TUESDAY)
    send_due()

    [digest] = sent_to(reader)
    assert digest.subject == "Sujet test.good"
    assert states() == [
        MessageState.SENT,
        MessageState.CANCELLED,
        MessageState.CANCELLED,
        MessageState.PENDING,
    ]
    assert not Message.objects.get(event="test.broken").waits_for_digest


def test_nothing_left_to_say_sends_nothing(person, news, clock):
    news("test.one")
    reader = person()
    actions.post(event="test.one", to=reader, target=reader)
    type(reader).objects.filter(pk=reader.pk).update(is_active=False)

    clock.travel(TUESDAY)
    send_due()

    assert outgoing.outbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.CANCELLED}


def test_account_that_is_gone_gets_nothing(person, news, clock):
    news("test.one")
    reader, about = person(), person()
    actions.post(event="test.one", to=reader, target=about)
    reader.delete()

    clock.travel(TUESDAY)
    send_due()

    assert (states(), outgoing.outbox) == ([MessageState.CANCELLED], [])


def test_refused_address_abandons_the_parts_which_are_revived_together(person, news, clock, settings):
    import smtplib

    settings.EMAIL_BACKEND = "tests.messaging.test_outbox.FailingBackend"
    news("test.one")
    reader = person()
    actions.post(event="test.one", to=reader, target=reader)
    clock.travel(TUESDAY)
    FailingBackend.on_send = smtplib.SMTPRecipientsRefused({reader.email: (550, b"no such user")})
    try:
        send_due()
    finally:
        FailingBackend.on_send = None
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.DEAD}

    for message in Message.objects.all():
        actions.revive(message=message)
    send_due()

    assert [mail.subject for mail in sent_to(reader)] == ["Sujet test.one"]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


def test_stand_in_gets_it_in_their_own_mail_of_the_day(person, news, clock):
    news("test.one", "test.two")
    absent, stand_in, about = person(first_name="Sacha", last_name="Référent"), person(), person()
    registry.READERS["accounts.user"] = lambda reader, target, who: reader == stand_in
    Absence.objects.create(
        user=absent, delegate=stand_in, starts_on=MONDAY.date(), ends_on=MONDAY.date() + dt.timedelta(3)
    )
    actions.post(event="test.one", to=absent, target=about)
    actions.post(event="test.two", to=stand_in, target=about)

    clock.travel(TUESDAY)
    try:
        send_due()
    finally:
        registry.READERS.pop("accounts.user")

    [digest] = outgoing.outbox
    assert (digest.to, "à la place de Sacha Référent" in digest.body) == ([stand_in.email], True)
    assert "Mots test.one." in digest.body
    assert "Mots test.two." in digest.body


def test_nobody_to_read_waits_for_the_return(person, news, clock):
    news("test.one")
    absent = person()
    Absence.objects.create(user=absent, starts_on=MONDAY.date(), ends_on=MONDAY.date() + dt.timedelta(3))
    actions.post(event="test.one", to=absent, target=absent)
    clock.travel(TUESDAY)
    send_due()
    assert (outgoing.outbox, queries.backlog().oldest_due) == ([], None)

    clock.travel(TUESDAY + dt.timedelta(days=6))
    send_due()

    assert [mail.to for mail in outgoing.outbox] == [[absent.email]]


def test_reader_who_left_since_passes_the_mails_on(person, news, clock, monkeypatch):
    """Gathered in the morning, and the reader notes an absence before the mail leaves."""
    from terreau.messaging.worker.digests import gather

    news("test.one")
    reader = person()
    actions.post(event="test.one", to=reader, target=reader)
    clock.travel(TUESDAY)
    gather()
    Absence.objects.create(user=reader, starts_on=TUESDAY.date(), ends_on=TUESDAY.date())

    send_due()
    send_due()
    assert outgoing.outbox == []
    clock.travel(TUESDAY + dt.timedelta(days=1))
    send_due()

    assert [mail.subject for mail in outgoing.outbox] == ["Sujet test.one"]


def test_a_week_of_news_is_one_readable_mail(person, news, clock):
    news("test.one")
    reader = person()
    for number in range(SHOWN_WHOLE + 5):
        actions.post(event="test.one", to=reader, target=reader, occasion=str(number))

    clock.travel(TUESDAY + dt.timedelta(days=7))
    send_due()

    [digest] = sent_to(reader)
    assert digest.body.count("Mots test.one.") == SHOWN_WHOLE
    assert digest.body.count("/test.one/") == SHOWN_WHOLE + 5
    assert states() == [MessageState.SENT] * (SHOWN_WHOLE + 5)


def test_links_in_a_mail_of_the_day_open_what_each_part_is_about(person, clock):
    from terreau.messaging import links

    @registry.composer("test.link", pace=Pace.DAILY)
    def compose(target, message):
        return registry.Mail("s", "t", [], "Ouvrir", f"/x/{links.issue(purpose='p', target=target)}/")

    reader, one, two = person(), person(), person()
    for about in (one, two):
        actions.post(event="test.link", to=reader, target=about)
    clock.travel(TUESDAY)
    send_due()

    keys = set(CapabilityLink.objects.filter(purpose="p").values_list("target_key", flat=True))
    assert keys == {str(one.pk), str(two.pk)}


def test_late_mails_of_the_day_are_late_from_their_morning(person, news, clock):
    news("test.one")
    actions.post(event="test.one", to=person(), target=person())
    assert queries.backlog().oldest_due is None

    clock.travel(TUESDAY + dt.timedelta(minutes=3))

    assert queries.backlog().oldest_due == TUESDAY


@pytest.mark.parametrize("event", LEGAL)
def test_legal_mails_can_neither_be_refused_nor_put_off(person, event):
    composer = registry.REGISTRY[event]

    assert (composer.optional, composer.choices) == (False, (MailChoice.APART,))
