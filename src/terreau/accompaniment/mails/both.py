"""Mails that several sides receive, each in its own words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import CallState, LinkPurpose, ReferralState
from terreau.accompaniment.mails.base import answer_url, answerable, page, side_of
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.agenda import agenda_of
from terreau.accompaniment.queries.returned import to_decide
from terreau.accompaniment.refusals import refusal_in_words
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
    step = _("%(organisation)s prend contact avec %(holder)s.") % {
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
            *([] if referral.first_step else [_("Prochaine étape : %(step)s") % {"step": step}]),
            _("Ordre du jour de votre premier échange :"),
            *(f"{number}. {point}" for number, point in enumerate(agenda_of(referral), 1)),
            *_slots(referral),
            _("%(referent)s suit le dossier pour la ville et répond à vos questions.")
            % {"referent": referent},
            _(
                "Une conversation à trois est ouverte : tout s’y retrouve. Y répondre par courriel ne montre "
                "pas votre adresse."
            ),
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


@mails.composer(
    "referral.refused", label=gettext_lazy("Un organisme décline une demande"), pace=mails.Pace.EITHER
)
def referral_refused(referral: Referral, message: Message) -> mails.Mail | None:
    if referral.state not in (ReferralState.REFUSED, ReferralState.REROUTED):
        return None
    names = {"organisation": referral.team.organisation, "reason": refusal_in_words(referral)}
    paragraphs = [_("%(organisation)s ne peut pas vous aider cette fois : %(reason)s.") % names]
    if side_of(referral, message) == Side.DESK:
        paragraphs = [_("%(organisation)s décline : %(reason)s.") % names]
    if referral.refusal_text:
        paragraphs.append(referral.refusal_text)
    paragraphs.append(_what_comes_next(referral))
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
            _what_comes_next(referral),
        ],
        action_label=_("Voir le dossier"),
        action_url=page("file", referral.project.reference),
    )


@mails.composer("referral.still_searching", label=gettext_lazy("La ville cherche toujours une autre offre"))
def referral_still_searching(referral: Referral, message: Message) -> mails.Mail | None:
    if not Referral.objects.filter(to_decide(), pk=referral.pk).exists():
        return None
    names = {"organisation": referral.team.organisation, "subject": referral.need.subject}
    if side_of(referral, message) == Side.DESK:
        told = _("Le porteur attend : proposez une autre offre, ou notez que le besoin est sans offre.")
    else:
        told = _("La ville n’a pas encore trouvé d’autre offre. Elle le sait, et vous écrit chaque semaine.")
    return mails.Mail(
        subject=_("Votre besoin « %(subject)s » : la recherche continue") % names,
        title=_("La recherche d’une autre offre continue"),
        paragraphs=[
            _("Besoin « %(subject)s » : %(organisation)s n’a pas pu aider ou n’a pas répondu.") % names,
            told,
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


@mails.composer(
    "message.posted", label=gettext_lazy("Un message dans une conversation"), pace=mails.Pace.EITHER
)
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


@mails.composer(
    "message.to_town", label=gettext_lazy("Un message entre le porteur et la ville"), pace=mails.Pace.EITHER
)
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


def _slots(referral: Referral) -> list[str]:
    """Say the moments proposed, and who chooses."""
    slots = [str(slot) for slot in referral.slots.all()]
    if not slots:
        return []
    words = {"organisation": referral.team.organisation, "slots": " ; ".join(slots)}
    return [
        _("Créneaux proposés par %(organisation)s : %(slots)s.") % words,
        _("%(holder)s en choisit un sur la page, ou en propose un autre en répondant.")
        % {"holder": referral.project.owner.full_name},
    ]


def _thread_url(referral: Referral, message: Message) -> str:
    if side_of(referral, message) == Side.ORGANISATION:
        return answer_url(referral, message)
    return page("referral", referral.reference)


def _what_comes_next(referral: Referral) -> str:
    call = referral.wave_call
    if call is not None and call.state == CallState.FILLED:
        return _("Votre appel a déjà les réponses positives cherchées : rien n’est perdu.")
    if call is not None and call.state == CallState.RUNNING:
        return _("Les autres organismes de votre appel sont sollicités à leur tour.")
    return _("La ville cherche une autre offre, ou dit sous cinq jours ouvrés qu’il n’y en a pas.")
