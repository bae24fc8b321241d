"""What the partnerships do when the council has spoken, and what they show on the pages below."""

from typing import Any

from django.db.models import F
from django.dispatch import receiver
from django.utils.translation import gettext as _

from terreau.council import panels as council_panels
from terreau.council.models import Deliberation
from terreau.council.signals import deliberation_adopted
from terreau.directory import following
from terreau.directory import panels as directory_panels
from terreau.directory.models import Organisation, SheetMerge
from terreau.partnerships import actions, queries
from terreau.partnerships.enums import PUBLIC_STATES, SIGNED_STATES, CharterState
from terreau.partnerships.models import Party


@receiver(deliberation_adopted)
def approve_charters(deliberation: Deliberation, by: Any, **_facts: Any) -> None:
    """Approve the agreed charters that stood on the adopted deliberation, with the text it was given."""
    agreed = deliberation.charters.filter(state=CharterState.AGREED)
    for charter in agreed.filter(text_sha256=F("voted_sha256")):
        actions.approve(charter=charter, by=by)


@council_panels.register
def charters_of_deliberation(deliberation: Deliberation) -> council_panels.Panel | None:
    """Show on the page of a deliberation the charters that it approves."""
    charters = list(deliberation.charters.filter(state__in=PUBLIC_STATES).order_by("title"))
    if not charters:
        return None
    return council_panels.Panel("partnerships/deliberation_panel.html", {"charters": charters})


def charters_of_organisation(organisation: Organisation) -> directory_panels.Panel | None:
    """Show on the page of an organisation the charters that it signed."""
    charters = queries.signed_by(organisation)
    if not charters:
        return None
    return directory_panels.Panel("partnerships/organisation_panel.html", {"charters": charters})


directory_panels.register("charters", charters_of_organisation, order=10)


def _keeps_what_it_signed(_kept: Organisation, gone: Organisation) -> str | None:
    """What a signatory did is counted for its own sheet: that sheet is the one to keep."""
    signed = gone.charter_parties.filter(charter__state__in=SIGNED_STATES).select_related("charter").first()
    if signed is None:
        return None
    return _("La fiche qui disparaîtrait est partie à « %(charter)s » : gardez plutôt celle-là.") % {
        "charter": signed.charter.title
    }


def _stays_where_it_signed(_merge: SheetMerge, moves: list[following.Move]) -> str | None:
    """What was signed after a merge was signed by the kept sheet, and is counted for it."""
    keys = [move.key for move in moves if move.label == Party._meta.label]
    signed = Party.objects.filter(pk__in=keys, charter__state__in=SIGNED_STATES).select_related("charter")
    if (party := signed.order_by("pk").first()) is None:
        return None
    return _("La fiche gardée a signé depuis « %(charter)s », qui venait de l’autre fiche.") % {
        "charter": party.charter.title
    }


following.declare("partnerships.Party.organisation", following.unless_there("charter_id"))
following.refuse_when(_keeps_what_it_signed)
following.stay_when(_stays_where_it_signed)
