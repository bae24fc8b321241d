"""The force of an act: executory, received, signed."""

import datetime as dt

from django.utils.translation import gettext as _

from terreau.council.law.finding import Finding
from terreau.council.law.reading import CAREFUL, Reading
from terreau.kernel.typography import date_in_words


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


def receipt(*, decided_on: dt.date, received_on: dt.date) -> Finding[bool]:
    """Say whether a receipt of the representative of the State can be that of a deliberation."""
    facts = {"received": date_in_words(received_on), "decided": date_in_words(decided_on)}
    if received_on < decided_on:
        sentence = _(
            "L’accusé de réception est du %(received)s, avant la délibération (%(decided)s) : "
            "vérifiez qu’il s’agit du même acte."
        )
        return Finding(value=False, sentence=sentence % facts, article="L.2131-1")
    sentence = _("Reçue par le représentant de l’État le %(received)s.")
    return Finding(value=True, sentence=sentence % facts, article="L.2131-1")


def signature(
    *, executory: Finding[dt.date | None], on: dt.date, reading: Reading = CAREFUL
) -> Finding[bool]:
    """Say whether the mayor may sign on a day an act that a deliberation authorises."""
    case_law = _("CE, 20 janvier 1989, ville de Millau, n° 70686 ; CE, 29 juillet 2002, n° 227419")
    if executory.value is None:
        sentence = _(
            "%(reason)s Une charte signée avant que la délibération soit exécutoire est nulle (%(case)s)."
        ) % {"reason": executory.sentence, "case": case_law}
        return Finding(value=False, sentence=sentence, article=executory.article)
    earliest = executory.value + dt.timedelta(days=reading.sign_from_the_next_day)
    if on < earliest:
        sentence = (
            _(
                "La délibération est exécutoire le %(day)s : signez à partir du lendemain. "
                "Une charte signée trop tôt est nulle (%(case)s)."
            )
            if reading.sign_from_the_next_day
            else _(
                "La délibération est exécutoire le %(day)s : signez à partir de ce jour. "
                "Une charte signée trop tôt est nulle (%(case)s)."
            )
        ) % {"day": date_in_words(executory.value), "case": case_law}
        return Finding(value=False, sentence=sentence, article=executory.article)
    sentence = _("La délibération était exécutoire le %(day)s, avant la signature.") % {
        "day": date_in_words(executory.value)
    }
    return Finding(value=True, sentence=sentence, article=executory.article)
