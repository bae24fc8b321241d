"""The moves that the tales of the projects repeat, each one verb of the platform."""

from collections.abc import Iterable, Mapping
from typing import Any

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ConsentMode as GivenBy
from terreau.accompaniment.enums import OutcomeSide, OverrideKind
from terreau.accompaniment.models import Referral, WaveCall
from terreau.accompaniment.queries import match
from terreau.accompaniment.queries.payload import preview
from terreau.accounts.models import User
from terreau.demo.story.cast import Cast, described, welcome
from terreau.directory.models import Offer, Subject
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.truth import Truth
from terreau.messaging.enums import Circle
from terreau.projects import actions as projects
from terreau.projects.actions import NeedFacts, Proposal
from terreau.projects.enums import ConsentMode, PublicField
from terreau.projects.models import Need, Project

AGREEMENT = (
    "J’accepte que la ville lise mon projet et m’accompagne. Rien n’est transmis à un organisme sans mon "
    "accord."
)
SEEN_WITH_TEAM = "Vu avec l’équipe au téléphone : elle accepte d’étudier ce projet malgré ses critères."
Wish = tuple[str, str, str]  # subject, urgency, words
EVERYTHING = tuple(PublicField)


def propose(
    cast: Cast,
    who: str,
    *,
    title: str,
    summary: str,
    stage: str,
    needs: Iterable[Wish],
    place: str = "sceaux",
    facts: Mapping[str, Any] | None = None,
    entered_by: User | None = None,
    **words: str,
) -> Project:
    """A person proposes a project, or the officer types in what they told."""
    welcome(cast, who)
    person = described(who)
    subjects = {subject.code: subject for subject in Subject.objects.all()}
    proposal = Proposal(
        title=title,
        summary=summary,
        stage=stage,
        commune=cast.places[place],
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        needs=tuple(NeedFacts(subjects[code], urgency, text) for code, urgency, text in needs),
        facts=facts or {},
        language=person.language,
        consent_text=AGREEMENT,
        consent_mode=ConsentMode.PHONE if entered_by else ConsentMode.ONLINE,
        consent_on=clock.today(),
        **words,
    )
    if entered_by:
        return projects.enter(proposal=proposal, by=entered_by)
    return projects.propose(proposal=proposal, by=None)


def follow(cast: Cast, project: Project, message: str, *, referent: User | None = None) -> None:
    """The town follows the project."""
    referent = referent or cast.officer
    projects.accept(project=project, referent=referent, message=message, by=referent)


def need_of(project: Project, subject: str) -> Need:
    """Return the open need of a project on a subject."""
    return project.needs.get(subject__code=subject, closed_at=None)


def refer(cast: Cast, project: Project, subject: str, offer: str, word: str = "") -> Referral:
    """The officer proposes an offer for a need, added to its list when its criteria left it out."""
    project.refresh_from_db()
    by = project.referent or cast.officer
    need, chosen = need_of(project, subject), cast.offers[offer]
    _list(need, chosen, by)
    return accompaniment.propose(need=need, offer=chosen, by=by, word=word)


def call(cast: Cast, project: Project, subject: str, *offers: str, word: str = "") -> WaveCall:
    """The officer proposes to ask several offers in waves: two at a time, until one accepts."""
    project.refresh_from_db()
    by = project.referent or cast.officer
    need, chosen = need_of(project, subject), [cast.offers[offer] for offer in offers]
    for offer in chosen:
        _list(need, offer, by)
    return accompaniment.call_in_waves(
        need=need, offers=chosen, per_wave=2, wanted=1, delay_days=3, by=by, word=word
    )


def _list(need: Need, offer: Offer, by: User) -> None:
    """Add an offer to the list of a need when its criteria left it out."""
    if match(need).verdict_on(offer.pk) is Truth.NO:
        accompaniment.override_match(
            need=need, offer=offer, kind=OverrideKind.ADD, reason=SEEN_WITH_TEAM, by=by
        )


def agree(referral: Referral, *, hidden: Iterable[str] = ()) -> None:
    """The holder agrees, by the link of the mail; the demand leaves at once."""
    shown = preview(referral, tuple(hidden))
    accompaniment.consent(
        referral=referral,
        payload_hash=shown.hash,
        hidden=tuple(hidden),
        mode=GivenBy.LINK,
        by=referral.project.owner,
    )


def team_of(referral: Referral) -> Actor:
    """Return who answers for the organisation, without an account."""
    return Actor.by_link(f"{referral.team}, {referral.team.organisation}")


def say(referral: Referral, side: str, body: str, by: Any, circle: str = Circle.EVERYONE) -> None:
    """Write in the conversation of a demand."""
    accompaniment.post_message(referral=referral, side=side, body=body, circle=circle, by=by)


def conclude(referral: Referral, holder: tuple[str, str], organisation: tuple[str, str]) -> None:
    """Both sides say how it went, each on its own: a value, and words."""
    value, text = organisation
    accompaniment.record_outcome(
        referral=referral, side=OutcomeSide.ORGANISATION, value=value, text=text, by=team_of(referral)
    )
    value, text = holder
    accompaniment.record_outcome(
        referral=referral, side=OutcomeSide.HOLDER, value=value, text=text, by=referral.project.owner
    )


def holder_says(referral: Referral, body: str) -> None:
    """The holder writes to the organisation and to the town."""
    say(referral, Side.HOLDER, body, referral.project.owner)


def organisation_says(referral: Referral, body: str, by: Any = None) -> None:
    """The organisation writes to the holder and to the town."""
    say(referral, Side.ORGANISATION, body, by or team_of(referral))
