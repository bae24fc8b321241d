"""The verbs of the accounts."""

import datetime as dt
import secrets
from typing import Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from terreau.accounts import duties, erasure, sessions, signals
from terreau.accounts.enums import GRANTABLE_ROLES, Role
from terreau.accounts.models import AccessLog, Consent, RoleGrant, User
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of

By = User | Actor


@transaction.atomic
def ensure_user(
    *, email: str, by: By | None, first_name: str = "", last_name: str = "", language: str = "fr"
) -> User:
    """Return the person with this address, known or new; a missing name is filled in, never replaced."""
    email = User.objects.normalise(email)
    names = {"first_name": first_name.strip(), "last_name": last_name.strip()}
    user = User.objects.filter(email=email).first()
    if user is None:
        return _join(email=email, language=language, by=by, **names)
    if not user.first_name and not user.last_name and any(names.values()):
        user.first_name, user.last_name = names["first_name"], names["last_name"]
        user.save(update_fields=["first_name", "last_name"])
    return user


def _join(*, email: str, by: By | None, **facts: str) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, **facts)
    except IntegrityError:  # the same person, twice in the same instant
        return User.objects.get(email=email)
    return announce_joining(user=user, by=by or user)


@transaction.atomic
def announce_joining(*, user: User, by: By) -> User:
    """Say that a person now has an account, whichever way they came in."""
    signals.person_joined.send(User, user=user, by=Actor.of(by))
    return user


@transaction.atomic
def confirm_address(*, user: User, by: By) -> EmailAddress:
    """Note that the person reads this address: they just gave a code that was sent there."""
    address, _created = EmailAddress.objects.get_or_create(user=user, email=user.email)
    if not address.verified:
        address.verified = address.primary = True
        address.save(update_fields=["verified", "primary"])
    return address


@transaction.atomic
def grant_role(*, user: User, role: Role, by: By) -> RoleGrant:
    """Give a person a town-wide role; giving it twice changes nothing."""
    if role not in GRANTABLE_ROLES:
        raise RuleBroken(_("Ce rôle se déduit de ce que fait la personne : il ne s’attribue pas."))
    if not user.is_active:
        raise RuleBroken(_("Ce compte est désactivé : réactivez-le avant de lui attribuer un rôle."))
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, revoked_at=None)
    if is_new:
        _forget_roles(user)
        signals.role_granted.send(RoleGrant, grant=grant, by=Actor.of(by))
    return grant


@transaction.atomic
def revoke_role(*, user: User, role: Role, by: By) -> RoleGrant:
    """Take a town-wide role back, except from the last administrator."""
    in_force = RoleGrant.objects.select_for_update(of=("self",)).in_force().filter(role=role)
    # All holders are locked, so that two administrators cannot remove each other in the same instant.
    holders = list(in_force.filter(user__is_active=True).order_by("pk")) if role == Role.ADMINISTRATOR else []
    grant = in_force.filter(user=user).first()
    if grant is None:
        raise RuleBroken(_("Cette personne n’a plus ce rôle : rechargez la page."))
    if holders and {holder.user_id for holder in holders} == {user.pk}:
        raise RuleBroken(
            _(
                "C’est le dernier compte administrateur : nommez d’abord une autre personne, "
                "sans quoi plus personne ne pourrait attribuer de rôle."
            )
        )
    _refuse(duties.duties_of(user, role))
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    _forget_roles(user)
    signals.role_revoked.send(RoleGrant, grant=grant, by=Actor.of(by))
    return grant


@transaction.atomic
def disable(*, user: User, by: By) -> User:
    """Close an account to the person without erasing it; refused while somebody counts on them."""
    if by == user:
        raise RuleBroken(_("On ne désactive pas son propre compte : demandez-le à un autre administrateur."))
    administrators = list(
        RoleGrant.objects.select_for_update(of=("self",))
        .in_force()
        .filter(role=Role.ADMINISTRATOR, user__is_active=True)
        .order_by("pk")
    )
    if {grant.user_id for grant in administrators} == {user.pk}:
        raise RuleBroken(_("C’est le dernier compte administrateur : nommez d’abord une autre personne."))
    _refuse(duties.duties_of(user))
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise RuleBroken(_("Ce compte est déjà désactivé : rechargez la page."))
    user.is_active = False
    sessions.close_others(user)
    signals.person_disabled.send(User, user=user, by=Actor.of(by))
    return user


