"""The projects told in a few lines each (`content/projects.toml`), played as far as they went."""

from collections.abc import Callable
from dataclasses import dataclass

from terreau.accompaniment import actions as accompaniment
from terreau.accompaniment.models import Referral
from terreau.demo.story import crowd
from terreau.demo.story.cast import Cast, key_of
from terreau.demo.story.moves import (
    EVERYTHING,
    agree,
    conclude,
    follow,
    holder_says,
    need_of,
    propose,
    refer,
    team_of,
)
from terreau.demo.story.play import Tale
from terreau.projects import actions as projects
from terreau.projects.models import Project

GREETINGS = (
    "Bienvenue. Je lis votre projet avec plaisir et je reviens vers vous avec une première piste.",
    "Merci d’avoir pensé à la ville : nous vous accompagnons, à votre rythme.",
    "Bonne nouvelle, votre projet trouve sa place ici. Commençons par le plus pressé.",
    "Nous vous suivons désormais. Écrivez-moi dès qu’une question se présente.",
    "Votre idée répond à un besoin que d’autres nous ont dit : voyons qui peut vous aider.",
)


@dataclass(frozen=True)
class Sketch:
    """One project: what it is, what it needs, and how far it went."""

    who: str
    title: str
    summary: str
    stage: str
    need: tuple[str, str, str]
    days: int
    path: str
    place: str = "sceaux"
    legal_form: str = ""
    publics: str = ""
    offer: str = ""
    word: str = ""
    message: str = ""
    reason: str = ""
    alternative: str = ""
    question: str = ""
    text: str = ""
    scope: str = ""
    then: str = ""
    first_step: str = ""
    said: str = ""
    holder: tuple[str, str] = ("", "")
    organisation: tuple[str, str] = ("", "")
    ending: str = ""
    is_public: bool = False
    archived: bool = False

    @property
    def hour(self) -> str:
        """People write at any hour, each at their own."""
        return f"{7 + len(self.title) % 15:02}:{self.days * 7 % 60:02}"

    @property
    def subject(self) -> str:
        return self.need[0]


def stories() -> list[Callable[[Cast], Tale]]:
    """Return the tales of the sketched projects."""
    return [_story_of(Sketch(**row)) for row in crowd.read("project")]


def _story_of(sketch: Sketch) -> Callable[[Cast], Tale]:
    def tale(cast: Cast) -> Tale:
        yield cast.ago(sketch.days, sketch.hour, any_day=True)
        project = propose(
            cast,
            key_of(sketch.who),
            title=sketch.title,
            summary=sketch.summary,
            stage=sketch.stage,
            place=sketch.place,
            legal_form=sketch.legal_form,
            publics=sketch.publics,
            needs=(sketch.need,),
        )
        yield from PATHS[sketch.path](cast, sketch, project)

    return tale


def _unread(_cast: Cast, _sketch: Sketch, _project: Project) -> Tale:
    yield from ()


