"""What one can ask about people."""

from django.db.models import Prefetch, Q, QuerySet

from terreau.accounts.models import AccessLog, Consent, RoleGrant, User


def people(search: str = "") -> QuerySet[User]:
    """List people by name, those who hold a role first when nothing is searched for."""
    found = User.objects.prefetch_related(
        Prefetch("grants", RoleGrant.objects.in_force().order_by("role"), to_attr="grants_in_force")
    )
    for word in search.split():
        found = found.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        )
    if not search.strip():
        found = found.filter(grants__revoked_at=None, grants__isnull=False).distinct()
    return found.order_by("last_name", "first_name", "email")


def consents_of(user: User) -> QuerySet[Consent]:
    """List what the person agreed to, latest first."""
    return user.consents.order_by("-given_at", "-pk")


def accesses_to(user: User) -> QuerySet[AccessLog]:
    """List who looked at this person's files, latest first."""
    return AccessLog.objects.filter(person=user).order_by("-at", "-pk")
