"""From the first code to the answer of the town."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.typography import date_in_words
from terreau.messaging import links
from terreau.messaging.mails import Mail, Pace, composer, reader_of
from terreau.projects.actions import code_of
from terreau.projects.enums import ProjectState, Verdict
from terreau.projects.mails.base import COMPLETE, RESUME, RESUME_LIFE, absolute, contact
from terreau.projects.models import Decision, IntakeDraft, Project
from terreau.territories.queries import operator


@composer("project.draft_code", label=gettext_lazy("Code et lien de reprise d’un projet"), to_author=True)
def draft_code(target: IntakeDraft, message: Any) -> Mail | None:
    if target.submitted_at is not None or message.occasion != target.nonce:
        return None
    token = links.issue(
        purpose=RESUME, target=target, email=target.email, expires_at=clock.now() + RESUME_LIFE
    )
    code = links.secret(code_of(draft=target))
    return Mail(
        subject=_("%(code)s est votre code pour proposer votre projet") % {"code": code},
        title=_("Votre projet vous attend"),
        paragraphs=[
            _("Votre code : %(code)s. Recopiez-le dans la page où vous écrivez ; il est valable 30 minutes.")
            % {"code": code},
            _(
                "Vous avez fermé la page ? Le bouton ci-dessous la rouvre, avec tout ce que vous avez écrit, "
                "pendant 60 jours."
            ),
            _("Vous n’avez rien demandé ? Ignorez ce courriel : aucun compte n’est ouvert."),
        ],
        action_label=_("Reprendre mon projet"),
        action_url=absolute("projects:resume", token),
    )


@composer("project.received", label=gettext_lazy("Accusé de réception d’un projet"), to_author=True)
def received(target: Project, message: Any) -> Mail:
    del message
    facts = {
        "title": target.title,
        "reference": target.reference,
        "date": date_in_words(target.triage_due_at, weekday=True),
        "town": operator().name,
    }
    return Mail(
        subject=_("Votre projet « %(title)s » est bien arrivé") % facts,
        title=_("Votre projet est bien arrivé"),
        paragraphs=[
            _("Sa référence est %(reference)s. Gardez-la : elle suffit pour nous en parler.") % facts,
            _("%(town)s le lit et vous répond au plus tard le %(date)s.") % facts,
            _("D’ici là, vous n’avez rien à faire. Rien n’est transmis à personne sans votre accord."),
            contact(),
        ],
        action_label=_("Suivre mon projet"),
        action_url=absolute("projects:follow", target.reference),
    )


SUBJECTS = {
    Verdict.ACCEPT: gettext_lazy("Votre projet « %(title)s » est accompagné"),
    Verdict.ASK_COMPLETION: gettext_lazy("Votre projet « %(title)s » : il nous manque une précision"),
    Verdict.REDIRECT: gettext_lazy("Votre projet « %(title)s » : une meilleure adresse"),
    Verdict.REFUSE: gettext_lazy("Votre projet « %(title)s » : notre réponse"),
}


def paragraphs_of(decision: Decision) -> list[str]:
    """Return what the mail of a decision says, paragraph by paragraph: the preview shows the same."""
    words = [part.strip() for part in decision.message.replace("\r", "").split("\n\n") if part.strip()]
    if decision.reason:
        words.append(_("Pourquoi : %(reason)s") % {"reason": decision.reason})
    if decision.alternative:
        words.append(_("Une autre piste : %(alternative)s") % {"alternative": decision.alternative})
    return [*words, contact()]


@composer("project.decided", label=gettext_lazy("Réponse de la ville à un projet"))
def decided(target: Decision, message: Any) -> Mail | None:
    del message
    project = target.project
    asks = target.verdict == Verdict.ASK_COMPLETION
    if asks and project.state != ProjectState.TO_COMPLETE:
        return None
    if asks:
        token = links.issue(purpose=COMPLETE, target=target, email=project.owner.email)
        label, url = _("Répondre"), absolute("projects:complete", token)
    else:
        label, url = _("Suivre mon projet"), absolute("projects:follow", project.reference)
    subject = str(SUBJECTS[Verdict(target.verdict)]) % {"title": project.title}
    return Mail(
        subject=subject,
        title=subject,
        paragraphs=paragraphs_of(target),
        action_label=label,
        action_url=url,
        reply_to=target.by.email,
        footer=_("Référence : %(reference)s") % {"reference": project.reference},
    )


@composer("project.completed", label=gettext_lazy("Précisions apportées par un porteur"))
def completed(target: Project, message: Any) -> Mail | None:
    del message
    if target.state != ProjectState.SUBMITTED:
        return None
    return Mail(
        subject=_("« %(title)s » : le porteur a répondu") % {"title": target.title},
        title=_("Le porteur a répondu"),
        paragraphs=[
            _("Les précisions que vous aviez demandées sont arrivées."),
            _("Réponse promise au plus tard le %(date)s.")
            % {"date": date_in_words(target.triage_due_at, weekday=True)},
        ],
        action_label=_("Lire le projet"),
        action_url=absolute("projects:triage", target.reference),
    )


@composer(
    "project.submitted_to_officers",
    label=gettext_lazy("Un nouveau projet est proposé"),
    optional=True,
    pace=Pace.EITHER,
)
def submitted_to_officers(target: Project, message: Any) -> Mail | None:
    del message
    if target.state != ProjectState.SUBMITTED:
        return None
    return Mail(
        subject=_("Nouveau projet : « %(title)s »") % {"title": target.title},
        title=_("Un nouveau projet est proposé"),
        paragraphs=[
            target.summary,
            _("%(commune)s. La ville a promis une réponse au plus tard le %(date)s.")
            % {"commune": target.commune, "date": date_in_words(target.triage_due_at, weekday=True)},
        ],
        action_label=_("Lire le projet"),
        action_url=absolute("projects:triage", target.reference),
    )


@composer("project.triage_late", label=gettext_lazy("Projet qui attend une réponse"))
def triage_late(target: Project, message: Any) -> Mail | None:
    del message
    if target.state != ProjectState.SUBMITTED:
        return None
    return Mail(
        subject=_("« %(title)s » attend votre réponse") % {"title": target.title},
        title=_("Un projet attend votre réponse"),
        paragraphs=[
            _("La ville a promis une réponse au plus tard le %(date)s.")
            % {"date": date_in_words(target.triage_due_at, weekday=True)},
        ],
        action_label=_("Lire le projet"),
        action_url=absolute("projects:triage", target.reference),
    )


@reader_of("projects.project")
def may_stand_in_on_project(reader: User, project: Project, absent: User) -> bool:
    return absent != project.owner and reader.has_perm("projects.view_project", project)
