"""What was done for the commitments, besides what the journal counts by itself.

The facts of the town and of Sceaux Smart bear their public source; the others say that they are examples.
"""

import datetime as dt
from dataclasses import dataclass

from terreau.accounts.models import User
from terreau.demo.story.cast import Cast
from terreau.demo.story.play import Tale, at
from terreau.kernel import clock
from terreau.partnerships import actions as partnerships
from terreau.partnerships.enums import CollaborationForm as F
from terreau.partnerships.models import Evidence


@dataclass(frozen=True)
class Deed:
    """One thing done: for which charter, by which party, in which form, on what day."""

    charter: str
    party: str
    form: int
    on: tuple[int, int, int]
    text: str
    quantity: int = 1


DEEDS = (
    Deed(
        "smart",
        "smart",
        F.INFORM,
        (2015, 9, 29),
        "Inauguration de l’espace, environ 300 m², pour une trentaine de personnes à la fois "
        "(hauts-de-seine.fr, 30 septembre 2015).",
    ),
    Deed(
        "smart",
        "town",
        F.INFORM,
        (2015, 9, 29),
        "Inauguration de Sceaux Smart avec les habitants (hauts-de-seine.fr, 30 septembre 2015).",
    ),
    Deed(
        "kkbb",
        "town",
        F.INFORM,
        (2019, 11, 20),
        "Forum « Entreprendre pour l’humain et l’environnement » en novembre 2019, jour exact à vérifier "
        "(Sceaux Mag, novembre 2019).",
    ),
    Deed(
        "laposte",
        "town",
        F.INFORM,
        (2019, 11, 20),
        "Forum « Entreprendre pour l’humain et l’environnement » en novembre 2019, jour exact à vérifier "
        "(Sceaux Mag, novembre 2019).",
    ),
    Deed(
        "smart",
        "town",
        F.COMMUNICATE,
        (2016, 9, 30),
        "L’écosystème de Sceaux présenté au forum mondial de l’économie sociale (GSEF), à Montréal, en "
        "septembre 2016.",
    ),
)


def declared(cast: Cast) -> Tale:
    """What was done is declared, then kept by the town; this month, one waits and one was set aside."""
    for deed in sorted(DEEDS, key=lambda one: one.on):
        yield at(dt.date(*deed.on) + dt.timedelta(days=9), "16:20")
        evidence = _declare(cast, deed, cast.people["ines.fusain"] if deed.party == "smart" else cast.officer)
        partnerships.accept_evidence(evidence=evidence, by=cast.officer)
    yield from _this_autumn(cast)


def _this_autumn(cast: Cast) -> Tale:
    partner = cast.people["ines.fusain"]
    yield cast.ago(55, "11:10")
    kept = _example(cast, F.COMMUNICATE, "Soirée de présentation de deux projets (exemple inventé).", partner)
    set_aside = _example(cast, F.COMMUNICATE, "Une affiche dans l’entrée (exemple inventé).", partner)
    yield cast.ago(52, "09:45")
    partnerships.accept_evidence(evidence=kept, by=cast.officer)
    partnerships.decline_evidence(
        evidence=set_aside,
        reason="L’affiche parlait de l’espace, pas d’un projet né du partenariat : redites-nous si nous nous "
        "trompons.",
        by=cast.officer,
    )
    yield cast.ago(4, "17:30")
    _example(
        cast, F.INFORM, "Matinée portes ouvertes pour les porteurs de projets (exemple inventé).", partner
    )


def _example(cast: Cast, form: int, text: str, by: User) -> Evidence:
    deed = Deed("smart", "smart", form, clock.today().timetuple()[:3], text)
    return _declare(cast, deed, by)


def _declare(cast: Cast, deed: Deed, by: User) -> Evidence:
    promised = cast.charters[deed.charter].commitments.filter(
        form=deed.form, party__organisation=cast.organisations[deed.party]
    )
    return partnerships.record_evidence(
        commitment=promised.get(), quantity=deed.quantity, text=deed.text, on=dt.date(*deed.on), by=by
    )