def _to_complete(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield cast.ago(sketch.days - 2)
    projects.ask_completion(project=project, message=sketch.question, by=cast.officer)


def _turned_away(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield cast.ago(sketch.days - 2)
    decide = {"refused": projects.refuse, "redirected": projects.redirect}[sketch.path]
    decide(
        project=project,
        message=sketch.message,
        reason=sketch.reason,
        alternative=sketch.alternative,
        by=cast.officer,
    )


def _followed(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield cast.ago(sketch.days - 2, "10:20")
    colleague = cast.people["paul.cerisier"] if sketch.days % 3 == 0 else None
    greeting = sketch.word if sketch.path == "followed" else GREETINGS[sketch.days % len(GREETINGS)]
    follow(cast, project, greeting, referent=colleague)
    if sketch.is_public:
        projects.publish(project=project, fields=EVERYTHING, by=project.owner)


def _unmet(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _followed(cast, sketch, project)
    yield cast.ago(sketch.days - 7)
    need = need_of(project, sketch.subject)
    accompaniment.record_no_offer(need=need, reason=sketch.reason, by=cast.officer)


def _paused(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _followed(cast, sketch, project)
    yield cast.ago(sketch.days - 30, "18:40")
    projects.pause(project=project, reason=sketch.reason, by=project.owner)


def _proposed(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _followed(cast, sketch, project)
    yield cast.business_days_ago(1 + sketch.days % 3, "15:05")
    refer(cast, project, sketch.subject, sketch.offer, sketch.word)


def _lately_sent(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    """Agreed to some days ago: the answer is awaited."""
    yield from _followed(cast, sketch, project)
    days = 2 + sketch.days % 3
    yield cast.business_days_ago(days + 1, "14:25")
    referral = refer(cast, project, sketch.subject, sketch.offer, sketch.word)
    yield cast.business_days_ago(days, "18:50")
    agree(referral)
    yield cast.business_days_ago(days - 1, "09:35")
    if sketch.path == "seen":
        accompaniment.mark_seen(referral=referral, by=team_of(referral))
    elif sketch.path == "asked":
        accompaniment.ask(referral=referral, question=sketch.question, by=team_of(referral))


def _agreed_long_ago(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    """Agreed to in the first days; the demand of the project is known from then on."""
    yield from _followed(cast, sketch, project)
    yield cast.ago(sketch.days - 5, "14:25")
    referral = refer(cast, project, sketch.subject, sketch.offer, sketch.word)
    yield cast.ago(sketch.days - 6, "19:10")
    agree(referral)


def _accepted(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _agreed_long_ago(cast, sketch, project)
    yield cast.ago(sketch.days - 9, "09:55")
    referral = _demand_of(project)
    accompaniment.accept(referral=referral, first_step=sketch.first_step, by=team_of(referral))


def _in_progress(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _accepted(cast, sketch, project)
    yield cast.ago(sketch.days - 15, "16:30")
    referral = _demand_of(project)
    accompaniment.start(referral=referral, by=team_of(referral))
    if sketch.said:
        yield cast.ago(12 + sketch.days % 9, sketch.hour)
        holder_says(referral, sketch.said)


def _closed(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _in_progress(cast, sketch, project)
    yield cast.ago(sketch.days - 85, "17:15")
    referral = _demand_of(project)
    accompaniment.close(referral=referral, by=team_of(referral))
    conclude(referral, sketch.holder, sketch.organisation)
    if sketch.ending:
        yield cast.ago(sketch.days - 95, "11:10")
        project.refresh_from_db()
        projects.close(project=project, reason=sketch.ending, by=cast.officer)
    if sketch.archived:
        yield cast.ago(sketch.days - 120, "11:10")
        projects.archive(project=project, reason="Dossier clos, plus rien à suivre.", by=cast.officer)


def _declined(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _agreed_long_ago(cast, sketch, project)
    yield cast.ago(sketch.days - 8, "11:40")
    referral = _demand_of(project)
    accompaniment.refuse(
        referral=referral, reason=sketch.reason, scope=sketch.scope, text=sketch.text, by=team_of(referral)
    )


def _rerouted(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _declined(cast, sketch, project)
    yield cast.business_days_ago(3, "10:15")
    offer = cast.offers[sketch.then]
    second = accompaniment.reroute(referral=_demand_of(project), offer=offer, by=cast.officer)
    yield cast.business_days_ago(2, "20:05")
    agree(second)


def _withdrawn(cast: Cast, sketch: Sketch, project: Project) -> Tale:
    yield from _agreed_long_ago(cast, sketch, project)
    yield cast.ago(sketch.days - 8, "15:20")
    accompaniment.withdraw(referral=_demand_of(project), reason=sketch.reason, by=cast.officer)


def _demand_of(project: Project) -> Referral:
    return project.referrals.select_related("project__owner", "team__organisation").get()


PATHS: dict[str, Callable[[Cast, Sketch, Project], Tale]] = {
    "unread": _unread,
    "to_complete": _to_complete,
    "refused": _turned_away,
    "redirected": _turned_away,
    "followed": _followed,
    "unmet": _unmet,
    "paused": _paused,
    "proposed": _proposed,
    "sent": _lately_sent,
    "seen": _lately_sent,
    "asked": _lately_sent,
    "expired": _agreed_long_ago,
    "accepted": _accepted,
    "in_progress": _in_progress,
    "closed": _closed,
    "declined": _declined,
    "rerouted": _rerouted,
    "withdrawn": _withdrawn,
}
