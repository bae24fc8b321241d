"""The verbs of the projects."""

from terreau.projects.actions.counting import recount_triage
from terreau.projects.actions.erasing import forget_holder
from terreau.projects.actions.handover import assign_referent, hand_over
from terreau.projects.actions.help_calls import (
    Appeal,
    close_call,
    edit_call,
    end_call,
    publish_call,
    renew_call,
    warn_of_call_end,
)
from terreau.projects.actions.help_forgetting import forget_old_help, forget_volunteer
from terreau.projects.actions.help_moderation import keep_call, remove_call, report_call
from terreau.projects.actions.help_offers import (
    accept_help,
    confirm_help,
    decline_help,
    offer_help,
    offer_help_by_mail,
    say_about_help,
    withdraw_help,
)
from terreau.projects.actions.intake import (
    CODE_LIFE,
    code_of,
    forget_drafts,
    prove_address,
    prove_by_link,
    purge_drafts,
    save_draft,
    send_code,
    start_draft,
)
from terreau.projects.actions.knowledge import (
    close_need,
    confirm_fact,
    edit,
    note_consent,
    open_need,
    record_fact,
)
from terreau.projects.actions.life import archive, reopen, unarchive
from terreau.projects.actions.merge import merge
from terreau.projects.actions.moving import import_file
from terreau.projects.actions.news import ask_news, close, give_news, pause, resume, watch, watch_forgotten
from terreau.projects.actions.proposal import NeedFacts, Proposal, enter, propose, submit
from terreau.projects.actions.publication import end_sheet, publish, unpublish, warn_of_end
from terreau.projects.actions.sheet import refresh_sheet
from terreau.projects.actions.team import invite, join, leave, remove_member, transfer
from terreau.projects.actions.triage import accept, ask_completion, call_officers, complete, redirect, refuse
from terreau.projects.actions.visits import come_to_the_desk, start_from_here

__all__ = [
    "CODE_LIFE",
    "Appeal",
    "NeedFacts",
    "Proposal",
    "accept",
    "accept_help",
    "archive",
    "ask_completion",
    "ask_news",
    "assign_referent",
    "call_officers",
    "close",
    "close_call",
    "close_need",
    "code_of",
    "come_to_the_desk",
    "complete",
    "confirm_fact",
    "confirm_help",
    "decline_help",
    "edit",
    "edit_call",
    "end_call",
    "end_sheet",
    "enter",
    "forget_drafts",
    "forget_holder",
    "forget_old_help",
    "forget_volunteer",
    "give_news",
    "hand_over",
    "import_file",
    "invite",
    "join",
    "keep_call",
    "leave",
    "merge",
    "note_consent",
    "offer_help",
    "offer_help_by_mail",
    "open_need",
    "pause",
    "propose",
    "prove_address",
    "prove_by_link",
    "publish",
    "publish_call",
    "purge_drafts",
    "record_fact",
    "recount_triage",
    "redirect",
    "refresh_sheet",
    "refuse",
    "remove_call",
    "remove_member",
    "renew_call",
    "reopen",
    "report_call",
    "resume",
    "save_draft",
    "say_about_help",
    "send_code",
    "start_draft",
    "start_from_here",
    "submit",
    "transfer",
    "unarchive",
    "unpublish",
    "warn_of_call_end",
    "warn_of_end",
    "watch",
    "watch_forgotten",
    "withdraw_help",
]
