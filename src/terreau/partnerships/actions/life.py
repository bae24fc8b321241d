"""The life of a charter after its text is fixed: approved, signed, in force, over."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from terreau.council import law, town
from terreau.council.models import Deliberation
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.kernel.typography import date_in_words
from terreau.partnerships.enums import OPEN_STATES, CharterState, Signing
from terreau.partnerships.models import Charter, Party
from terreau.partnerships.signals import charter_in_force, charter_signed
from terreau.partnerships.workflows import CHARTER_WORKFLOW
from terreau.search.actions import mark


@transaction.atomic
def link_deliberation(*, charter: Charter, deliberation: Deliberation, by: Any) -> Charter:
    """Say which deliberation is to approve a charter."""
    if charter.state not in OPEN_STATES:
        raise RuleBroken(_("Le conseil a déjà approuvé cette charte."))
    charters = Charter.objects.select_for_update(of=("self",))
    locked = charters.filter(pk=charter.pk, state__in=OPEN_STATES).first()
    if locked is None:
        raise StaleObject(_("Quelqu’un vient de modifier ce dossier : rechargez la page."))
    _refuse_vote_before_the_text(locked, deliberation)
    facts = {"deliberation": deliberation, "voted_sha256": locked.text_sha256}
    Charter.objects.filter(pk=charter.pk).update(**facts)
    for name, value in facts.items():
        setattr(charter, name, value)
    journal.link(source=deliberation, target=charter, kind=LinkKind.AUTHORISES, by=by)
    journal.write(
        verb="charter.linked", target=charter, by=by, data={"deliberation": deliberation.pk}, public=True
    )
    return charter


def _refuse_vote_before_the_text(charter: Charter, deliberation: Deliberation) -> None:
    voted_at = Deliberation.objects.select_for_update(of=("self",)).get(pk=deliberation.pk).voted_at
    if voted_at is None or (charter.agreed_at is not None and charter.agreed_at <= voted_at):
        return
    raise RuleBroken(
        _("Le conseil s’est prononcé avant que ce texte soit arrêté : choisissez une délibération à venir."),
        field="deliberation",
    )


@transaction.atomic
def approve(*, charter: Charter, by: Any) -> Charter:
    """Record that the council has approved the charter; saying it twice changes nothing."""
    charter.refresh_from_db()
    if charter.state == CharterState.APPROVED:
        return charter
    if charter.deliberation is None:
        raise RuleBroken(_("Aucune délibération n’est rattachée : le secrétariat du conseil la rattache."))
    if not charter.deliberation.is_adopted:
        raise RuleBroken(_("La délibération n’est pas adoptée : la charte ne peut pas être approuvée."))
    if charter.needs_new_vote:
        raise RuleBroken(
            _(
                "Le texte a été arrêté de nouveau après le vote : "
                "ce n’est plus celui que le conseil a adopté. "
                "Rattachez la charte à une nouvelle délibération, ou rétablissez le texte adopté."
            )
        )
    CHARTER_WORKFLOW.advance(charter, "approve", approved_at=charter.deliberation.voted_at)
    data = {"text": charter.text_sha256}
    journal.write(verb="charter.approved", target=charter, by=by, data=data, public=True)
    mark(kind="charter", keys=[charter.pk])
    return charter


@transaction.atomic
def record_signature(*, party: Party, by: Any, on: dt.date | None = None, represented_by: str = "") -> Party:
    """Record that a party has signed: who and when. The last signature makes the charter signed."""
    charter = Charter.objects.select_for_update(of=("self",)).get(pk=party.charter_id)
    on = on or clock.today()
    signatory = represented_by.strip() or party.represented_by
    _refuse_signature(charter, party, on=on, signatory=signatory)
    signed = Party.objects.filter(pk=party.pk, signed_at=None).update(
        signed_at=on, represented_by=signatory, recorded_by=Actor.of(by).label[:200]
    )
    if not signed:
        raise StaleObject(_("Cette signature est déjà constatée : rechargez la page."))
    party.refresh_from_db()
    journal.write(
        verb="charter.party_signed",
        target=charter,
        by=by,
        organisation=party.organisation_id,
        data={"on": on.isoformat()},
        public=True,
    )
    _finish_signing(charter, by=by)
    return party


def _refuse_signature(charter: Charter, party: Party, *, on: dt.date, signatory: str) -> None:
    if charter.deliberation is not None:
        executory = charter.deliberation.executory
        finding = law.signature(executory=executory, on=on, reading=town.reading())
        if charter.state in (*OPEN_STATES, CharterState.APPROVED) and not finding.value:
            raise RuleBroken(str(finding), field="on")
    CHARTER_WORKFLOW.refuse_unless(charter, "sign")
    if not party.signs:
        raise RuleBroken(_("Cette filiale est représentée par sa maison mère : elle ne signe pas."))
    if party.signed_at is not None:
        raise RuleBroken(
            _("La signature est déjà constatée, le %(day)s.") % {"day": date_in_words(party.signed_at)}
        )
    if on > clock.today():
        raise RuleBroken(_("Une signature se constate le jour même ou après."), field="on")
    if not signatory:
        raise RuleBroken(_("Indiquez qui a signé : prénom, nom et qualité."), field="represented_by")


def _finish_signing(charter: Charter, *, by: Any) -> None:
    signing = charter.parties.filter(signing=Signing.SIGNS)
    if signing.filter(signed_at=None).exists():
        return
    last = signing.aggregate(last=Max("signed_at"))["last"]
    CHARTER_WORKFLOW.advance(charter, "sign", signed_at=last)
    mark(kind="charter", keys=[charter.pk])
    for organisation in charter.parties.values_list("organisation_id", flat=True):
        journal.write(
            verb="charter.signed", target=charter, by=by, organisation=organisation, quantity=1, public=True
        )
    transaction.on_commit(partial(charter_signed.send, sender=Charter, charter=charter, by=by))


@transaction.atomic
def enter_into_force(
    *, charter: Charter, by: Any, on: dt.date | None = None, until: dt.date | None = None
) -> Charter:
    """Start the charter: from that day on, what is done counts."""
    CHARTER_WORKFLOW.refuse_unless(charter, "enter_into_force")
    on = on or clock.today()
    if charter.signed_at is not None and on < charter.signed_at:
        raise RuleBroken(
            _("La charte est signée le %(day)s : elle entre en vigueur ce jour-là ou après.")
            % {"day": date_in_words(charter.signed_at)},
            field="on",
        )
    if on > clock.today():
        raise RuleBroken(_("Enregistrez l’entrée en vigueur le jour venu."), field="on")
    if until is not None and until <= on:
        raise RuleBroken(_("Le terme vient après l’entrée en vigueur."), field="until")
    CHARTER_WORKFLOW.advance(charter, "enter_into_force", in_force_from=on, in_force_until=until)
    journal.write(verb="charter.in_force", target=charter, by=by, public=True)
    mark(kind="charter", keys=[charter.pk])
    transaction.on_commit(partial(charter_in_force.send, sender=Charter, charter=charter, by=by))
    return charter


@transaction.atomic
def end(*, charter: Charter, by: Any) -> Charter:
    """Close a charter that has reached its term."""
    CHARTER_WORKFLOW.refuse_unless(charter, "end")
    if charter.in_force_until is None:
        raise RuleBroken(_("Cette charte n’a pas de terme : seule une résiliation y met fin."))
    if charter.in_force_until > clock.today():
        raise RuleBroken(
            _("La charte court jusqu’au %(day)s.") % {"day": date_in_words(charter.in_force_until)}
        )
    CHARTER_WORKFLOW.advance(charter, "end", ended_on=charter.in_force_until)
    journal.write(verb="charter.ended", target=charter, by=by, public=True)
    mark(kind="charter", keys=[charter.pk])
    return charter


@transaction.atomic
def terminate(*, charter: Charter, reason: str, by: Any, on: dt.date | None = None) -> Charter:
    """End a charter before its term, and say why; what was done stays counted."""
    CHARTER_WORKFLOW.refuse_unless(charter, "terminate")
    on = on or clock.today()
    if not reason.strip():
        raise RuleBroken(_("Une résiliation dit sa raison."), field="reason")
    if charter.in_force_from is not None and not charter.in_force_from <= on <= clock.today():
        raise RuleBroken(_("La fin se situe entre l’entrée en vigueur et aujourd’hui."), field="on")
    CHARTER_WORKFLOW.advance(charter, "terminate", ended_on=on, ended_reason=reason.strip())
    journal.write(verb="charter.terminated", target=charter, by=by, public=True)
    mark(kind="charter", keys=[charter.pk])
    return charter
