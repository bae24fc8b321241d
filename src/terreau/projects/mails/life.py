"""While a project lives: its people, its news, its public page, its files made one."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terreau.accounts.models import User
from terreau.kernel.typography import date_in_words
from terreau.messaging import links
from terreau.messaging.mails import Mail, Pace, composer
from terreau.projects.enums import OPEN_STATES, ProjectState
from terreau.projects.mails.base import JOIN, NEWS, absolute, contact
from terreau.projects.models import Project, ProjectMember, PublicSheet
from terreau.projects.queries import followed_by
from terreau.territories.queries import operator


@composer("project.referent_changed", label=gettext_lazy("Votre projet change de référent"))
def referent_changed(target: Project, message: Any) -> Mail | None:
    referent = target.referent
    # A second change before the mail leaves makes the first one moot.
    if target.state not in OPEN_STATES or referent is None:
        return None
    if message.occasion.split(":")[0] != str(referent.pk):
        return None
    facts = {"name": referent.full_name, "title": target.title, "town": operator().name}
    return Mail(
        subject=_("%(name)s suit maintenant votre projet « %(title)s »") % facts,
        title=_("Votre interlocuteur change"),
        paragraphs=[
            _("%(name)s suit désormais votre projet « %(title)s » pour %(town)s.") % facts,
            _("Votre dossier est complet entre ses mains : vous n’avez rien à répéter."),
        ],
        action_label=_("Suivre mon projet"),
        action_url=absolute("projects:follow", target.reference),
        reply_to=referent.email,
        footer=_("Référence : %(reference)s") % {"reference": target.reference},
    )


@composer("project.news_asked", label=gettext_lazy("Des nouvelles de votre projet ?"))
def news_asked(target: Project, message: Any) -> Mail | None:
    del message
    if target.state not in (ProjectState.FOLLOWED, ProjectState.PAUSED):
        return None
    facts = {"title": target.title, "name": target.referent.full_name if target.referent else operator().name}
    question = _("Vous aviez mis votre projet « %(title)s » en pause. Où en êtes-vous ?")
    if target.state == ProjectState.FOLLOWED:
        question = _("Nous n’avons pas de nouvelles de votre projet « %(title)s » depuis quelque temps.")
    return Mail(
        subject=_("Des nouvelles de « %(title)s » ?") % facts,
        title=_("Comment va votre projet ?"),
        paragraphs=[
            question % facts,
            _("Il avance, il fait une pause, il est terminé : un clic suffit, sans mot de passe."),
            _("%(name)s reçoit votre réponse.") % facts,
        ],
        action_label=_("Donner des nouvelles"),
        action_url=absolute("projects:news", links.issue(purpose=NEWS, target=target)),
        footer=_("Référence : %(reference)s") % {"reference": target.reference},
    )


@composer(
    "project.news_given",
    label=gettext_lazy("Un porteur donne des nouvelles"),
    optional=True,
    pace=Pace.DAILY,
)
def news_given(target: Project, message: Any) -> Mail:
    del message
    facts = {"title": target.title, "state": target.get_state_display()}
    return Mail(
        subject=_("Des nouvelles de « %(title)s »") % facts,
        title=_("Le porteur a donné des nouvelles"),
        paragraphs=[_("Le projet « %(title)s » est maintenant : %(state)s.") % facts],
        action_label=_("Ouvrir le dossier"),
        action_url=absolute("projects:follow", target.reference),
    )


@composer(
    "project.sheet_ends",
    label=gettext_lazy("Votre page publique arrive à son terme"),
    pace=Pace.EITHER,
)
def sheet_ends(target: Project, message: Any) -> Mail | None:
    del message
    sheet = PublicSheet.objects.in_force().filter(project=target).first()
    if sheet is None:
        return None
    facts = {"title": target.title, "date": date_in_words(sheet.expires_on)}
    return Mail(
        subject=_("La page publique de « %(title)s » s’arrête le %(date)s") % facts,
        title=_("Votre page publique arrive à son terme"),
        paragraphs=[
            _("Après le %(date)s, personne ne la lira plus. Votre dossier, lui, ne change pas.") % facts,
            _("Vous pouvez la prolonger, changer ce qu’elle montre, ou ne rien faire."),
        ],
        action_label=_("Choisir ce qui est public"),
        action_url=absolute("projects:publish", target.reference),
    )


@composer("project.merged", label=gettext_lazy("Deux dossiers réunis"))
def merged(target: Project, message: Any) -> Mail | None:
    del message
    kept = target.merged_into
    if kept is None:
        return None
    facts = {"gone": target.reference, "kept": kept.reference, "title": kept.title, "town": operator().name}
    return Mail(
        subject=_("Vos deux dossiers n’en font plus qu’un : « %(title)s »") % facts,
        title=_("Vos deux dossiers n’en font plus qu’un"),
        paragraphs=[
            _("%(town)s avait reçu deux fois ce projet, sous les références %(gone)s et %(kept)s.") % facts,
            _("Tout est maintenant dans le dossier %(kept)s. Rien n’est perdu ; l’autre référence y mène.")
            % facts,
            contact(),
        ],
        action_label=_("Suivre mon projet"),
        action_url=absolute("projects:follow", kept.reference),
    )


@composer("project.entrusted", label=gettext_lazy("Des projets vous sont confiés"), pace=Pace.EITHER)
def entrusted(target: User, message: Any) -> Mail | None:
    del message
    number = followed_by(target).count()
    if not number:
        return None
    return Mail(
        subject=_("Des projets vous sont confiés"),
        title=_("Des projets vous sont confiés"),
        paragraphs=[
            ngettext(
                "Vous suivez maintenant %(n)s projet ouvert.",
                "Vous suivez maintenant %(n)s projets ouverts.",
                number,
            )
            % {"n": number},
            _("Le mot laissé par la personne qui les suivait est en haut de chaque dossier."),
        ],
        action_label=_("Voir mes projets"),
        action_url=absolute("projects:referent", target.public_id),
    )


@composer("project.invited", label=gettext_lazy("Invitation dans l’équipe d’un projet"))
def invited(target: ProjectMember, message: Any) -> Mail | None:
    del message
    if target.joined_at is not None or target.left_at is not None:
        return None
    facts = {"person": target.project.owner.full_name, "title": target.project.title}
    return Mail(
        subject=_("%(person)s vous invite dans le projet « %(title)s »") % facts,
        title=_("Une invitation"),
        paragraphs=[
            _("%(person)s vous propose de rejoindre l’équipe du projet « %(title)s ».") % facts,
            _("Votre rôle : %(role)s.") % {"role": target.get_role_display()},
            _("Vous ne connaissez pas cette personne ? Ignorez ce courriel."),
        ],
        action_label=_("Voir l’invitation"),
        action_url=absolute("projects:join", links.issue(purpose=JOIN, target=target, email=target.email)),
    )
