"""Tables of the projects."""

from terreau.projects.models.carried import CarriedHistory
from terreau.projects.models.facts import Fact, Need
from terreau.projects.models.help_calls import HelpCall, HelpReport
from terreau.projects.models.help_offers import HelpOffer
from terreau.projects.models.intake import IntakeDraft
from terreau.projects.models.project import Project
from terreau.projects.models.sheet import PublicSheet
from terreau.projects.models.team import ProjectMember
from terreau.projects.models.triage import Decision
from terreau.projects.models.visits import DeskVisit

__all__ = [
    "CarriedHistory",
    "Decision",
    "DeskVisit",
    "Fact",
    "HelpCall",
    "HelpOffer",
    "HelpReport",
    "IntakeDraft",
    "Need",
    "Project",
    "ProjectMember",
    "PublicSheet",
]
