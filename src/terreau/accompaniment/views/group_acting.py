"""What each side may do with a group answer: the same table by link and signed in."""

from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions, forms, group_forms
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ConsentMode
from terreau.accompaniment.models import GroupPart
from terreau.accompaniment.queries import running_for
from terreau.accompaniment.queries.groups import GroupView
from terreau.accompaniment.views.acting import MESSAGE_SENT, Verb
from terreau.kernel.actors import Actor

CLOSE_GROUP = Verb(actions.close_group, _("C’est terminé. Chaque part reçoit une question sur le résultat."))
PROPOSE = Verb(
    actions.propose_group,
    _("La proposition part au porteur : rien n’est partagé sans son accord."),
    group_forms.GroupForm,
)
ANSWER_WISH = Verb(actions.answer_wish, _("Votre réponse part à l’organisme."), group_forms.WishAnswerForm)


def group_consent_verbs(mode: str) -> dict[str, Verb]:
    """Return what a holder may do with a group that waits for their agreement."""
    return {
        "consent": Verb(
            actions.consent_to_group,
            _("Le groupe est formé : son chef de file vous donnera des nouvelles."),
            forms.ConsentForm,
            {"mode": mode},
        ),
        "decline": Verb(
            actions.decline_group,
            _("C’est noté : rien n’est partagé, chacun vous aide de son côté."),
            forms.ReasonForm,
        ),
    }


def part_verbs(view: GroupView, part: GroupPart) -> dict[str, Verb]:
    """Return what an organisation of the group may do, by link or signed in."""
    mine = {"part": part}
    verbs = {
        "message": _message(Side.ORGANISATION, part),
        "note": Verb(
            actions.keep_note, _("Votre note est gardée pour votre organisme."), group_forms.NoteForm, mine
        ),
    }
    if part.is_lead:
        news = Verb(actions.give_news, _("Vos nouvelles sont envoyées à tous."), group_forms.NewsForm, mine)
        return {"news": news, **verbs, **_leading(view), "close": CLOSE_GROUP}
    leave = Verb(
        actions.leave_group,
        _("Votre organisme a quitté le groupe. Une question sur votre part vous est envoyée."),
        group_forms.LeaveForm,
        mine,
    )
    return verbs | {"leave": leave}


def verbs_on(view: GroupView) -> dict[str, Verb]:
    """Return what a signed-in person on these sides may do with a group."""
    verbs: dict[str, Verb] = {}
    if Side.DESK in view.sides:
        verbs |= {"message": _message(Side.DESK), **_leading(view), "close": CLOSE_GROUP}
        verbs["widen"] = _widening(view)
        verbs["call_off"] = Verb(actions.call_off_group, _("La proposition est retirée."), forms.ReasonForm)
    if view.own is not None and view.own.part.is_current:
        verbs |= part_verbs(view, view.own.part)
    if Side.HOLDER in view.sides:
        verbs |= group_consent_verbs(ConsentMode.PAGE)
        verbs |= {"message": _message(Side.HOLDER), "close": CLOSE_GROUP}
    return verbs


def by_link_of(part: GroupPart, key: str) -> Actor:
    """Return who writes for an organisation without an account."""
    return Actor.by_link(str(part.referral.team.organisation), key)


def _message(side: str, part: GroupPart | None = None) -> Verb:
    facts = {"side": side, "part": part}
    return Verb(actions.post_in_group, MESSAGE_SENT, group_forms.GroupMessageForm, facts, {"side": side})


def _leading(view: GroupView) -> dict[str, Verb]:
    """Return the verb that names another lead, where somebody could lead."""
    others = [(one.part.pk, one.organisation) for one in view.may_lead]
    if not others or view.lead is None or not view.group.is_running:
        return {}
    options = {"others": others, "now": view.lead.part.pk}
    done = _("Le chef de file est nommé : chacun est prévenu.")
    return {"lead": Verb(actions.name_lead, done, group_forms.LeadForm, options=options)}


def _widening(view: GroupView) -> Verb:
    inside = {one.part.referral_id for one in view.parts}
    helping = [
        (referral.pk, f"{referral.team.organisation} – {referral.offer.title}")
        for referral in running_for(view.group.need)
        if referral.pk not in inside
    ]
    done = _("La proposition part au porteur : rien n’est partagé sans son accord.")
    return Verb(actions.widen_group, done, group_forms.WidenForm, options={"helping": helping})
