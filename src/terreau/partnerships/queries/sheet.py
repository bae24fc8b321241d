"""The text of a charter, ready to be read: the page and the PDF show the same words and figures."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.kernel.typography import date_in_words
from terreau.partnerships.enums import CharterState, CollaborationForm, PartyRole
from terreau.partnerships.models import Charter, Commitment, Party
from terreau.partnerships.queries.progress import Progress, plain, progress_for
from terreau.partnerships.queries.register import attached


@dataclass(frozen=True)
class Line:
    """One commitment: what is promised, by whom, and what has been done."""

    commitment: Commitment
    party: str
    terms: list[str]
    progress: Progress

    @property
    def facts(self) -> tuple[Any, ...]:
        """All that the line of the page shows: the same facts are drawn once."""
        one = self.commitment
        return one.charter.slug, one.number, self.party, one.text, tuple(self.terms), self.progress


@dataclass(frozen=True)
class Section:
    """The commitments of one form of collaboration."""

    form: int
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Signatory:
    """One party: what it is in the charter, and its signature."""

    party: Party
    name: str
    role: str
    signature: str
    subsidiaries: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """All that is read of a charter."""

    charter: Charter
    signatories: list[Signatory]
    sections: list[Section]
    dates: list[dict[str, str]]

    @property
    def total(self) -> int:
        return sum(len(section.lines) for section in self.sections)

    @property
    def kept(self) -> int:
        return sum(line.progress.kept for section in self.sections for line in section.lines)

    @property
    def counter(self) -> str:
        """How many promises are kept."""
        return _("%(kept)s sur %(total)s") % {"kept": self.kept, "total": self.total}


def sheet_of(charter: Charter, *, organisations: Collection[int] | None = None) -> Sheet:
    """Return the sheet of a charter read with `charters()`, or what some organisations promised in it."""
    commitments = [
        one
        for one in attached(charter)
        if organisations is None or one.party.organisation_id in organisations
    ]
    progress = progress_for(commitments)
    sections = []
    for form in CollaborationForm:
        lines = [_line(one, progress[one.pk]) for one in commitments if one.form == form]
        if lines:
            sections.append(Section(form.value, str(form.label), lines))
    return Sheet(charter, _signatories(charter), sections, _dates(charter))


def sheets_for(charters: Iterable[Charter], organisations: Collection[int]) -> list[Sheet]:
    """Return the sheets of charters with only what some organisations promised in them."""
    return [sheet_of(charter, organisations=organisations) for charter in charters]


def terms_of(commitment: Commitment) -> list[str]:
    """Return the figures of a promise in words."""
    terms = []
    if commitment.target is not None:
        facts = {"figure": plain(commitment.target), "unit": commitment.unit}
        terms.append(_("Objectif : %(figure)s %(unit)s") % facts)
    if commitment.recurrence == "yearly":
        terms.append(_("Chaque année"))
    if commitment.due_on is not None:
        terms.append(_("Avant le %(day)s") % {"day": date_in_words(commitment.due_on)})
    if commitment.delay_days is not None:
        promised = ngettext(
            "Réponse sous %(days)s jour ouvré", "Réponse sous %(days)s jours ouvrés", commitment.delay_days
        )
        terms.append(promised % {"days": commitment.delay_days})
    if commitment.is_free is not None:
        terms.append(_("Gratuit pour le porteur") if commitment.is_free else _("Payant pour le porteur"))
    if commitment.counterpart:
        terms.append(_("Contrepartie : %(text)s") % {"text": commitment.counterpart})
    return [term.strip() for term in terms]


def _line(commitment: Commitment, progress: Progress) -> Line:
    return Line(commitment, commitment.party.organisation.name, terms_of(commitment), progress)


def _signatories(charter: Charter) -> list[Signatory]:
    parties = list(charter.parties.all())
    return [
        Signatory(
            party=party,
            name=party.organisation.name,
            role=str(PartyRole(party.role).label),
            signature=_signature(charter, party),
            subsidiaries=[one.organisation.name for one in parties if one.parent_id == party.pk],
        )
        for party in parties
    ]


def _signature(charter: Charter, party: Party) -> str:
    if not party.signs:
        return _("Représentée par sa maison mère")
    if party.signed_at is not None:
        return _("Signature constatée le %(day)s : %(name)s") % {
            "day": date_in_words(party.signed_at),
            "name": party.represented_by,
        }
    if charter.state == CharterState.APPROVED:
        return _("Signature attendue")
    return _("Signera une fois la charte approuvée par le conseil")


def _dates(charter: Charter) -> list[dict[str, str]]:
    known = [
        (_("Approuvée par le conseil le"), charter.approved_at),
        (_("Dernière signature le"), charter.signed_at),
        (_("En vigueur depuis le"), charter.in_force_from),
        (_("Terme prévu le"), charter.in_force_until),
        (_("Finie le"), charter.ended_on),
    ]
    return [{"label": label, "value": date_in_words(value)} for label, value in known if value]
