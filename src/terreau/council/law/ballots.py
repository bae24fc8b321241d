"""How the council votes: by hand, by name, in secret; and how it appoints."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from terreau.council.enums import Ballot
from terreau.council.law.finding import Finding
from terreau.council.law.people import Member

ARTICLE = "L.2121-21"
LAST_ROUND = 3


def ballot(*, present: int, asking_public: int = 0, asking_secret: int = 0) -> Finding[Ballot]:
    """Return how the council votes on a text, from the requests that stand when the vote is called.

    Thresholds are shares of the members present, not of those in office; a secret vote wins over a public
    one, because it takes more requests.
    """
    if not 0 <= max(asking_public, asking_secret) <= present or min(asking_public, asking_secret) < 0:
        raise ValueError("members present ask, each once")
    facts = {"asking": asking_secret, "present": present, "public": asking_public}
    if asking_secret and asking_secret * 3 >= present:
        sentence = _("%(asking)s présents sur %(present)s, un tiers au moins, demandent le scrutin secret.")
        return Finding(Ballot.SECRET, sentence % facts, ARTICLE)
    if asking_public and asking_public * 4 >= present:
        sentence = _("%(public)s présents sur %(present)s, un quart au moins, demandent le scrutin public.")
        return Finding(Ballot.PUBLIC, sentence % facts, ARTICLE)
    if asking_public or asking_secret:
        sentence = _(
            "Les demandes n’atteignent ni le quart des %(present)s présents (scrutin public : %(public)s) "
            "ni le tiers (scrutin secret : %(asking)s) : le vote a lieu à main levée."
        )
        return Finding(Ballot.SHOW_OF_HANDS, sentence % facts, ARTICLE)
    sentence = _("Personne ne demande de scrutin particulier : le vote a lieu à main levée.")
    return Finding(Ballot.SHOW_OF_HANDS, sentence, ARTICLE)


def appointment_ballot(*, waived_by_all: bool = False, secret_by_law: bool = False) -> Finding[Ballot]:
    """Return how the council appoints: in secret, unless all agree not to and no text wants it."""
    if secret_by_law:
        sentence = _("Un texte veut le scrutin secret pour cette désignation.")
        return Finding(Ballot.SECRET, sentence, ARTICLE)
    if waived_by_all:
        sentence = _("Le conseil a renoncé à l’unanimité au scrutin secret pour cette désignation.")
        return Finding(Ballot.SHOW_OF_HANDS, sentence, ARTICLE)
    sentence = _("Une désignation a lieu au scrutin secret.")
    return Finding(Ballot.SECRET, sentence, ARTICLE)


def names_recorded(ballot: Ballot) -> Finding[bool]:
    """Say whether who voted what may be written down."""
    if ballot == Ballot.PUBLIC:
        sentence = _("Au scrutin public, le registre porte le nom des votants et le sens de leur vote.")
        return Finding(value=True, sentence=sentence, article=ARTICLE)
    if ballot == Ballot.SECRET:
        sentence = _("Au scrutin secret, rien ne relie un votant à son vote.")
        return Finding(value=False, sentence=sentence, article=ARTICLE)
    sentence = _("À main levée, seul le décompte est conservé.")
    return Finding(value=False, sentence=sentence, article=ARTICLE)


def appointment(votes: Mapping[Member, int], *, turn: int) -> Finding[Member | None]:
    """Return who is appointed at a turn of the vote, None when another turn is needed.

    The first two turns want an absolute majority of the votes cast; the third takes whoever has most, the
    elder when votes are equal. A single candidate is appointed without a vote.
    """
    if not 1 <= turn <= LAST_ROUND:
        raise ValueError("an appointment has three turns at most")
    if any(count < 0 for count in votes.values()):
        raise ValueError("a count of votes is never negative")
    if len(votes) == 1:
        sentence = _("Une seule candidature : la nomination de %(name)s prend effet sans vote.")
        only = next(iter(votes))
        return Finding(only, sentence % {"name": only}, ARTICLE)
    cast, most = sum(votes.values()), max(votes.values(), default=0)
    if not cast:
        return Finding(None, _("Aucun suffrage exprimé : personne n’est désigné."), ARTICLE)
    leaders = [member for member, count in votes.items() if count == most]
    facts = {"name": leaders[0], "votes": most, "cast": cast, "turn": turn}
    if most * 2 > cast:
        sentence = _("%(name)s l’emporte : %(votes)s voix sur %(cast)s, la majorité absolue.")
        return Finding(leaders[0], sentence % facts, ARTICLE)
    if turn < LAST_ROUND:
        sentence = _("Personne n’a la majorité absolue des %(cast)s suffrages : procédez au tour suivant.")
        return Finding(None, sentence % facts, ARTICLE)
    return _third_turn(leaders, facts)


def _third_turn(leaders: list[Member], facts: dict[str, object]) -> Finding[Member | None]:
    if len(leaders) == 1:
        sentence = _("%(name)s l’emporte au troisième tour, à la majorité relative (%(votes)s voix).")
        return Finding(leaders[0], sentence % facts, ARTICLE)
    birthdays = [member.born_on for member in leaders if member.born_on is not None]
    if len(birthdays) < len(leaders):
        sentence = _("Égalité de voix : indiquez les dates de naissance, l’aîné est désigné.")
        return Finding(None, sentence, ARTICLE)
    elder = min(leaders, key=_birthday)
    if birthdays.count(min(birthdays)) > 1:
        return Finding(None, _("Égalité de voix et même âge : aucun texte ne départage."), ARTICLE)
    sentence = _("%(name)s l’emporte au troisième tour : à égalité de voix, l’âge départage.")
    return Finding(elder, sentence % {"name": elder}, ARTICLE)


def _birthday(member: Member) -> dt.date:
    return member.born_on or dt.date.max
