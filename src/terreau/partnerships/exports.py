"""Documents of the partnerships."""

from typing import Any

from django.utils import translation

from terreau.documents.render import pdf
from terreau.kernel.typography import date_in_words
from terreau.partnerships.models import Charter
from terreau.partnerships.queries import sheet_of


def charter_data(charter: Charter) -> dict[str, Any]:
    """Return what the document of a charter says: the sheet of its page."""
    sheet, deliberation = sheet_of(charter), charter.deliberation
    return {
        "title": charter.title,
        "reference": charter.reference,
        "state": charter.get_state_display(),
        "summary": charter.summary,
        "preamble": [part for part in charter.preamble.splitlines() if part.strip()],
        "dates": sheet.dates,
        "deliberation": deliberation.title if deliberation else "",
        "session": date_in_words(deliberation.session.held_on) if deliberation else "",
        "parties": [
            {"name": one.name, "role": one.role, "signature": one.signature} for one in sheet.signatories
        ],
        "counter": sheet.counter,
        "sections": [
            {
                "title": f"{section.form}. {section.title}",
                "lines": [
                    {
                        "number": str(line.commitment.number),
                        "party": line.party,
                        "text": line.commitment.text,
                        "terms": " · ".join(line.terms),
                        "progress": f"{line.progress.label} – {line.progress.sentence}",
                    }
                    for line in section.lines
                ],
            }
            for section in sheet.sections
        ],
    }


def charter_pdf(charter: Charter) -> bytes:
    """Return the charter as a PDF: the act is in French, whatever the language of the page."""
    with translation.override("fr"):
        return pdf(template="partnerships/charter", data=charter_data(charter))
