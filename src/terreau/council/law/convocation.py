"""Before the session: how many seats, how long before the members are convened, on what."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.council.law.finding import Finding
from terreau.council.law.reading import CAREFUL, Reading
from terreau.kernel.typography import date_in_words, number

LARGE = 3_500  # inhabitants, from which L.2121-12 applies
LARGE_CLEAR_DAYS, SMALL_CLEAR_DAYS, URGENT_CLEAR_DAYS = 5, 3, 1

# L.2121-2, as in force on 24 November 2024: from so many inhabitants, so many members.
SEATS = {
    0: 7,
    100: 11,
    500: 15,
    1_500: 19,
    2_500: 23,
    3_500: 27,
    5_000: 29,
    10_000: 33,
    20_000: 35,
    30_000: 39,
    40_000: 43,
    50_000: 45,
    60_000: 49,
    80_000: 53,
    100_000: 55,
    150_000: 59,
    200_000: 61,
    250_000: 65,
    300_000: 69,
}


def seats(*, population: int, reading: Reading = CAREFUL) -> Finding[int]:
    """Return the size of the council of a commune, by its municipal population."""
    if population < 0:
        raise ValueError("a population is never negative")
    if reading.seats:
        sentence = _("Le conseil compte %(seats)s sièges, nombre propre à cette commune.")
        return Finding(reading.seats, sentence % {"seats": reading.seats}, "L.2121-2")
    found = next(count for least, count in reversed(SEATS.items()) if population >= least)
    sentence = _("Une commune de %(population)s habitants a un conseil de %(seats)s sièges.")
    return Finding(found, sentence % {"population": number(population), "seats": found}, "L.2121-2")


def clear_days_required(*, population: int) -> Finding[int]:
    """Return how many clear days an ordinary convocation leaves before the session."""
    if population >= LARGE:
        days, article = LARGE_CLEAR_DAYS, "L.2121-12"
    else:
        days, article = SMALL_CLEAR_DAYS, "L.2121-11"
    sentence = _(
        "Dans une commune de %(population)s habitants, la convocation part %(days)s jours francs "
        "avant la séance."
    )
    return Finding(days, sentence % {"population": number(population), "days": days}, article)


def clear_days_between(*, sent_on: dt.date, held_on: dt.date) -> int:
    """Count the whole days between two days, neither included."""
    return max((held_on - sent_on).days - 1, 0)


def last_convocation_day(*, held_on: dt.date, required: int) -> dt.date:
    """Return the last day on which an ordinary convocation may leave."""
    return held_on - dt.timedelta(days=required + 1)


def convocation(
    *, sent_on: dt.date, held_on: dt.date, required: int = LARGE_CLEAR_DAYS, urgent: bool = False
) -> Finding[bool]:
    """Say whether the members were convened early enough; urgency still wants one clear day."""
    article = _article(required)
    days = clear_days_between(sent_on=sent_on, held_on=held_on)
    minimum = URGENT_CLEAR_DAYS if urgent else required
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


def urgency(
    *, sent_on: dt.date, held_on: dt.date, approved: bool | None, required: int = LARGE_CLEAR_DAYS
) -> Finding[bool]:
    """Say whether the council, at its opening, may go on after an urgent convocation.

    `approved` is what it decided on the urgency: None as long as it has not said.
    """
    article = _article(required)
    if clear_days_between(sent_on=sent_on, held_on=held_on) >= required:
        sentence = _("La convocation est partie à temps : il n’y a pas d’urgence à approuver.")
        return Finding(value=True, sentence=sentence, article=article)
    if approved is None:
        sentence = _(
            "La convocation est partie en urgence : faites d’abord voter le conseil sur l’urgence, "
            "et enregistrez ce vote."
        )
        return Finding(value=False, sentence=sentence, article=article)
    if not approved:
        sentence = _("Le conseil n’a pas admis l’urgence : renvoyez la discussion à une séance ultérieure.")
        return Finding(value=False, sentence=sentence, article=article)
    return Finding(value=True, sentence=_("Le conseil a admis l’urgence."), article=article)


def note(*, title: str, written: bool, required: int) -> Finding[bool]:
    """Say whether an item may go out with the convocation: large communes join an explanatory note."""
    article = _article(required)
    if written:
        sentence = _("La note de présentation est jointe.")
        return Finding(value=True, sentence=sentence, article=article)
    if required < LARGE_CLEAR_DAYS:
        sentence = _("Sous 3 500 habitants, aucune note de présentation n’est exigée.")
        return Finding(value=True, sentence=sentence, article=article)
    sentence = _("La note de présentation manque pour « %(title)s » : elle accompagne la convocation.")
    return Finding(value=False, sentence=sentence % {"title": title}, article=article)


def late_item(*, convened: bool) -> Finding[bool]:
    """Say whether an item may still be added: a council votes only on what it was convened for."""
    if not convened:
        sentence = _("La convocation n’est pas partie : l’ordre du jour peut encore changer.")
        return Finding(value=True, sentence=sentence, article="L.2121-10")
    sentence = _("La convocation est partie : l’ordre du jour ne change plus. Choisissez la séance suivante.")
    return Finding(value=False, sentence=sentence, article="L.2121-10")


def second_call(*, first_on: dt.date, second_on: dt.date, reading: Reading = CAREFUL) -> Finding[bool]:
    """Say whether a second session, without quorum, is far enough from the one that lacked it."""
    days = reading.second_call_days
    earliest = first_on + dt.timedelta(days=days)
    facts = {"days": days, "earliest": date_in_words(earliest)}
    if second_on < earliest:
        sentence = _(
            "La seconde séance se tient %(days)s jours au moins après la première : "
            "choisissez le %(earliest)s ou un jour suivant."
        )
        return Finding(value=False, sentence=sentence % facts, article="L.2121-17")
    sentence = _("La seconde séance se tient %(days)s jours au moins après la première.")
    return Finding(value=True, sentence=sentence % facts, article="L.2121-17")


def _article(required: int) -> str:
    return "L.2121-12" if required >= LARGE_CLEAR_DAYS else "L.2121-11"
