"""Writing the journal: every action of every app ends here."""

import logging
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.journal.chain import digest
from terreau.journal.models import ChainHead, Entry, TraceLink
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of

log = logging.getLogger("terreau.journal")


def write(
    *,
    verb: str,
    target: models.Model,
    by: Any,
    organisation: Any = None,
    project: Any = None,
    territory: Any = None,
    quantity: Decimal | int | None = None,
    unit: str = "",
    data: dict[str, Any] | None = None,
    public: bool = False,
) -> Entry:
    """Write what happened, in the caller's transaction.

    `organisation`, `project` and `territory` are objects or primary keys. `data` holds facts, never names
    or addresses: it is sealed and cannot be erased.
    """
    actor, ref = Actor.of(by), ref_of(target)
    return Entry.objects.create(
        verb=verb,
        actor_kind=actor.kind,
        actor_key=actor.key,
        actor_label=actor.label[:200],
        target_kind=ref.kind,
        target_key=ref.key,
        target_label=ref.label,
        organisation=_key(organisation),
        project=_key(project),
        territory=_key(territory),
        quantity=quantity,
        unit=unit,
        data=data or {},
        public=public,
    )


@transaction.atomic
def link(*, source: models.Model, target: models.Model, kind: str, by: Any) -> TraceLink:
    """Say that `target` came out of `source`; saying it twice changes nothing."""
    actor, start, end = Actor.of(by), ref_of(source), ref_of(target)
    if (start.kind, start.key) == (end.kind, end.key):
        raise RuleBroken(_("Un objet ne peut pas être lié à lui-même."))
    found, _created = TraceLink.objects.get_or_create(
        source_kind=start.kind,
        source_key=start.key,
        target_kind=end.kind,
        target_key=end.key,
        kind=kind,
        defaults={
            "source_label": start.label,
            "target_label": end.label,
            "actor_kind": actor.kind,
            "actor_key": actor.key,
            "actor_label": actor.label[:200],
        },
    )
    return found


@transaction.atomic
def pseudonymise(*, actor_key: str, by: Any) -> int:
    """Empty the labels of a person in the journal, as actor and as target; what happened stays."""
    acted = Entry.objects.filter(actor_kind="user", actor_key=actor_key).exclude(actor_label="")
    count = acted.update(actor_label="")
    about = Entry.objects.filter(target_kind="accounts.user", target_key=actor_key).exclude(target_label="")
    count += about.update(target_label="")
    TraceLink.objects.filter(actor_kind="user", actor_key=actor_key).update(actor_label="")
    actor = Actor.of(by)
    Entry.objects.create(
        verb="journal.pseudonymised",
        actor_kind=actor.kind,
        actor_key=actor.key,
        actor_label="" if actor.key == actor_key else actor.label[:200],
        target_kind="accounts.user",
        target_key=actor_key,
        quantity=count,
    )
    return count


@transaction.atomic
def forget_project(*, project: int) -> int:
    """Empty the labels of everything that was written around a project; what happened stays."""
    around = Q(project=project) | Q(target_kind="projects.project", target_key=str(project))
    TraceLink.objects.filter(source_kind="projects.project", source_key=str(project)).update(source_label="")
    TraceLink.objects.filter(target_kind="projects.project", target_key=str(project)).update(target_label="")
    return Entry.objects.filter(around).exclude(target_label="").update(target_label="")


@transaction.atomic
def seal(*, limit: int = 2000) -> int:
    """Chain the entries written since the last time, in order; return how many.

    The head is locked, so that several workers seal one after the other; writers are never held up.
    """
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    entries = list(Entry.objects.filter(position=None).order_by("pk")[:limit])
    for entry in entries:
        entry.position, entry.previous_hash = head.position + 1, head.hash
        entry.hash = digest(entry, entry.position, entry.previous_hash)
        head.position, head.hash = entry.position, entry.hash
    if entries:
        Entry.objects.bulk_update(entries, ["position", "previous_hash", "hash"], batch_size=200)
        head.sealed_at = clock.now()
        head.save()
        # The log, kept elsewhere, is a witness of the chain.
        log.info("journal sealed", extra={"position": head.position, "hash": head.hash})
    return len(entries)


def _key(value: Any) -> int | None:
    return getattr(value, "pk", value)
