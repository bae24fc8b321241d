"""A team that is away, paused, full or out of reach receives nothing more; the next one does."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from terreau.accompaniment import actions, queries
from terreau.accompaniment.matching import OfferInput, rank, replay
from terreau.accompaniment.matching.room import Obstacle, room_of
from terreau.accompaniment.models import MatchSnapshot, Referral
from terreau.directory import actions as directory
from terreau.directory.models import TeamMember
from terreau.kernel.errors import RuleBroken
from tests.accompaniment.test_matching import NEED, OFFER
from tests.factories.accompaniment import proposed, published_offer
from tests.factories.projects import FollowedProjectFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        ({}, ""),
        ({"reachable": False, "capacity": 1, "load": 1}, Obstacle.UNREACHABLE),
        ({"away_until": DAY}, Obstacle.AWAY),
        ({"away_until": DAY - dt.timedelta(days=1)}, ""),
        ({"paused_until": DAY}, Obstacle.PAUSED),
        ({"paused_until": DAY - dt.timedelta(days=1)}, ""),
        ({"capacity": 2, "load": 2}, Obstacle.FULL),
        ({"capacity": 2, "load": 1}, ""),
        ({"monthly": 2, "recent": 2}, Obstacle.MONTH_FULL),
        ({"monthly": 2, "recent": 1}, ""),
    ],
)
def test_room_says_the_first_obstacle(facts, obstacle):
    room = room_of(replace(OFFER, **facts), DAY)

    assert (room.obstacle, room.is_open) == (obstacle, not obstacle)
    assert bool(room.sentence) is bool(room.visible_if) is bool(obstacle)
    assert "%" not in room.sentence + room.visible_if


def test_stale_offer_ranks_below_its_fresh_equal_whatever_the_draw():
    stale = replace(OFFER, key=1, fresh=False)
    others = [replace(OFFER, key=key) for key in range(2, 6)]

    orders = [rank([stale, *others], NEED, {}, seed=f"day {n}") for n in range(20)]

    assert {cards[-1].offer.key for cards in orders} == {1}
    assert len({cards[0].offer.key for cards in orders}) > 1


def test_nearness_still_comes_before_freshness():
    stale_near = replace(OFFER, key=1, fresh=False)
    fresh_far = replace(OFFER, key=2, perimeter=2)

    assert [card.offer.key for card in rank([fresh_far, stale_near], NEED, {})] == [1, 2]


def obstruct(scene, kind):
    """Put one obstacle in the way of the scene's offer."""
    if kind == Obstacle.AWAY:
        directory.add_absence(team=scene.team, since=DAY, until=DAY + dt.timedelta(days=9), by=scene.officer)
    elif kind == Obstacle.PAUSED:
        directory.update_offer(offer=scene.offer, paused_until=DAY + dt.timedelta(days=9), by=scene.officer)
    elif kind == Obstacle.UNREACHABLE:
        scene.team.email = ""
        scene.team.save()
        TeamMember.objects.filter(team=scene.team).delete()
    else:
        field = "capacity" if kind == Obstacle.FULL else "monthly_capacity"
        directory.update_offer(offer=scene.offer, **{field: 1}, by=scene.officer)
        proposed(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)


@pytest.mark.parametrize("kind", list(Obstacle))
def test_obstructed_team_receives_nothing_and_the_next_does(scene, client_for, clock, kind):
    clock.travel(DAY)
    scene.offer.summary, scene.offer.contact_email = "Des bureaux.", "bureaux@exemple.test"
    scene.offer.save()
    other = published_offer("local", perimeter=scene.project.commune, title="Autre local")
    obstruct(scene, kind)
    scene.offer.refresh_from_db()

    with pytest.raises(RuleBroken, match="Choisissez une autre offre"):
        proposed(scene.need, scene.offer)
    match = queries.match(scene.need)
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    page = client_for(scene.officer).get(path).content.decode()

    assert [card.offer.key for card in match.fitting] == [other.pk]
    reason = match.refused[0].failed[0].sentence
    assert reason == queries.room_for(scene.offer).sentence
    assert reason in page
    assert proposed(scene.need, other).team == other.team
    stored = MatchSnapshot.objects.latest("pk")
    assert [card.failed for card in replay(stored.facts, seed=stored.seed)] == [c.failed for c in match.cards]
    if kind != Obstacle.UNREACHABLE:
        mine = client_for(scene.adviser).get(reverse("accompaniment:requests")).content.decode()
        assert reason in mine


def test_back_from_its_absence_the_team_receives_again(scene, clock):
    clock.travel(DAY)
    absence = directory.add_absence(team=scene.team, since=DAY, until=DAY, by=scene.officer)
    assert not queries.room_for(scene.offer).is_open

    assert queries.room_for(scene.offer, DAY + dt.timedelta(days=1)).is_open
    directory.remove_absence(absence=absence, by=scene.officer)

    assert queries.room_for(scene.offer).is_open
    assert Referral.objects.count() == 0
    assert proposed(scene.need, scene.offer)


def test_month_rolls(scene, clock):
    clock.travel(DAY)
    scene.offer.monthly_capacity = 1
    scene.offer.save()
    first = proposed(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)
    clock.travel(DAY + dt.timedelta(days=29))
    assert queries.room_for(scene.offer).obstacle == Obstacle.MONTH_FULL

    clock.travel(DAY + dt.timedelta(days=30))
    assert queries.room_for(scene.offer).is_open
    clock.travel(DAY + dt.timedelta(days=1))
    actions.withdraw(referral=first, reason="", by=scene.officer)
    assert queries.room_for(scene.offer).is_open


def test_snapshot_of_the_first_rules_is_still_read():
    old = {
        "offers": [
            {
                "key": 1,
                "team": 1,
                "organisation": 1,
                "title": "Bureaux",
                "perimeter": 1,
                "perimeter_name": "Sceaux",
                "subjects": ["local"],
                "stages": [],
                "criteria": [],
                "valid_from": None,
                "valid_until": "2026-12-31",
                "capacity": 2,
                "load": 2,
            }
        ],
        "need": {"key": 7, "subject": "local", "stage": None, "perimeters": [[1, 0]], "on": "2026-03-10"},
        "facts": {},
    }

    card = replay(old, seed="x")[0]

    assert card.offer == OfferInput(
        key=1,
        team=1,
        organisation=1,
        title="Bureaux",
        perimeter=1,
        perimeter_name="Sceaux",
        subjects=("local",),
        valid_until=dt.date(2026, 12, 31),
        capacity=2,
        load=2,
    )
    assert card.is_refused
