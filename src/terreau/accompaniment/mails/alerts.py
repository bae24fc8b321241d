"""Mails of the alerts: the question that confirms one, then what is new."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terreau.accompaniment.actions.alerts import CONFIRM_WITHIN
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.mails.base import page
from terreau.accompaniment.models import Alert, AlertPair
from terreau.accompaniment.queries.alerts import pairs_told
from terreau.kernel import clock
from terreau.messaging import links, mails
from terreau.messaging.models import Message

MOST_NAMED = 10


@mails.composer("alert.confirm", label=gettext_lazy("Confirmer une alerte"), to_author=True)
def alert_confirm(alert: Alert, message: Message) -> mails.Mail | None:
    if alert.confirmed_at is not None or alert.ended_at is not None:
        return None
    until = clock.now() + CONFIRM_WITHIN
    token = links.issue(
        purpose=LinkPurpose.ALERT_CONFIRM, target=alert, email=message.address, expires_at=until
    )
    return mails.Mail(
        subject=_("Confirmez votre alerte « %(about)s »") % {"about": alert},
        title=_("Voulez-vous recevoir ces alertes ?"),
        paragraphs=[
            wish(alert),
            _("Tant que vous n’avez pas confirmé, vous ne recevez rien."),
            _("Vous n’avez rien demandé ? Ignorez ce courriel : il ne se passera rien."),
        ],
        action_label=_("Confirmer"),
        action_url=page("alert_confirm", token),
    )


@mails.composer("alert.news", label=gettext_lazy("Alertes que j’ai demandées"))
def alert_news(alert: Alert, message: Message) -> mails.Mail | None:
    pairs = pairs_told(alert, message.occasion)
    if not alert.is_active or not pairs:
        return None
    token = links.issue(purpose=LinkPurpose.ALERT_END, target=alert, email=message.address)
    facts = _of_need(alert, pairs) if alert.need is not None else _of_offer(alert, pairs)
    return mails.Mail(**facts, unsubscribe_url=page("alert_end", token))


def wish(alert: Alert) -> str:
    """Say what an alert is about, in one sentence."""
    if alert.need is not None:
        return _(
            "Vous serez prévenu quand une nouvelle offre peut répondre à votre besoin « %(subject)s »."
        ) % {"subject": alert.need.subject}
    return _("Vous serez prévenu quand un nouveau besoin peut relever de votre offre « %(offer)s ».") % {
        "offer": alert.offer
    }


def _of_need(alert: Alert, pairs: list[AlertPair]) -> dict[str, Any]:
    number = {"n": len(pairs)}
    named = [f"{pair.offer.team.organisation} – {pair.offer.title}" for pair in pairs[:MOST_NAMED]]
    project = alert.need.project if alert.need else None
    return {
        "subject": ngettext(
            "%(n)s nouvelle offre pour votre besoin", "%(n)s nouvelles offres pour votre besoin", len(pairs)
        )
        % number,
        "title": _("Du nouveau pour « %(subject)s »") % {"subject": alert},
        "paragraphs": [*named, _("La ville les lit aussi, et vous propose celles qui vous conviennent.")],
        "action_label": _("Voir mon dossier"),
        "action_url": page("file", project.reference if project else ""),
    }


def _of_offer(alert: Alert, pairs: list[AlertPair]) -> dict[str, Any]:
    number = {"n": len(pairs)}
    named = [
        _("%(subject)s – %(stage)s – %(commune)s")
        % {
            "subject": pair.need.subject,
            "stage": pair.need.project.get_stage_display(),
            "commune": pair.need.project.commune,
        }
        for pair in pairs[:MOST_NAMED]
    ]
    return {
        "subject": ngettext(
            "%(n)s nouveau besoin pour votre offre", "%(n)s nouveaux besoins pour votre offre", len(pairs)
        )
        % number,
        "title": _("Du nouveau pour « %(offer)s »") % {"offer": alert},
        "paragraphs": [
            *named,
            _(
                "La ville choisit avec le porteur à qui sa demande est envoyée ; "
                "rien de plus ne sort du dossier."
            ),
        ],
        "action_label": _("Voir les demandes reçues"),
        "action_url": page("requests"),
    }
