"""The table of R1, cell by cell: every state × every verb."""

import pytest

from terreau.accompaniment.enums import CallState, GroupState, ReferralState
from terreau.accompaniment.models import GroupAnswer, Referral, WaveCall
from terreau.accompaniment.states import CALL_WORKFLOW, GROUP_WORKFLOW, REFERRAL_WORKFLOW
from terreau.kernel.errors import TransitionRefused

ALLOWED = {
    "proposed": {"consent": "consented", "withdraw": "withdrawn"},
    "consented": {"send": "sent", "withdraw": "withdrawn"},
    "sent": {
        "see": "seen",
        "accept": "accepted",
        "refuse": "refused",
        "expire": "expired",
        "withdraw": "withdrawn",
    },
    "seen": {"accept": "accepted", "refuse": "refused", "expire": "expired", "withdraw": "withdrawn"},
    "accepted": {"start": "in_progress", "close": "closed", "withdraw": "withdrawn"},
    "in_progress": {"close": "closed", "withdraw": "withdrawn"},
    "closed": {},
    "refused": {"reroute": "rerouted"},
    "expired": {"reroute": "rerouted"},
    "withdrawn": {},
    "rerouted": {},
}


def test_the_table_names_every_state():
    assert set(ALLOWED) == set(ReferralState.values)


@pytest.mark.parametrize("state", ReferralState.values)
@pytest.mark.parametrize("verb", sorted(REFERRAL_WORKFLOW.transitions))
def test_verb_from_state_follows_the_table(state, verb):
    referral = Referral(state=state)

    if verb in ALLOWED[state]:
        assert REFERRAL_WORKFLOW.refuse_unless(referral, verb).target == ALLOWED[state][verb]
    else:
        with pytest.raises(TransitionRefused, match=str(ReferralState(state).label)):
            REFERRAL_WORKFLOW.refuse_unless(referral, verb)


CALL_ALLOWED = {
    "proposed": {"consent": "running", "stop": "stopped"},
    "running": {"fill": "filled", "exhaust": "exhausted", "stop": "stopped"},
    "filled": {},
    "exhausted": {},
    "stopped": {},
}


@pytest.mark.parametrize("state", CallState.values)
@pytest.mark.parametrize("verb", sorted(CALL_WORKFLOW.transitions))
def test_verb_on_a_call_follows_the_table(state, verb):
    call = WaveCall(state=state)

    if verb in CALL_ALLOWED[state]:
        assert CALL_WORKFLOW.refuse_unless(call, verb).target == CALL_ALLOWED[state][verb]
    else:
        with pytest.raises(TransitionRefused, match=str(CallState(state).label)):
            CALL_WORKFLOW.refuse_unless(call, verb)


GROUP_ALLOWED = {
    "proposed": {"consent": "running", "call_off": "called_off"},
    "running": {"end": "ended"},
    "ended": {},
    "called_off": {},
}


@pytest.mark.parametrize("state", GroupState.values)
@pytest.mark.parametrize("verb", sorted(GROUP_WORKFLOW.transitions))
def test_verb_on_a_group_follows_the_table(state, verb):
    group = GroupAnswer(state=state)

    if verb in GROUP_ALLOWED[state]:
        assert GROUP_WORKFLOW.refuse_unless(group, verb).target == GROUP_ALLOWED[state][verb]
    else:
        with pytest.raises(TransitionRefused, match=str(GroupState(state).label)):
            GROUP_WORKFLOW.refuse_unless(group, verb)
