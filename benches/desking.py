"""Inside the environment of one database: 5,000 projects in every state, then the officer's pages, timed.

Prints one JSON object. Times are of whole requests through every middleware, in milliseconds: the wall
clock's, and the processor's. The baseline asks each followed project when its people last gave a sign.
"""

import datetime as dt
import json
import random
import statistics
import sys
import time
from typing import Any

from benches import django_setup

django_setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benches.town import session_of
from terreau.accompaniment.enums import ReferralState
from terreau.accompaniment.models import Referral
from terreau.accounts.actions import ensure_user, grant_role
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory.enums import OfferState, Stage
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.bulk import refresh_all_statistics
from terreau.kernel.text import fold
from terreau.messaging.models import Reminder
from terreau.portal import queries
from terreau.projects.enums import READ_STATES, ProjectState
from terreau.projects.models import DeskVisit, Need, Project
from terreau.projects.queries import last_sign_of_life
from terreau.projects.queries.queues import SILENCE
from terreau.territories.actions import set_operator
from terreau.territories.queries import by_insee

PROJECTS, TEAMS, RUNS = 5_000, 60, 40
BENCH = Actor.system("bench")
S, R = ProjectState, ReferralState
SHARES = {
    S.SUBMITTED: 4,
    S.TO_COMPLETE: 2,
    S.FOLLOWED: 55,
    S.PAUSED: 5,
    S.CLOSED: 22,
    S.REFUSED: 6,
    S.REDIRECTED: 6,
}
DEMANDS = {
    R.PROPOSED: 8,
    R.SENT: 25,
    R.ACCEPTED: 12,
    R.IN_PROGRESS: 15,
    R.CLOSED: 20,
    R.REFUSED: 10,
    R.EXPIRED: 10,
}
ANSWERED = (R.ACCEPTED, R.IN_PROGRESS, R.CLOSED, R.REFUSED)
WORDS = ("Jardin", "Atelier", "Épicerie", "Fanfare", "Ressourcerie", "Laverie", "Cantine", "Radio", "Garage")
PAGES = {
    "list": "/pilotage/projets/",
    "list_filtered": "/pilotage/projets/?state=followed&stage=etude&page=9",
    "list_words": "/pilotage/projets/?q=jardin",
    "desk": "/pilotage/",
    "queue": "/pilotage/suivi/sans-nouvelles/?page=5",
    "departures": "/pilotage/suivi/a-qualifier/?voir=partis",
    "others": "/pilotage/autres/",
}


