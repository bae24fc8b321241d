"""The verbs of the accompaniment, in the order of a referral's life."""

from terreau.accompaniment.actions.answers import accept, ask, hand_over, mark_seen, refuse
from terreau.accompaniment.actions.consents import consent, decline
from terreau.accompaniment.actions.endings import close, record_outcome, start, withdraw
from terreau.accompaniment.actions.escalation import (
    ask_outcome,
    climb,
    end_wait,
    expire,
    remind_consent,
    remind_question,
)
from terreau.accompaniment.actions.proposals import propose, record_no_offer, reroute, settle_no_offer
from terreau.accompaniment.actions.talk import attach, post_message, post_to_town

__all__ = [
    "accept",
    "ask",
    "ask_outcome",
    "attach",
    "climb",
    "close",
    "consent",
    "decline",
    "end_wait",
    "expire",
    "hand_over",
    "mark_seen",
    "post_message",
    "post_to_town",
    "propose",
    "record_no_offer",
    "record_outcome",
    "refuse",
    "remind_consent",
    "remind_question",
    "reroute",
    "settle_no_offer",
    "start",
    "withdraw",
]
