"""What people type about projects."""

from terreau.projects.forms.intake import SCREENS, CodeForm, EntryForm, LaterForm, consent_text, proposal_from
from terreau.projects.forms.manage import (
    CloseForm,
    ConsentForm,
    EditForm,
    FactsForm,
    HandOverForm,
    InviteForm,
    NeedForm,
    PauseForm,
    PublishForm,
    ReferentForm,
)
from terreau.projects.forms.triage import VERDICT_FORMS, AnswerForm, MergeForm

__all__ = [
    "SCREENS",
    "VERDICT_FORMS",
    "AnswerForm",
    "CloseForm",
    "CodeForm",
    "ConsentForm",
    "EditForm",
    "EntryForm",
    "FactsForm",
    "HandOverForm",
    "InviteForm",
    "LaterForm",
    "MergeForm",
    "NeedForm",
    "PauseForm",
    "PublishForm",
    "ReferentForm",
    "consent_text",
    "proposal_from",
]
