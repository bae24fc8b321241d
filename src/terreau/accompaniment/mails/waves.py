"""Mails about a call in waves, to the holder and the town: who is asked, who comes next, how it ended."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.enums import CallState, LinkPurpose
from terreau.accompaniment.mails.base import page
from terreau.accompaniment.models import Referral, WaveCall
from terreau.accounts.models import User
from terreau.kernel.typography import date_in_words
from terreau.messaging import links, mails
from terreau.messaging.models import Message


@mails.reader_of("accompaniment.wavecall")
def may_stand_in_on_call(reader: User, call: WaveCall, absent: User) -> bool:
    """A holder's mails hold the holder's own link: they wait. Those of colleagues may be read."""
    return absent != call.project.owner and reader.has_perm("accompaniment.view_call", call)


@mails.composer("wave_call.proposed", label=gettext_lazy("Un appel à plusieurs organismes attend mon accord"))
def wave_call_proposed(call: WaveCall, message: Message) -> mails.Mail | None:
    if call.state != CallState.PROPOSED:
        return None
    token = links.issue(purpose=LinkPurpose.WAVE_CONSENT, target=call, email=message.address)
    paragraphs = [
        _("La ville vous propose de parler de votre projet à plusieurs organismes, l’un après l’autre."),
        _("Organismes nommés, dans l’ordre : %(names)s.") % {"names": _names(call)},
        _(
            "Sollicités à la fois : %(per_wave)s. La ville s’arrête au nombre de réponses positives "
            "cherchées : %(wanted)s."
        )
        % {"per_wave": call.per_wave, "wanted": call.wanted},
        _("Rien n’est envoyé sans votre accord : vous verrez mot pour mot ce qui partirait, et à qui."),
    ]
    if call.word:
        paragraphs.insert(0, call.word)
    return mails.Mail(
        subject=_("Êtes-vous d’accord pour que la ville sollicite plusieurs organismes ?"),
        title=_("Un appel par vagues vous est proposé"),
        paragraphs=paragraphs,
        action_label=_("Lire et décider"),
        action_url=page("wave_by_link", token),
    )


@mails.composer("wave_call.wave_opened", label=gettext_lazy("D’autres organismes sont sollicités"))
def wave_call_wave_opened(call: WaveCall, message: Message) -> mails.Mail | None:
    wave = int(message.occasion)
    if call.is_over or wave != call.wave:
        return None
    paragraphs = [
        _("Les organismes déjà sollicités n’ont pas répondu oui en nombre suffisant, ou pas assez vite."),
        _("Votre demande vient de partir vers : %(names)s.") % {"names": _names(call, wave=wave)},
    ]
    if call.next_wave_at is not None:
        paragraphs.append(
            _("Sans réponse positive, les suivants seront sollicités après le %(date)s.")
            % {"date": date_in_words(call.next_wave_at, weekday=True)}
        )
    return mails.Mail(
        subject=_("« %(project)s » : d’autres organismes sont sollicités") % {"project": call.project.title},
        title=_("Vague %(number)s : d’autres organismes sont sollicités") % {"number": wave},
        paragraphs=paragraphs,
        action_label=_("Voir où en est l’appel"),
        action_url=page("wave_call", call.reference),
    )


@mails.composer("wave_call.exhausted", label=gettext_lazy("Un appel s’achève sans assez de réponses"))
def wave_call_exhausted(call: WaveCall, message: Message) -> mails.Mail | None:
    if call.state != CallState.EXHAUSTED:
        return None
    return mails.Mail(
        subject=_("« %(project)s » : tous les organismes ont été sollicités, voici la suite")
        % {"project": call.project.title},
        title=_("Tous les organismes de l’appel ont été sollicités"),
        paragraphs=[
            _("Réponses positives : %(taken)s sur %(wanted)s cherchées. Nous en sommes désolés.")
            % {"taken": call.taken, "wanted": call.wanted},
            _("La ville cherche une autre offre, ou dit sous cinq jours ouvrés qu’il n’y en a pas."),
        ],
        action_label=_("Voir le dossier"),
        action_url=page("file", call.project.reference),
    )


@mails.composer("wave_call.declined", label=gettext_lazy("Un porteur ne souhaite pas un appel par vagues"))
def wave_call_declined(call: WaveCall, message: Message) -> mails.Mail | None:
    paragraphs = [
        _("%(holder)s ne souhaite pas que ces organismes soient sollicités. Rien n’a été envoyé.")
        % {"holder": call.project.owner.full_name}
    ]
    if call.ended_reason:
        paragraphs.append(call.ended_reason)
    return mails.Mail(
        subject=_("Le porteur ne souhaite pas cet appel par vagues"),
        title=_("Un appel écarté par le porteur"),
        paragraphs=paragraphs,
        action_label=_("Voir le dossier"),
        action_url=page("file", call.project.reference),
    )


def _names(call: WaveCall, **wanted: int) -> str:
    rows = Referral.objects.filter(wave_call=call, **wanted).select_related("team__organisation")
    return ", ".join(str(referral.team.organisation) for referral in rows.order_by("position"))