@transaction.atomic
def enable(*, user: User, by: By) -> User:
    """Open again an account that was disabled, with the roles it had."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise RuleBroken(_("Ce compte est déjà actif : rechargez la page."))
    user.is_active = True
    signals.person_enabled.send(User, user=user, by=Actor.of(by))
    return user


def _forget_roles(user: User) -> None:
    user.__dict__.pop("granted_roles", None)


@transaction.atomic
def record_consent(*, user: User, scope: str, text: str, by: By) -> Consent:
    """Keep the sentence the person agreed to; another sentence for the same scope replaces it."""
    current = Consent.objects.select_for_update().in_force().filter(user=user, scope=scope).first()
    if current is not None and current.text == text:
        return current
    if current is not None:
        withdraw_consent(consent=current, by=by)
    consent = Consent.objects.create(user=user, scope=scope, text=text)
    signals.consent_given.send(Consent, consent=consent, by=Actor.of(by))
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: By) -> Consent:
    """Take a consent back; what was done before stays lawful, nothing more is done."""
    now = clock.now()
    if not Consent.objects.in_force().filter(pk=consent.pk).update(withdrawn_at=now):
        raise RuleBroken(_("Ce consentement est déjà retiré."))
    consent.withdrawn_at = now
    signals.consent_withdrawn.send(Consent, consent=consent, by=Actor.of(by))
    return consent


def record_access(  # by nobody: the reader is `user`
    *, user: User, target: models.Model, purpose: str, person: User | None = None
) -> AccessLog | None:
    """Note that somebody looked at a file: at most once an hour, and never for one's own file.

    The person concerned is the target itself, or its `owner`, unless `person` says otherwise.
    """
    concerned = person or _person_of(target)
    now, ref = clock.now(), ref_of(target)
    seen = AccessLog.objects.filter(reader=user, target_kind=ref.kind, target_key=ref.key)
    if concerned == user or seen.filter(at__gt=now - dt.timedelta(hours=1)).exists():
        return None
    line = AccessLog(
        reader=user,
        reader_label=user.full_name[:200],
        person=concerned,
        target_kind=ref.kind,
        target_key=ref.key,
        target_label=ref.label,
        purpose=purpose[:200],
        at=now,
        hour=now.replace(minute=0, second=0, microsecond=0),
    )
    AccessLog.objects.bulk_create([line], ignore_conflicts=True)
    return line


def _person_of(target: Any) -> User | None:
    candidate = target if isinstance(target, User) else getattr(target, "owner", None)
    return candidate if isinstance(candidate, User) else None


@transaction.atomic
def forget_old_accesses(*, before: dt.datetime) -> int:  # by nobody: the calendar
    """Erase the lines of the access log that are past their retention; return how many."""
    return AccessLog.objects.filter(at__lt=before).delete()[0]


@transaction.atomic
def update_profile(*, user: User, first_name: str, last_name: str, language: str, by: By) -> User:
    """Change one's name and the language of one's messages."""
    user.first_name, user.last_name, user.language = first_name.strip(), last_name.strip(), language
    user.save(update_fields=["first_name", "last_name", "language"])
    return user


@transaction.atomic
def erase_account(*, user: User, by: By) -> None:
    """Erase a person: their own rows go, what others need keeps no name; refused while they are needed."""
    _refuse(erasure.reasons_against(user))
    for forget in erasure.ERASERS:
        forget(user)
    erasure.hand_history_over(user, to=_stand_in())
    # Receivers take the name out of what they keep (journal, threads) before the account goes.
    signals.person_erased.send(User, user=user, by=Actor.of(by))
    AccessLog.objects.filter(reader=user).update(reader_label=_("Compte effacé"))
    ghost = f"efface-{secrets.token_hex(6)}@effacee.invalid"
    for model, field in erasure.contact_fields():
        rows = model._default_manager.filter(**{f"{field.name}__iexact": user.email})
        rows.update(**{field.name: "" if field.blank else ghost})
    AccessAttempt.objects.filter(username=user.email).delete()
    sessions.close_others(user)
    user.delete()


def _stand_in() -> User:
    """Return the account that stands for everybody who left; nobody can sign in with it."""
    found, created = User.objects.get_or_create(
        email="compte-efface@effacee.invalid",
        defaults={"first_name": "Compte", "last_name": "effacé", "is_active": False},
    )
    if created:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise RuleBroken(" ".join(reasons))
