"""Who is away today, until when, and who reads their mails."""

import datetime as dt
from collections.abc import Callable

from django.db import models

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.messaging.models import Absence

# Who else works with a person: filled by the apps that know of teams; each returns keys of people.
COLLEAGUES: list[Callable[[User], models.QuerySet]] = []


def absence_of(user: User, day: dt.date | None = None) -> Absence | None:
    """Return the absence of a person on a day (today), the one that ends last when there are several."""
    day = day or clock.today()
    current = Absence.objects.filter(user=user, starts_on__lte=day, ends_on__gte=day)
    return current.select_related("delegate").order_by("-ends_on", "-pk").first()


def absences_of(user: User) -> models.QuerySet[Absence]:
    """Return the absences of a person that are not over."""
    return Absence.objects.filter(user=user, ends_on__gte=clock.today()).select_related("delegate")


def away(people: models.QuerySet[User], day: dt.date | None = None) -> models.QuerySet[User]:
    """Return who is away on a day (today): demands and mails go to somebody else."""
    day = day or clock.today()
    return people.filter(absences__starts_on__lte=day, absences__ends_on__gte=day).distinct()


def back_on(user: User) -> dt.date:
    """Return the first day on which an absent person is there again, absences in a row counted together."""
    day = clock.today()
    for absence in Absence.objects.filter(user=user, ends_on__gte=day).order_by("starts_on", "pk"):
        if absence.starts_on <= day <= absence.ends_on:
            day = absence.ends_on + dt.timedelta(days=1)
    return day


def possible_delegates(user: User) -> models.QuerySet[User]:
    """Return who could read somebody's mails: people with the same roles, or of one of the same teams."""
    found = User.objects.filter(is_active=True).exclude(pk=user.pk)
    allowed = models.Q(pk__in=[])
    for provide in COLLEAGUES:
        allowed |= models.Q(pk__in=provide(user))
    roles = user.granted_roles
    if roles:
        same = found.filter(grants__revoked_at=None, grants__role__in=roles)
        counted = same.annotate(held=models.Count("grants__role", distinct=True))
        allowed |= models.Q(pk__in=counted.filter(held=len(roles)).values("pk"))
    return found.filter(allowed).order_by("last_name", "first_name", "email")
