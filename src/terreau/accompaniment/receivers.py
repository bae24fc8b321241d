"""What moves with an account or a file, what a draft of conditions would change, who supports a project."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions
from terreau.accompaniment.actions.counting import recount_all
from terreau.accompaniment.actions.erasing import forget_holder
from terreau.accompaniment.actions.merging import bring_referrals as merging_referrals
from terreau.accompaniment.queries.supporters import supporters_of
from terreau.accompaniment.queries.taken import groups_in_words, outside_in_words, referrals_in_words
from terreau.accompaniment.queries.trials import try_rules
from terreau.accounts import erasure
from terreau.accounts.models import User
from terreau.directory import trials
from terreau.directory.models import Offer
from terreau.directory.panels import Panel
from terreau.kernel.actors import Actor
from terreau.projects import merging, portability, supporters
from terreau.projects.models import Need, Project
from terreau.projects.queries import open_needs_of
from terreau.projects.signals import need_opened, project_accepted
from terreau.territories.signals import closing_days_changed, operator_changed

PLATFORM = Actor.system("platform")

supporters.register(supporters_of)


@receiver([closing_days_changed, operator_changed])
def follow_calendar(sender: Any, **_facts: Any) -> None:
    """What organisations promised is counted in the days on which the offices work."""
    recount_all()


@erasure.eraser
def forget_referrals(user: User) -> None:
    """What was told to organisations, and what they answered, goes with the holder's account."""
    forget_holder(holder=user, by=user)


def rules_trial(offer: Offer, rows: list[dict[str, Any]], user: Any) -> Panel:
    """Show the current projects whose result a draft of conditions would change."""
    found = try_rules(offer, rows, user)
    return Panel("accompaniment/parts/rules_trial.html", {"found": found})


trials.register(rules_trial)


@receiver(project_accepted)
def look_at_needs(sender: Any, project: Project, **_rest: Any) -> None:
    """A project that the town follows from now on: its needs that nobody answers are noted at once."""
    for need in open_needs_of(project):
        actions.look_at_need(need=need, by=PLATFORM)


@receiver(need_opened)
def look_at_need(sender: Any, need: Need, **_rest: Any) -> None:
    """A need was added: it is noted at once when nobody answers it."""
    actions.look_at_need(need=need, by=PLATFORM)


@merging.mover
def bring_referrals(merge: merging.Merge) -> None:
    """The demands of a file that goes into another go on there."""
    merging_referrals(merge=merge)


@portability.chapter("referrals", label=_("Mises en relation"))
def tell_referrals(project: Project) -> list[dict[str, Any]]:
    """The demands of a file, as its holder may take them away: who was asked, and how it ended."""
    return referrals_in_words(project)


@portability.chapter("groups", label=_("Réponses en groupe"))
def tell_groups(project: Project) -> list[dict[str, Any]]:
    """The groups that answered a file, as its holder may take them away."""
    return groups_in_words(project)


@portability.chapter("outside_referrals", label=_("Orientations hors plateforme"))
def tell_outside(project: Project) -> list[dict[str, Any]]:
    """Where the holder was directed outside the platform, what the sheet held, and what came of it."""
    return outside_in_words(project)
