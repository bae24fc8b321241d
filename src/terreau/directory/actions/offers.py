"""Offers of support: prepared, published, suspended, ended, and checked from time to time."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory import criteria
from terreau.directory.enums import OfferState, Stage
from terreau.directory.models import Offer, Organisation, Subject, Team, TeamMember
from terreau.directory.models.workflows import OFFER_WORKFLOW
from terreau.directory.queries.offers import missing_to_publish
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.kernel.text import unique_slug
from terreau.search.actions import mark
from terreau.search.queries import Query, search

By = User | Actor

FOLLOWED = dt.timedelta(days=60)  # dates this old were surely seen
WRITABLE = (
    *("team", "kind", "title", "summary", "stages", "perimeter", "criteria", "contact_email"),
    *("contact_phone", "contact_url", "cost_text", "delay_days", "capacity", "valid_from", "valid_until"),
)


@transaction.atomic
def create_offer(
    *, team: Team, kind: str, title: str, by: By, subjects: Iterable[Subject] = (), **facts: Any
) -> Offer:
    """Prepare an offer; nobody sees it before it is published."""
    offer = Offer(team=team, kind=kind, title=title.strip())
    if "criteria" in facts:
        facts["criteria"] = _readable(facts["criteria"])
    offer.slug = unique_slug(Offer.objects.all(), offer.title)
    _fill(offer, facts)
    _refuse_impossible(offer)
    offer.save()
    offer.subjects.set(subjects)
    write(verb="offer.created", target=offer, by=by, organisation=team.organisation_id)
    return offer


@transaction.atomic
def update_offer(*, offer: Offer, by: By, subjects: Iterable[Subject] | None = None, **facts: Any) -> Offer:
    """Change what an offer says; a published one must stay complete."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("team").get(pk=offer.pk)
    former = offer.team.organisation_id
    if offer.state == OfferState.ENDED:
        raise TransitionRefused(_("Une offre terminée ne se modifie plus : préparez-en une nouvelle."))
    if "criteria" in facts:
        facts["criteria"] = _readable(facts["criteria"])
    changed = sorted(field for field, value in facts.items() if getattr(offer, field) != value)
    _fill(offer, facts)
    _refuse_impossible(offer)
    offer.updated_at = clock.now()
    if offer.state == OfferState.PUBLISHED and offer.perimeter_id is None:
        raise RuleBroken(_("Une offre publiée dit quel territoire elle couvre."), field="perimeter")
    offer.save()
    if subjects is not None and set(subjects) != set(offer.subjects.all()):
        offer.subjects.set(subjects)
        changed.append("subjects")
    if offer.state == OfferState.PUBLISHED:
        _refuse_incomplete(offer)
    if changed:
        write(
            verb="offer.updated",
            target=offer,
            by=by,
            organisation=offer.team.organisation_id,
            data={"fields": changed},
        )
    mark(kind="offer", keys=[offer.pk])
    if former != offer.team.organisation_id:
        mark(kind="organisation", keys=[former])
    return offer


@transaction.atomic
def publish_offer(*, offer: Offer, by: By) -> Offer:
    """Open an offer to everybody: it is complete, and somebody answers for it."""
    OFFER_WORKFLOW.refuse_unless(offer, "publish")
    _refuse_incomplete(offer)
    today = clock.today()
    if offer.valid_until is not None and offer.valid_until < today:
        raise RuleBroken(_("La date de fin est passée : changez-la avant de publier."), field="valid_until")
    OFFER_WORKFLOW.advance(offer, "publish", verified_on=today, updated_at=clock.now())
    write(
        verb="offer.published",
        target=offer,
        by=by,
        organisation=offer.team.organisation_id,
        territory=offer.perimeter_id,
        public=True,
    )
    mark(kind="offer", keys=[offer.pk])
    return offer


@transaction.atomic
def suspend_offer(*, offer: Offer, by: By) -> Offer:
    """Close an offer for a while; nobody is sent to it meanwhile."""
    OFFER_WORKFLOW.advance(offer, "suspend", updated_at=clock.now())
    write(verb="offer.suspended", target=offer, by=by, organisation=offer.team.organisation_id, public=True)
    mark(kind="offer", keys=[offer.pk])
    return offer


