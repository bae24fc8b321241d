"""Mails about a referral outside the platform, to its holder and to the town: nobody else is written to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import LinkPurpose, OutsideState
from terreau.accompaniment.mails.base import page
from terreau.accompaniment.mails.desk import holder_silent
from terreau.accompaniment.models import OutsideReferral
from terreau.accounts.models import User
from terreau.kernel.typography import date_in_words
from terreau.messaging import links, mails
from terreau.messaging.models import Message


@mails.reader_of("accompaniment.outsidereferral")
def may_stand_in_on_outside(reader: User, outside: OutsideReferral, absent: User) -> bool:
    """A holder's mails hold the holder's own links: they wait. Those of colleagues may be read."""
    return absent != outside.project.owner and reader.has_perm("accompaniment.view_outside", outside)


@mails.composer("outside.proposed", label=gettext_lazy("Une orientation hors plateforme attend mon accord"))
def outside_proposed(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    if outside.state != OutsideState.PROPOSED:
        return None
    token = links.issue(purpose=LinkPurpose.OUTSIDE_CONSENT, target=outside, email=message.address)
    paragraphs = [
        _("La ville vous propose de vous adresser à %(organisation)s, qui n’est pas sur la plateforme.")
        % {"organisation": outside.organisation},
        _("Une fiche lui serait remise %(way)s. Vous verrez mot pour mot ce qu’elle dirait.")
        % {"way": outside.get_way_display()},
        _("Aucune fiche n’est faite sans votre accord."),
    ]
    if outside.word:
        paragraphs.insert(0, outside.word)
    return mails.Mail(
        subject=_("Êtes-vous d’accord pour être orienté vers %(organisation)s ?")
        % {"organisation": outside.organisation},
        title=_("Une orientation hors plateforme vous est proposée"),
        paragraphs=paragraphs,
        action_label=_("Lire et décider"),
        action_url=page("outside_consent", token),
    )


@mails.composer(
    "outside.declined",
    label=gettext_lazy("Un porteur ne souhaite pas une orientation hors plateforme"),
    pace=mails.Pace.DAILY,
)
def outside_declined(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    paragraphs = [
        _("%(holder)s ne souhaite pas être orienté vers %(organisation)s. Aucune fiche n’a été faite.")
        % _names(outside)
    ]
    if outside.withdrawn_reason:
        paragraphs.append(outside.withdrawn_reason)
    return mails.Mail(
        subject=_("Le porteur ne souhaite pas cette orientation"),
        title=_("Une orientation écartée par le porteur"),
        paragraphs=paragraphs,
        action_label=_("Voir le dossier"),
        action_url=page("file", outside.project.reference),
    )


@mails.composer("outside.to_hand", label=gettext_lazy("Une fiche d’orientation est à remettre"))
def outside_to_hand(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    if outside.state != OutsideState.CONSENTED:
        return None
    if _side(outside, message) == Side.HOLDER:
        paragraphs = [
            _("Votre fiche pour %(organisation)s est prête : elle dit ce que vous avez choisi.")
            % _names(outside),
            _("Imprimez-la, portez-la, puis notez quand et à qui : la ville demandera des nouvelles."),
        ]
    else:
        paragraphs = [
            _("%(holder)s est d’accord pour être orienté vers %(organisation)s.") % _names(outside),
            _("Imprimez la fiche, remettez-la %(way)s, puis notez quand et à qui.")
            % {"way": outside.get_way_display()},
        ]
    return mails.Mail(
        subject=_("Une fiche est à remettre à %(organisation)s") % _names(outside),
        title=_("La fiche est prête"),
        paragraphs=paragraphs,
        action_label=_("Ouvrir la fiche et noter la remise"),
        action_url=page("outside", outside.reference),
    )


@mails.composer("outside.handed", label=gettext_lazy("Une fiche d’orientation est remise"))
def outside_handed(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    if outside.handed_on is None or outside.state != OutsideState.HANDED:
        return None
    said = _names(outside) | {
        "date": date_in_words(outside.handed_on, weekday=True),
        "way": outside.get_way_display(),
    }
    return mails.Mail(
        subject=_("La fiche est remise à %(organisation)s") % said,
        title=_("La fiche est remise"),
        paragraphs=[
            _("%(organisation)s a la fiche depuis le %(date)s, %(way)s.") % said,
            _("Sans nouvelles, la question est posée le %(date)s : qu’est-ce que cela a donné ?")
            % {"date": date_in_words(outside.news_on, weekday=True) if outside.news_on else said["date"]},
        ],
        action_label=_("Voir l’orientation"),
        action_url=page("outside", outside.reference),
    )


@mails.composer("outside.news", label=gettext_lazy("Qu’a donné une orientation hors plateforme ?"))
def outside_news(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    if outside.state != OutsideState.HANDED:
        return None
    if _side(outside, message) == Side.DESK:
        paragraphs = [
            _("%(organisation)s a reçu la fiche de %(holder)s, et personne n’a dit ce que cela a donné.")
            % _names(outside),
            _("Un appel à l’un ou à l’autre suffit : notez la réponse, ou qu’il n’y en a pas encore."),
        ]
        label, url = _("Noter les nouvelles"), page("outside", outside.reference)
    else:
        token = links.issue(purpose=LinkPurpose.OUTSIDE_OUTCOME, target=outside, email=message.address)
        paragraphs = [
            _("Projet « %(project)s », avec %(other)s.")
            % {"project": outside.project.title, "other": outside.organisation},
            _("Dites d’une touche ce que cela a donné, ou qu’il n’y a pas encore de nouvelles."),
        ]
        label, url = _("Répondre"), page("outside_outcome", token)
    return mails.Mail(
        subject=_("Avez-vous des nouvelles de %(organisation)s ?") % _names(outside),
        title=_("Une question, une touche"),
        paragraphs=paragraphs,
        action_label=label,
        action_url=url,
    )


@mails.composer(
    "outside.holder_silent", label=gettext_lazy("Un porteur ne répond pas à une orientation proposée")
)
def outside_holder_silent(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    if outside.state != OutsideState.PROPOSED:
        return None
    return holder_silent(outside.project, page("outside", outside.reference))


@mails.composer("outside.withdrawn", label=gettext_lazy("Une orientation hors plateforme est retirée"))
def outside_withdrawn(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    paragraphs = [
        _("L’orientation vers %(organisation)s est retirée : la fiche ne s’ouvre plus.") % _names(outside)
    ]
    if outside.withdrawn_reason:
        paragraphs.append(outside.withdrawn_reason)
    if outside.handed_on is not None:
        paragraphs.append(
            _("La fiche avait été remise : demandez à %(organisation)s de la détruire.") % _names(outside)
            if _side(outside, message) == Side.DESK
            else _("La fiche avait été remise : la ville demande à %(organisation)s de la détruire.")
            % _names(outside)
        )
    return mails.Mail(
        subject=_("L’orientation vers %(organisation)s est retirée") % _names(outside),
        title=_("Une orientation est retirée"),
        paragraphs=paragraphs,
        action_label=_("Voir le dossier"),
        action_url=page("file", outside.project.reference),
    )


@mails.composer(
    "outside.closed",
    label=gettext_lazy("On sait ce qu’a donné une orientation hors plateforme"),
    pace=mails.Pace.EITHER,
)
def outside_closed(outside: OutsideReferral, message: Message) -> mails.Mail | None:
    if outside.state != OutsideState.CLOSED:
        return None
    told = _("%(who)s : « %(value)s ».") % {
        "who": outside.get_outcome_side_display(),
        "value": outside.get_outcome_display(),
    }
    paragraphs = [_("Orientation vers %(organisation)s.") % _names(outside), told]
    if outside.outcome_text:
        paragraphs.append(outside.outcome_text)
    if _side(outside, message) == Side.HOLDER:
        paragraphs.append(
            _("Si ce n’est pas ce que vous avez vécu, dites-le sur la page : votre réponse compte.")
        )
    return mails.Mail(
        subject=_("Ce qu’a donné l’orientation vers %(organisation)s") % _names(outside),
        title=_("Des nouvelles d’une orientation"),
        paragraphs=paragraphs,
        action_label=_("Voir l’orientation"),
        action_url=page("outside", outside.reference),
    )


def _names(outside: OutsideReferral) -> dict[str, str]:
    return {"organisation": outside.organisation, "holder": outside.project.owner.full_name}


def _side(outside: OutsideReferral, message: Message) -> str:
    return Side.HOLDER if message.user_id == outside.project.owner_id else Side.DESK
