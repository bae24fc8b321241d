"""The assembly and who sits in it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.council.models import Assembly, Mandate
from terreau.journal import actions as journal
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words


@transaction.atomic
def create_assembly(*, name: str, seats: int, by: Any, clear_days: int = 5) -> Assembly:
    """Describe the assembly that deliberates."""
    assembly = Assembly(name=name, seats=seats, clear_days=clear_days)
    assembly.full_clean()
    assembly.save()
    journal.write(verb="assembly.created", target=assembly, by=by, public=True)
    return assembly


@transaction.atomic
def add_mandate(
    *,
    assembly: Assembly,
    first_name: str,
    last_name: str,
    capacity: str,
    since: dt.date,
    by: Any,
    presides: bool = False,
    user: Any = None,
) -> Mandate:
    """Seat a person in the assembly from a day on."""
    assembly = Assembly.objects.select_for_update().get(pk=assembly.pk)
    full = _full_day(assembly, since)
    if full is not None:
        raise RuleBroken(
            _("Les %(seats)s sièges sont pourvus le %(day)s : terminez d’abord un mandat.")
            % {"seats": assembly.seats, "day": date_in_words(full)},
            field="since",
        )
    running = assembly.mandates.running_after(since)
    if presides and running.filter(presides=True).exists():
        raise RuleBroken(
            _("L’assemblée a déjà une présidence : terminez d’abord ce mandat."), field="presides"
        )
    if user is not None and running.filter(user=user).exists():
        raise RuleBroken(_("Cette personne a déjà un mandat en cours."))
    mandate = Mandate.objects.create(
        assembly=assembly,
        user=user,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        capacity=capacity.strip(),
        presides=presides,
        since=since,
    )
    journal.write(verb="mandate.added", target=mandate, by=by, public=True)
    return mandate


def _full_day(assembly: Assembly, since: dt.date) -> dt.date | None:
    """Return the first day from `since` on when no seat is free; seats fill when a mandate begins."""
    later = assembly.mandates.filter(since__gt=since).values_list("since", flat=True)
    days = [since, *sorted(set(later))]
    return next((day for day in days if assembly.mandates.in_office(day).count() >= assembly.seats), None)


@transaction.atomic
def end_mandate(*, mandate: Mandate, until: dt.date, by: Any) -> Mandate:
    """Write the last day of a mandate."""
    if mandate.until is not None:
        raise RuleBroken(_("Ce mandat est déjà terminé."))
    if until < mandate.since:
        raise RuleBroken(_("Un mandat finit après avoir commencé."), field="until")
    if not Mandate.objects.filter(pk=mandate.pk, until=None).update(until=until):
        raise RuleBroken(_("Ce mandat est déjà terminé."))
    mandate.until = until
    journal.write(verb="mandate.ended", target=mandate, by=by, public=True)
    return mandate
