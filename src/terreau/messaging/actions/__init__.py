"""The verbs of the messages: tell, remind, settle, talk, choose, receive."""

from terreau.messaging.actions.choosing import choose_for_organisations, choose_mails, refuse_mails
from terreau.messaging.actions.forgetting import forget_about
from terreau.messaging.actions.leaving import cancel_absence, plan_absence
from terreau.messaging.actions.moving import move
from terreau.messaging.actions.outbox import post, revive
from terreau.messaging.actions.receiving import bury_mail, forget_old_mails, receive, sort, take_in_hand
from terreau.messaging.actions.reminding import remind, reschedule, settle
from terreau.messaging.actions.talking import MAX_BODY, close_addresses, just_said, open_thread, say

__all__ = [
    "MAX_BODY",
    "bury_mail",
    "cancel_absence",
    "choose_for_organisations",
    "choose_mails",
    "close_addresses",
    "forget_about",
    "forget_old_mails",
    "just_said",
    "move",
    "open_thread",
    "plan_absence",
    "post",
    "receive",
    "refuse_mails",
    "remind",
    "reschedule",
    "revive",
    "say",
    "settle",
    "sort",
    "take_in_hand",
]
