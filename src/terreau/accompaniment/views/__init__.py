"""Pages of the accompaniment."""

from terreau.accompaniment.views.attachments import attachment, attachment_by_link
from terreau.accompaniment.views.coverage import coverage, coverage_export
from terreau.accompaniment.views.file import file, town_message
from terreau.accompaniment.views.links import answer, consent_by_link, outcome
from terreau.accompaniment.views.offers import offers
from terreau.accompaniment.views.referral import referral
from terreau.accompaniment.views.register import register, register_file, shown_list
from terreau.accompaniment.views.requests import requests

__all__ = [
    "answer",
    "attachment",
    "attachment_by_link",
    "consent_by_link",
    "coverage",
    "coverage_export",
    "file",
    "offers",
    "outcome",
    "referral",
    "register",
    "register_file",
    "requests",
    "shown_list",
    "town_message",
]
