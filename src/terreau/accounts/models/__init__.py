"""People, the roles they hold, what they agreed to, and who looked at their files."""

from terreau.accounts.models.grants import RoleGrant
from terreau.accounts.models.people import User, UserManager
from terreau.accounts.models.records import AccessLog, Consent

__all__ = ["AccessLog", "Consent", "RoleGrant", "User", "UserManager"]