@transaction.atomic
def end_offer(
    *, offer: Offer, by: By, on: dt.date | None = None, reason: str = "", successor: Offer | None = None
) -> Offer:
    """Close an offer for good, at a date, and say why and which one takes over.

    An offer whose first day is to come is withdrawn: it ends before it began, and was never open.
    """
    on = on or clock.today()
    first_day = offer.valid_from
    if first_day is not None and on < first_day <= clock.today():
        raise RuleBroken(_("La fin d’une offre ne précède pas son début."), field="on")
    if on > clock.today():
        raise RuleBroken(
            _("Ce jour est à venir : écrivez-le plutôt dans « Jusqu’au », l’offre s’arrêtera d’elle-même."),
            field="on",
        )
    if successor is not None and successor.pk == offer.pk:
        raise RuleBroken(_("Une offre ne peut pas se remplacer elle-même."), field="successor")
    OFFER_WORKFLOW.advance(
        offer,
        "end",
        valid_until=on,
        ended_reason=reason.strip(),
        successor=successor,
        updated_at=clock.now(),
    )
    write(
        verb="offer.ended",
        target=offer,
        by=by,
        organisation=offer.team.organisation_id,
        data={"on": on.isoformat(), "successor": successor.pk if successor else None},
        public=True,
    )
    mark(kind="offer", keys=[offer.pk])
    return offer


@transaction.atomic
def verify_offer(*, offer: Offer, by: By) -> Offer:
    """Confirm that an offer still says the truth today."""
    if offer.state == OfferState.ENDED:
        raise TransitionRefused(_("Cette offre est terminée : il n’y a plus rien à confirmer."))
    Offer.objects.filter(pk=offer.pk).update(verified_on=clock.today())
    offer.verified_on = clock.today()
    write(verb="offer.verified", target=offer, by=by, organisation=offer.team.organisation_id)
    return offer


@transaction.atomic
def follow_offers_of_the_day() -> int:  # by nobody: the calendar moved, nothing else
    """Mark the offers that opened or ended by their dates and are found otherwise; return how many."""
    today = clock.today()
    window = (today - FOLLOWED, today)
    moved = Q(valid_from__range=window) | Q(valid_until__range=window)
    offers = Offer.objects.filter(
        moved, state=OfferState.PUBLISHED, team__organisation__in=Organisation.objects.listed()
    ).select_related("team")
    rows = {offer.pk: offer for offer in offers.order_by("pk")}
    if not rows:
        return 0
    found = set(search("offer", Query(keys=tuple(rows), limit=len(rows))).keys)
    late = [offer for offer in rows.values() if (offer.pk in found) != offer.is_open_on(today)]
    mark(kind="offer", keys=[offer.pk for offer in late])
    return len(late)


def _fill(offer: Offer, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(WRITABLE)
    if unknown:
        raise TypeError(f"not a field of an offer: {sorted(unknown)}")
    for field, value in facts.items():
        setattr(offer, field, value)


def _readable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the conditions with their labels; refuse what cannot be read, or can never be true."""
    refusals = [problem for row in rows if (problem := criteria.problem(row))]
    refusals = refusals or criteria.contradictions(rows)
    if refusals:
        raise RuleBroken(refusals[0], field="criteria")
    if len(rows) > criteria.MAX_CRITERIA:
        raise RuleBroken(
            _("Au plus %(count)s conditions par offre.") % {"count": criteria.MAX_CRITERIA}, field="criteria"
        )
    return [criteria.complete(row) for row in rows]


def _refuse_impossible(offer: Offer) -> None:
    if not offer.title:
        raise RuleBroken(_("Donnez un titre à l’offre."), field="title")
    if set(offer.stages) - set(Stage.values):
        raise RuleBroken(_("Ce moment du projet n’existe pas."), field="stages")
    if offer.valid_from and offer.valid_until and offer.valid_until < offer.valid_from:
        raise RuleBroken(_("La fin d’une offre ne précède pas son début."), field="valid_until")


def _refuse_incomplete(offer: Offer) -> None:
    missing = missing_to_publish(offer)
    if not TeamMember.objects.present().filter(team=offer.team_id).exists() and not offer.team.email:
        missing.append(_("Ajoutez une personne à l’équipe, ou donnez-lui une boîte commune."))
    if missing:
        raise RuleBroken(" ".join(missing))
