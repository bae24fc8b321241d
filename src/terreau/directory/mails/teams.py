"""Mails of the directory."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.actions.contacts import CONTACT_LINK
from terreau.directory.enums import ContactState
from terreau.directory.models import PublicContact, TeamMember
from terreau.directory.queries.people import consent_sentence
from terreau.messaging import links, mails


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


@mails.composer(
    "contact.proposed", label=gettext_lazy("On vous propose d’être nommé sur une fiche"), to_author=True
)
def contact_proposed(target: PublicContact | None, _message: object) -> mails.Mail | None:
    """Ask a person whether they accept to be named on a public sheet."""
    if target is None or target.state != ContactState.PROPOSED:
        return None
    names = {"organisation": target.organisation.name}
    token = links.issue(purpose=CONTACT_LINK, target=target, email=target.email)
    return mails.Mail(
        subject=_("Acceptez-vous d’être nommé sur la fiche de %(organisation)s ?") % names,
        title=_("Être nommé sur la fiche publique de %(organisation)s") % names,
        paragraphs=[
            _("L’équipe de %(organisation)s voudrait que l’on sache à qui s’adresser.") % names,
            consent_sentence(target),
            _(
                "Sans réponse de votre part, rien n’est montré. Gardez ce courriel : le même lien retire "
                "votre nom, quand vous voulez."
            ),
        ],
        action_label=_("Répondre"),
        action_url=settings.BASE_URL + reverse("directory:contact_agreement", args=[token]),
    )
