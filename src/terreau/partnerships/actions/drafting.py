"""Writing a charter: its text, its parties, what each promises."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from terreau.council.models import Deliberation
from terreau.directory.models import Offer, Organisation
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.kernel.ids import reference
from terreau.kernel.text import unique_slug
from terreau.partnerships.enums import CollaborationForm, PartyRole, Recurrence, Signing
from terreau.partnerships.models import Charter, Commitment, Party
from terreau.partnerships.queries import fingerprint
from terreau.partnerships.workflows import CHARTER_WORKFLOW


@transaction.atomic
def draft_charter(
    *, title: str, summary: str, by: Any, preamble: str = "", town_signatory: str = ""
) -> Charter:
    """Begin a charter."""
    charter = Charter(slug=unique_slug(Charter.objects.all(), title), reference=reference("CHA", length=8))
    _write_text(charter, title=title, summary=summary, preamble=preamble, town_signatory=town_signatory)
    charter.save(force_insert=True)
    journal.write(verb="charter.drafted", target=charter, by=by)
    return charter


@transaction.atomic
def edit_charter(
    *, charter: Charter, title: str, summary: str, by: Any, preamble: str = "", town_signatory: str = ""
) -> Charter:
    """Change the text of a draft."""
    charter = _draft(charter)
    _write_text(charter, title=title, summary=summary, preamble=preamble, town_signatory=town_signatory)
    charter.save()
    journal.write(verb="charter.edited", target=charter, by=by)
    return charter


def _write_text(charter: Charter, **text: str) -> None:
    for name, value in text.items():
        setattr(charter, name, value.strip())
    if charter.summary.count("\n") > 2:
        raise RuleBroken(_("Le résumé tient en trois lignes."), field="summary")


def _draft(charter: Charter) -> Charter:
    """Return the charter, locked, when its text may still change."""
    charter = Charter.objects.select_for_update(of=("self",)).get(pk=charter.pk)
    if not charter.is_open:
        raise RuleBroken(_("Le texte est arrêté : rouvrez le brouillon avant de le modifier."))
    return charter


@transaction.atomic
def add_party(
    *,
    charter: Charter,
    organisation: Organisation,
    by: Any,
    role: str = PartyRole.PARTNER,
    represented_by: str = "",
    parent: Party | None = None,
    signing: str = "",
) -> Party:
    """Add an organisation to a draft; a subsidiary follows its parent and is bound through it by default."""
    charter = _draft(charter)
    if charter.parties.filter(organisation=organisation).exists():
        raise RuleBroken(_("Cette organisation est déjà partie à la charte."), field="organisation")
    if role == PartyRole.TOWN and charter.parties.filter(role=PartyRole.TOWN).exists():
        raise RuleBroken(_("La charte compte déjà une collectivité."), field="role")
    _refuse_misplaced_subsidiary(charter, role, parent)
    default = Signing.REPRESENTED if role == PartyRole.SUBSIDIARY else Signing.SIGNS
    party = Party.objects.create(
        charter=charter,
        organisation=organisation,
        role=role,
        parent=parent,
        signing=(signing or default) if role == PartyRole.SUBSIDIARY else Signing.SIGNS,
        represented_by=represented_by.strip(),
        order=(charter.parties.aggregate(last=Max("order"))["last"] or 0) + 1,
    )
    journal.write(verb="charter.party_added", target=charter, by=by, organisation=organisation)
    return party


def _refuse_misplaced_subsidiary(charter: Charter, role: str, parent: Party | None) -> None:
    if role != PartyRole.SUBSIDIARY:
        if parent is not None:
            raise RuleBroken(_("Seule une filiale a une maison mère dans la charte."), field="parent")
        return
    if parent is None or parent.charter_id != charter.pk or parent.role == PartyRole.SUBSIDIARY:
        raise RuleBroken(_("Indiquez la maison mère, elle-même partie à cette charte."), field="parent")


@transaction.atomic
def remove_party(*, party: Party, by: Any) -> Charter:
    """Take an organisation, its subsidiaries and what they promised out of a draft."""
    charter, organisation = _draft(party.charter), party.organisation_id
    party.delete()
    journal.write(verb="charter.party_removed", target=charter, by=by, organisation=organisation)
    return charter


@transaction.atomic
def add_commitment(
    *,
    charter: Charter,
    party: Party,
    form: int,
    text: str,
    by: Any,
    indicator_verb: str = "",
    unit: str = "",
    target: Decimal | int | None = None,
    due_on: dt.date | None = None,
    recurrence: str = Recurrence.NONE,
    delay_days: int | None = None,
    is_free: bool | None = None,
    counterpart: str = "",
    offers: Iterable[Offer] = (),
) -> Commitment:
    """Write down what a party promises."""
    charter = _draft(charter)
    commitment = Commitment(
        charter=charter, number=(charter.commitments.aggregate(last=Max("number"))["last"] or 0) + 1
    )
    _fill(
        commitment,
        party=party,
        form=form,
        text=text,
        indicator_verb=indicator_verb,
        unit=unit,
        target=target,
        due_on=due_on,
        recurrence=recurrence,
        delay_days=delay_days,
        is_free=is_free,
        counterpart=counterpart,
    )
    commitment.save(force_insert=True)
    journal.write(verb="charter.commitment_added", target=charter, by=by, organisation=party.organisation_id)
    _link_offers(commitment, offers, by=by)
    return commitment


@transaction.atomic
def edit_commitment(*, commitment: Commitment, by: Any, **facts: Any) -> Commitment:
    """Change what a party promises in a draft (the same facts as `add_commitment`)."""
    charter = _draft(commitment.charter)
    offers = facts.pop("offers", None)
    _fill(commitment, **facts)
    commitment.save()
    journal.write(
        verb="charter.commitment_edited",
        target=charter,
        by=by,
        organisation=commitment.party.organisation_id,
    )
    if offers is not None:
        _link_offers(commitment, offers, by=by)
    return commitment


def _fill(commitment: Commitment, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(commitment, name, value.strip() if isinstance(value, str) else value)
    if commitment.party.charter_id != commitment.charter_id:
        raise RuleBroken(_("Cette organisation n’est pas partie à la charte."), field="party")
    if commitment.form not in CollaborationForm.values:
        raise RuleBroken(_("Un engagement prend l’une des cinq formes."), field="form")
    if commitment.target is not None and commitment.target <= 0:
        raise RuleBroken(_("L’objectif est supérieur à zéro."), field="target")


@transaction.atomic
def remove_commitment(*, commitment: Commitment, by: Any) -> Charter:
    """Take a promise out of a draft."""
    charter = _draft(commitment.charter)
    journal.write(
        verb="charter.commitment_removed",
        target=charter,
        by=by,
        organisation=commitment.party.organisation_id,
    )
    commitment.delete()
    return charter


@transaction.atomic
def link_offers(*, commitment: Commitment, offers: Iterable[Offer], by: Any) -> Commitment:
    """Say through which offers of support a promise is kept, at any moment of the charter's life."""
    _link_offers(commitment, offers, by=by)
    return commitment


