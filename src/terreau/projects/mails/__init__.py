"""The mails of the projects: one action each, in the words of the pages."""

from terreau.projects.mails import life
from terreau.projects.mails.base import COMPLETE, JOIN, NEWS, RESUME
from terreau.projects.mails.triage import SUBJECTS, paragraphs_of

__all__ = ["COMPLETE", "JOIN", "NEWS", "RESUME", "SUBJECTS", "life", "paragraphs_of"]
