"""A holder leaves after a referral: what was sent, said and answered goes; that it happened stays."""

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.enums import OutcomeValue, ReferralState
from terreau.accompaniment.models import Consent, Referral
from terreau.accounts import actions as accounts
from terreau.kernel.errors import RuleBroken
from terreau.messaging.enums import Circle
from terreau.messaging.models import ThreadMessage
from terreau.projects import actions as projects
from tests.factories.accompaniment import accepted
from tests.projects.test_erasing import rows_with

MARK = "zqmarqueurqz"


@pytest.fixture
def closed(scene):
    """A referral that went to its end, in which every text names the holder."""
    scene.project.story = MARK
    scene.project.save(update_fields=["story"])
    scene.need.text = MARK
    scene.need.save(update_fields=["text"])
    referral = accepted(scene.need, scene.offer)
    actions.post_message(
        referral=referral,
        side="organisation",
        body=f"Bonjour {MARK}",
        circle=Circle.EVERYONE,
        by=scene.adviser,
    )
    actions.close(referral=referral, by=scene.officer)
    actions.record_outcome(
        referral=referral, side="holder", value=OutcomeValue.HELPED, text=MARK, by=scene.holder
    )
    actions.record_outcome(
        referral=referral, side="organisation", value=OutcomeValue.NO_HELP, text=MARK, by=scene.adviser
    )
    actions.settle_disagreement(referral=referral, note=f"Appelé {MARK}", by=scene.officer)
    return referral


def test_holder_of_an_open_project_stays(scene):
    with pytest.raises(RuleBroken):
        accounts.erase_account(user=scene.holder, by=scene.holder)


def test_what_was_told_goes_and_the_fact_stays(scene, closed):
    projects.close(project=scene.project, reason="Fini", by=scene.officer)
    before = rows_with(MARK)

    accounts.erase_account(user=scene.holder, by=scene.holder)

    assert {"accompaniment_consent", "accompaniment_outcome", "accompaniment_settlement"} <= set(before)
    assert rows_with(MARK) == []
    assert Referral.objects.get().state == ReferralState.CLOSED
    assert Consent.objects.get().payload == {}
    assert {message.body for message in ThreadMessage.objects.all()} == {"Effacé avec le compte"}
