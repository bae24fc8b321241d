"""The verbs of the accompaniment, in the order of a referral's life."""

from terreau.accompaniment.actions.alerts import (
    ask_alert_on_need,
    ask_alert_on_offer,
    confirm_alert,
    end_alert,
    forget_unconfirmed,
    tell_news,
)
from terreau.accompaniment.actions.answers import accept, ask, hand_over, mark_seen, refuse
from terreau.accompaniment.actions.consents import consent, decline
from terreau.accompaniment.actions.contacts import record_call, reveal_contact
from terreau.accompaniment.actions.counting import recount, recount_all
from terreau.accompaniment.actions.endings import close, record_outcome, settle_disagreement, start, withdraw
from terreau.accompaniment.actions.escalation import (
    ask_outcome,
    climb,
    end_wait,
    expire,
)
from terreau.accompaniment.actions.groups import (
    answer_wish,
    call_off_group,
    consent_to_group,
    decline_group,
    propose_group,
    remind_group_consent,
    widen_group,
    wish_partner,
)
from terreau.accompaniment.actions.insisting import remind_consent, remind_question, remind_search
from terreau.accompaniment.actions.leading import (
    close_group,
    give_news,
    keep_note,
    leave_group,
    name_lead,
    post_in_group,
    remind_news,
)
from terreau.accompaniment.actions.meeting import choose_slot
from terreau.accompaniment.actions.outside import (
    consent_outside,
    decline_outside,
    hand_outside,
    propose_outside,
    record_outside_outcome,
    withdraw_outside,
)
from terreau.accompaniment.actions.outside_news import (
    ask_outside_news,
    note_no_news,
    remind_handing,
    remind_outside_consent,
)
from terreau.accompaniment.actions.overriding import override_match, undo_override
from terreau.accompaniment.actions.proposals import propose, reroute
from terreau.accompaniment.actions.talk import attach, post_message, post_to_town
from terreau.accompaniment.actions.unmet import look_at_need, record_no_offer, settle_no_offer
from terreau.accompaniment.actions.waves import (
    call_in_waves,
    consent_to_waves,
    decline_waves,
    next_wave,
    remind_wave_consent,
    stop_waves,
)

__all__ = [
    "accept",
    "answer_wish",
    "ask",
    "ask_alert_on_need",
    "ask_alert_on_offer",
    "ask_outcome",
    "ask_outside_news",
    "attach",
    "call_in_waves",
    "call_off_group",
    "choose_slot",
    "climb",
    "close",
    "close_group",
    "confirm_alert",
    "consent",
    "consent_outside",
    "consent_to_group",
    "consent_to_waves",
    "decline",
    "decline_group",
    "decline_outside",
    "decline_waves",
    "end_alert",
    "end_wait",
    "expire",
    "forget_unconfirmed",
    "give_news",
    "hand_outside",
    "hand_over",
    "keep_note",
    "leave_group",
    "look_at_need",
    "mark_seen",
    "name_lead",
    "next_wave",
    "note_no_news",
    "override_match",
    "post_in_group",
    "post_message",
    "post_to_town",
    "propose",
    "propose_group",
    "propose_outside",
    "record_call",
    "record_no_offer",
    "record_outcome",
    "record_outside_outcome",
    "recount",
    "recount_all",
    "refuse",
    "remind_consent",
    "remind_group_consent",
    "remind_handing",
    "remind_news",
    "remind_outside_consent",
    "remind_question",
    "remind_search",
    "remind_wave_consent",
    "reroute",
    "reveal_contact",
    "settle_disagreement",
    "settle_no_offer",
    "start",
    "stop_waves",
    "tell_news",
    "undo_override",
    "widen_group",
    "wish_partner",
    "withdraw",
    "withdraw_outside",
]
