"""The place of an offer in the list, and the reasons in words: nothing counts that is not said here."""

import hashlib
from typing import NamedTuple

from django.utils.translation import gettext as _

from terreau.accompaniment.matching.inputs import MOST_RELEVANT, NeedInput, OfferInput
from terreau.kernel.truth import Truth

FAR = 99
# The share of a team that gives no limit: ten demands at once.
USUAL_CAPACITY = 10


class Order(NamedTuple):
    """What counts, the most first; the smaller comes first.

    The words come after nearness and certainty: they never put a far offer before a near one, nor a
    doubtful one before a certain one. They come before the load, because the team that knows the matter
    serves better than the team that has time. They count in five steps, so that a trifle does not decide.
    """

    refused: int
    unfit: int
    distance: int
    undecided: int
    stale: int
    words: int
    share: float
    draw: str


def order_of(offer: OfferInput, need: NeedInput, verdict: Truth, seed: str) -> Order:
    """Return the place of an offer: fit, nearness, certainty, freshness, words, share, a draw of the day."""
    return Order(
        refused=int(verdict is Truth.NO),
        unfit=int(need.subject not in offer.subjects) + int(need.stage not in offer.stages),
        distance=(need.perimeters or {}).get(offer.perimeter, FAR),
        undecided=int(verdict is Truth.UNKNOWN),
        stale=int(not offer.fresh),
        words=-offer.relevance,
        share=round(offer.load / (offer.capacity or USUAL_CAPACITY), 4),
        draw=hashlib.sha256(f"{seed}:{offer.key}".encode()).hexdigest()[:12],
    )


def reasons(offer: OfferInput, order: Order) -> list[tuple[str, str]]:
    """Say each part of the order in words: what is weighed, and what it is for this offer."""
    fits = (
        _("le sujet et l’étape du projet sont nommés par l’offre"),
        _("l’offre ne nomme que l’un des deux : le sujet ou l’étape"),
        _("l’offre ne nomme ni le sujet ni l’étape : elle est ouverte à tous"),
    )
    near = _("territoire couvert : %(place)s") % {"place": offer.perimeter_name}
    sure = _("reste à confirmer") if order.undecided else _("tout est connu")
    checked = _("à confirmer par l’équipe") if order.stale else _("dans les temps")
    words = _("%(found)s sur %(most)s") % {"found": offer.relevance, "most": MOST_RELEVANT}
    load = _("demandes suivies : %(load)s, places : %(room)s") % {
        "load": offer.load,
        "room": offer.capacity or _("sans limite dite"),
    }
    return [
        (_("Réponse au besoin"), fits[order.unfit]),
        (_("Proximité"), near),
        (_("Certitude"), sure),
        (_("Dernière vérification de l’offre"), checked),
        (_("Mots du besoin retrouvés dans l’offre"), words),
        (_("Charge de l’équipe"), load),
        (_("Tirage du jour entre égales"), order.draw[:4]),
    ]
