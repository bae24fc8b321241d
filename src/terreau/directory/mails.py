"""Mails of the directory."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.directory.models import TeamMember
from terreau.messaging import mails


@mails.composer("team.invited")
def team_invited(target: TeamMember | None, _message: object) -> mails.Mail | None:
    """Tell a person that they are in a team now, and where to go."""
    if target is None or target.left_at is not None:
        return None
    team = target.team
    names = {"team": team.name, "organisation": team.organisation.name}
    return mails.Mail(
        subject=_("Vous faites partie de l’équipe « %(team)s »") % names,
        title=_("Bienvenue dans l’équipe « %(team)s »") % names,
        paragraphs=[
            _("On vous a ajouté à l’équipe « %(team)s » de %(organisation)s.") % names,
            _("Vous pouvez tenir sa fiche à jour et publier les soutiens qu’elle propose."),
        ],
        action_label=_("Ouvrir l’espace de l’équipe"),
        action_url=settings.BASE_URL + reverse("directory:workspace", args=[team.organisation.slug]),
    )
