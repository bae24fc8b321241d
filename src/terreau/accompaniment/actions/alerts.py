"""Alerts: asked for, confirmed from the address itself, told once of each pair, stopped in one gesture."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.models import Alert, AlertPair
from terreau.accompaniment.queries.alerts import Pair, addresses_for, may_have, new_pairs
from terreau.accounts.models import User
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.projects.models import Need

# A wish that nobody confirmed is forgotten after that long.
CONFIRM_WITHIN = dt.timedelta(days=14)


@transaction.atomic
def ask_alert_on_need(*, need: Need, by: User) -> Alert:
    """Ask to be told of the offers that come for a need; a mail asks to confirm it first."""
    if need.closed_at is not None:
        raise RuleBroken(_("Ce besoin est refermé."))
    return _ask(by, {"need": need, "address": by.email})


@transaction.atomic
def ask_alert_on_offer(*, offer: Offer, by: User, address: str = "") -> Alert:
    """Ask to be told of the needs that come for an offer, at one's own address or at the team's inbox."""
    if offer.state != OfferState.PUBLISHED:
        raise RuleBroken(_("Cette offre n’est pas ouverte : personne n’y serait envoyé."))
    address = address.strip().lower() or by.email
    if address not in addresses_for(by, offer):
        raise RuleBroken(
            _("Choisissez votre adresse, ou la boîte commune de l’équipe : nulle part ailleurs."),
            field="address",
        )
    return _ask(by, {"offer": offer, "address": address})


def _ask(by: User, wish: dict[str, Any]) -> Alert:
    """Note the wish, or wake the same one that was stopped: what it told before is not told again."""
    alert, created = Alert.objects.select_for_update(of=("self",)).get_or_create(user=by, **wish)
    if alert.is_active:
        return alert
    if not created:
        alert.asked_at, alert.confirmed_at, alert.ended_at = clock.now(), None, None
        alert.save(update_fields=["asked_at", "confirmed_at", "ended_at"])
    to = by if alert.address == by.email else alert.address
    occasion = f"{alert.asked_at:%Y%m%d%H%M%S%f}"
    messaging.post(event="alert.confirm", to=to, target=alert, by=by, language=by.language, occasion=occasion)
    return alert


@transaction.atomic
def confirm_alert(*, alert: Alert, by: By) -> Alert:
    """Confirm an alert from its address; what matches already is not news."""
    now = clock.now()
    if not Alert.objects.current().filter(pk=alert.pk, confirmed_at=None).update(confirmed_at=now):
        alert.refresh_from_db()
        if alert.is_active:
            return alert
        raise RuleBroken(_("Cette alerte est arrêtée : demandez-la de nouveau depuis votre espace."))
    alert.refresh_from_db()
    _know(alert, new_pairs(alert))
    _note("alert.confirmed", alert, by)
    return alert


@transaction.atomic
def end_alert(*, alert: Alert, by: By) -> Alert:
    """Stop an alert; doing it twice changes nothing."""
    if Alert.objects.current().filter(pk=alert.pk).update(ended_at=clock.now()):
        links.revoke(target=alert, purpose=LinkPurpose.ALERT_CONFIRM)
        _note("alert.ended", alert, by)
    alert.refresh_from_db()
    return alert


@transaction.atomic
def tell_news(*, alert: Alert, by: By) -> int:
    """Send what an alert does not know yet, in one mail; return how many pairs it tells."""
    held = Alert.objects.active().select_for_update(of=("self",)).filter(pk=alert.pk).first()
    if held is None:
        return 0
    if not may_have(alert):
        end_alert(alert=alert, by=by)
        return 0
    batch = f"{clock.now():%Y%m%d%H%M%S%f}"
    told = _know(alert, new_pairs(alert), batch)
    if told:
        to = alert.user if alert.address == alert.user.email else alert.address
        messaging.post(
            event="alert.news", to=to, target=alert, by=by, language=alert.user.language, occasion=batch
        )
    return told


@transaction.atomic
def forget_unconfirmed(*, by: By | None) -> int:
    """Erase the wishes that nobody confirmed in time; return how many."""
    del by  # the platform, each day
    late = Alert.objects.filter(confirmed_at=None, asked_at__lt=clock.now() - CONFIRM_WITHIN)
    number = late.count()
    late.delete()
    return number


def know_told(*, need: Need, offer: int, user: User) -> None:  # by nobody: part of the verb that tells
    """Note for the alerts of a person that they were told of an offer in another mail."""
    for alert in Alert.objects.active().filter(need=need, user=user):
        AlertPair.objects.get_or_create(alert=alert, need=need, offer_id=offer)


def _know(alert: Alert, pairs: list[Pair], batch: str = "") -> int:
    rows = [AlertPair(alert=alert, need_id=need, offer_id=offer, batch=batch) for need, offer in pairs]
    return len(AlertPair.objects.bulk_create(rows))


def _note(verb: str, alert: Alert, by: By) -> None:
    need, offer = alert.need, alert.offer
    journal.write(
        verb=verb,
        target=alert,
        by=by,
        project=need.project_id if need else None,
        organisation=offer.team.organisation_id if offer else None,
    )
