"""Services of data·inclusion become drafts of offers, and follow their file where no person wrote.

Always drafts: publishing an offer says that somebody reads the demands sent to it, and a register cannot
promise that. A person looks at what is missing, completes, publishes; the next file keeps it up to date.
"""

from collections import Counter
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.directory.actions.offers import create_offer, update_offer
from terreau.directory.actions.teams import create_team
from terreau.directory.enums import OfferState, Rejection, Source
from terreau.directory.models import (
    ImportRun,
    Organisation,
    ServiceRecord,
    SourceRecord,
    Subject,
    Team,
)
from terreau.directory.models.services import NOTHING, as_kept
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.data_inclusion_services.zones import Zones
from terreau.directory.sources.places import Places
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.territories.models import Territory

By = User | Actor
Refused = list[tuple[Candidate, str, str]]  # candidate, reason, detail


class ServiceBatch:
    """Some services of one file, and what they change."""

    def __init__(self, candidates: list[Candidate], places: Places, zones: Zones, by: By) -> None:
        self.candidates, self.places, self.zones, self.by = candidates, places, zones, by
        self.counts: Counter[str] = Counter()
        self.refused: Refused = []
        self.seen: list[int] = []  # records met in this batch
        self.today = clock.today().isoformat()
        keys = {one.key for one in candidates}
        rows = ServiceRecord.objects.filter(key__among=keys).select_related("offer__team")
        # Locked: a person who is writing an offer is read after, never overwritten.
        held = rows.select_for_update(of=("self", "offer")).order_by("pk")
        self.records = {record.key: record for record in held}
        self.subjects = {subject.code: subject for subject in Subject.objects.all()}
        self._read_structures()

    def _read_structures(self) -> None:
        keys = {one.values["structure"] for one in self.candidates}
        rows = SourceRecord.objects.filter(source=Source.DATA_INCLUSION, key__among=keys)
        self.owners = dict(rows.values_list("key", "organisation"))
        self.organisations = Organisation.objects.in_bulk(set(self.owners.values()))
        self.teams: dict[int, list[Team]] = {}
        for team in Team.objects.filter(organisation__in=self.organisations).order_by("pk"):
            self.teams.setdefault(team.organisation_id, []).append(team)

    def write(self) -> Counter:
        """Take each line in its turn."""
        for candidate in self.candidates:
            try:
                with transaction.atomic():
                    reason = self._take(candidate)
            except RuleBroken as refusal:
                self.seen += [record.pk for record in [self.records.get(candidate.key)] if record]
                self.refused.append((candidate, Rejection.UNFIT.value, str(refusal)[:200]))
                continue
            if reason:
                self.refused.append((candidate, reason, ""))
        return self.counts

    def _take(self, candidate: Candidate) -> str:
        """Prepare or follow one service; return why it cannot be taken, or nothing."""
        if "#" in candidate.key and candidate.key.rpartition("#")[2].isdigit():
            return Rejection.TWICE.value
        record = self.records.get(candidate.key)
        if record is not None:
            self._follow(record, candidate)
            return ""
        if candidate.only_known:
            return candidate.only_known
        if not self.zones.concerns_us(candidate.values["zone"], self.places.find(candidate.place)):
            return Rejection.ELSEWHERE.value
        owner = self.owners.get(candidate.values["structure"])
        if owner is None:
            return Rejection.NO_STRUCTURE.value
        self._prepare(candidate, self.organisations[owner])
        self.counts["created"] += 1
        return ""

    def _prepare(self, candidate: Candidate, owner: Organisation) -> None:
        said = self._said(candidate)
        facts = {name: value for name, value in said.items() if value not in NOTHING}
        offer = create_offer(
            team=self._team(owner, candidate.values["offer"]["contact_email"]),
            by=self.by,
            **{"kind": "", "title": candidate.name} | self._written(facts),
        )
        record = ServiceRecord(key=candidate.key, producer=candidate.values["producer"], offer=offer)
        self._note(record, candidate, said)
        self.records[candidate.key] = record

    def _team(self, owner: Organisation, email: str) -> Team:
        """The team that reads this address, else the oldest one, else a new one with this address."""
        teams = self.teams.setdefault(owner.pk, [])
        same = [team for team in teams if email and team.email == email.lower()]
        if not teams:
            teams.append(create_team(organisation=owner, name=_("Accueil"), email=email, by=self.by))
        return (same or teams)[0]

    def _follow(self, record: ServiceRecord, candidate: Candidate) -> None:
        """Bring an offer up to date where the file still speaks for it."""
        came_back = record.gone_on is not None
        if record.digest == candidate.digest:
            self.seen.append(record.pk)
            self.counts["updated" if came_back else "unchanged"] += 1
            return
        said, offer = self._said(candidate), record.offer
        changes: dict[str, Any] = {}
        if offer.state != OfferState.ENDED:
            changes = _changes(record, said, as_kept(offer))
        if changes:
            update_offer(offer=offer, by=self.by, **self._written(changes))
        self._note(record, candidate, said)
        self.counts["updated" if changes or came_back else "unchanged"] += 1

    def _said(self, candidate: Candidate) -> dict[str, Any]:
        """What a line says of each field of an offer, as it can be kept."""
        values = candidate.values
        subjects = [code for code in values["subjects"] if code in self.subjects]
        perimeter = self.zones.perimeter(values["zone"])
        return values["offer"] | {"subjects": subjects, "perimeter": perimeter}

    def _written(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The same as the verbs of the offers take it."""
        written = dict(facts)
        if "subjects" in facts:
            written["subjects"] = [self.subjects[code] for code in facts["subjects"]]
        if "perimeter" in facts:
            written["perimeter"] = Territory.objects.get(pk=facts["perimeter"])
        return written

    def _note(self, record: ServiceRecord, candidate: Candidate, said: dict[str, Any]) -> None:
        as_of = min(candidate.as_of, self.today)
        told = {
            name: {"value": value, "as_of": as_of} for name, value in said.items() if value not in NOTHING
        }
        record.given, record.beside = record.given | told, candidate.values["beside"]
        record.digest, record.as_of, record.changed_at = candidate.digest, as_of, clock.now()
        record.save()
        self.seen.append(record.pk)


def _changes(record: ServiceRecord, said: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The fields where the file says something new; what a person wrote is noted, and left as it is."""
    corrected = {name for name in said if record.is_corrected(name, now[name])}
    record.corrected = sorted(corrected | set(record.corrected))
    return {
        name: value
        for name, value in said.items()
        if value not in NOTHING and name not in corrected and value != now[name]
    }


def note_seen(*, run: ImportRun, keys: list[int]) -> None:  # by nobody: the register speaks
    """Note the services that a file still has; one that had left is back."""
    ServiceRecord.objects.filter(pk__among=set(keys)).update(last_run=run, gone_on=None)


@transaction.atomic
def flag_gone(*, run: ImportRun, by: By) -> int:
    """Mark the services that a file no longer has, of the producers it speaks for; nothing is deleted."""
    met = ServiceRecord.objects.filter(last_run=run)
    producers = list(met.order_by("producer").values_list("producer", flat=True).distinct())
    gone = ServiceRecord.objects.filter(producer__in=producers, gone_on=None).exclude(last_run=run)
    records = list(gone.select_related("offer__team").order_by("pk"))
    for record in records:
        write(
            verb="offer.left_register",
            target=record.offer,
            by=by,
            organisation=record.offer.team.organisation_id,
            data={"key": record.key},
        )
    ServiceRecord.objects.filter(pk__among={record.pk for record in records}).update(gone_on=clock.today())
    return len(records)
