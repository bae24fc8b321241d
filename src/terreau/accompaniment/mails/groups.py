"""Mails about a group answer: to the holder, to the town, and to each organisation about its own part."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.circles import SHARED
from terreau.accompaniment.enums import GroupState, LinkPurpose
from terreau.accompaniment.followup import group_step
from terreau.accompaniment.mails.base import answer_url, answerable, is_of_the_organisation, page
from terreau.accompaniment.models import GroupAnswer, GroupPart
from terreau.accounts.models import User
from terreau.directory.models import Organisation
from terreau.kernel.typography import date_in_words
from terreau.messaging import links, mails
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message, ThreadMessage
from terreau.territories.calendar import default_calendar

Told = GroupAnswer | GroupPart


@mails.reader_of("accompaniment.groupanswer")
def may_stand_in_on_group(reader: User, group: GroupAnswer, absent: User) -> bool:
    """A holder's mails hold the holder's own link: they wait. Those of colleagues may be read."""
    return absent != group.project.owner and reader.has_perm("accompaniment.view_group", group)


@mails.reader_of("accompaniment.grouppart")
def may_stand_in_on_part(reader: User, part: GroupPart, absent: User) -> bool:
    return reader.has_perm("accompaniment.view_referral", part.referral)


@mails.organisation_behind("accompaniment.grouppart")
def organisation_of_part(part: GroupPart) -> Organisation:
    return part.referral.team.organisation


@mails.composer("group_answer.proposed", label=gettext_lazy("Une réponse en groupe attend mon accord"))
def group_answer_proposed(group: GroupAnswer, message: Message) -> mails.Mail | None:
    if not group.parts.filter(left_at=None, agreed_at=None).exists():
        return None
    token = links.issue(purpose=LinkPurpose.GROUP_CONSENT, target=group, email=message.address)
    paragraphs = [
        _("La ville vous propose que plusieurs organismes répondent ensemble à votre besoin : %(subject)s.")
        % {"subject": group.need.subject},
        *_who(group, agreed=False),
        _(
            "Ils liraient la même chose de votre dossier, et une conversation commune. Chacun garde ses "
            "propres notes, que les autres ne lisent pas."
        ),
        _("Rien n’est partagé sans votre accord : vous verrez mot pour mot ce qui le serait."),
    ]
    if group.word:
        paragraphs.insert(0, group.word)
    return mails.Mail(
        subject=_("Êtes-vous d’accord pour que ces organismes répondent ensemble ?"),
        title=_("Une réponse en groupe vous est proposée"),
        paragraphs=paragraphs,
        action_label=_("Lire et décider"),
        action_url=page("group_by_link", token),
    )


@mails.composer(
    "group_answer.formed", label=gettext_lazy("Des organismes répondent ensemble"), to_author=True
)
def group_answer_formed(told: Told, message: Message) -> mails.Mail | None:
    group = _group(told)
    if not group.is_running or _is_gone(told):
        return None
    lead = _lead_name(group)
    return mails.Mail(
        subject=_("Plusieurs organismes répondent ensemble, %(lead)s est chef de file") % {"lead": lead},
        title=_("Une réponse en groupe"),
        paragraphs=[
            *_who(group),
            _("%(lead)s donne des nouvelles à tous, et dit ce qui vient ensuite.") % {"lead": lead},
            _("La page du groupe est lue par le porteur, les organismes du groupe et la ville."),
            _(
                "Chaque organisme garde ses notes pour lui seul, et dit à la fin comment sa part "
                "s’est passée."
            ),
        ],
        action_label=_("Ouvrir la page du groupe"),
        action_url=_url(told, message),
        **answerable(group, message, Circle.EVERYONE),
    )


@mails.composer("group_answer.lead_named", label=gettext_lazy("Un autre organisme devient chef de file"))
def group_answer_lead_named(told: Told, message: Message) -> mails.Mail | None:
    group = _group(told)
    number = message.occasion.partition(" ")[0]
    if not group.is_running or _is_gone(told) or number != str(_lead(group).pk):
        return None
    lead = _lead_name(group)
    return mails.Mail(
        subject=_("%(lead)s devient chef de file") % {"lead": lead},
        title=_("Le groupe a un nouveau chef de file"),
        paragraphs=[
            _("%(lead)s est désormais chef de file : cet organisme donne les nouvelles à tous.")
            % {"lead": lead},
            *_next(group, lead),
        ],
        action_label=_("Ouvrir la page du groupe"),
        action_url=_url(told, message),
    )


@mails.composer("group_answer.left", label=gettext_lazy("Un organisme quitte une réponse en groupe"))
def group_answer_left(told: Told, message: Message) -> mails.Mail | None:
    group = _group(told)
    gone = group.parts.filter(pk=message.occasion).select_related("referral__team__organisation").first()
    if gone is None or _is_gone(told):
        return None
    names = {"organisation": gone.referral.team.organisation, "lead": _lead_name(group)}
    return mails.Mail(
        subject=_("%(organisation)s quitte la réponse en groupe") % names,
        title=_("Un organisme quitte le groupe"),
        paragraphs=[
            _("%(organisation)s ne répond plus avec le groupe, et n’en lit plus la conversation.") % names,
            *filter(None, [gone.left_reason]),
            _("Le groupe continue, avec %(lead)s comme chef de file.") % names,
        ],
        action_label=_("Ouvrir la page du groupe"),
        action_url=_url(told, message),
    )


@mails.composer(
    "group_answer.ended", label=gettext_lazy("Une réponse en groupe est terminée"), to_author=True
)
def group_answer_ended(told: Told, message: Message) -> mails.Mail | None:
    group = _group(told)
    if group.state != GroupState.ENDED:
        return None
    names = ", ".join(
        str(part.referral.team.organisation)
        for part in group.parts.filter(agreed_at__isnull=False).select_related("referral__team__organisation")
    )
    return mails.Mail(
        subject=_("La réponse en groupe est terminée : %(subject)s") % {"subject": group.need.subject},
        title=_("Chaque part du groupe est terminée"),
        paragraphs=[
            _("Organismes qui ont répondu ensemble : %(names)s.") % {"names": names},
            _(
                "Une question sur le résultat part pour chaque part, à l’organisme et au porteur : chacun "
                "répond de son côté."
            ),
        ],
        action_label=_("Ouvrir la page du groupe"),
        action_url=page("group", group.reference),
    )


@mails.composer("group_answer.news_due", label=gettext_lazy("Le porteur attend des nouvelles du groupe"))
def group_answer_news_due(part: GroupPart, message: Message) -> mails.Mail | None:
    group = part.group
    part.refresh_from_db()
    if not group.is_running or not part.is_lead:
        return None
    return mails.Mail(
        subject=_("Le porteur attend des nouvelles du groupe que vous menez"),
        title=_("Des nouvelles sont attendues"),
        paragraphs=[
            _("Votre organisme est chef de file. Dernières nouvelles : %(date)s.")
            % {"date": date_in_words(group.news_at or group.proposed_at)},
            *filter(None, [group.next_step]),
            _("Dites en deux phrases où en est le groupe, et ce qui vient ensuite."),
        ],
        action_label=_("Donner des nouvelles"),
        action_url=_url(part, message),
        **answerable(group, message, Circle.EVERYONE),
    )


@mails.composer("group_answer.lead_silent", label=gettext_lazy("Un chef de file ne donne pas de nouvelles"))
def group_answer_lead_silent(group: GroupAnswer, message: Message) -> mails.Mail | None:
    if not group.is_running:
        return None
    names = {"lead": _lead_name(group), "date": date_in_words(group.news_at or group.proposed_at)}
    return mails.Mail(
        subject=_("%(lead)s ne donne pas de nouvelles du groupe : il faut l’appeler") % names,
        title=_("Un chef de file silencieux"),
        paragraphs=[
            _("Dernières nouvelles données par %(lead)s : %(date)s, malgré nos rappels.") % names,
            _("Appelez cet organisme, ou nommez un autre chef de file."),
        ],
        action_label=_("Ouvrir la page du groupe"),
        action_url=page("group", group.reference),
    )


@mails.composer("group_answer.declined", label=gettext_lazy("Un porteur ne souhaite pas un groupe"))
def group_answer_declined(group: GroupAnswer, message: Message) -> mails.Mail | None:
    return mails.Mail(
        subject=_("Le porteur ne souhaite pas ce groupe"),
        title=_("Une réponse en groupe écartée par le porteur"),
        paragraphs=[
            _("%(holder)s n’a pas donné son accord. Rien n’est partagé ; chaque organisme aide de son côté.")
            % {"holder": group.project.owner.full_name},
            *filter(None, [group.ended_reason]),
        ],
        action_label=_("Voir le dossier"),
        action_url=page("file", group.project.reference),
    )


@mails.composer(
    "group_answer.message",
    label=gettext_lazy("Un message dans la conversation d’un groupe"),
    pace=mails.Pace.EITHER,
)
def group_answer_message(said: ThreadMessage, message: Message) -> mails.Mail | None:
    group = said.thread.target
    if not isinstance(group, GroupAnswer) or said.circle not in SHARED:
        return None
    people = {group.project.owner_id, group.project.referent_id}
    part = None if message.user_id in people else part_for(group, message)
    if part is None and message.user_id not in people:
        return None
    if message.user_id == group.project.owner_id and said.circle != Circle.EVERYONE:
        return None
    return mails.Mail(
        subject=_("%(author)s écrit au groupe, au sujet de « %(subject)s »")
        % {"author": said.author_label, "subject": group.need.subject},
        title=_("Message de %(author)s") % {"author": said.author_label},
        paragraphs=said.body.split("\n\n"),
        action_label=_("Répondre"),
        action_url=_url(part or group, message),
        **answerable(group, message, said.circle),
    )


def part_for(group: GroupAnswer, message: Message) -> GroupPart | None:
    """Return the part of the organisation that a mail goes to, as long as it is in the group."""
    parts = group.parts.filter(left_at=None, agreed_at__isnull=False).select_related("referral__team")
    return next((part for part in parts if is_of_the_organisation(part.referral, message)), None)


def _group(told: Told) -> GroupAnswer:
    return told if isinstance(told, GroupAnswer) else told.group


def _is_gone(told: Told) -> bool:
    return isinstance(told, GroupPart) and told.left_at is not None


def _lead(group: GroupAnswer) -> GroupPart:
    return group.parts.select_related("referral__team__organisation").get(role="lead")


def _lead_name(group: GroupAnswer) -> str:
    return str(_lead(group).referral.team.organisation)


def _url(told: Told, message: Message) -> str:
    """Return the page of the group: by the organisation's own link, or signed in."""
    if isinstance(told, GroupPart) and told.referral.is_running:
        return f"{answer_url(told.referral, message)}groupe/"
    return page("group", _group(told).reference)


def _who(group: GroupAnswer, *, agreed: bool = True) -> list[str]:
    """Name the lead, then the others."""
    parts = group.parts.filter(left_at=None).select_related("referral__team__organisation")
    shown = [part for part in parts if part.agreed_at or not agreed]
    others = ", ".join(str(part.referral.team.organisation) for part in shown if not part.is_lead)
    said = [_("Chef de file : %(lead)s.") % {"lead": _lead_name(group)}]
    return [*said, _("Avec : %(others)s.") % {"others": others}] if others else said


def _next(group: GroupAnswer, lead: str) -> list[str]:
    step = group_step(group, lead, default_calendar(), waits=False)
    if step is None or step.by is None:
        return []
    return [
        _("Prochaine étape : %(what)s Avant le %(date)s.")
        % {"what": step.what, "date": date_in_words(step.by, weekday=True)}
    ]