class Filling:
    """Writes the projects and what they went through; the draw is always the same."""

    def __init__(self, officer: User) -> None:
        self.draw, self.now, self.officer = random.Random(9), clock.now(), officer
        self.place = by_insee("92071")
        self.subjects = list(Subject.objects.order_by("pk"))

    def fill(self) -> None:
        projects = self.projects(self.owners())
        needs = Need.objects.bulk_create(
            Need(project=project, subject=subject, created_at=project.submitted_at)
            for project in projects
            for subject in self.draw.sample(self.subjects, 2)
        )
        self.demands([need for need in needs if need.project.state in READ_STATES])
        self.journal(projects)
        self.ends(projects)
        DeskVisit.objects.create(
            user=self.officer, since=self.now - dt.timedelta(days=3), seen_at=self.now - dt.timedelta(days=3)
        )
        refresh_all_statistics()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    def owners(self) -> list[User]:
        return User.objects.bulk_create(
            User(email=f"porteur-{n}@mesure.test", first_name="Alix", last_name=f"Numéro {n}")
            for n in range(PROJECTS)
        )

    def projects(self, owners: list[User]) -> list[Project]:
        return Project.objects.bulk_create(self.project(n, owner) for n, owner in enumerate(owners))

    def project(self, number: int, owner: User) -> Project:
        state = self.draw.choices(list(SHARES), list(SHARES.values()))[0]
        age = (
            self.draw.uniform(0.1, 5) if state in (S.SUBMITTED, S.TO_COMPLETE) else self.draw.uniform(6, 900)
        )
        submitted = self.now - dt.timedelta(days=age)
        decided = submitted + dt.timedelta(days=self.draw.uniform(0.5, 5.5))
        title = f"{self.draw.choice(WORDS)} n° {number}"
        facts: dict[str, Any] = {}
        if state not in (S.SUBMITTED, S.TO_COMPLETE):
            facts |= {"decided_at": decided, "decided_by": self.officer}
        if state in READ_STATES:
            facts |= {"referent": self.officer}
        if state == S.TO_COMPLETE:
            facts |= {"completion_asked_at": self.now - dt.timedelta(days=age / 2)}
        if state in (S.REFUSED, S.REDIRECTED):
            facts |= {"decision_reason": "Hors du champ.", "decision_alternative": "La ville voisine."}
        if state == S.PAUSED:
            facts |= {"paused_at": decided + (self.now - decided) / 2, "pause_reason": "Une pause."}
        if state == S.CLOSED:
            facts |= {"closed_at": decided + (self.now - decided) / 2, "close_reason": "Terminé."}
        if state in (S.FOLLOWED, S.CLOSED) and self.draw.random() < 0.4:
            facts |= {"public_since": decided}
        return Project(
            slug=f"projet-{number}", title=title, title_folded=fold(title), summary="Un projet utile.",
            stage=self.draw.choice(Stage.values), state=state, commune=self.place, owner=owner,
            consent_mode="online", consent_on=submitted.date(), submitted_at=submitted,
            triage_due_at=submitted + dt.timedelta(days=4), **facts,
        )  # fmt: skip

    def demands(self, needs: list[Need]) -> None:
        organisation = Organisation.objects.create(name="Réseau", slug="reseau", family="association")
        teams = Team.objects.bulk_create(
            Team(organisation=organisation, name=f"Équipe {n}", slug=f"equipe-{n}", email="a@mesure.test")
            for n in range(TEAMS)
        )
        offers = Offer.objects.bulk_create(
            Offer(team=team, kind="advice", title=f"Offre {n}", slug=f"offre-{n}", perimeter=self.place,
                  state=OfferState.PUBLISHED)
            for n, team in enumerate(teams)
        )  # fmt: skip
        chosen = [need for need in needs if self.draw.random() < 0.8]
        Referral.objects.bulk_create(self.demand(need, self.draw.choice(offers)) for need in chosen)

    def demand(self, need: Need, offer: Offer) -> Referral:
        state = self.draw.choices(list(DEMANDS), list(DEMANDS.values()))[0]
        start = need.created_at + (self.now - need.created_at) * self.draw.random()
        sent = start + (self.now - start) * 0.3
        facts: dict[str, Any] = {}
        if state != R.PROPOSED:
            due = sent + dt.timedelta(days=7)
            facts |= {"consented_at": sent, "sent_at": sent, "due_at": due}
        if state in ANSWERED:
            facts |= {"answered_at": sent + (self.now - sent) * self.draw.random()}
        if state == R.CLOSED:
            facts |= {"closed_at": self.now}
        if state == R.REFUSED:
            facts |= {"refusal_reason": "full"}
        if state == R.EXPIRED:
            facts |= {"expired_at": sent + (self.now - sent) * self.draw.random()}
        return Referral(
            need=need, project=need.project, offer=offer, team=offer.team, state=state,
            proposed_by=self.officer, proposed_at=start, **facts,
        )  # fmt: skip

    def journal(self, projects: list[Project]) -> None:
        """What holders and officer did, up to ten lines a project, some of them last night."""
        lines = []
        for project in projects:
            for _ in range(self.draw.randint(1, 10)):
                by = self.draw.choice([project.owner_id, self.officer.pk])
                at = project.submitted_at + (self.now - project.submitted_at) * self.draw.random()
                lines.append(
                    Entry(at=at, verb="project.edited", actor_kind="user", actor_key=str(by),
                          target_kind="projects.project", target_key=str(project.pk), project=project.pk)
                )  # fmt: skip
        Entry.objects.bulk_create(lines, batch_size=2_000)

    def ends(self, projects: list[Project]) -> None:
        """Public pages end within the year, pauses within six months."""
        planned = []
        for project in projects:
            kinds = ["project.sheet_over"] if project.public_since else []
            kinds += ["project.quiet"] if project.state in (S.FOLLOWED, S.PAUSED) else []
            for kind in kinds:
                due = self.now + dt.timedelta(days=self.draw.uniform(1, 365))
                planned.append(
                    Reminder(
                        target_kind="projects.project", target_key=str(project.pk), kind=kind, due_at=due
                    )
                )
        Reminder.objects.bulk_create(planned)


def one_by_one() -> int:
    """Count the silent projects as one writes it first: a question for each followed project."""
    followed = Project.objects.filter(state=S.FOLLOWED).select_related("owner")
    since = clock.now() - SILENCE
    return sum(
        (last_sign_of_life(project) or project.submitted_at) <= since and project.submitted_at <= since
        for project in followed
    )


def measured(client: Client, address: str) -> dict[str, float]:
    """Ask for a page again and again; count its queries apart."""
    client.get(address)  # the first request reads the templates
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
        queries = len(caught.captured_queries)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    walls, before = [], time.process_time()
    for _ in range(RUNS):
        start = time.perf_counter()
        client.get(address)
        walls.append((time.perf_counter() - start) * 1000)
    cpu = (time.process_time() - before) * 1000 / RUNS
    p95 = sorted(walls)[int(RUNS * 0.95) - 1]
    return {"p50": statistics.median(walls), "p95": p95, "cpu": cpu, "queries": queries}


def main() -> None:
    set_operator(name="Ville de Sceaux", territory=by_insee("92071"), by=BENCH)
    officer = ensure_user(email="referente@mesure.test", first_name="Sacha", last_name="Référente", by=BENCH)
    grant_role(user=officer, role=Role.OFFICER, by=BENCH)
    Filling(officer).fill()
    start = time.perf_counter()
    expected = one_by_one()
    slow = (time.perf_counter() - start) * 1000
    silent = {queue.key: queue for queue in queries.followup(clock.now())}["sans-nouvelles"]
    if silent.count != expected:
        raise SystemExit(f"the desk says {silent.count} silent projects, their files {expected}")
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(officer)
    found = {
        "projects": Project.objects.count(),
        "one_by_one": slow,
        "pages": {name: measured(client, address) for name, address in PAGES.items()},
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
