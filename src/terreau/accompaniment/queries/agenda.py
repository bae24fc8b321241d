"""What the three parties have to talk about when they meet: read from what the holder agreed to send."""

from django.utils.translation import gettext as _

from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.matching import shown_on_that_day

MOST_QUESTIONS = 3


def agenda_of(referral: Referral) -> list[str]:
    """Return the points of a first meeting: the need, what is still to confirm, the documents asked."""
    payload = referral.consents.filter(withdrawn_at=None).values_list("payload", flat=True).first() or {}
    need = payload.get("need") or payload.get("summary", "")
    points = [
        _("Le besoin, « %(subject)s » : %(need)s") % {"subject": payload.get("subject", ""), "need": need}
    ]
    points += _questions(referral)
    if referral.offer.documents_text:
        points.append(_("Documents à préparer : %(list)s") % {"list": referral.offer.documents_text})
    if referral.first_step:
        points.append(_("Le premier pas : %(step)s") % {"step": referral.first_step})
    return points


def _questions(referral: Referral) -> list[str]:
    """Return the questions that the matching left open for this offer."""
    if referral.snapshot is None or not referral.snapshot.result:
        return []
    cards = shown_on_that_day(referral.snapshot)
    card = next((card for card in cards if card.offer.key == referral.offer_id), None)
    return card.questions[:MOST_QUESTIONS] if card else []
