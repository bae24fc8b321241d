"""What the accounts below tell us is written here, in their transaction."""

from typing import Any

from django.dispatch import receiver

from terreau.accounts import signals
from terreau.accounts.models import Consent, RoleGrant, User
from terreau.journal import actions
from terreau.kernel.actors import Actor


@receiver(signals.person_joined)
def write_joining(user: User, by: Actor, **_facts: Any) -> None:
    actions.write(verb="person.joined", target=user, by=by)


@receiver(signals.role_granted)
def write_grant(grant: RoleGrant, by: Actor, **_facts: Any) -> None:
    actions.write(verb="role.granted", target=grant.user, by=by, data={"role": grant.role})


@receiver(signals.role_revoked)
def write_revocation(grant: RoleGrant, by: Actor, **_facts: Any) -> None:
    actions.write(verb="role.revoked", target=grant.user, by=by, data={"role": grant.role})


@receiver(signals.consent_given)
def write_consent(consent: Consent, by: Actor, **_facts: Any) -> None:
    actions.write(verb="consent.given", target=consent.user, by=by, data={"scope": consent.scope})


@receiver(signals.consent_withdrawn)
def write_withdrawal(consent: Consent, by: Actor, **_facts: Any) -> None:
    actions.write(verb="consent.withdrawn", target=consent.user, by=by, data={"scope": consent.scope})


@receiver(signals.person_disabled)
def write_disabling(user: User, by: Actor, **_facts: Any) -> None:
    actions.write(verb="person.disabled", target=user, by=by)


@receiver(signals.person_enabled)
def write_enabling(user: User, by: Actor, **_facts: Any) -> None:
    actions.write(verb="person.enabled", target=user, by=by)


@receiver(signals.person_erased)
def forget_names(user: User, by: Actor, **_facts: Any) -> None:
    actions.write(verb="person.erased", target=user, by=by)
    actions.pseudonymise(actor_key=str(user.pk), by=by)
