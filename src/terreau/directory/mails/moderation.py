"""Mails about what people outside say of the sheets."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.actions.claims import CLAIM_LINK
from terreau.directory.enums import ClaimState, ReportState, SuggestionState
from terreau.directory.models import Claim, ErrorReport, Suggestion
from terreau.messaging import links
from terreau.messaging.mails import Mail, Pace, composer


def _absolute(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)


@composer(
    "claim.received", label=gettext_lazy("Votre demande pour tenir une fiche est arrivée"), to_author=True
)
def claim_received(target: Claim | None, _message: object) -> Mail | None:
    """Tell the person that their request arrived, and what comes next."""
    if target is None or target.state != ClaimState.WAITING:
        return None
    names = {"organisation": target.organisation.name, "email": target.email}
    proof = (
        _("Un lien part aussi vers %(email)s : ouvrez-le, la réponse ira plus vite.")
        if target.email
        else _("La ville lit votre message et vérifie.")
    )
    return Mail(
        subject=_("Votre demande pour %(organisation)s est arrivée") % names,
        title=_("Votre demande est arrivée"),
        paragraphs=[
            _("Vous demandez à tenir la fiche de %(organisation)s.") % names,
            proof % names,
        ],
        action_label=_("Suivre ma demande"),
        action_url=_absolute("directory:claim", target.organisation.slug),
    )


@composer("claim.prove", label=gettext_lazy("Une demande pour la fiche de votre structure"), to_author=True)
def claim_prove(target: Claim | None, _message: object) -> Mail | None:
    """Ask the organisation's own address whether the request is theirs."""
    if target is None or target.state != ClaimState.WAITING or target.proved_at is not None:
        return None
    names = {"organisation": target.organisation.name, "name": target.user.full_name, "role": target.role}
    token = links.issue(purpose=CLAIM_LINK, target=target, email=target.email)
    return Mail(
        subject=_("Est-ce bien vous qui demandez à tenir la fiche de %(organisation)s ?") % names,
        title=_("Une demande pour la fiche de %(organisation)s") % names,
        paragraphs=[
            _("%(name)s (%(role)s) demande à tenir la fiche publique de %(organisation)s.") % names,
            _("Vous ne connaissez pas cette demande ? Ignorez ce courriel : rien ne change."),
        ],
        action_label=_("Oui, c’est nous"),
        action_url=_absolute("directory:claim_prove", token),
    )


@composer(
    "claim.to_decide",
    label=gettext_lazy("Quelqu’un demande à tenir une fiche de l’annuaire"),
    optional=True,
    pace=Pace.DAILY,
)
def claim_to_decide(target: Claim | None, _message: object) -> Mail | None:
    """Tell an officer that a request waits."""
    if target is None or target.state != ClaimState.WAITING:
        return None
    names = {"organisation": target.organisation.name, "name": target.user.full_name, "role": target.role}
    return Mail(
        subject=_("%(name)s demande à tenir la fiche de %(organisation)s") % names,
        title=_("Une demande à lire"),
        paragraphs=[_("%(name)s (%(role)s) demande à tenir la fiche de %(organisation)s.") % names],
        action_label=_("Lire la demande"),
        action_url=_absolute("directory:moderate_claim", target.pk),
    )


@composer("claim.answered", label=gettext_lazy("La ville a répondu à votre demande pour une fiche"))
def claim_answered(target: Claim | None, _message: object) -> Mail | None:
    """Tell the person what the town decided."""
    if target is None or target.state not in {ClaimState.ACCEPTED, ClaimState.REFUSED}:
        return None
    names = {"organisation": target.organisation.name}
    if target.state == ClaimState.ACCEPTED:
        return Mail(
            subject=_("Vous tenez maintenant la fiche de %(organisation)s") % names,
            title=_("Votre demande est acceptée"),
            paragraphs=[_("Vous pouvez corriger la fiche et publier les soutiens de la structure.")],
            action_label=_("Ouvrir l’espace de la structure"),
            action_url=_absolute("directory:workspace", target.organisation.slug),
        )
    return Mail(
        subject=_("Votre demande pour %(organisation)s") % names,
        title=_("Votre demande n’est pas acceptée"),
        paragraphs=[target.answer, _("Vous pouvez en envoyer une autre, avec une autre preuve.")],
        action_label=_("Voir la fiche"),
        action_url=_absolute("directory:detail", target.organisation.slug),
    )


@composer("report.answered", label=gettext_lazy("La ville a lu votre signalement"))
def report_answered(target: ErrorReport | None, _message: object) -> Mail | None:
    """Tell who reported an error what was done."""
    if target is None or target.state == ReportState.WAITING:
        return None
    names = {"organisation": target.organisation.name}
    said = (
        _("Merci : la fiche de %(organisation)s est corrigée.")
        if target.state == ReportState.APPLIED
        else _("La fiche de %(organisation)s reste comme elle est.")
    )
    return Mail(
        subject=_("Votre signalement sur la fiche de %(organisation)s") % names,
        title=_("La ville a lu votre signalement"),
        paragraphs=[text for text in (said % names, target.answer) if text],
        action_label=_("Voir la fiche"),
        action_url=_absolute("directory:detail", target.organisation.slug),
    )


SAID = {
    SuggestionState.PUBLISHED: gettext_lazy("Merci : %(name)s a maintenant sa fiche dans l’annuaire."),
    SuggestionState.ATTACHED: gettext_lazy(
        "Merci : %(name)s avait déjà une fiche, que votre proposition complète."
    ),
    SuggestionState.REFUSED: gettext_lazy("%(name)s n’est pas ajoutée à l’annuaire."),
}


@composer("suggestion.answered", label=gettext_lazy("La ville a lu votre proposition de structure"))
def suggestion_answered(target: Suggestion | None, _message: object) -> Mail | None:
    """Tell who proposed an organisation what became of it."""
    if target is None or target.state == SuggestionState.WAITING:
        return None
    names = {"name": target.name}
    sheet = target.organisation
    return Mail(
        subject=_("Votre proposition : %(name)s") % names,
        title=_("La ville a lu votre proposition"),
        paragraphs=[text for text in (SAID[SuggestionState(target.state)] % names, target.answer) if text],
        action_label=_("Voir la fiche") if sheet else _("Voir l’annuaire"),
        action_url=_absolute("directory:detail", sheet.slug) if sheet else _absolute("directory:list"),
    )
