"""Writing a proposal without an account: each screen is kept as typed, the address is proved by a code."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.projects.models import IntakeDraft
from terreau.projects.models.intake import new_nonce

By = User | Actor

KEPT_SIGNS = 20_000  # of each field: more than any field accepts, little enough to be stored
KEPT_VALUES = 40  # answers kept in one field that takes several
CODE_LIFE = dt.timedelta(minutes=30)
CODE_ATTEMPTS = 5
MAILS_PER_DRAFT = 8


@transaction.atomic
def start_draft(*, by: By | None = None, language: str = "fr", email: str = "") -> IntakeDraft:
    """Open an empty proposal; the address of a signed-in person is already proved."""
    proved = by.email if isinstance(by, User) else ""
    return IntakeDraft.objects.create(language=language, email=proved or email, proved_email=proved)


@transaction.atomic
def save_draft(
    *, draft: IntakeDraft, step: str, answers: dict[str, Any], by: By | None = None
) -> IntakeDraft:
    """Keep the answers of one screen as typed, valid or not, so that nothing is ever lost."""
    del by  # nobody is known yet; whoever holds the draft writes it
    fresh = IntakeDraft.objects.select_for_update().get(pk=draft.pk)
    if fresh.submitted_at is not None:
        raise RuleBroken(_("Ce projet est déjà proposé : vos réponses sont bien arrivées."))
    fresh.data = fresh.data | {step: {key: _kept(value) for key, value in answers.items()}}
    fresh.step = step
    fresh.updated_at = clock.now()
    email = _kept(answers.get("email", "")).strip().lower()
    if email and len(email) <= 254:
        fresh.email = email
    fresh.save(update_fields=["data", "step", "updated_at", "email"])
    return fresh


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return [_kept(item) for item in value[:KEPT_VALUES]]
    return str(value).replace("\x00", "")[:KEPT_SIGNS]


@transaction.atomic
def send_code(*, draft: IntakeDraft, email: str, by: By | None = None) -> IntakeDraft:
    """Mail the link that resumes the proposal and the code that proves the address."""
    del by
    fresh = IntakeDraft.objects.select_for_update().get(pk=draft.pk)
    if fresh.submitted_at is not None:
        raise RuleBroken(_("Ce projet est déjà proposé : vos réponses sont bien arrivées."))
    if fresh.mails_sent >= MAILS_PER_DRAFT:
        raise RuleBroken(
            _(
                "Nous avons déjà envoyé plusieurs courriels pour ce projet. Regardez dans les messages "
                "indésirables, ou appelez la mairie : rien n’est perdu."
            )
        )
    fresh.email = fresh.code_email = _kept(email).strip().lower()
    fresh.nonce = new_nonce()
    fresh.code_sent_at = clock.now()
    fresh.code_attempts = 0
    fresh.mails_sent += 1
    fresh.save(update_fields=["email", "code_email", "nonce", "code_sent_at", "code_attempts", "mails_sent"])
    messaging.post(
        event="project.draft_code",
        to=fresh.email,
        target=fresh,
        by=None,  # a visitor, who has no account yet
        language=fresh.language,
        occasion=fresh.nonce,
    )
    return fresh


def code_of(*, draft: IntakeDraft) -> str:  # by nobody: computed, never stored
    """Compute the six figures mailed for a draft."""
    digest = salted_hmac(
        "terreau.projects.draft", f"{draft.pk}:{draft.email}:{draft.nonce}", algorithm="sha256"
    )
    return f"{int.from_bytes(digest.digest()[:8]) % 1_000_000:06d}"


def prove_address(*, draft: IntakeDraft, code: str, by: By | None = None) -> IntakeDraft:
    """Prove the address of a draft by the code mailed to it.

    Not atomic as a whole: a wrong code must count, although it is refused.
    """
    del by
    draft.refresh_from_db()
    if (
        draft.code_sent_at is None
        or draft.code_email != draft.email
        or draft.code_sent_at < clock.now() - CODE_LIFE
    ):
        raise RuleBroken(_("Ce code n’est plus valable : demandez-en un autre."), field="code")
    counted = IntakeDraft.objects.filter(pk=draft.pk, nonce=draft.nonce, code_attempts__lt=CODE_ATTEMPTS)
    if not counted.update(code_attempts=F("code_attempts") + 1):
        raise RuleBroken(_("Trop d’essais avec ce code : demandez-en un autre."), field="code")
    if not constant_time_compare("".join(code.split()), code_of(draft=draft)):
        raise RuleBroken(
            _("Ce n’est pas le bon code. Recopiez les six chiffres du dernier courriel reçu."), field="code"
        )
    return prove_by_link(draft=draft, email=draft.email)


@transaction.atomic
def prove_by_link(*, draft: IntakeDraft, email: str, by: By | None = None) -> IntakeDraft:
    """Prove the address of a draft: its holder followed the link mailed to it."""
    del by
    IntakeDraft.objects.filter(pk=draft.pk).update(proved_email=email)
    draft.proved_email = email
    return draft


@transaction.atomic
def purge_drafts(*, before: dt.datetime, by: By | None = None) -> int:
    """Erase the proposals that nobody has touched since; return how many. Those submitted are projects."""
    del by  # the platform, each day
    abandoned = IntakeDraft.objects.filter(submitted_at=None, updated_at__lt=before)
    number = abandoned.count()
    abandoned.delete()
    return number


@transaction.atomic
def forget_drafts(*, email: str, by: By | None) -> int:
    """Erase the proposals that somebody was writing, and the copies of their address; return how many."""
    del by  # the person themselves, leaving
    return IntakeDraft.objects.filter(Q(email=email) | Q(proved_email=email)).delete()[0]
