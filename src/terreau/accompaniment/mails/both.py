"""Mails that several sides receive, each in its own words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import LinkPurpose, ReferralState
from terreau.accompaniment.mails.base import answer_url, answerable, page, side_of
from terreau.accompaniment.models import Referral
from terreau.messaging import links, mails
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message, ThreadMessage


@mails.composer(
    "referral.introduction",
    label=gettext_lazy("Une demande est acceptée : les présentations"),
    to_author=True,
)
def referral_introduction(referral: Referral, message: Message) -> mails.Mail | None:
    if not referral.is_running:
        return None
    organisation, project = referral.team.organisation, referral.project
    referent = project.referent.full_name if project.referent else _("la ville")
    step = referral.first_step or _("%(organisation)s prend contact avec %(holder)s.") % {
        "organisation": organisation,
        "holder": project.owner.full_name,
    }
    return mails.Mail(
        subject=_("%(organisation)s accepte d’aider « %(project)s »")
        % {"organisation": organisation, "project": project.title},
        title=_("Faites connaissance"),
        paragraphs=[
            _("%(holder)s porte le projet « %(project)s ». %(organisation)s accepte de l’aider.")
            % {"holder": project.owner.full_name, "project": project.title, "organisation": organisation},
            _("Prochaine étape : %(step)s") % {"step": step},
            _("%(referent)s suit le dossier pour la ville et répond à vos questions.")
            % {"referent": referent},
            _("Une conversation à trois est ouverte : tout s’y retrouve."),
        ],
        action_label=_("Ouvrir la conversation"),
        action_url=_thread_url(referral, message),
        **answerable(referral, message, Circle.EVERYONE),
    )


@mails.composer("referral.asked", label=gettext_lazy("Un organisme pose une question"))
def referral_asked(referral: Referral, message: Message) -> mails.Mail | None:
    if referral.question_at is None:
        return None
    return mails.Mail(
        subject=_("%(organisation)s pose une question") % {"organisation": referral.team.organisation},
        title=_("Une question avant de répondre"),
        paragraphs=[
            referral.question,
            _("Le délai de réponse est suspendu jusqu’à la réponse du porteur dans la conversation."),
        ],
        action_label=_("Lire et répondre"),
        action_url=_thread_url(referral, message),
        **answerable(referral, message, Circle.EVERYONE),
    )


@mails.composer("referral.refused", label=gettext_lazy("Un organisme décline une demande"))
def referral_refused(referral: Referral, message: Message) -> mails.Mail | None:
    if referral.state not in (ReferralState.REFUSED, ReferralState.REROUTED):
        return None
    names = {"organisation": referral.team.organisation, "reason": referral.get_refusal_reason_display()}
    paragraphs = [_("%(organisation)s ne peut pas vous aider cette fois : %(reason)s.") % names]
    if side_of(referral, message) == Side.DESK:
        paragraphs = [_("%(organisation)s décline : %(reason)s.") % names]
    if referral.refusal_text:
        paragraphs.append(referral.refusal_text)
    paragraphs.append(
        _("La ville cherche une autre offre, ou dit sous cinq jours ouvrés qu’il n’y en a pas.")
    )
    return mails.Mail(
        subject=_("%(organisation)s ne peut pas aider, voici la suite") % names,
        title=_("Une réponse négative, et la suite"),
        paragraphs=paragraphs,
        action_label=_("Voir le dossier"),
        action_url=page("file", referral.project.reference),
    )


@mails.composer("referral.expired", label=gettext_lazy("Personne n’a répondu"))
def referral_expired(referral: Referral, message: Message) -> mails.Mail | None:
    if referral.state not in (ReferralState.EXPIRED, ReferralState.REROUTED):
        return None
    return mails.Mail(
        subject=_("%(organisation)s n’a pas répondu, voici la suite")
        % {"organisation": referral.team.organisation},
        title=_("Personne n’a répondu : la ville reprend la main"),
        paragraphs=[
            _("Malgré nos rappels, %(organisation)s n’a pas répondu à la demande. Nous en sommes désolés.")
            % {"organisation": referral.team.organisation},
            _("La ville cherche une autre offre, ou dit sous cinq jours ouvrés qu’il n’y en a pas."),
        ],
        action_label=_("Voir le dossier"),
        action_url=page("file", referral.project.reference),
    )


@mails.composer(
    "referral.outcome_question", label=gettext_lazy("Comment cela s’est-il passé ?"), to_author=True
)
def referral_outcome_question(referral: Referral, message: Message) -> mails.Mail | None:
    side = side_of(referral, message)
    if referral.outcomes.filter(side=side).exists():
        return None
    holder = side == Side.HOLDER
    purpose = LinkPurpose.OUTCOME_HOLDER if holder else LinkPurpose.OUTCOME_ORGANISATION
    token = links.issue(purpose=purpose, target=referral, email=message.address)
    other = str(referral.team.organisation) if holder else referral.project.owner.full_name
    return mails.Mail(
        subject=_("Comment cela s’est-il passé avec %(other)s ?") % {"other": other},
        title=_("Une question, une touche"),
        paragraphs=[
            _("Projet « %(project)s », avec %(other)s.")
            % {"project": referral.project.title, "other": other},
            _("Votre réponse aide la ville à savoir ce qui marche. Chacun répond de son côté."),
        ],
        action_label=_("Répondre"),
        action_url=page("outcome", token),
    )


@mails.composer("message.posted", label=gettext_lazy("Un message dans une conversation"))
def message_posted(said: ThreadMessage, message: Message) -> mails.Mail | None:
    referral = said.thread.target
    if not isinstance(referral, Referral) or referral.state == ReferralState.WITHDRAWN:
        return None
    organisation = side_of(referral, message) == Side.ORGANISATION
    if organisation and said.circle not in (Circle.EVERYONE, Circle.TEAM):
        return None
    return mails.Mail(
        subject=_("%(author)s vous écrit au sujet de « %(project)s »")
        % {"author": said.author_label, "project": referral.project.title},
        title=_("Message de %(author)s") % {"author": said.author_label},
        paragraphs=said.body.split("\n\n"),
        action_label=_("Répondre"),
        action_url=_thread_url(referral, message),
        **answerable(referral, message, said.circle),
    )


@mails.composer("message.to_town", label=gettext_lazy("Un message entre le porteur et la ville"))
def message_to_town(said: ThreadMessage, message: Message) -> mails.Mail | None:
    project: Any = said.thread.target
    if project is None:
        return None
    return mails.Mail(
        subject=_("%(author)s vous écrit au sujet de « %(project)s »")
        % {"author": said.author_label, "project": project.title},
        title=_("Message de %(author)s") % {"author": said.author_label},
        paragraphs=said.body.split("\n\n"),
        action_label=_("Répondre"),
        action_url=page("file", project.reference),
        **answerable(project, message, said.circle),
    )


def _thread_url(referral: Referral, message: Message) -> str:
    if side_of(referral, message) == Side.ORGANISATION:
        return answer_url(referral, message)
    return page("referral", referral.reference)
