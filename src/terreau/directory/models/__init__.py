"""Organisations, the people in their teams, what they offer, and where each fact comes from."""

from terreau.directory.models.contacts import PublicContact
from terreau.directory.models.history import DistinctPair, FieldChange, SheetMerge
from terreau.directory.models.imports import ImportRun, ImportUpload, RejectedLine, SourceRecord
from terreau.directory.models.moderation import Claim, ErrorReport, Submission, Suggestion
from terreau.directory.models.networks import Network, NetworkMembership
from terreau.directory.models.offers import Offer, Subject
from terreau.directory.models.organisations import FieldSource, Organisation
from terreau.directory.models.places import Place
from terreau.directory.models.registers import LegalUnit, WaitingEstablishment
from terreau.directory.models.rules import RuleVersion
from terreau.directory.models.services import ServiceRecord
from terreau.directory.models.teams import Team, TeamAbsence, TeamMember
from terreau.directory.models.workflows import (
    CLAIM_WORKFLOW,
    CONTACT_WORKFLOW,
    OFFER_WORKFLOW,
    ORGANISATION_WORKFLOW,
    REPORT_WORKFLOW,
    SUGGESTION_WORKFLOW,
)

__all__ = [
    "CLAIM_WORKFLOW",
    "CONTACT_WORKFLOW",
    "OFFER_WORKFLOW",
    "ORGANISATION_WORKFLOW",
    "REPORT_WORKFLOW",
    "SUGGESTION_WORKFLOW",
    "Claim",
    "DistinctPair",
    "ErrorReport",
    "FieldChange",
    "FieldSource",
    "ImportRun",
    "ImportUpload",
    "LegalUnit",
    "Network",
    "NetworkMembership",
    "Offer",
    "Organisation",
    "Place",
    "PublicContact",
    "RejectedLine",
    "RuleVersion",
    "ServiceRecord",
    "SheetMerge",
    "SourceRecord",
    "Subject",
    "Submission",
    "Suggestion",
    "Team",
    "TeamAbsence",
    "TeamMember",
    "WaitingEstablishment",
]
