"""What the directory tells the apps below."""

from terreau.accounts import roles
from terreau.accounts.enums import Role
from terreau.directory.models import TeamMember

roles.register(Role.TEAM, lambda user: TeamMember.objects.present().filter(user=user).exists())
