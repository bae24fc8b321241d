"""Answers by mail about an accepted offer of help: posted from the side of who writes."""

from typing import Any

from django.utils.translation import gettext as _

from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import replies
from terreau.projects import actions
from terreau.projects.models import HelpOffer
from terreau.projects.rules import answers_the_offer


@replies.poster("projects.helpoffer")
def to_offer(reply: replies.Reply) -> replies.Posted:
    offer: HelpOffer = reply.target
    from_holder, by = _author(reply, offer)
    body = reply.text or _("(courriel sans texte)")
    said = actions.say_about_help(offer=offer, body=body, from_holder=from_holder, by=by)
    refused = [
        _("« %(file)s » : les fichiers ne passent pas par cette conversation.") % {"file": file.name}
        for file in reply.files
    ]
    return replies.Posted(said, refused)


def _author(reply: replies.Reply, offer: HelpOffer) -> tuple[bool, Any]:
    """Return from which side the answer comes and who signs it; refuse who is not concerned any more."""
    user = reply.participant.user
    if user is None and reply.participant.email == offer.email:
        return False, Actor.by_link(offer.author, str(offer.pk))
    if user is not None and user.is_active:
        if offer.user_id == user.pk:
            return False, user
        if answers_the_offer(user, offer):
            return True, user
    raise RuleBroken(_("Vous ne suivez plus ce coup de main : votre réponse n’y est pas ajoutée."))
