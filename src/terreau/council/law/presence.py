"""During the session: quorum, proxies, and who may vote on an item."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.council.law.finding import Finding
from terreau.council.law.people import Attendance, Member, Proxy, names
from terreau.council.law.reading import CAREFUL, Reading

PROXY_SESSIONS = 3
PRESENCE_ALONE_ALLOWED = dt.date(2025, 12, 24)  # loi 2025-1249, art. 32: staying is not taking part


def quorum(*, in_office: int, present: int, second_call: bool = False) -> Finding[bool]:
    """Say whether enough members in office are present; proxies do not count."""
    needed = in_office // 2 + 1
    facts = {"present": present, "office": in_office, "needed": needed}
    if present >= needed:
        sentence = _(
            "%(present)s présents sur %(office)s membres en exercice : le quorum (%(needed)s) est atteint."
        )
        return Finding(value=True, sentence=sentence % facts, article="L.2121-17")
    if second_call:
        sentence = _(
            "%(present)s présents sur %(office)s membres en exercice : après une seconde convocation, "
            "le conseil délibère sans condition de quorum."
        )
        return Finding(value=True, sentence=sentence % facts, article="L.2121-17")
    sentence = _(
        "%(present)s présents sur %(office)s membres en exercice : il en faut %(needed)s, "
        "pouvoirs non compris. Convoquez de nouveau le conseil, à trois jours au moins d’intervalle."
    )
    return Finding(value=False, sentence=sentence % facts, article="L.2121-17")


def quorum_at(attendance: Attendance, *, reading: Reading = CAREFUL) -> Finding[bool]:
    """Say whether the council may deliberate on one item; those kept out of it may not count.

    Members who sit for the town in the body concerned are not members in office for the quorum of the item
    (L.2131-11 since 24 December 2025).
    """
    in_office = attendance.in_office - attendance.delegates
    counted = attendance.present & in_office
    if not reading.interested_count_as_present:
        counted -= attendance.interested
    finding = quorum(in_office=len(in_office), present=len(counted), second_call=attendance.second_call)
    spare = len(counted) - (len(in_office) // 2 + 1)
    if attendance.second_call or not 0 <= spare <= 1:
        return finding
    warning = ngettext(
        "Le quorum tient à peu : %(n)s départ le ferait perdre.",
        "Le quorum tient à peu : %(n)s départs le feraient perdre.",
        spare + 1,
    )
    return Finding(finding.value, finding.sentence, finding.article, warning % {"n": spare + 1})


def proxies_fit(*, present: int, proxies: int) -> Finding[bool]:
    """Say whether so many proxies can be held by so many present: one each."""
    if proxies > present:
        sentence = _("Un membre présent ne porte qu’un seul pouvoir.")
        return Finding(value=False, sentence=sentence, article="L.2121-20")
    return Finding(value=True, sentence=_("Chaque pouvoir a son porteur."), article="L.2121-20")


def proxy(
    new: Proxy, *, attendance: Attendance, consecutive_sessions: int = 0, ill: bool = False
) -> Finding[bool]:
    """Say whether a proxy may be taken into account now; revoking one is always free.

    `consecutive_sessions` are those, just before this one, where the giver was already represented.
    """
    article = "L.2121-20"
    reason = _against_proxy(new, attendance) or _against_absence(new, consecutive_sessions, ill=ill)
    if reason:
        return Finding(value=False, sentence=reason, article=article)
    sentence = _("%(holder)s porte le pouvoir de %(giver)s, pour le vote seulement.")
    facts = {"giver": new.giver, "holder": new.holder}
    return Finding(value=True, sentence=sentence % facts, article=article)


def _against_proxy(new: Proxy, attendance: Attendance) -> str:
    held = {one.holder: one.giver for one in attendance.proxies if one.giver != new.giver}
    given = {one.giver: one.holder for one in attendance.proxies if one.holder != new.holder}
    facts = {"giver": new.giver, "holder": new.holder}
    if new.giver == new.holder or new.giver not in attendance.in_office:
        return _("Un pouvoir va d’un membre en exercice à un autre.")
    if new.giver in attendance.present:
        return _("%(giver)s est là : son pouvoir prend fin.") % facts
    if new.holder not in attendance.present:
        return _("%(holder)s n’est pas là : confiez le pouvoir à un membre présent.") % facts
    if new.holder in held:
        facts["other"] = held[new.holder]
        return _("%(holder)s porte déjà le pouvoir de %(other)s : un membre n’en porte qu’un.") % facts
    if new.giver in given:
        facts["other"] = given[new.giver]
        return _("%(giver)s a déjà donné pouvoir à %(other)s : qu’il le révoque d’abord.") % facts
    return ""


def _against_absence(new: Proxy, consecutive_sessions: int, *, ill: bool) -> str:
    if consecutive_sessions < PROXY_SESSIONS or ill:
        return ""
    return _(
        "%(giver)s donne pouvoir depuis %(sessions)s séances de suite : un pouvoir ne vaut pas plus de "
        "trois séances consécutives, sauf maladie constatée."
    ) % {"giver": new.giver, "sessions": consecutive_sessions}


@dataclass(frozen=True)
class Voters:
    """Who votes on an item: members for themselves, proxies through those who hold them."""

    members: frozenset[Member]
    proxies: tuple[Proxy, ...] = ()
    locked: tuple[Proxy, ...] = ()

    @property
    def count(self) -> int:
        """How many votes there are at most, abstentions included."""
        return len(self.members) + len(self.proxies)


def voters(attendance: Attendance) -> Finding[Voters]:
    """Say who may vote on an item: an interested member neither votes nor is nor carries a proxy."""
    out = attendance.kept_out
    usable: list[Proxy] = []
    locked: list[Proxy] = []
    for one in attendance.proxies_in_force:
        if {one.giver, one.holder} & out:
            locked.append(one)
        elif one.giver not in attendance.silent:
            usable.append(one)
    found = Voters(attendance.present - out - attendance.silent, tuple(usable), tuple(locked))
    facts = {"n": found.count, "members": len(found.members), "proxies": len(found.proxies)}
    sentence = ngettext(
        "%(n)s voix au plus : %(members)s en nom propre, %(proxies)s par pouvoir.",
        "%(n)s voix au plus : %(members)s en nom propre, %(proxies)s par pouvoir.",
        found.count,
    )
    return Finding(found, sentence % facts, "L.2131-11" if out else "L.2121-20", _locked_note(out, locked))


def _locked_note(out: frozenset[Member], locked: list[Proxy]) -> str:
    if not out:
        return ""
    text = _("Ne prennent part ni au débat ni au vote, ayant un intérêt à l’affaire : %(names)s.") % {
        "names": names(out)
    }
    if not locked:
        return text
    givers = names({one.giver for one in locked})
    return " ".join(
        [text, _("Ne servent pas non plus les pouvoirs donnés par : %(names)s.") % {"names": givers}]
    )


def votes_fit(*, count: int, voters: int) -> Finding[bool]:
    """Say whether so many votes can come from so many present or represented."""
    facts = {"count": count, "voters": voters}
    if count > voters:
        sentence = _("%(count)s voix pour %(voters)s présents ou représentés : vérifiez le décompte.")
        return Finding(value=False, sentence=sentence % facts, article="L.2121-20")
    sentence = _("%(count)s voix pour %(voters)s présents ou représentés.")
    return Finding(value=True, sentence=sentence % facts, article="L.2121-20")
