"""Organisations, the people in their teams, what they offer, and where each fact comes from."""

from terreau.directory.models.imports import ImportRun, ImportUpload, RejectedLine, SourceRecord
from terreau.directory.models.offers import Offer, Subject
from terreau.directory.models.organisations import FieldSource, Organisation
from terreau.directory.models.teams import Team, TeamMember
from terreau.directory.models.workflows import OFFER_WORKFLOW, ORGANISATION_WORKFLOW

__all__ = [
    "OFFER_WORKFLOW",
    "ORGANISATION_WORKFLOW",
    "FieldSource",
    "ImportRun",
    "ImportUpload",
    "Offer",
    "Organisation",
    "RejectedLine",
    "SourceRecord",
    "Subject",
    "Team",
    "TeamMember",
]
