"""What people type about projects."""

from terreau.projects.forms.intake import SCREENS, CodeForm, EntryForm, LaterForm, consent_text, proposal_from
from terreau.projects.forms.manage import (
    ArchiveForm,
    CloseForm,
    ConsentForm,
    DocumentForm,
    EditForm,
    FactsForm,
    HandOverForm,
    InviteForm,
    NeedForm,
    NewsForm,
    PauseForm,
    PublishForm,
    ReferentForm,
)
from terreau.projects.forms.paper import paper_form
from terreau.projects.forms.triage import VERDICT_FORMS, AnswerForm, MergeForm

__all__ = [
    "SCREENS",
    "VERDICT_FORMS",
    "AnswerForm",
    "ArchiveForm",
    "CloseForm",
    "CodeForm",
    "ConsentForm",
    "DocumentForm",
    "EditForm",
    "EntryForm",
    "FactsForm",
    "HandOverForm",
    "InviteForm",
    "LaterForm",
    "MergeForm",
    "NeedForm",
    "NewsForm",
    "PauseForm",
    "PublishForm",
    "ReferentForm",
    "consent_text",
    "paper_form",
    "proposal_from",
]
