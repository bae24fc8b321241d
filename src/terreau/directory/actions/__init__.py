"""The verbs of the directory."""

from terreau.directory.actions.claims import (
    accept_claim,
    prove_claim,
    refuse_claim,
    send_claim,
    withdraw_claim,
)
from terreau.directory.actions.contacts import (
    agree_to_be_named,
    forget_contacts,
    propose_contact,
    remove_contact,
)
from terreau.directory.actions.eligibility import draft_rules, drop_rules_draft, publish_rules
from terreau.directory.actions.freshness import (
    arm_checks,
    ask_if_exact,
    confirm_offer,
    correct_offer,
    say_it_ended,
)
from terreau.directory.actions.history import revert_field
from terreau.directory.actions.imports import Report, import_directory, put_back_indexes, rehearse_import
from terreau.directory.actions.merging import merge_organisations, tell_apart
from terreau.directory.actions.networks import (
    follow_memberships_of_the_day,
    join_network,
    leave_network,
    set_network,
    unset_network,
)
from terreau.directory.actions.offers import (
    create_offer,
    end_offer,
    follow_offers_of_the_day,
    publish_offer,
    suspend_offer,
    update_offer,
    verify_offer,
)
from terreau.directory.actions.organisations import (
    create_organisation,
    hide_organisation,
    publish_organisation,
    update_organisation,
)
from terreau.directory.actions.places import add_place, remove_place, update_place
from terreau.directory.actions.reports import apply_report, refuse_report, report_error
from terreau.directory.actions.submissions import count_submission, forget_submissions
from terreau.directory.actions.suggestions import (
    attach_suggestion,
    forget_answered,
    publish_suggestion,
    refuse_suggestion,
    suggest_organisation,
)
from terreau.directory.actions.teams import (
    add_absence,
    add_member,
    create_team,
    invite_member,
    remove_absence,
    remove_member,
    update_team,
)
from terreau.directory.actions.undoing import undo_merge
from terreau.directory.actions.uploads import (
    agree_to_register,
    confirm_upload,
    drop_upload,
    load_upload,
    receive_register,
    rehearse_register,
    rehearse_upload,
)

__all__ = [
    "Report",
    "accept_claim",
    "add_absence",
    "add_member",
    "add_place",
    "agree_to_be_named",
    "agree_to_register",
    "apply_report",
    "arm_checks",
    "ask_if_exact",
    "attach_suggestion",
    "confirm_offer",
    "confirm_upload",
    "correct_offer",
    "count_submission",
    "create_offer",
    "create_organisation",
    "create_team",
    "draft_rules",
    "drop_rules_draft",
    "drop_upload",
    "end_offer",
    "follow_memberships_of_the_day",
    "follow_offers_of_the_day",
    "forget_answered",
    "forget_contacts",
    "forget_submissions",
    "hide_organisation",
    "import_directory",
    "invite_member",
    "join_network",
    "leave_network",
    "load_upload",
    "merge_organisations",
    "propose_contact",
    "prove_claim",
    "publish_offer",
    "publish_organisation",
    "publish_rules",
    "publish_suggestion",
    "put_back_indexes",
    "receive_register",
    "refuse_claim",
    "refuse_report",
    "refuse_suggestion",
    "rehearse_import",
    "rehearse_register",
    "rehearse_upload",
    "remove_absence",
    "remove_contact",
    "remove_member",
    "remove_place",
    "report_error",
    "revert_field",
    "say_it_ended",
    "send_claim",
    "set_network",
    "suggest_organisation",
    "suspend_offer",
    "tell_apart",
    "undo_merge",
    "unset_network",
    "update_offer",
    "update_organisation",
    "update_place",
    "update_team",
    "verify_offer",
    "withdraw_claim",
]
