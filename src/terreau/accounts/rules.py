"""Predicates on roles, used by the permission tables of all apps."""

from typing import Any

import rules

from terreau.accounts.enums import Role


@rules.predicate
def is_signed_in(user: Any) -> bool:
    return bool(user and user.is_authenticated and user.is_active)


def has_role(role: Role) -> rules.Predicate:
    """Return the predicate that is true for people who hold a town-wide role."""

    def holds(user: Any) -> bool:
        return is_signed_in(user) and role in user.roles

    return rules.Predicate(holds, name=f"is_{role.value}")


is_officer = has_role(Role.OFFICER)
is_secretary = has_role(Role.SECRETARY)
is_elected = has_role(Role.ELECTED)
is_signatory = has_role(Role.SIGNATORY)
is_editor = has_role(Role.EDITOR)
is_administrator = has_role(Role.ADMINISTRATOR)

PERMISSIONS: dict[str, Any] = {
    "accounts.manage_roles": is_administrator,
}
