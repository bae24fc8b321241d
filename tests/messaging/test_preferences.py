"""A person chooses how each kind of mail comes, and those about each of their organisations."""

import datetime as dt

import pytest
from django.core import mail as outgoing

from terreau.accounts.enums import Role
from terreau.directory.models import TeamMember
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions, queries, registry
from terreau.messaging.enums import MailChoice, Pace
from terreau.messaging.models import Message
from terreau.messaging.worker.outbox import send_due
from tests.factories.accompaniment import published_offer

pytestmark = pytest.mark.django_db

APART, DAILY, NEVER = MailChoice.APART, MailChoice.DAILY, MailChoice.NEVER
MONDAY = dt.datetime(2026, 5, 4, 10, tzinfo=PARIS)


@pytest.fixture
def member(person):
    """A person in the team of an organisation, and an offer of it."""
    offer = published_offer("local", title="Bureaux")
    someone = person()
    TeamMember.objects.create(team=offer.team, user=someone, role="lead")
    return someone, offer


def scope(offer):
    return f"directory.organisation:{offer.team.organisation_id}"


def test_page_shows_choices_and_keeps_them(person, client_for, compose):
    compose("test.letter", optional=True)
    compose("test.compulsory")
    someone = person()
    client = client_for(someone)

    page = client.get("/courriels/").content.decode()
    assert ('name="test.letter"' in page, 'name="test.compulsory"' in page) == (True, False)
    for event in ("project.received", "referral.proposed", "project.draft_code"):
        assert f'name="{event}"' not in page
    usual = {one.event: one.usual for one in registry.open_to_choice()}

    answer = client.post("/courriels/", usual | {"test.letter": NEVER, "message.posted": DAILY})
    assert answer.status_code == 302
    assert queries.choices_of(someone) == usual | {"test.letter": NEVER, "message.posted": DAILY}

    client.post("/courriels/", usual)
    assert queries.choices_of(someone) == usual


@pytest.mark.parametrize("posted", [{"test.letter": "daily"}, {"test.letter": "x"}, {}])
def test_choice_that_does_not_exist_is_refused_and_changes_nothing(person, client_for, compose, posted):
    compose("test.letter", optional=True)
    someone = person()

    answer = client_for(someone).post(
        "/courriels/",
        {one.event: one.usual for one in registry.open_to_choice()} | {"test.letter": ""} | posted,
    )

    assert (answer.status_code, queries.choices_of(someone)) == (200, {})


@pytest.mark.parametrize("choice", [NEVER, DAILY])
def test_compulsory_mails_cannot_be_chosen_away(person, choice):
    with pytest.raises(RuleBroken):
        actions.choose_mails(user=person(), chosen={"project.received": choice})


# What the event allows, the choice for the event, the one for the organisation, what counts.
CASES = [
    (Pace.DAILY, True, None, None, DAILY),
    (Pace.DAILY, True, APART, None, APART),
    (Pace.DAILY, True, APART, DAILY, DAILY),
    (Pace.DAILY, True, APART, NEVER, NEVER),
    (Pace.DAILY, False, APART, NEVER, DAILY),
    (Pace.EITHER, False, None, None, APART),
    (Pace.EITHER, False, DAILY, None, DAILY),
    (Pace.EITHER, False, None, DAILY, DAILY),
    (Pace.EITHER, True, NEVER, DAILY, NEVER),
    (Pace.APART, True, None, NEVER, NEVER),
    (Pace.APART, True, None, DAILY, APART),
    (Pace.APART, False, None, NEVER, APART),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_stricter_choice_counts_as_far_as_the_mail_lets_it(member, case):
    pace, optional, of_event, of_organisation, counts = case
    someone, offer = member
    registry.composer("test.news", optional=optional, pace=pace)(lambda target, message: None)
    if of_event:
        actions.choose_mails(user=someone, chosen={"test.news": of_event})
    if of_organisation:
        actions.choose_for_organisations(user=someone, chosen={scope(offer): of_organisation})

    assert queries.choice_for(someone, "test.news", offer) == counts
    elsewhere = of_event or (DAILY if pace == Pace.DAILY else APART)
    assert queries.choice_for(someone, "test.news", published_offer("local")) == elsewhere


def test_opt_out_of_an_organisation_is_honoured_even_for_what_waits(member, clock):
    someone, offer = member
    clock.travel(MONDAY)
    registry.composer("test.news", optional=True)(lambda t, m: registry.Mail("Sujet", "Titre", []))
    actions.post(event="test.news", to=someone, target=offer)
    actions.post(event="test.news", to=someone, target=someone)

    actions.choose_for_organisations(user=someone, chosen={scope(offer): NEVER})
    send_due()

    assert [mail.to for mail in outgoing.outbox] == [[someone.email]]
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == ["cancelled", "sent"]


def test_page_lists_my_organisations_and_no_other(member, client_for, person):
    someone, offer = member
    other = published_offer("local")
    usual = {one.event: one.usual for one in registry.open_to_choice()}
    client = client_for(someone)

    page = client.get("/courriels/").content.decode()
    assert (f"organisation-{scope(offer)}" in page, scope(other) in page) == (True, False)
    client.post("/courriels/", usual | {f"organisation-{scope(offer)}": DAILY})
    assert queries.choices_of(someone)[scope(offer)] == DAILY
    client.post("/courriels/", usual | {f"organisation-{scope(offer)}": ""})

    assert scope(offer) not in queries.choices_of(someone)
    with pytest.raises(RuleBroken, match="plus partie"):
        actions.choose_for_organisations(user=someone, chosen={scope(other): DAILY})
    assert "organisation-" not in client_for(person(Role.OFFICER)).get("/courriels/").content.decode()
