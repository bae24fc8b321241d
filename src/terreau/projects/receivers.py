"""What the projects tell the accounts: who is a holder, and who cannot leave yet."""

from terreau.accounts import roles
from terreau.accounts.enums import Role
from terreau.projects import queries

roles.register(Role.HOLDER, queries.is_holder_of_a_project)
