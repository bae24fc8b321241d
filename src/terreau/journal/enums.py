"""Words of the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    """Why one object came out of another: the label reads from the source to the target."""

    LED_TO = "led_to", _("a donné lieu à")
    AUTHORISES = "authorises", _("autorise")
    COMMITS = "commits", _("engage à")
    OFFERS = "offers", _("se traduit par l’offre")
    PROPOSES = "proposes", _("a fait proposer")
    ANSWERS = "answers", _("reçoit la réponse")
    COUNTS_FOR = "counts_for", _("compte pour")
    RESULTS_IN = "results_in", _("a pour résultat")
    FOLLOWED_BY = "followed_by", _("est suivi par")


PHRASES = {
    "journal.pseudonymised": _("Noms effacés du journal"),
}
