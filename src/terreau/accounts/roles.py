"""All roles of a person: the granted ones, and those that follow from what they do in the apps above.

roles.register(Role.TEAM, is_member_of_a_team)      # in the AppConfig or receivers of the app above
"""

from collections.abc import Callable

from terreau.accounts.enums import DERIVED_ROLES, Role
from terreau.accounts.models import User

Derivation = Callable[[User], bool]

_DERIVATIONS: dict[Role, Derivation] = {Role.RESIDENT: lambda user: user.is_active}


def register(role: Role, derivation: Derivation) -> None:
    """Say how a role is derived; one function a role, each at most one query."""
    if role not in DERIVED_ROLES:
        raise ValueError(f"{role} is granted by hand, not derived.")
    _DERIVATIONS[role] = derivation


def derived(user: User) -> frozenset[Role]:
    """Return the roles that follow from what the person does, read once for the life of the object."""
    if "_derived_roles" not in user.__dict__:
        user.__dict__["_derived_roles"] = frozenset(
            role for role, holds in _DERIVATIONS.items() if holds(user)
        )
    return user.__dict__["_derived_roles"]


def all_of(user: User) -> frozenset[str]:
    """Return granted and derived roles together (granted ones that wait for a second factor left out)."""
    return user.roles | derived(user)
