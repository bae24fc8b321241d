"""Calls for help and offers, for tests."""

import datetime as dt

from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.projects import actions
from terreau.projects.actions import Appeal
from terreau.projects.enums import HelpKind
from terreau.projects.models import HelpCall, HelpOffer, Project
from tests.factories.projects import FollowedProjectFactory, PersonFactory


def appeal(**facts) -> Appeal:
    """What a holder asks."""
    told = {
        "kind": HelpKind.TIME,
        "title": "Deux personnes pour repeindre",
        "text": "La salle est grande.",
        "until": clock.today() + dt.timedelta(days=30),
    }
    return Appeal(**told | facts)


def call_of(project: Project | None = None, **facts) -> HelpCall:
    """An open call."""
    project = project or FollowedProjectFactory()
    return actions.publish_call(project=project, appeal=appeal(**facts), agreed=True, by=project.owner)


def offered(call: HelpCall, *, by=None, message="Je viens samedi.", **facts) -> HelpOffer:
    """An offer of a signed-in person, which waits for an answer."""
    by = by or PersonFactory()
    return actions.offer_help(call=call, name=by.full_name, message=message, by=by, **facts)


def offered_by_mail(call: HelpCall, email: str = "voisine@exemple.test", **facts) -> HelpOffer:
    """An offer of an address that proved itself."""
    typed = {"name": "Voisine", "message": "J’ai une échelle.", "language": "fr"} | facts
    offer = actions.offer_help_by_mail(call=call, email=email, **typed)
    return actions.confirm_help(offer=offer, by=actor(offer))


def actor(offer: HelpOffer) -> Actor:
    """Who acts by the link of an offer."""
    return Actor.by_link(offer.author, str(offer.pk))
