"""After the session: what is posted and published, by when, and until when it can be contested."""

import datetime as dt
from calendar import monthrange

from django.utils.translation import gettext as _

from terreau.council.enums import PublicationForm
from terreau.council.law.convocation import LARGE
from terreau.council.law.finding import Finding
from terreau.council.law.reading import CAREFUL, Reading
from terreau.kernel.typography import date_in_words, number
from terreau.territories.calendar import BusinessCalendar

ONLINE_SINCE = dt.date(2022, 7, 1)  # ordonnance 2021-1310, art. 40
A_WEEK = dt.timedelta(days=7)
ONLINE_MONTHS = REVIEW_MONTHS = 2
NATIONAL = BusinessCalendar()


def list_due(*, held_on: dt.date) -> Finding[dt.date]:
    """Return the last day to post the list of the deliberations examined, and put it online."""
    due = held_on + A_WEEK
    sentence = _(
        "La liste des délibérations examinées est affichée et mise en ligne le %(day)s au plus tard."
    )
    return Finding(due, sentence % {"day": date_in_words(due)}, "L.2121-25")


def minutes_adoption(*, held_on: dt.date, next_held_on: dt.date | None) -> Finding[dt.date | None]:
    """Return the day when the minutes of a session are adopted: at the next one."""
    if next_held_on is None:
        sentence = _("Le procès-verbal est arrêté à la séance suivante, qui n’est pas encore prévue.")
        return Finding(None, sentence, "L.2121-15")
    if next_held_on <= held_on:
        raise ValueError("the next session comes after this one")
    sentence = _(
        "Le procès-verbal est arrêté à la séance du %(day)s, "
        "puis signé par le maire et le secrétaire de séance."
    )
    return Finding(next_held_on, sentence % {"day": date_in_words(next_held_on)}, "L.2121-15")


def minutes_due(*, adopted_on: dt.date | None) -> Finding[dt.date | None]:
    """Return the last day to publish the minutes, once adopted."""
    if adopted_on is None:
        sentence = _("Le procès-verbal n’est pas encore arrêté : il se publie dans la semaine qui suit.")
        return Finding(None, sentence, "L.2121-15")
    due = adopted_on + A_WEEK
    sentence = _("Le procès-verbal est publié le %(day)s au plus tard.")
    return Finding(due, sentence % {"day": date_in_words(due)}, "L.2121-15")


def transmission_due(*, held_on: dt.date, reading: Reading = CAREFUL) -> Finding[dt.date]:
    """Return the day by which the town means to transmit; the act has no force before."""
    due = held_on + dt.timedelta(days=reading.transmission_days)
    sentence = _(
        "Aucun délai n’est imposé pour transmettre une délibération, mais elle n’a pas force avant : "
        "visez le %(day)s."
    )
    return Finding(due, sentence % {"day": date_in_words(due)}, "L.2131-2")


def transmission_is_electronic(*, population: int, reading: Reading = CAREFUL) -> Finding[bool]:
    """Say whether a commune has to transmit its acts by electronic means."""
    facts = {"least": number(reading.telematic_population)}
    if population >= reading.telematic_population:
        sentence = _("À partir de %(least)s habitants, les actes se transmettent par voie électronique.")
        return Finding(value=True, sentence=sentence % facts, article="L.2131-2")
    sentence = _(
        "Sous %(least)s habitants, la voie électronique est un choix, par convention avec le préfet."
    )
    return Finding(value=False, sentence=sentence % facts, article="L.2131-2")


def publication_form(
    *, population: int, on: dt.date, chosen: PublicationForm | None = None
) -> Finding[PublicationForm]:
    """Return how an act is published on a day; `chosen` is what a small commune has decided."""
    article = "L.2131-1"
    if on < ONLINE_SINCE:
        sentence = _("Avant le 1er juillet 2022, l’affichage à la mairie valait publication.")
        return Finding(PublicationForm.POSTED, sentence, article)
    if population >= LARGE:
        sentence = _(
            "À partir de 3 500 habitants, les actes sont publiés en ligne, gratuitement et durablement."
        )
        return Finding(PublicationForm.ONLINE, sentence, article)
    if chosen is None:
        sentence = _("Sous 3 500 habitants, faute de choix du conseil, les actes sont publiés en ligne.")
        return Finding(PublicationForm.ONLINE, sentence, article)
    sentence = _("Sous 3 500 habitants, le conseil choisit la forme : %(form)s.")
    return Finding(chosen, sentence % {"form": str(chosen.label).lower()}, article)


def online_until(*, published_on: dt.date) -> Finding[dt.date]:
    """Return the last day an act must stay online; a mistake is mended by a version beside it."""
    day = add_months(published_on, ONLINE_MONTHS)
    sentence = _(
        "L’acte reste en ligne jusqu’au %(day)s au moins. "
        "En cas d’erreur, publiez à côté la version corrigée."
    )
    return Finding(day, sentence % {"day": date_in_words(day)}, "R.2131-1")


def recourse_end(
    *, published_on: dt.date, calendar: BusinessCalendar = NATIONAL, reading: Reading = CAREFUL
) -> Finding[dt.date]:
    """Return the last day on which anybody may contest an act before the administrative court."""
    day = last_day(published_on, months=reading.recourse_months, calendar=calendar)
    sentence = _("Recours devant le tribunal administratif : jusqu’au %(day)s inclus.")
    return Finding(day, sentence % {"day": date_in_words(day)}, "R.421-1 CJA")


def review_end(
    *,
    received_on: dt.date,
    completed_on: dt.date | None = None,
    calendar: BusinessCalendar = NATIONAL,
) -> Finding[dt.date]:
    """Return the last day on which the prefect may refer an act to the court.

    A request for missing papers begins the delay again, when they come; a plain question does not stop it
    (CE, 15 May 2013, no 357031).
    """
    start = received_on if completed_on is None else max(received_on, completed_on)
    day = last_day(start, months=REVIEW_MONTHS, calendar=calendar)
    sentence = (
        _("Déféré par le préfet : jusqu’au %(day)s inclus, deux mois après la réception de l’acte.")
        if completed_on is None
        else _("Déféré par le préfet : jusqu’au %(day)s inclus, deux mois après les pièces demandées.")
    )
    return Finding(day, sentence % {"day": date_in_words(day)}, "L.2131-6")


def last_day(start: dt.date, *, months: int, calendar: BusinessCalendar = NATIONAL) -> dt.date:
    """Return the last day of a clear delay in months: from the next day, date to date.

    A month too short ends it on its last day; a Saturday, a Sunday or a public holiday carries it to the
    next day that works (CE, section, 4 June 1954, Décines-Charpieu; CE, 19 September 2014, no 362568).
    """
    return calendar.add_business_days(add_months(start + dt.timedelta(days=1), months), 0)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same date some months later, or the last day of a month too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
