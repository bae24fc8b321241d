"""Inside the environment of one database: 60 subjects, 5,000 offers, then the coverage, timed.

Prints one JSON object. Times are wall clock in milliseconds (the département in seconds); `town_cpu` is the
processor's. The baseline, `cell_by_cell`, asks the database for the offers of each subject and stage.
"""

import json
import random
import statistics
import sys
import time

from benches import django_setup

django_setup()

from django.db.models import Q
from django.utils.text import slugify

from terreau.accompaniment.queries import coverage_of
from terreau.directory.enums import OfferKind, OfferState, Stage
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.kernel import clock
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory, TerritoryClosure

OFFERS, SUBJECTS, RUNS = 5_000, 60, 40
TOWN, DEPARTMENT = "92071", "26"  # Sceaux; the Drôme has some 360 communes
# How often an offer covers each kind of place, as in the note's own partners.
SHARES = {
    TerritoryKind.COMMUNE: 35,
    TerritoryKind.EPCI: 25,
    TerritoryKind.DEPARTMENT: 20,
    TerritoryKind.REGION: 12,
    TerritoryKind.COUNTRY: 8,
}


def fill() -> None:
    """Write the subjects and the offers; the draw is always the same."""
    draw = random.Random(4)
    for number in range(SUBJECTS - Subject.objects.count()):
        Subject.objects.create(code=f"sujet-{number}", label=f"Sujet {number}", order=100 + number)
    subjects = list(Subject.objects.values_list("pk", flat=True))
    places = {
        kind: list(Territory.objects.filter(kind=kind, retired_at=None).values_list("pk", flat=True))
        for kind in SHARES
    }
    around = list(TerritoryClosure.objects.filter(descendant__code=TOWN).values_list("ancestor", flat=True))
    organisation = Organisation.objects.create(name="Réseau", slug="reseau", family="association")
    teams = Team.objects.bulk_create(
        Team(organisation=organisation, name=f"Équipe {n}", slug=f"equipe-{n}", email="a@exemple.test")
        for n in range(500)
    )
    today = clock.today()
    offers = []
    for number in range(OFFERS):
        kind = draw.choices(list(SHARES), list(SHARES.values()))[0]
        state = draw.choices([OfferState.PUBLISHED, OfferState.SUSPENDED, OfferState.ENDED], [85, 8, 7])[0]
        stages = draw.sample(Stage.values, draw.randint(1, 3)) if draw.random() < 0.7 else []
        offers.append(
            Offer(
                team=draw.choice(teams),
                kind=draw.choice(OfferKind.values),
                title=f"Offre {number}",
                slug=slugify(f"offre {number}"),
                # One in twenty is about the town that is measured.
                perimeter_id=draw.choice(around if number % 20 == 0 else places[kind]),
                state=state,
                stages=stages,
                valid_until=today if state == OfferState.ENDED else None,
                criteria=[{"fact": "employees", "is": "at_most", "value": 10}] if draw.random() < 0.5 else [],
            )
        )
    made = Offer.objects.bulk_create(offers)
    link = Offer.subjects.through
    link.objects.bulk_create(
        link(offer_id=offer.pk, subject_id=key)
        for offer in made
        for key in draw.sample(subjects, draw.randint(1, 4))
    )


def cell_by_cell(town: Territory) -> int:
    """Count the open offers of each cell by one query: what the product would do without its grid."""
    around = list(TerritoryClosure.objects.filter(descendant=town).values_list("ancestor", flat=True))
    codes, today, found = list(Subject.objects.values_list("code", flat=True)), clock.today(), 0
    for code in codes:
        on_subject = Offer.objects.open_on(today).filter(
            Q(subjects__code=code) | Q(subjects=None), perimeter__in=around
        )
        for stage in Stage.values:
            rows = on_subject.values_list("pk", "stages")
            found += sum(not stages or stage in stages for _key, stages in rows)
    return found


def timed(run, times: int) -> tuple[list[float], float]:
    """Return the wall times in milliseconds, and the processor's time of one run."""
    walls, before = [], time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        run()
        walls.append((time.perf_counter() - start) * 1000)
    return sorted(walls), (time.process_time() - before) * 1000 / times


def main() -> None:
    fill()
    town = Territory.objects.get(kind=TerritoryKind.COMMUNE, code=TOWN)
    department = Territory.objects.get(kind=TerritoryKind.DEPARTMENT, code=DEPARTMENT)
    coverage = coverage_of(town)  # the first run pays for the imports
    counted = sum(cell.count for *_key, cell in coverage.cells() if not cell.is_gap)
    if counted != cell_by_cell(town):
        raise SystemExit(f"the grid says {counted}, the database {cell_by_cell(town)}")
    walls, cpu = timed(lambda: coverage_of(town), RUNS)
    naive, _cpu = timed(lambda: cell_by_cell(town), 3)
    wide, _cpu = timed(lambda: list(coverage_of(department).cells()), 3)
    found = {
        "offers": Offer.objects.count(),
        "town_p50": statistics.median(walls),
        "town_p95": walls[int(len(walls) * 0.95) - 1],
        "town_cpu": cpu,
        "cell_by_cell": statistics.median(naive),
        "department": statistics.median(wide) / 1000,
        "communes": len(coverage_of(department).places),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
