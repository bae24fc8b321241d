"""The mails of the projects: one action each, in the words of the pages."""

from terreau.projects.mails import helping, life
from terreau.projects.mails.base import COMPLETE, HELP, JOIN, NEWS, RESUME
from terreau.projects.mails.triage import SUBJECTS, paragraphs_of

__all__ = ["COMPLETE", "HELP", "JOIN", "NEWS", "RESUME", "SUBJECTS", "helping", "life", "paragraphs_of"]
