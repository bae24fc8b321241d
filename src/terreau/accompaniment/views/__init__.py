"""Pages of the accompaniment."""

from terreau.accompaniment.views.alerts import alert_confirm, alert_end, alerts
from terreau.accompaniment.views.attachments import attachment, attachment_by_link
from terreau.accompaniment.views.contacts import contacts
from terreau.accompaniment.views.coverage import coverage, coverage_export
from terreau.accompaniment.views.file import file, town_message
from terreau.accompaniment.views.groups import group, group_by_link, group_new, group_of_part
from terreau.accompaniment.views.links import answer, consent_by_link, outcome
from terreau.accompaniment.views.mails import mail, mail_page, mails
from terreau.accompaniment.views.offers import offers
from terreau.accompaniment.views.outside import (
    outside,
    outside_consent,
    outside_list,
    outside_outcome,
    outside_sheet,
)
from terreau.accompaniment.views.overriding import rule_quality
from terreau.accompaniment.views.referral import referral
from terreau.accompaniment.views.register import register, register_file, shown_list
from terreau.accompaniment.views.requests import requests
from terreau.accompaniment.views.waves import wave_by_link, wave_call

__all__ = [
    "alert_confirm",
    "alert_end",
    "alerts",
    "answer",
    "attachment",
    "attachment_by_link",
    "consent_by_link",
    "contacts",
    "coverage",
    "coverage_export",
    "file",
    "group",
    "group_by_link",
    "group_new",
    "group_of_part",
    "mail",
    "mail_page",
    "mails",
    "offers",
    "outcome",
    "outside",
    "outside_consent",
    "outside_list",
    "outside_outcome",
    "outside_sheet",
    "referral",
    "register",
    "register_file",
    "requests",
    "rule_quality",
    "shown_list",
    "town_message",
    "wave_by_link",
    "wave_call",
]
