"""Which alerts are awake, who may still have them, and what they have not been told yet."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from terreau.accompaniment.enums import OverrideKind
from terreau.accompaniment.matching import NeedInput, evaluate
from terreau.accompaniment.models import Alert, AlertPair, MatchOverride, Referral
from terreau.accompaniment.queries.loads import loads_on
from terreau.accompaniment.queries.matching import match
from terreau.accompaniment.queries.trials import needs_about
from terreau.accompaniment.queries.unmet import IN_HAND
from terreau.accounts.models import User
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, TeamMember
from terreau.kernel import clock
from terreau.kernel.truth import Truth
from terreau.projects.enums import ProjectState
from terreau.projects.models import Need
from terreau.projects.queries import facts_of_many
from terreau.projects.rules import is_holder

Pair = tuple[int, int]  # a need, an offer


def alerts_of(user: User) -> QuerySet[Alert]:
    """Return the alerts that a person asked for and did not stop, the last first."""
    return _whole(Alert.objects.current().filter(user=user)).order_by("-asked_at", "-pk")


def awake_alerts() -> QuerySet[Alert]:
    """Return the confirmed alerts about an open need of a followed project, or about a published offer."""
    on_need = Q(need__closed_at=None, need__project__state=ProjectState.FOLLOWED, need__isnull=False)
    return _whole(Alert.objects.active().filter(on_need | Q(offer__state=OfferState.PUBLISHED))).order_by(
        "pk"
    )


def may_have(alert: Alert) -> bool:
    """Say whether the person is still of the project, or of the team, that the alert is about."""
    if alert.need is not None:
        return is_holder(alert.user, alert.need.project)
    offer = alert.offer
    if offer is None or not TeamMember.objects.present().filter(team=offer.team_id, user=alert.user).exists():
        return False
    return alert.address in addresses_for(alert.user, offer)


def addresses_for(user: User, offer: Offer) -> list[str]:
    """Return where somebody of a team may have an alert sent: to themselves, or to the shared inbox."""
    return list(dict.fromkeys(filter(None, [user.email, offer.team.email.strip().lower()])))


def new_pairs(alert: Alert) -> list[Pair]:
    """Return what matches today and that the alert does not know, in the order of the list."""
    known = set(AlertPair.objects.filter(alert=alert).values_list("need_id", "offer_id"))
    if alert.need is not None:
        pairs: Iterable[Pair] = _offers_for(alert.need)
    else:
        pairs = _needs_for(alert.offer) if alert.offer is not None else ()
    return [pair for pair in pairs if pair not in known]


def pairs_told(alert: Alert, batch: str) -> list[AlertPair]:
    """Return what one mail of an alert tells, as far as it is still true."""
    told = AlertPair.objects.filter(
        alert=alert, batch=batch, need__closed_at=None, offer__state=OfferState.PUBLISHED
    )
    return list(
        told.select_related("offer__team__organisation", "need__subject", "need__project__commune").order_by(
            "pk"
        )
    )


def is_told(need: Need, offer: int, user: User) -> bool:
    """Say whether an alert told a person already that an offer came for a need."""
    told = AlertPair.objects.filter(alert__user=user, need=need, offer=offer)
    return told.exclude(batch="").exists()


def _whole(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    return alerts.select_related(
        "user", "need__subject", "need__project__owner", "need__project__commune", "offer__team__organisation"
    )


def _offers_for(need: Need) -> list[Pair]:
    """Return the offers that may answer a need and whose team was not asked yet."""
    found = match(need)
    asked = set(Referral.objects.filter(need=need).values_list("team_id", flat=True))
    cards = [*found.fitting, *found.undecided]
    return [(need.pk, card.offer.key) for card in cards if card.offer.team not in asked]


def _needs_for(offer: Offer) -> list[Pair]:
    """Return the needs in nobody’s hands that an offer may answer, and whose holder agreed to be followed."""
    day = clock.today()
    needs = [need for need in needs_about(offer) if need.project.may_be_referred]
    facts = facts_of_many([need.project for need in needs], day)
    taken = _taken(offer, needs)
    seen = loads_on(day, Offer.objects.filter(pk=offer.pk)).read(offer)
    found = []
    for need in needs:
        around = {offer.perimeter_id or 0: 0}
        wanted = NeedInput(need.pk, need.subject.code, need.project.stage or None, around, day)
        if need.pk not in taken and evaluate(seen, wanted, facts[need.project_id]).verdict is not Truth.NO:
            found.append((need.pk, offer.pk))
    return found


def _taken(offer: Offer, needs: list[Need]) -> set[int]:
    """Return the needs in hand, those brought to this team, and those from which the offer was removed."""
    mine = Q(team=offer.team_id) | Q(state__in=sorted(IN_HAND))
    referred = Referral.objects.filter(mine, need__in=needs).values_list("need_id", flat=True)
    removed = MatchOverride.objects.filter(
        offer=offer, need__in=needs, kind=OverrideKind.REMOVE, undone_at=None
    )
    return {*referred, *removed.values_list("need_id", flat=True)}
