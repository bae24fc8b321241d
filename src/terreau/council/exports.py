"""Documents of the council."""

from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils import translation

from terreau.council.models import Deliberation
from terreau.documents.render import pdf
from terreau.kernel.typography import date_in_words
from terreau.territories.queries import operator


def extract_data(deliberation: Deliberation) -> dict[str, Any]:
    """Return what the extract of the register of deliberations says."""
    session, result = deliberation.session, deliberation.result
    return {
        "town": operator().name,
        "assembly": session.assembly.name,
        "held_on": date_in_words(session.held_on),
        "number": deliberation.number,
        "title": deliberation.title,
        "rapporteur": deliberation.rapporteur.full_name if deliberation.rapporteur else "",
        "presence": session.quorum.sentence if session.quorum else "",
        "considerations": list(deliberation.considerations),
        "decision": deliberation.decision_text.split("\n"),
        "state": deliberation.get_state_display(),
        "wording": deliberation.wording,
        "result": f"{result.sentence} ({result.article})" if result else "",
        "votes": vote_rows(deliberation),
        "executory": f"{deliberation.executory.sentence} ({deliberation.executory.article})",
        "author": deliberation.author_label,
        "published_on": date_in_words(deliberation.published_at) if deliberation.published_at else "",
    }


def vote_rows(deliberation: Deliberation) -> list[list[str]]:
    """Return the counts of the vote with their names."""
    if deliberation.result is None:
        return []
    fields = ["votes_for", "votes_against", "abstentions", "not_taking_part"]
    return [
        [str(label_for_field(name, Deliberation)).capitalize(), str(getattr(deliberation, name))]
        for name in fields
    ]


def extract_pdf(deliberation: Deliberation) -> bytes:
    """Return the extract as a PDF: the act is in French, whatever the language of the page."""
    with translation.override("fr"):
        return pdf(template="council/extract", data=extract_data(deliberation))