def _link_offers(commitment: Commitment, offers: Iterable[Offer], *, by: Any) -> None:
    before, wanted = set(commitment.offers.all()), list(offers)
    commitment.offers.set(wanted)
    for offer in wanted:
        if offer not in before:
            journal.link(source=commitment, target=offer, kind=LinkKind.OFFERS, by=by)
            journal.write(
                verb="commitment.offer_linked",
                target=commitment,
                by=by,
                organisation=commitment.party.organisation_id,
                data={"offer": offer.pk},
            )


@transaction.atomic
def agree(*, charter: Charter, by: Any) -> Charter:
    """Fix the text that goes to the council: every signing party is named and promises something."""
    CHARTER_WORKFLOW.refuse_unless(charter, "agree")
    parties = list(charter.parties.select_related("organisation").prefetch_related("commitments"))
    roles = {party.role for party in parties}
    if PartyRole.TOWN not in roles or PartyRole.PARTNER not in roles:
        raise RuleBroken(_("Une charte réunit la ville et un partenaire au moins : ajoutez les parties."))
    for party in parties:
        if party.role == PartyRole.PARTNER and not _promises(party, parties):
            raise RuleBroken(
                _("%(party)s n’a pas encore d’engagement : ajoutez ce que ce partenaire promet.")
                % {"party": party.organisation}
            )
    facts = _frozen_text(charter)
    CHARTER_WORKFLOW.advance(charter, "agree", agreed_at=clock.now(), **facts)
    for commitment in charter.commitments.all():
        journal.link(source=charter, target=commitment, kind=LinkKind.COMMITS, by=by)
    journal.write(verb="charter.agreed", target=charter, by=by, data={"text": charter.text_sha256})
    return charter


def _frozen_text(charter: Charter) -> dict[str, str]:
    """Return the fingerprint of the text; it goes to the council as long as the council has not voted."""
    locked = Charter.objects.select_for_update(of=("self",)).get(pk=charter.pk)
    text = fingerprint(locked)
    if locked.deliberation_id is None:
        return {"text_sha256": text}
    deliberation = Deliberation.objects.select_for_update(of=("self",)).get(pk=locked.deliberation_id)
    return {"text_sha256": text} if deliberation.voted_at else {"text_sha256": text, "voted_sha256": text}


def _promises(party: Party, parties: list[Party]) -> bool:
    family = [party, *(one for one in parties if one.parent_id == party.pk)]
    return any(one.commitments.all() for one in family)


@transaction.atomic
def reopen(*, charter: Charter, by: Any) -> Charter:
    """Go back to the draft, before the council approves."""
    CHARTER_WORKFLOW.advance(charter, "reopen", agreed_at=None, text_sha256="")
    journal.write(verb="charter.reopened", target=charter, by=by)
    return charter
