"""A call for help: published with the holder's agreement, until a day; prolonged, refused or ended."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.text import unique_slug
from terreau.messaging import actions as messaging
from terreau.projects.actions.help_settling import lapse_offers
from terreau.projects.enums import HelpCallState, ProjectState
from terreau.projects.models import HelpCall, Project
from terreau.projects.models.help_calls import HELP_CALL_WORKFLOW
from terreau.search.actions import mark

By = User | Actor

LONGEST_DAYS = 183  # half a year at most, then the holder says again that they still look for help
WARNING_DAYS = 7
MOST_OPEN = 5  # calls of one project at the same time
ENDS, OVER = "project.help_ends", "project.help_over"


@dataclass(frozen=True)
class Appeal:
    """What a call says, and what its holder lets it tell of them."""

    kind: str
    title: str
    text: str
    until: dt.date
    amount: str = ""
    place: str = ""
    names_project: bool = False
    names_holder: bool = False

    def columns(self, project: Project) -> dict[str, Any]:
        """Return the columns of the call: a name that was not chosen is empty."""
        return {
            **{name: getattr(self, name).strip() for name in ("kind", "title", "text", "amount", "place")},
            "names_project": self.names_project,
            "holder": project.holder_name[:180] if self.names_holder else "",
            "until": self.until,
        }


@transaction.atomic
def publish_call(*, project: Project, appeal: Appeal, agreed: bool, by: By) -> HelpCall:
    """Publish a call; the same one sent twice is published once."""
    _refuse_unless_sound(appeal, agreed=agreed)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.state not in (ProjectState.FOLLOWED, ProjectState.PAUSED):
        raise RuleBroken(_("Un appel se publie une fois le projet accompagné par la ville."))
    columns = appeal.columns(project)
    there = project.help_calls.filter(state=HelpCallState.OPEN)
    same = there.filter(kind=columns["kind"], title=columns["title"]).first()
    if same is not None:
        return same
    if there.count() >= MOST_OPEN:
        raise RuleBroken(
            _("Ce projet a déjà %(n)s appels ouverts : refermez-en un, puis publiez celui-ci.")
            % {"n": MOST_OPEN}
        )
    slug = unique_slug(HelpCall.objects.all(), columns["title"])
    call = HelpCall.objects.create(project=project, slug=slug, agreed_at=clock.now(), **columns)
    _plan_end(call)
    _note("published", call, by)
    return call


@transaction.atomic
def edit_call(*, call: HelpCall, appeal: Appeal, agreed: bool, by: By) -> HelpCall:
    """Change an open call; who offered help already keeps their offer."""
    _refuse_unless_sound(appeal, agreed=agreed)
    now = clock.now()
    columns = appeal.columns(call.project) | {"agreed_at": now, "updated_at": now}
    try:
        with transaction.atomic():
            open_still = HelpCall.objects.filter(pk=call.pk, state=HelpCallState.OPEN)
            if not open_still.update(**columns):
                raise RuleBroken(_("Cet appel est terminé : rouvrez-le avant de le modifier."))
    except IntegrityError:
        raise RuleBroken(
            _("Le même appel est déjà ouvert : changez la ligne de titre."), field="title"
        ) from None
    call.refresh_from_db()
    _plan_end(call)
    _note("edited", call, by)
    return call


@transaction.atomic
def renew_call(*, call: HelpCall, until: dt.date, by: By) -> HelpCall:
    """Give a call another day, and open it again when it was over."""
    _refuse_unless_possible(until)
    call.refresh_from_db()
    if call.state == HelpCallState.REMOVED:
        raise RuleBroken(_("La ville a retiré cet appel : écrivez-lui avant d’en publier un autre."))
    if call.project.state not in (ProjectState.FOLLOWED, ProjectState.PAUSED):
        raise RuleBroken(_("Un appel se publie une fois le projet accompagné par la ville."))
    if call.state == HelpCallState.OPEN:
        HelpCall.objects.filter(pk=call.pk, state=HelpCallState.OPEN).update(until=until)
        call.until = until
    else:
        _reopen(call, until)
    _plan_end(call)
    _note("renewed", call, by)
    return call


def _reopen(call: HelpCall, until: dt.date) -> None:
    try:
        with transaction.atomic():
            HELP_CALL_WORKFLOW.advance(
                call, "reopen", until=until, ended_at=None, published_at=clock.now(), updated_at=clock.now()
            )
    except IntegrityError:
        raise RuleBroken(_("Le même appel est déjà ouvert : prolongez celui-là.")) from None


@transaction.atomic
def close_call(*, call: HelpCall, by: By) -> HelpCall:
    """End a call before its day: who waits for an answer is thanked. Twice is once."""
    call.refresh_from_db()
    if call.state == HelpCallState.CLOSED:
        return call
    take_off(call=call, verb="close", by=by)
    _note("closed", call, by)
    return call


@transaction.atomic
def close_calls_of(*, project: Project, by: By) -> None:
    """End the calls of a project that ends."""
    for call in project.help_calls.filter(state=HelpCallState.OPEN):
        close_call(call=call, by=by)


@transaction.atomic
def bring_calls(*, gone: Project, kept: Project, by: By) -> None:
    """Give the calls of a file to the one that takes it in; what both ask for is asked once."""
    there = set(kept.help_calls.filter(state=HelpCallState.OPEN).values_list("kind", "title"))
    for call in gone.help_calls.filter(state=HelpCallState.OPEN):
        if (call.kind, call.title) in there:
            close_call(call=call, by=by)
    if gone.owner_id != kept.owner_id:
        hide_holder(project=gone)
    gone.help_calls.update(project=kept)


def hide_holder(*, project: Project) -> None:  # by nobody: part of the verbs that change the owner
    """Take the name of an owner off the calls: the next one has not said that theirs may be shown."""
    project.help_calls.update(holder="")


@transaction.atomic
def warn_of_call_end(*, call: HelpCall, occasion: str) -> None:  # by nobody: the calendar
    """Tell the holder that a call is about to end."""
    if call.is_in_force:
        owner = call.project.owner
        messaging.post(event="project.help_ends", to=owner, target=call, by=None, occasion=occasion)


@transaction.atomic
def end_call(*, call: HelpCall, by: By) -> None:
    """Put away a call whose day has passed; one that was prolonged meanwhile stays."""
    if call.state == HelpCallState.OPEN and call.until < clock.today():
        take_off(call=call, verb="end", by=by)
        _note("ended", call, by)


def take_off(*, call: HelpCall, verb: str, by: By, **facts: Any) -> None:
    """Take a call off the public pages, then settle what waits on it."""
    HELP_CALL_WORKFLOW.advance(call, verb, ended_at=clock.now(), **facts)
    messaging.settle(target=call)
    lapse_offers(call=call, by=by)


def _plan_end(call: HelpCall) -> None:
    warned = max(call.until - dt.timedelta(days=WARNING_DAYS), clock.today() + dt.timedelta(days=1))
    messaging.remind(target=call, kind=ENDS, due=warned)
    messaging.remind(target=call, kind=OVER, due=call.until + dt.timedelta(days=1))


def _refuse_unless_sound(appeal: Appeal, *, agreed: bool) -> None:
    if not agreed:
        raise RuleBroken(
            _("Cochez la case d’accord : rien n’est montré à tout le monde sans elle."), field="agreed"
        )
    _refuse_unless_possible(appeal.until)


def _refuse_unless_possible(until: dt.date) -> None:
    if not clock.today() < until <= clock.today() + dt.timedelta(days=LONGEST_DAYS):
        raise RuleBroken(
            _("Choisissez une date à venir, dans les six mois : vous pourrez la repousser."), field="until"
        )


def _note(what: str, call: HelpCall, by: By) -> None:
    mark(kind="project", keys=[call.project_id])  # it is found by the words of the calls that name it
    journal.write(
        verb=f"help_call.{what}",
        target=call,
        by=by,
        project=call.project_id,
        quantity=1 if what == "published" else None,
        data={"kind": call.kind},
    )
