"""Referrals for tests, through the verbs that make them: no state without its history."""

from terreau.accompaniment import actions
from terreau.accompaniment.models import OutsideReferral, Referral
from terreau.accompaniment.queries import preview
from terreau.directory.enums import OfferState
from terreau.directory.models import Subject
from terreau.kernel import clock
from tests.factories.directory import OfferFactory


def published_offer(*codes: str, **facts):
    """Return a published offer on the subjects, with a team and its shared inbox."""
    offer = OfferFactory(state=OfferState.PUBLISHED, **facts)
    offer.subjects.set(Subject.objects.filter(code__in=codes))
    return offer


def proposed(need, offer) -> Referral:
    """Return a referral that waits for the holder."""
    return actions.propose(need=need, offer=offer, by=need.project.referent)


def sent(need, offer, hidden=()) -> Referral:
    """Return a referral that waits for the organisation."""
    referral = proposed(need, offer)
    shown = preview(referral, hidden)
    actions.consent(referral=referral, payload_hash=shown.hash, hidden=hidden, by=need.project.owner)
    return referral


def accepted(need, offer) -> Referral:
    """Return a referral that the organisation accepted."""
    return actions.accept(referral=sent(need, offer), by=need.project.referent)


def directed(need, organisation="Boutique de gestion", way="paper", **facts) -> OutsideReferral:
    """Return a referral outside the platform that waits for the holder."""
    return actions.propose_outside(
        need=need, organisation=organisation, way=way, by=need.project.referent, **facts
    )


def ready(need, hidden=(), **facts) -> OutsideReferral:
    """Return a referral outside the platform whose sheet may be printed."""
    outside = directed(need, **facts)
    shown = preview(outside, hidden)
    actions.consent_outside(outside=outside, payload_hash=shown.hash, hidden=hidden, by=need.project.owner)
    return outside


def handed(need, **facts) -> OutsideReferral:
    """Return a referral outside the platform whose sheet was handed over today."""
    outside = ready(need, **facts)
    return actions.hand_outside(outside=outside, way="paper", on=clock.today(), by=need.project.referent)


def called(need, *offers, per_wave=2, wanted=1, delay_days=3):
    """Return a call in waves that waits for the holder."""
    return actions.call_in_waves(
        need=need,
        offers=offers,
        per_wave=per_wave,
        wanted=wanted,
        delay_days=delay_days,
        by=need.project.referent,
    )


def agreed(call, **facts):
    """Return the call after the agreement of the holder: its first wave has left."""
    shown = preview(call, facts.get("hidden", ()))
    actions.consent_to_waves(call=call, payload_hash=shown.hash, by=call.project.owner, **facts)
    return call


def group_proposed(need, *referrals):
    """Return a group that waits for the holder, led by the first of the demands."""
    keys = [referral.pk for referral in referrals]
    return actions.propose_group(need=need, members=keys, lead=keys[0], by=need.project.referent)


def group_agreed(group, **facts):
    """Return the group after the agreement of the holder: its organisations answer together."""
    shown = preview(group, facts.get("hidden", ()))
    actions.consent_to_group(group=group, payload_hash=shown.hash, by=group.project.owner, **facts)
    return group


def grouped(need, *offers):
    """Return a running group of the teams of these offers, led by the first."""
    return group_agreed(group_proposed(need, *[accepted(need, offer) for offer in offers]))
