"""The law of the assembly as pure functions: a result, the sentence that explains it, its article.

Articles are those of the code général des collectivités territoriales (CGCT). Nothing here reads a
clock or a database. What a jurist has not confirmed yet says so beside it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.kernel.typography import date_in_words

T = TypeVar("T")


@dataclass(frozen=True)
class Finding(Generic[T]):
    """What the law says of some facts."""

    value: T
    sentence: str
    article: str


def majority(
    *, votes_for: int, votes_against: int, abstentions: int, casting_vote: str = "", secret: bool = False
) -> Finding[bool]:
    """Say whether a text is adopted: absolute majority of the votes cast, abstentions excluded."""
    if min(votes_for, votes_against, abstentions) < 0:
        raise ValueError("a count of votes is never negative")
    cast = votes_for + votes_against
    counts = {"for": votes_for, "against": votes_against, "cast": cast}
    if cast == 0:
        sentence = _("Aucun suffrage exprimé : le texte n’est pas adopté.")
        return Finding(value=False, sentence=sentence, article="L.2121-20")
    if votes_for != votes_against:
        adopted = votes_for > votes_against
        sentence = (
            _("%(for)s voix pour sur %(cast)s suffrages exprimés : la majorité absolue est atteinte.")
            if adopted
            else _(
                "%(for)s voix pour sur %(cast)s suffrages exprimés : la majorité absolue n’est pas atteinte."
            )
        )
        return Finding(value=adopted, sentence=sentence % counts, article="L.2121-20")
    return Finding(
        value=casting_vote == "for" and not secret,
        sentence=_tie_sentence(casting_vote, secret=secret) % counts,
        article="L.2121-20",
    )


def _tie_sentence(casting_vote: str, *, secret: bool) -> str:
    if secret:
        return _(
            "Partage égal des voix au scrutin secret (%(for)s contre %(against)s) : le texte est rejeté."
        )
    if casting_vote == "for":
        return _(
            "Partage égal des voix (%(for)s contre %(against)s) : la voix du président, pour, l’emporte."
        )
    if casting_vote == "against":
        return _(
            "Partage égal des voix (%(for)s contre %(against)s) : la voix du président, contre, l’emporte."
        )
    return _(
        "Partage égal des voix (%(for)s contre %(against)s) sans voix prépondérante : le texte est rejeté."
    )


def wording(*, votes_for: int, votes_against: int, abstentions: int) -> str:
    """Write the result as the town's own reports do."""
    blank = ngettext("%(n)s abstention", "%(n)s abstentions", abstentions) % {"n": abstentions}
    against = ngettext("%(n)s vote contre", "%(n)s votes contre", votes_against) % {"n": votes_against}
    if votes_for == votes_against == 0:
        return _("faute de suffrages exprimés (%(blank)s)") % {"blank": blank}
    if votes_against == 0:
        text = _("à l’unanimité des votants (%(blank)s)") if abstentions else _("à l’unanimité")
        return text % {"blank": blank}
    if votes_for == votes_against:
        text = (
            _("à égalité des voix (%(against)s et %(blank)s)")
            if abstentions
            else _("à égalité des voix (%(against)s)")
        )
        return text % {"against": against, "blank": blank}
    text = _("à la majorité (%(against)s et %(blank)s)") if abstentions else _("à la majorité (%(against)s)")
    if votes_for < votes_against:
        return _("faute de majorité (%(against)s)") % {"against": against}
    return text % {"against": against, "blank": blank}


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


def clear_days_between(*, sent_on: dt.date, held_on: dt.date) -> int:
    """Count the whole days between two days, neither included."""
    return max((held_on - sent_on).days - 1, 0)


def last_convocation_day(*, held_on: dt.date, required: int) -> dt.date:
    """Return the last day on which an ordinary convocation may leave."""
    return held_on - dt.timedelta(days=required + 1)


