"""Two people at the same instant about one offer of help, with real processes: one story, polite answers."""

import pytest

from terreau.accounts.models import User
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from terreau.projects import actions
from terreau.projects.enums import HelpOfferState
from terreau.projects.models import HelpCall, HelpOffer, Project
from tests.accompaniment.test_races import together
from tests.factories.help import actor, appeal, call_of, offered, offered_by_mail
from tests.factories.projects import FollowedProjectFactory, PersonFactory
from tests.factories.territories import OperatorFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def call():
    OperatorFactory()
    return call_of(FollowedProjectFactory())


def test_picking_against_taking_back_has_one_story(call):
    for number in range(3):
        offer = offered_by_mail(call, f"n{number}@exemple.test")

        def pick(key=offer.pk, by=call.project.owner_id):
            owner = User.objects.get(pk=by)
            actions.accept_help(offer=HelpOffer.objects.get(pk=key), word="", by=owner)

        def take_back(key=offer.pk):
            mine = HelpOffer.objects.get(pk=key)
            actions.withdraw_help(offer=mine, by=actor(mine))

        said = together(pick, take_back)

        offer.refresh_from_db()
        assert offer.state == HelpOfferState.WITHDRAWN
        accepted = Entry.objects.filter(verb="help_offer.accepted", target_key=str(offer.pk)).count()
        assert said == (["done", "done"] if accepted else ["done", said[1]])
        assert accepted or "vient de reprendre sa proposition" in said[1]


def test_picking_twice_at_once_introduces_once(call):
    offer = offered_by_mail(call)

    def pick():
        actions.accept_help(offer=HelpOffer.objects.get(pk=offer.pk), word="", by=call.project.owner)

    said = together(*[pick] * 4)

    assert all(one == "done" or "déjà accepté" in one for one in said), said
    assert Entry.objects.filter(verb="help_offer.accepted").count() == 1
    assert Message.objects.filter(event="project.help_introduced").count() == 2


def test_an_offer_against_the_end_of_the_call_is_never_left_waiting(call):
    for number in range(3):
        again = call_of(call.project, title=f"Appel {number}")
        person = PersonFactory()

        def offer(key=again.pk, who=person.pk):
            offered(HelpCall.objects.get(pk=key), by=User.objects.get(pk=who))

        def close(key=again.pk):
            mine = HelpCall.objects.select_related("project__owner").get(pk=key)
            actions.close_call(call=mine, by=mine.project.owner)

        together(offer, close)

        again.refresh_from_db()
        assert again.state == "closed"
        assert not again.offers.filter(state=HelpOfferState.WAITING).exists()


def test_the_same_call_and_the_same_offer_sent_at_once_are_there_once(call):
    person = PersonFactory()

    def publish():
        project = Project.objects.get(pk=call.project_id)
        told = appeal(title="Un four")
        actions.publish_call(project=project, appeal=told, agreed=True, by=project.owner)

    def offer():
        offered(HelpCall.objects.get(pk=call.pk), by=User.objects.get(pk=person.pk))

    said = together(*[publish] * 3, *[offer] * 3)

    assert said == ["done"] * 6
    assert HelpCall.objects.filter(title="Un four").count() == 1
    assert HelpOffer.objects.count() == 1
    with pytest.raises(RuleBroken, match="votre propre projet"):
        offered(call, by=call.project.owner)
