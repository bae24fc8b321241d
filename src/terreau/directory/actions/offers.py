"""Offers of support: prepared, published, suspended, ended, and checked from time to time."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.eligibility import _readable_rows, publish_first_rules
from terreau.directory.enums import CHECK_LINK, OFFER_CHECK, OfferState, Stage, SuspendedFor
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.directory.models.workflows import OFFER_WORKFLOW
from terreau.directory.queries.offers import missing_to_publish
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.kernel.text import unique_slug
from terreau.messaging.actions import remind, settle
from terreau.messaging.links import revoke
from terreau.search.actions import mark
from terreau.search.queries import Query, search

By = User | Actor

FOLLOWED = dt.timedelta(days=60)  # dates this old were surely seen
WRITABLE = (
    *("team", "kind", "title", "summary", "stages", "perimeter", "contact_email"),
    *("contact_phone", "contact_url", "cost_text", "duration_text", "documents_text", "delay_days"),
    *("capacity", "monthly_capacity", "paused_until", "check_every", "valid_from", "valid_until"),
)


@transaction.atomic
def create_offer(
    *, team: Team, kind: str, title: str, by: By, subjects: Iterable[Subject] = (), **facts: Any
) -> Offer:
    """Prepare an offer; nobody sees it before it is published."""
    offer = Offer(team=team, kind=kind, title=title.strip())
    conditions = facts.pop("criteria", [])
    offer.slug = unique_slug(Offer.objects.all(), offer.title)
    _fill(offer, facts)
    _refuse_impossible(offer)
    offer.save()
    offer.subjects.set(subjects)
    write(verb="offer.created", target=offer, by=by, organisation=team.organisation_id)
    publish_first_rules(offer=offer, rows=_readable_rows(offer, conditions), by=by)
    return offer


@transaction.atomic
def update_offer(*, offer: Offer, by: By, subjects: Iterable[Subject] | None = None, **facts: Any) -> Offer:
    """Change what an offer says; a published one must stay complete."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("team").get(pk=offer.pk)
    former = offer.team.organisation_id
    if offer.state == OfferState.ENDED:
        raise TransitionRefused(_("Une offre terminée ne se modifie plus : préparez-en une nouvelle."))
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
    if {"stages", "subjects"} & set(changed):
        _readable_rows(offer, offer.criteria)  # what the offer serves must leave its conditions possible
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
    if "check_every" in changed:
        _arm_check(offer, by)
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
    OFFER_WORKFLOW.advance(
        offer, "publish", verified_on=today, times_asked=0, suspended_for="", updated_at=clock.now()
    )
    _arm_check(offer, by)
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
    return suspend_for(offer=offer, why=SuspendedFor.CHOICE, by=by)


@transaction.atomic
def suspend_for(*, offer: Offer, why: str, by: By) -> Offer:
    """Close an offer for a while, and keep why."""
    OFFER_WORKFLOW.advance(offer, "suspend", suspended_for=why, updated_at=clock.now())
    settle(target=offer, kind=OFFER_CHECK)
    write(
        verb="offer.suspended",
        target=offer,
        by=by,
        organisation=offer.team.organisation_id,
        data={"why": str(why)},
        public=True,
    )
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
        suspended_for="",
        updated_at=clock.now(),
    )
    settle(target=offer, kind=OFFER_CHECK)
    revoke(target=offer, purpose=CHECK_LINK)
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
    Offer.objects.filter(pk=offer.pk).update(verified_on=clock.today(), times_asked=0)
    offer.verified_on, offer.times_asked = clock.today(), 0
    _arm_check(offer, by)
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


def _arm_check(offer: Offer, by: By) -> None:
    """Plan the day on which somebody is asked whether the offer is still exact."""
    if offer.state == OfferState.PUBLISHED:
        remind(target=offer, kind=OFFER_CHECK, due=offer.check_due_on or clock.today(), by=by)


def _fill(offer: Offer, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(WRITABLE)
    if unknown:
        raise TypeError(f"not a field of an offer: {sorted(unknown)}")
    for field, value in facts.items():
        setattr(offer, field, value)


def _refuse_impossible(offer: Offer) -> None:
    if not offer.title:
        raise RuleBroken(_("Donnez un titre à l’offre."), field="title")
    if set(offer.stages) - set(Stage.values):
        raise RuleBroken(_("Ce moment du projet n’existe pas."), field="stages")
    if offer.valid_from and offer.valid_until and offer.valid_until < offer.valid_from:
        raise RuleBroken(_("La fin d’une offre ne précède pas son début."), field="valid_until")


def _refuse_incomplete(offer: Offer) -> None:
    missing = missing_to_publish(offer)
    if missing:
        raise RuleBroken(" ".join(missing))
