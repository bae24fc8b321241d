"""The result of a vote: who wins, and how the town writes it."""

from dataclasses import astuple, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.council.enums import CastingVote, VoteResult
from terreau.council.law.finding import Finding

ARTICLE = "L.2121-20"


@dataclass(frozen=True)
class Count:
    """The count of one vote."""

    votes_for: int
    votes_against: int
    abstentions: int = 0
    blank: int = 0
    null: int = 0
    not_taking_part: int = 0

    def __post_init__(self) -> None:
        if min(astuple(self)) < 0:
            raise ValueError("a count of votes is never negative")

    @property
    def cast(self) -> int:
        """The votes that decide: neither abstentions, nor blank, nor null."""
        return self.votes_for + self.votes_against

    @property
    def taken(self) -> int:
        """All who voted, abstentions included; not those who took no part."""
        return self.cast + self.abstentions + self.blank + self.null

    @property
    def everybody(self) -> int:
        """All who could have voted."""
        return self.taken + self.not_taking_part

    @property
    def is_tied(self) -> bool:
        return self.votes_for == self.votes_against > 0


def result(count: Count, *, secret: bool = False, casting_vote: str = "") -> Finding[VoteResult]:
    """Say whether a text is adopted: absolute majority of the votes cast.

    `casting_vote` is how whoever chairs the item voted: it decides a tie, except in a secret vote.
    """
    facts = {"for": count.votes_for, "against": count.votes_against, "cast": count.cast}
    if count.is_tied:
        return _tie(casting_vote, facts, secret=secret)
    if not count.cast:
        sentence = _("Aucun suffrage exprimé : le texte n’est pas adopté.")
        return Finding(VoteResult.REJECTED, sentence, ARTICLE)
    if count.votes_for > count.votes_against:
        sentence = _("%(for)s voix pour sur %(cast)s suffrages exprimés : la majorité absolue est atteinte.")
        return Finding(VoteResult.ADOPTED, sentence % facts, ARTICLE)
    sentence = _(
        "%(for)s voix pour sur %(cast)s suffrages exprimés : la majorité absolue n’est pas atteinte."
    )
    return Finding(VoteResult.REJECTED, sentence % facts, ARTICLE)


def _tie(casting_vote: str, facts: dict[str, int], *, secret: bool) -> Finding[VoteResult]:
    if secret:
        sentence = _(
            "Partage égal des voix au scrutin secret (%(for)s contre %(against)s) : le texte est rejeté."
        )
        return Finding(VoteResult.REJECTED, sentence % facts, ARTICLE)
    if casting_vote == CastingVote.FOR:
        sentence = _(
            "Partage égal des voix (%(for)s contre %(against)s) : la voix du président, pour, l’emporte."
        )
        return Finding(VoteResult.ADOPTED, sentence % facts, ARTICLE)
    if casting_vote == CastingVote.AGAINST:
        sentence = _(
            "Partage égal des voix (%(for)s contre %(against)s) : la voix du président, contre, l’emporte."
        )
        return Finding(VoteResult.REJECTED, sentence % facts, ARTICLE)
    if casting_vote == CastingVote.ABSTAINED:
        sentence = _(
            "Partage égal des voix (%(for)s contre %(against)s) sans voix prépondérante : "
            "le texte est rejeté."
        )
        return Finding(VoteResult.REJECTED, sentence % facts, ARTICLE)
    sentence = _(
        "Partage égal des voix (%(for)s contre %(against)s) : indiquez comment a voté le président de séance."
    )
    return Finding(VoteResult.TIED, sentence % facts, ARTICLE)


def wording(count: Count) -> str:
    """Write the result as the town's own reports do."""
    votes_for, votes_against, abstentions = count.votes_for, count.votes_against, count.abstentions
    blank = ngettext("%(n)s abstention", "%(n)s abstentions", abstentions) % {"n": abstentions}
    against = ngettext("%(n)s vote contre", "%(n)s votes contre", votes_against) % {"n": votes_against}
    if not count.cast:
        return _("faute de suffrages exprimés (%(blank)s)") % {"blank": blank}
    if votes_against == 0:
        text = _("à l’unanimité des votants (%(blank)s)") if abstentions else _("à l’unanimité")
        return text % {"blank": blank}
    if count.is_tied:
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
