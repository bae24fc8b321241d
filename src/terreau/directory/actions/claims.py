"""“This is my organisation”: asked with a proof, answered by the town."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.teams import add_member, create_team
from terreau.directory.enums import OrganisationState
from terreau.directory.models import CLAIM_WORKFLOW, Claim, Organisation, Team
from terreau.directory.queries.moderation import domain_of, is_of_the_domain, officers
from terreau.directory.queries.teams import is_team_member
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import links
from terreau.messaging.actions import post

By = User | Actor

CLAIM_LINK = "directory.claim"


@transaction.atomic
def send_claim(
    *, organisation: Organisation, by: User, role: str, email: str = "", message: str = ""
) -> Claim:
    """Ask to keep a sheet; an address of the organisation's domain receives a link that proves it."""
    role, email, message = role.strip(), email.strip().lower(), message.strip()
    # The sheet is locked: the same person asks once at a time.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    _refuse_impossible(organisation, by, role, email, message)
    claim = Claim.objects.create(organisation=organisation, user=by, role=role, email=email, message=message)
    write(verb="claim.sent", target=claim, by=by, organisation=organisation)
    post(event="claim.received", to=by, target=claim, by=by)
    if email:
        post(event="claim.prove", to=email, target=claim, by=by, language=by.language)
    call_officers(claim=claim, by=by)
    return claim


@transaction.atomic
def call_officers(*, claim: Claim, by: By) -> int:
    """Tell the officers that somebody asks to keep a sheet."""
    found = list(officers())
    for officer in found:
        post(event="claim.to_decide", to=officer, target=claim, by=by)
    return len(found)


@transaction.atomic
def prove_claim(*, claim: Claim, by: By) -> Claim:
    """Note that the person reads the organisation's own mail."""
    CLAIM_WORKFLOW.refuse_unless(claim, "accept")
    if Claim.objects.filter(pk=claim.pk, proved_at=None).update(proved_at=clock.now()):
        claim.refresh_from_db()
        write(verb="claim.proved", target=claim, by=by, organisation=claim.organisation_id)
    return claim


@transaction.atomic
def accept_claim(*, claim: Claim, by: By) -> Claim:
    """Give the sheet to the person: they join the team of the organisation, opened when there is none."""
    CLAIM_WORKFLOW.advance(claim, "accept", decided_at=clock.now(), decided_by=Actor.of(by).user)
    team = claim.organisation.teams.order_by("pk").first() or _first_team(claim, by)
    add_member(team=team, user=claim.user, by=by)
    _close(claim, "claim.accepted", by)
    return claim


@transaction.atomic
def refuse_claim(*, claim: Claim, answer: str, by: By) -> Claim:
    """Do not give the sheet, and say why."""
    answer = answer.strip()
    if not answer:
        raise RuleBroken(_("Dites pourquoi, en une phrase : la personne la lira."), field="answer")
    CLAIM_WORKFLOW.advance(
        claim, "refuse", answer=answer, decided_at=clock.now(), decided_by=Actor.of(by).user
    )
    _close(claim, "claim.refused", by)
    return claim


@transaction.atomic
def withdraw_claim(*, claim: Claim, by: By) -> Claim:
    """The person takes their request back."""
    CLAIM_WORKFLOW.advance(claim, "withdraw", decided_at=clock.now())
    links.revoke(target=claim, purpose=CLAIM_LINK)
    write(verb="claim.withdrawn", target=claim, by=by, organisation=claim.organisation_id)
    return claim


def _first_team(claim: Claim, by: By) -> Team:
    return create_team(organisation=claim.organisation, name=_("Équipe"), email=claim.email, by=by)


def _close(claim: Claim, verb: str, by: By) -> None:
    links.revoke(target=claim, purpose=CLAIM_LINK)
    write(verb=verb, target=claim, by=by, organisation=claim.organisation_id)
    post(event="claim.answered", to=claim.user, target=claim, by=by)


def _refuse_impossible(organisation: Organisation, by: User, role: str, email: str, message: str) -> None:
    if organisation.state != OrganisationState.PUBLISHED:
        raise RuleBroken(_("Cette fiche n’est pas publique : écrivez à la ville."))
    if is_team_member(by, organisation):
        raise RuleBroken(_("Vous tenez déjà cette fiche : elle est dans votre espace."))
    if Claim.objects.filter(organisation=organisation, user=by, state="waiting").exists():
        raise RuleBroken(_("Votre demande est déjà entre les mains de la ville."))
    if not role:
        raise RuleBroken(_("Dites votre rôle dans la structure."), field="role")
    if not email and not message:
        raise RuleBroken(
            _("Donnez une adresse de la structure, ou écrivez à la ville comment elle peut vérifier."),
            field="email",
        )
    if email and not is_of_the_domain(email, organisation):
        domain = domain_of(organisation)
        sentence = (
            _("Cette adresse n’est pas de la structure : il la faut en @%(domain)s, sinon un message.")
            if domain
            else _("Cette fiche n’a pas de site connu : laissez l’adresse vide et écrivez un message.")
        )
        raise RuleBroken(sentence % {"domain": domain}, field="email")
