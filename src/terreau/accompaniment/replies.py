"""Answers by mail: posted from the side of who writes, in the circle of the mail that they answer."""

from typing import Any

from django.utils.translation import gettext as _

from terreau.accompaniment import actions
from terreau.accompaniment.circles import Side
from terreau.accompaniment.models import GroupAnswer, GroupPart, Referral
from terreau.accompaniment.sides import part_of, parts_in_force, writing_side
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import replies
from terreau.messaging.models import Participant, ThreadMessage


@replies.poster("accompaniment.referral")
def to_referral(reply: replies.Reply) -> replies.Posted:
    referral: Referral = reply.target
    side, by = _author(reply)
    message = actions.post_message(
        referral=referral, side=side, body=_body(reply), circle=reply.circle, by=by
    )
    note = ""
    if side == Side.ORGANISATION and referral.is_waiting and referral.question_at is None:
        note = _(
            "Votre message est dans la conversation. La demande, elle, attend toujours une réponse : "
            "acceptez-la ou déclinez-la par le bouton du courriel que vous avez reçu."
        )
    return replies.Posted(message, _attach(reply, message, by), note)


@replies.poster("accompaniment.groupanswer")
def to_group(reply: replies.Reply) -> replies.Posted:
    group: GroupAnswer = reply.target
    user = reply.participant.user
    part = part_of(user, group) if user else _part_at(reply.participant.email, group)
    side: str | None = Side.ORGANISATION if part else None
    if user is not None:
        side = writing_side(user, group, reply.circle) if user.is_active else None
    if side is None:
        raise RuleBroken(_left())
    label = str(part.referral.team.organisation) if part else ""
    by = user or Actor.by_link(label, f"reply {reply.participant.pk}")
    own = part if side == Side.ORGANISATION else None
    message = actions.post_in_group(
        group=group, side=side, body=_body(reply), circle=reply.circle, by=by, part=own
    )
    return replies.Posted(message, _attach(reply, message, by))


@replies.poster("projects.project")
def to_town(reply: replies.Reply) -> replies.Posted:
    _side, by = _author(reply)
    message = actions.post_to_town(project=reply.target, body=_body(reply), by=by)
    return replies.Posted(message, _attach(reply, message, by))


def _author(reply: replies.Reply) -> tuple[str, Any]:
    """Return from which side the answer comes and who signs it; refuse who is not concerned any more."""
    user = reply.participant.user
    if user is not None:
        side = writing_side(user, reply.target, reply.circle)
        if side is not None and user.is_active:
            return side, user
    elif isinstance(reply.target, Referral) and _is_asked(reply.participant, reply.target):
        organisation = str(reply.target.team.organisation)
        return Side.ORGANISATION, Actor.by_link(organisation, f"reply {reply.participant.pk}")
    raise RuleBroken(_left())


def _part_at(email: str, group: GroupAnswer) -> GroupPart | None:
    """Return the part whose organisation an address is of, as long as it is in the group."""
    for part in parts_in_force(group).select_related("referral__team__organisation"):
        if email in {part.referral.inbox.lower(), part.referral.team.email.lower()}:
            return part
    return None


def _left() -> str:
    return _("Vous ne suivez plus ce dossier : votre réponse n’y est pas ajoutée. Écrivez à la ville.")


def _is_asked(participant: Participant, referral: Referral) -> bool:
    """Say whether the address is still one that the demand goes to: the team's, or a colleague's."""
    known = {referral.inbox.lower(), referral.team.email.lower()}
    return participant.email in known or referral.handovers.filter(email__iexact=participant.email).exists()


def _body(reply: replies.Reply) -> str:
    return reply.text or _("Fichiers joints à ce courriel, sans texte.")


def _attach(reply: replies.Reply, message: ThreadMessage, by: Any) -> list[str]:
    files = [(file.name, file.content) for file in reply.files]
    refused = actions.attach(message=message, files=files, by=by)
    if files and len(refused) == len(files) and not reply.text:
        raise RuleBroken("\n".join(refused))
    return refused