def convocation(
    *, sent_on: dt.date, held_on: dt.date, required: int = 5, urgent: bool = False
) -> Finding[bool]:
    """Say whether the members were convened early enough; urgency still wants one clear day."""
    article = "L.2121-12" if required == 5 else "L.2121-11"
    days = clear_days_between(sent_on=sent_on, held_on=held_on)
    minimum = 1 if urgent else required
    facts = {
        "days": days,
        "minimum": minimum,
        "last": date_in_words(last_convocation_day(held_on=held_on, required=minimum)),
    }
    found = ngettext("%(days)s jour franc", "%(days)s jours francs", days) % facts
    if days >= required:
        sentence = _("%(found)s entre l’envoi et la séance : le délai de %(minimum)s est respecté.")
        return Finding(
            value=True, sentence=sentence % {**facts, "found": found, "minimum": required}, article=article
        )
    if days >= minimum:
        sentence = _(
            "%(found)s entre l’envoi et la séance : le conseil se prononce sur l’urgence à l’ouverture."
        )
        return Finding(value=True, sentence=sentence % {**facts, "found": found}, article=article)
    sentence = _(
        "%(found)s entre l’envoi et la séance : il en faut %(minimum)s au moins. "
        "L’envoi devait partir le %(last)s au plus tard."
    )
    return Finding(value=False, sentence=sentence % {**facts, "found": found}, article=article)


def executory_date(
    *, adopted: bool, published_on: dt.date | None, transmitted_on: dt.date | None
) -> Finding[dt.date | None]:
    """Return the day from which a deliberation has force: published and transmitted, the later of both."""
    article = "L.2131-1"
    if not adopted:
        return Finding(None, _("Non exécutoire : la délibération n’est pas adoptée."), article)
    if published_on is None and transmitted_on is None:
        return Finding(
            None, _("Non exécutoire : ni publiée, ni transmise au représentant de l’État."), article
        )
    if published_on is None:
        return Finding(
            None, _("Non exécutoire : transmise au représentant de l’État, pas encore publiée."), article
        )
    if transmitted_on is None:
        return Finding(
            None, _("Non exécutoire : publiée, pas encore transmise au représentant de l’État."), article
        )
    day = max(published_on, transmitted_on)
    sentence = _(
        "Exécutoire depuis le %(day)s : publiée le %(published)s, transmise au représentant de l’État "
        "le %(transmitted)s."
    ) % {
        "day": date_in_words(day),
        "published": date_in_words(published_on),
        "transmitted": date_in_words(transmitted_on),
    }
    return Finding(day, sentence, article)


def signature(*, executory: Finding[dt.date | None], on: dt.date) -> Finding[bool]:
    """Say whether the mayor may sign on a day an act that a deliberation authorises.

    Case law voids what is signed before the deliberation is executory, even on the same day (CE,
    20 January 1989, Millau, no 70686; CE, 29 July 2002, no 227419; TA Montpellier, 7 November 2002).
    Signatures are known by their day only, hence "from the next day on" [to be confirmed by a jurist].
    """
    case_law = _("CE, 20 janvier 1989, ville de Millau, n° 70686 ; CE, 29 juillet 2002, n° 227419")
    if executory.value is None:
        sentence = _(
            "%(reason)s Une charte signée avant que la délibération soit exécutoire est nulle (%(case)s)."
        ) % {"reason": executory.sentence, "case": case_law}
        return Finding(value=False, sentence=sentence, article=executory.article)
    if on <= executory.value:
        sentence = _(
            "La délibération est exécutoire le %(day)s : signez à partir du lendemain. "
            "Une charte signée trop tôt est nulle (%(case)s)."
        ) % {"day": date_in_words(executory.value), "case": case_law}
        return Finding(value=False, sentence=sentence, article=executory.article)
    sentence = _("La délibération était exécutoire le %(day)s, avant la signature.") % {
        "day": date_in_words(executory.value)
    }
    return Finding(value=True, sentence=sentence, article=executory.article)
