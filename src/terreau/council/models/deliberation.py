"""What the assembly decides: a text, a vote, and the dates that give it force."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.council import law, town
from terreau.council.enums import VOTED_STATES, Ballot, CastingVote, DeliberationState, VoteResult
from terreau.council.models.assembly import Mandate
from terreau.council.models.session import Session
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy

_VOTED = Q(
    votes_for__isnull=False, votes_against__isnull=False, abstentions__isnull=False, voted_at__isnull=False
)
_NOT_VOTED = Q(votes_for=None, votes_against=None, abstentions=None, voted_at=None)
_TIE_WON = Q(votes_for=F("votes_against"), votes_for__gt=0, casting_vote=CastingVote.FOR) & ~Q(
    ballot=Ballot.SECRET
)
_MAJORITY = Q(votes_for__gt=F("votes_against")) | _TIE_WON


class DeliberationQuerySet(models.QuerySet["Deliberation"]):
    def published(self) -> "DeliberationQuerySet":
        """Keep what everybody may read."""
        return self.filter(published_at__isnull=False)


class Deliberation(models.Model):
    """One item on which the assembly decides."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="deliberations", verbose_name=_("séance")
    )
    number = models.CharField(_("numéro"), max_length=30)
    title = models.CharField(_("objet"), max_length=500)
    slug = models.SlugField(_("adresse"), max_length=120, unique=True)
    rapporteur = models.ForeignKey(
        Mandate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("rapporteur"),
    )
    summary = models.TextField(
        _("résumé en langage clair"),
        blank=True,
        help_text=_("Trois lignes au plus : ce que le conseil décide, pour qui, à partir de quand."),
    )
    note = models.TextField(_("note de présentation"), blank=True)
    considerations = models.JSONField(_("visas et considérants"), default=list, blank=True)
    decision_text = models.TextField(_("dispositif"))
    state = models.CharField(
        _("état"), max_length=12, choices=DeliberationState.choices, default=DeliberationState.DRAFT
    )
    ballot = models.CharField(
        _("mode de scrutin"), max_length=10, choices=Ballot.choices, default=Ballot.SHOW_OF_HANDS
    )
    votes_for = models.PositiveSmallIntegerField(_("votes pour"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes contre"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    not_taking_part = models.PositiveSmallIntegerField(_("ne prennent pas part au vote"), default=0)
    casting_vote = models.CharField(
        _("voix prépondérante"),
        max_length=8,
        choices=CastingVote.choices,
        default=CastingVote.UNUSED,
        blank=True,
    )
    voted_at = models.DateTimeField(_("votée le"), null=True, blank=True)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    author_label = models.CharField(_("auteur de l’acte"), max_length=200, blank=True)
    transmitted_at = models.DateTimeField(_("transmise le"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = DeliberationQuerySet.as_manager()

    PRIVACY = {
        "session": Privacy.PUBLIC,
        "number": Privacy.PUBLIC,
        "title": Privacy.PUBLIC,
        "slug": Privacy.PUBLIC,
        "rapporteur": Privacy.PUBLIC,
        "summary": Privacy.PUBLIC,
        "note": Privacy.PUBLIC,
        "considerations": Privacy.PUBLIC,
        "decision_text": Privacy.PUBLIC,
        "state": Privacy.TECHNICAL,
        "ballot": Privacy.PUBLIC,
        "votes_for": Privacy.PUBLIC,
        "votes_against": Privacy.PUBLIC,
        "abstentions": Privacy.PUBLIC,
        "not_taking_part": Privacy.PUBLIC,
        "casting_vote": Privacy.PUBLIC,
        "voted_at": Privacy.PUBLIC,
        "published_at": Privacy.PUBLIC,
        "author_label": Privacy.PUBLIC,
        "transmitted_at": Privacy.PUBLIC,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("délibération")
        verbose_name_plural = _("délibérations")
        ordering = ["-session__held_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "number"],
                name="deliberation_number_once_a_session",
                violation_error_message=_("Ce numéro est déjà pris dans cette séance."),
            ),
            models.CheckConstraint(
                condition=(Q(state__in=VOTED_STATES) & _VOTED) | (~Q(state__in=VOTED_STATES) & _NOT_VOTED),
                name="deliberation_voted_has_counts_and_date",
                violation_error_message=_("Une délibération votée porte ses votes et sa date."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliberationState.ADOPTED) | _MAJORITY,
                name="deliberation_adopted_has_majority",
                violation_error_message=_("Une délibération adoptée a réuni la majorité des suffrages."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliberationState.REJECTED) | ~_MAJORITY,
                name="deliberation_rejected_lacks_majority",
                violation_error_message=_("Une délibération rejetée n’a pas réuni la majorité."),
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | (Q(state__in=VOTED_STATES, published_at__gte=F("voted_at")) & ~Q(author_label="")),
                name="deliberation_published_is_voted_and_signed",
                violation_error_message=_("On publie une délibération votée, avec le nom de son auteur."),
            ),
            models.CheckConstraint(
                condition=Q(transmitted_at=None)
                | Q(state=DeliberationState.ADOPTED, transmitted_at__gte=F("voted_at")),
                name="deliberation_transmitted_is_adopted",
                violation_error_message=_("On transmet une délibération adoptée, après le vote."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("council:detail", args=[self.slug])

    @property
    def desk_url(self) -> str:
        """Where the secretary works on it."""
        return reverse("council:file", args=[self.slug])

    @property
    def is_adopted(self) -> bool:
        """The assembly said yes."""
        return self.state == DeliberationState.ADOPTED

    @property
    def is_published(self) -> bool:
        """Everybody may read it."""
        return self.published_at is not None

    @property
    def votes(self) -> law.Count | None:
        """The count of the vote; None before it."""
        if self.votes_for is None or self.votes_against is None or self.abstentions is None:
            return None
        return law.Count(
            votes_for=self.votes_for,
            votes_against=self.votes_against,
            abstentions=self.abstentions,
            not_taking_part=self.not_taking_part,
        )

    @property
    def result(self) -> law.Finding[VoteResult] | None:
        """Whether the text is adopted, with the count that says so; None before the vote."""
        if self.votes is None:
            return None
        return law.result(self.votes, casting_vote=self.casting_vote, secret=self.ballot == Ballot.SECRET)

    @property
    def wording(self) -> str:
        """The result as the town writes it, such as “à l’unanimité des votants (3 abstentions)”."""
        return law.wording(self.votes) if self.votes else ""

    @property
    def executory(self) -> law.Finding[dt.date | None]:
        """The day from which the deliberation has force, with the reason."""
        return law.executory_date(
            adopted=self.is_adopted,
            published_on=_paris(self.published_at),
            transmitted_on=_paris(self.transmitted_at),
        )

    @property
    def recourse(self) -> list[law.Finding[dt.date]]:
        """Until when the act can be contested, by anybody and by the prefect."""
        published_on, received_on = _paris(self.published_at), _paris(self.transmitted_at)
        calendar, found = town.court_calendar(), []
        if published_on:
            end = law.recourse_end(published_on=published_on, calendar=calendar, reading=town.reading())
            found.append(end)
        if received_on:
            found.append(law.review_end(received_on=received_on, calendar=calendar))
        return found


def _paris(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(clock.PARIS).date() if moment else None
