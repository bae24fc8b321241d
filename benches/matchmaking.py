"""Fill a base with offers over France, then measure the matching of one project; prints JSON."""

import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from benches import django_setup

OFFERS, RULES, TEAMS = 20_000, 40, 500
RUNS, PLAIN_RUNS, WARM = 200, 12, 5
# How support is spread in the field: most of it is of a département or of an intercommunalité.
SPREAD = {"country": 0.03, "region": 0.12, "department": 0.35, "epci": 0.30, "commune": 0.20}
TOPICS = ("jardin", "vélo", "épicerie", "atelier", "théâtre", "cuisine", "forêt", "école", "musique", "laine")
FACTS = ("has_premises", "postal_worker", "campaign_ready")
NUMBERS = ("amount_sought", "headcount", "employees", "accounts_years")
FORMS = ["none", "association", "scop", "scic", "sas", "sole"]


def rules_of(draw: random.Random) -> list[dict[str, Any]]:
    """Return forty rules; most let the project through, as those of real offers do."""
    rules = []
    for number in range(RULES):
        kind = draw.randrange(3)
        if kind == 0:
            rule = {"fact": draw.choice(FACTS), "is": "true", "value": None}
        elif kind == 1:
            rule = {"fact": draw.choice(NUMBERS), "is": "at_most", "value": draw.randrange(50, 100_000)}
        else:
            rule = {"fact": "legal_form", "is": "in", "value": sorted(draw.sample(FORMS, 5))}
        rules.append(rule | {"label_fr": f"Condition {number}", "label_en": f"Condition {number}"})
    return rules


def fill(draw: random.Random) -> Any:
    """Write the offers and one project in Sceaux; return its need."""
    from terreau.accounts.models import User
    from terreau.directory.models import Offer, Organisation, Subject, Team
    from terreau.kernel import clock
    from terreau.projects.models import Fact, Need, Project
    from terreau.territories.models import Territory

    organisation = Organisation.objects.create(name="Organisme", slug="organisme", sort_name="organisme")
    teams = Team.objects.bulk_create(
        Team(organisation=organisation, name=f"Équipe {n}", slug=f"equipe-{n}") for n in range(TEAMS)
    )
    subjects = list(Subject.objects.all())
    places = {kind: list(Territory.objects.filter(kind=kind).values_list("pk", flat=True)) for kind in SPREAD}
    kinds = draw.choices(list(SPREAD), weights=list(SPREAD.values()), k=OFFERS)
    offers = Offer.objects.bulk_create(
        (
            Offer(
                team=draw.choice(teams),
                kind="advice",
                title=f"Appui {draw.choice(TOPICS)} {n}",
                slug=f"appui-{n}",
                summary=" ".join(draw.sample(TOPICS, 5)),
                perimeter_id=draw.choice(places[kind]),
                stages=draw.choice([[], ["idee"], ["idee", "etude"], ["creation"]]),
                criteria=rules_of(draw),
                state="published",
            )
            for n, kind in enumerate(kinds)
        ),
        batch_size=500,
    )
    links = Offer.subjects.through
    links.objects.bulk_create(
        (
            links(offer_id=offer.pk, subject_id=subject.pk)
            for offer in offers
            for subject in draw.sample(subjects, draw.randint(1, 2))
        ),
        batch_size=5000,
    )
    holder = User.objects.create(email="porteuse@example.org")
    project = Project.objects.create(
        title="Une épicerie dans un ancien atelier",
        slug="epicerie",
        summary="Des habitants veulent une épicerie et une cuisine ouverte.",
        stage="idee",
        commune=Territory.objects.get(kind="commune", code="92071"),
        owner=holder,
        triage_due_at=clock.now() + dt.timedelta(days=3),
    )
    for key, value in {"headcount": 4, "amount_sought": 9000, "has_premises": False}.items():
        Fact.objects.create(project=project, key=key, value=value, source="declared", recorded_by="x")
    need = Need.objects.create(project=project, subject=subjects[0], text="Une cuisine et une laine")
    return Need.objects.select_related("subject", "project__commune").get(pk=need.pk)


def plain_loop(need: Any) -> list[Any]:
    """Match as one writes it first: every published offer as an object, every rule read and judged."""
    from terreau.accompaniment.matching import Criterion, Truth
    from terreau.accompaniment.matching.evaluate import judge
    from terreau.directory.models import Offer
    from terreau.projects.queries import facts_of
    from terreau.territories.queries import ancestors_of

    facts = facts_of(need.project)
    around = {place.pk for place in ancestors_of(need.project.commune)}
    found = []
    published = Offer.objects.filter(state="published", subjects=need.subject).select_related(
        "team__organisation", "perimeter"
    )
    for offer in published:
        if offer.perimeter_id not in around:
            continue
        truths = [judge(Criterion.read(row), facts) for row in offer.criteria]
        if Truth.NO not in truths:
            found.append((offer, truths))
    return found


def spread(run: Callable[[], Any], runs: int) -> dict[str, float]:
    """Return wall clock and processor time of one call, milliseconds."""
    walls, cpus = [], []
    for _n in range(WARM):
        run()
    for _n in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return {
        "p50": statistics.median(walls),
        "p95": sorted(walls)[int(runs * 0.95) - 1],
        "cpu_p50": statistics.median(cpus),
        "cpu_p95": sorted(cpus)[int(runs * 0.95) - 1],
    }


def main() -> None:
    """Fill, measure, print."""
    django_setup()
    from django.db import connection

    from terreau.accompaniment.queries import match

    need = fill(random.Random(20_000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = {
        "offers": OFFERS,
        "candidates": len(match(need).cards),
        "ours": spread(lambda: match(need), RUNS),
        "plain": spread(lambda: plain_loop(need), PLAIN_RUNS),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
