"""The verbs of the directory."""

from terreau.directory.actions.imports import Report, import_directory, rehearse_import
from terreau.directory.actions.offers import (
    create_offer,
    end_offer,
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
from terreau.directory.actions.teams import add_member, create_team, invite_member, remove_member
from terreau.directory.actions.uploads import load_upload, receive_register

__all__ = [
    "Report",
    "add_member",
    "create_offer",
    "create_organisation",
    "create_team",
    "end_offer",
    "hide_organisation",
    "import_directory",
    "invite_member",
    "load_upload",
    "publish_offer",
    "publish_organisation",
    "receive_register",
    "rehearse_import",
    "remove_member",
    "suspend_offer",
    "update_offer",
    "update_organisation",
    "verify_offer",
]
