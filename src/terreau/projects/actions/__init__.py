"""The verbs of the projects."""

from terreau.projects.actions.counting import recount_triage
from terreau.projects.actions.erasing import forget_holder
from terreau.projects.actions.handover import assign_referent, hand_over
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
    "NeedFacts",
    "Proposal",
    "accept",
    "archive",
    "ask_completion",
    "ask_news",
    "assign_referent",
    "call_officers",
    "close",
    "close_need",
    "code_of",
    "come_to_the_desk",
    "complete",
    "confirm_fact",
    "edit",
    "end_sheet",
    "enter",
    "forget_drafts",
    "forget_holder",
    "give_news",
    "hand_over",
    "import_file",
    "invite",
    "join",
    "leave",
    "merge",
    "note_consent",
    "open_need",
    "pause",
    "propose",
    "prove_address",
    "prove_by_link",
    "publish",
    "purge_drafts",
    "record_fact",
    "recount_triage",
    "redirect",
    "refresh_sheet",
    "refuse",
    "remove_member",
    "reopen",
    "resume",
    "save_draft",
    "send_code",
    "start_draft",
    "start_from_here",
    "submit",
    "transfer",
    "unarchive",
    "unpublish",
    "warn_of_end",
    "watch",
    "watch_forgotten",
]
