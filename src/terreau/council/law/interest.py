"""Members who have an interest in an item: what they may do, who takes their place."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from terreau.council.law.finding import Finding
from terreau.council.law.people import Attendance, Member
from terreau.council.law.presence import PRESENCE_ALONE_ALLOWED
from terreau.council.law.reading import CAREFUL, Reading


def takes_part(member: Member, *, attendance: Attendance) -> Finding[bool]:
    """Say whether a member takes part in an item, as the minutes write it."""
    facts = {"name": member}
    if member in attendance.kept_out:
        sentence, warning = _withdrawal(member, attendance)
        return Finding(value=False, sentence=sentence % facts, article="L.2131-11", warning=warning)
    if member in attendance.silent:
        sentence = (
            _("%(name)s ne prend pas part au vote, mais compte au quorum.")
            if member in attendance.present
            else _("%(name)s ne prend pas part au vote.")
        )
        return Finding(value=False, sentence=sentence % facts, article="L.2121-20")
    if member in attendance.present:
        sentence = _("%(name)s prend part au débat et au vote.")
        return Finding(value=True, sentence=sentence % facts, article="L.2121-20")
    return _of_somebody_away(member, attendance)


def _withdrawal(member: Member, attendance: Attendance) -> tuple[str, str]:
    if member not in attendance.present:
        return _(
            "%(name)s, qui a un intérêt à l’affaire, a quitté la salle "
            "et n’a pris part ni au débat ni au vote."
        ), ""
    warning = ""
    if attendance.held_on < PRESENCE_ALONE_ALLOWED:
        warning = _(
            "Avant le 24 décembre 2025, la seule présence pouvait passer pour une participation : "
            "mieux valait quitter la salle."
        )
    return _(
        "%(name)s, qui a un intérêt à l’affaire, n’a pas quitté la salle, "
        "mais n’a pris part ni au débat ni au vote."
    ), warning


def _of_somebody_away(member: Member, attendance: Attendance) -> Finding[bool]:
    for one in attendance.proxies_in_force:
        if one.giver == member:
            away = one.holder in attendance.kept_out
            facts = {"name": member, "holder": one.holder}
            sentence = (
                _("%(holder)s, qui a un intérêt à l’affaire, ne vote pas sur ce point pour %(name)s.")
                if away
                else _("%(name)s vote par %(holder)s, qui porte son pouvoir.")
            )
            article = "L.2131-11" if away else "L.2121-20"
            return Finding(value=not away, sentence=sentence % facts, article=article)
    return Finding(value=False, sentence=_("%(name)s n’est pas là.") % {"name": member}, article="L.2121-20")


def chair(order: Sequence[Member], *, attendance: Attendance) -> Finding[Member | None]:
    """Return who chairs an item: the mayor, or the first of the order of the table who can."""
    able = [one for one in order if one in attendance.present - attendance.kept_out]
    return _first(
        able,
        order,
        own=_("%(name)s préside."),
        instead=_("%(name)s préside ce point à la place de %(mayor)s."),
        nobody=_("Aucun membre de l’ordre du tableau ne peut présider ce point : reportez-le."),
        article="L.2121-14, L.2122-17",
    )


def signatory(
    order: Sequence[Member], *, interested: frozenset[Member], reading: Reading = CAREFUL
) -> Finding[Member | None]:
    """Return who signs for the town; a mayor who has an interest leaves it to somebody else."""
    able = [one for one in order if one not in interested]
    if reading.council_names_signatory and order and order[0] in interested:
        sentence = _(
            "%(mayor)s a un intérêt à l’affaire : le conseil désigne un autre de ses membres pour signer."
        )
        return Finding(None, sentence % {"mayor": order[0]}, "L.2122-26")
    return _first(
        able,
        order,
        own=_("%(name)s signe pour la commune."),
        instead=_("%(mayor)s a un intérêt à l’affaire : %(name)s signe, et indique le numéro de l’arrêté."),
        nobody=_("Tous ont un intérêt à l’affaire : le conseil désigne un autre de ses membres pour signer."),
        article="L.2122-17, L.2122-18",
    )


def _first(
    able: Sequence[Member], order: Sequence[Member], *, own: str, instead: str, nobody: str, article: str
) -> Finding[Member | None]:
    if not able:
        return Finding(None, nobody, article)
    sentence = own if able[0] == order[0] else instead
    return Finding(able[0], sentence % {"name": able[0], "mayor": order[0]}, article)


def grouped_vote(
    interests: Mapping[str, frozenset[Member]], *, separation_asked: bool = False
) -> Finding[bool]:
    """Say whether several items may be voted together: nobody kept out of one votes on the others."""
    if separation_asked:
        sentence = _("Un membre demande la disjonction : votez les points un à un.")
        return Finding(value=False, sentence=sentence, article="L.2121-20")
    concerned = [title for title, members in interests.items() if members]
    if concerned and len(set(interests.values())) > 1:
        sentence = _("Un membre a un intérêt à une partie des points (%(titles)s) : votez-les un à un.")
        return Finding(value=False, sentence=sentence % {"titles": ", ".join(concerned)}, article="L.2131-11")
    sentence = _("Les mêmes membres votent sur tous ces points : un seul vote suffit.")
    return Finding(value=True, sentence=sentence, article="L.2121-20")
