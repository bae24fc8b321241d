"""The follow-up desk: what stands in its queues, what arrived and left since the officer last looked."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terreau.accompaniment import actions as accompaniment
from terreau.accounts.enums import Role
from terreau.directory import actions as directory
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.messaging.models import Reminder
from terreau.portal import queries
from terreau.projects import actions as projects
from terreau.projects.enums import PublicField
from terreau.projects.models import DeskVisit, Need
from terreau.projects.queries.queues import VISIT, last_visit_of
from tests.factories.accompaniment import accepted, proposed, published_offer, sent
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
DESK = "/pilotage/"


@pytest.fixture
def town(settings):
    settings.TERREAU_PAGE_CACHE = False
    return OperatorFactory(territory=SceauxFactory())


@pytest.fixture
def nora(person, town):
    return person(Role.OFFICER)


@pytest.fixture
def officer(client_for, nora):
    return client_for(nora)


@pytest.fixture
def monday(clock, nora):
    """The officer looked at the desk on Monday at nine; it is an hour later."""
    clock.travel(MONDAY)
    projects.come_to_the_desk(by=nora)
    clock.travel(MONDAY + HOUR)
    return MONDAY


def open_need(**facts) -> Need:
    return Need.objects.get(project=FollowedProjectFactory(needs=["local"], **facts))


def offer_here():
    return published_offer("local", perimeter=SceauxFactory())


def of_team(referral) -> Actor:
    return Actor.by_link(str(referral.team))


def desk(since=None) -> dict[str, queries.Queue]:
    return {queue.key: queue for queue in queries.followup(since or kernel_clock.now())}


def standing() -> dict[str, int]:
    return {key: queue.count for key, queue in desk().items() if queue.count}


def left(since) -> dict[str, int]:
    return {key: queue.left for key, queue in desk(since).items() if queue.left}


def test_the_seven_queues_stand_in_the_order_of_a_project_s_life(town):
    assert list(desk()) == [
        "a-qualifier",
        "sans-offre",
        "sans-reponse",
        "revenus",
        "sans-nouvelles",
        "bientot",
        "bilans",
    ]


def test_each_thing_stands_in_one_queue(town, clock):
    clock.travel(MONDAY)
    ProjectFactory(title="À lire")
    for serve in (None, proposed, sent, accepted):
        need = open_need()
        if serve:
            serve(need, offer_here())

    assert standing() == {"a-qualifier": 1, "sans-offre": 1}


def test_a_decision_takes_the_project_out_at_once_and_says_so(town, nora, monday):
    project = ProjectFactory(title="Le manège", submitted_at=monday - DAY)

    projects.accept(project=project, referent=nora, message="Bienvenue.", by=nora)

    queue = desk(monday)["a-qualifier"]
    assert (queue.count, queue.left, queue.lines) == (0, 1, [])
    assert [(line.title, line.moment) for line in queue.gone] == [("Le manège", monday + HOUR)]


def test_what_arrived_and_left_since_is_told_too(town, nora, monday):
    project = ProjectFactory()
    assert desk(monday)["a-qualifier"].arrived == 1

    projects.refuse(
        project=project, message="Non.", reason="Hors sujet.", alternative="La mairie voisine.", by=nora
    )

    assert (desk(monday)["a-qualifier"].arrived, left(monday)) == (0, {"a-qualifier": 1})


def test_a_question_takes_the_project_out_until_its_holder_answers(town, nora, monday, clock):
    project = ProjectFactory(submitted_at=monday - DAY)
    projects.ask_completion(project=project, message="Combien ?", by=nora)
    assert (standing(), left(monday)) == ({}, {"a-qualifier": 1})

    clock.travel(monday + 2 * HOUR)
    projects.complete(project=project, answer="Douze.", by=project.owner)

    queue = desk(monday)["a-qualifier"]
    assert (queue.count, queue.arrived, queue.left) == (1, 1, 0)


def test_a_proposal_takes_the_need_out(town, monday):
    need = open_need(decided_at=monday - DAY)
    assert standing() == {"sans-offre": 1}

    proposed(need, offer_here())

    assert (standing(), left(monday)) == ({}, {"sans-offre": 1})


def test_a_need_noted_without_offer_leaves_the_queue(town, nora, monday):
    need = open_need(decided_at=monday - DAY)

    accompaniment.record_no_offer(need=need, reason="Rien ici.", by=nora)

    assert (standing(), left(monday)) == ({}, {"sans-offre": 1})


def test_a_proposal_that_the_holder_declines_brings_the_need_back_as_new(town, monday, clock):
    need = open_need(decided_at=monday - DAY)
    Need.objects.update(created_at=monday - DAY)
    referral = proposed(need, offer_here())
    clock.travel(monday + 2 * HOUR)

    accompaniment.decline(referral=referral, by=need.project.owner)

    queue = desk(monday)["sans-offre"]
    assert (queue.count, queue.arrived, queue.left) == (1, 1, 0)


def test_a_late_answer_stands_until_it_comes(town, clock):
    clock.travel(MONDAY)
    referral = sent(open_need(), offer_here())
    clock.travel(referral.due_at + DAY)
    assert standing() == {"sans-reponse": 1}
    assert "réponse promise pour le" in desk()["sans-reponse"].lines[0].detail
    since = kernel_clock.now()

    clock.travel(since + HOUR)
    accompaniment.accept(referral=referral, by=of_team(referral))

    assert (standing(), left(since)) == ({}, {"sans-reponse": 1})


def test_an_answer_in_time_was_never_late(town, monday):
    accepted(open_need(), offer_here())

    assert "sans-reponse" not in left(monday)


def test_a_demand_that_came_back_stands_until_the_town_decides(town, nora, monday, clock):
    referral = sent(open_need(), offer_here())
    accompaniment.refuse(referral=referral, reason="full", by=of_team(referral))
    queue = desk(monday)["revenus"]
    assert (queue.count, queue.arrived) == (1, 1)
    assert referral.get_state_display() in queue.lines[0].detail

    clock.travel(monday + 2 * HOUR)
    accompaniment.reroute(referral=referral, offer=offer_here(), by=nora)

    assert (standing(), left(monday)["revenus"]) == ({}, 1)


def test_a_demand_taken_back_by_the_town_goes_from_late_to_returned(town, nora, clock):
    clock.travel(MONDAY)
    referral = sent(open_need(), offer_here())
    clock.travel(referral.due_at + 5 * DAY)
    since = kernel_clock.now() - HOUR

    accompaniment.expire(referral=referral, by=nora)

    assert (standing(), left(since)) == ({"revenus": 1}, {"sans-reponse": 1})


def disputed():
    """A demand that the organisation calls useful, and whose holder heard of nobody."""
    referral = accepted(open_need(), offer_here())
    accompaniment.record_outcome(referral=referral, side="organisation", value="helped", by=of_team(referral))
    accompaniment.record_outcome(
        referral=referral, side="holder", value="no_contact", by=referral.project.owner
    )
    return referral


def settle(referral, officer):
    accompaniment.settle_disagreement(referral=referral, note="Ils se rappellent lundi.", by=officer)


def test_two_sides_that_differ_open_a_task_that_a_note_settles(town, nora, monday, clock):
    referral = disputed()
    queue = desk(monday)["bilans"]
    assert (queue.count, queue.arrived, queue.left) == (1, 1, 0)
    assert (queue.lines[0].url, queue.lines[0].moment) == (referral.get_absolute_url(), monday + HOUR)

    clock.travel(monday + 2 * HOUR)
    settle(referral, nora)

    queue = desk(monday)["bilans"]
    assert (queue.count, queue.left) == (0, 1)
    assert [line.moment for line in queue.gone] == [monday + 2 * HOUR]


@pytest.mark.parametrize(
    ("organisation", "holder", "is_task"),
    [
        ("helped", "no_contact", True),
        ("helped", "unreachable", True),
        ("partly", "no_news", True),
        ("no_help", "helped", True),
        ("helped", "partly", False),
        ("no_help", "no_contact", False),
    ],
)
def test_a_task_is_opened_when_one_side_alone_calls_it_useful(town, monday, organisation, holder, is_task):
    referral = accepted(open_need(), offer_here())
    for side, value in (("organisation", organisation), ("holder", holder)):
        assert "bilans" not in standing()
        accompaniment.record_outcome(referral=referral, side=side, value=value, by=of_team(referral))

    assert ("bilans" in standing()) is is_task


def silent_project(clock, **facts):
    """A project of which nobody was heard for fifty days."""
    clock.travel(MONDAY)
    project = FollowedProjectFactory(**facts)
    clock.travel(MONDAY + 50 * DAY)
    return project


def test_six_weeks_without_a_sign_is_a_silence(town, clock):
    silent_project(clock)

    assert standing() == {"sans-nouvelles": 1}
    assert "sans nouvelles depuis le 2" in desk()["sans-nouvelles"].lines[0].detail


@pytest.mark.parametrize("who", ["owner", "member"])
def test_a_sign_of_anybody_of_the_team_ends_the_silence(town, clock, person, who):
    project = silent_project(clock)
    speaker = project.owner
    if who == "member":
        speaker = person()
        project.members.create(
            email=speaker.email, user=speaker, role="reader", joined_at=MONDAY, invited_at=MONDAY
        )
    since = kernel_clock.now()
    clock.travel(since + HOUR)

    accompaniment.post_to_town(project=project, body="Tout va bien.", by=speaker)

    assert (standing(), left(since)) == ({}, {"sans-nouvelles": 1})


def test_a_word_of_the_officer_is_no_news(town, clock):
    project = silent_project(clock)
    accompaniment.post_to_town(project=project, body="Des nouvelles ?", by=project.referent)

    assert standing() == {"sans-nouvelles": 1}


@pytest.mark.parametrize("verb", ["pause", "close"])
def test_a_silent_project_that_is_paused_or_closed_leaves(town, nora, clock, verb):
    project = silent_project(clock)
    since = kernel_clock.now()
    clock.travel(since + HOUR)

    getattr(projects, verb)(project=project, reason="Plus de nouvelles.", by=nora)

    assert left(since)["sans-nouvelles"] == 1
    assert "sans-nouvelles" not in standing()


def test_a_page_that_ends_within_a_month_is_told_and_leaves_once_prolonged(town, nora, clock):
    clock.travel(MONDAY)
    project = FollowedProjectFactory()
    end = kernel_clock.today() + 100 * DAY
    projects.publish(project=project, fields=[PublicField.STAGE], by=project.owner, until=end)
    clock.travel(MONDAY + 60 * DAY)
    assert "bientot" not in standing()

    clock.travel(MONDAY + 75 * DAY)
    projects.warn_of_end(project=project, occasion="un-mois")
    since = kernel_clock.now()
    assert standing()["bientot"] == 1
    assert "fin de la page publique" in desk()["bientot"].lines[0].detail

    clock.travel(since + HOUR)
    projects.publish(project=project, fields=[PublicField.STAGE], by=project.owner, until=end + 200 * DAY)
    assert "bientot" not in standing()
    assert left(since)["bientot"] == 1


def test_a_pause_that_ends_within_a_month_is_told_and_leaves_once_over(town, nora, clock):
    clock.travel(MONDAY)
    project = FollowedProjectFactory()
    until = kernel_clock.today() + 20 * DAY
    projects.pause(project=project, reason="Un enfant arrive.", by=nora, until=until)
    assert "fin de la pause" in desk()["bientot"].lines[0].detail
    since = kernel_clock.now()

    clock.travel(since + HOUR)
    projects.resume(project=project, by=nora)

    assert (standing(), left(since)) == ({}, {"bientot": 1})


def test_a_reminder_of_a_running_project_ends_nothing(town, clock):
    clock.travel(MONDAY)
    project = FollowedProjectFactory()
    projects.watch(project=project, by=None)

    assert Reminder.objects.filter(kind="project.quiet").count() == 1
    clock.travel(MONDAY + 20 * DAY)
    assert "bientot" not in standing()


def test_first_visit_starts_from_now(nora, clock):
    clock.travel(MONDAY)

    assert last_visit_of(nora) == MONDAY


def test_a_visit_goes_on_while_one_comes_back_to_it(nora, clock):
    for minutes in (0, 20, 45, 70):
        clock.travel(MONDAY + dt.timedelta(minutes=minutes))
        projects.come_to_the_desk(by=nora)

    assert (last_visit_of(nora), DeskVisit.objects.count()) == (MONDAY, 1)


def test_the_next_visit_counts_from_the_end_of_the_one_before(nora, clock):
    clock.travel(MONDAY)
    projects.come_to_the_desk(by=nora)
    clock.travel(MONDAY + HOUR / 3)
    projects.come_to_the_desk(by=nora)

    clock.travel(MONDAY + DAY)
    before = last_visit_of(nora)
    projects.come_to_the_desk(by=nora)

    assert (before, last_visit_of(nora)) == (MONDAY + HOUR / 3, MONDAY + HOUR / 3)


def test_each_officer_has_their_own_last_visit(nora, person, monday):
    paul = person(Role.OFFICER)

    projects.start_from_here(by=paul)

    assert (last_visit_of(nora), last_visit_of(paul)) == (monday, monday + HOUR)


def test_a_clock_set_back_moves_no_visit(nora, clock):
    clock.travel(MONDAY)
    projects.come_to_the_desk(by=nora)
    clock.travel(MONDAY - DAY)

    projects.come_to_the_desk(by=nora)

    assert DeskVisit.objects.get().seen_at == MONDAY


def test_looking_writes_nothing_and_the_button_notes_the_visit(officer, nora, clock):
    clock.travel(MONDAY)
    officer.get(DESK)
    assert not DeskVisit.objects.exists()

    officer.post(reverse("portal:desk_visit"))
    clock.travel(MONDAY + VISIT / 2)
    answer = officer.post(reverse("portal:desk_visit"), {"all": "1"}, follow=True)

    assert last_visit_of(nora) == MONDAY + VISIT / 2
    assert "à partir de maintenant" in answer.content.decode()


def test_the_page_says_what_came_and_went(officer, nora, monday):
    ProjectFactory(title="Le frigo du palier")
    gone = ProjectFactory(title="La scierie", submitted_at=monday - DAY)
    projects.accept(project=gone, referent=nora, message="Bienvenue.", by=nora)

    page = officer.get(DESK).content.decode()

    assert "1 arrivé depuis votre dernière visite" in page
    assert "1 parti depuis votre dernière visite" in page
    assert page.index("Le frigo du palier") < page.index("La scierie")


def test_the_desk_shows_five_and_its_count_is_that_of_the_whole_list(officer):
    ProjectFactory.create_batch(7)

    queue = next(one for one in officer.get(DESK).context["queues"] if one.key == "a-qualifier")
    whole = officer.get(reverse("portal:desk_queue", args=["a-qualifier"])).context["page"]

    assert (len(queue.lines), queue.count, queue.others) == (5, 7, 2)
    assert whole.paginator.count == 7


def test_the_list_of_what_left_is_as_long_as_its_count(officer, nora, monday):
    for project in ProjectFactory.create_batch(7, submitted_at=monday - DAY):
        projects.accept(project=project, referent=nora, message="Bienvenue.", by=nora)

    queue = next(one for one in officer.get(DESK).context["queues"] if one.key == "a-qualifier")
    gone = officer.get(reverse("portal:desk_queue", args=["a-qualifier"]), {"voir": "partis"})

    assert (len(queue.gone), queue.left, queue.others_gone) == (5, 7, 2)
    assert (gone.context["left"], gone.context["page"].paginator.count) == (7, 7)


def test_every_queue_has_its_page(officer, monday):
    for kind in desk():
        for view in ("", "partis"):
            address = reverse("portal:desk_queue", args=[kind])
            assert officer.get(address, {"voir": view, "page": "x"}).status_code == 200

    assert officer.get("/pilotage/suivi/inconnue/").status_code == 404


def fill(count: int, nora, clock) -> None:
    """Put so many lines in each queue, and as many departures."""
    clock.travel(MONDAY)
    for _ in range(count):
        silent = FollowedProjectFactory(needs=["local"])
        until = kernel_clock.today() + 75 * DAY
        projects.publish(project=silent, fields=[PublicField.STAGE], by=silent.owner, until=until)
        sent(open_need(), offer_here())
        back = sent(open_need(), offer_here())
        accompaniment.refuse(referral=back, reason="full", by=of_team(back))
        disputed()
        settle(disputed(), nora)
    clock.travel(MONDAY + 50 * DAY)
    projects.start_from_here(by=nora)
    clock.travel(MONDAY + 50 * DAY + HOUR)
    for project in ProjectFactory.create_batch(2 * count)[:count]:
        projects.accept(project=project, referent=nora, message="Bienvenue.", by=nora)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_and_three(officer, nora, clock, django_assert_num_queries, count):
    fill(count, nora, clock)
    officer.get(DESK)

    with django_assert_num_queries(9):
        page = officer.get(DESK)

    # All five projects of each round have been silent; the public page of one ends within the month.
    counts = {queue.key: queue.count for queue in page.context["queues"]}
    assert counts == {
        "a-qualifier": count,
        "sans-offre": count,
        "sans-reponse": count,
        "revenus": count,
        "sans-nouvelles": 5 * count,
        "bientot": count,
        "bilans": count,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_a_queue_costs_the_same_for_one_and_three(officer, nora, clock, django_assert_num_queries, count):
    fill(count, nora, clock)
    address = reverse("portal:desk_queue", args=["revenus"])
    officer.get(address)

    with django_assert_num_queries(7):
        officer.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_the_other_queues_cost_the_same_for_one_and_three(officer, django_assert_num_queries, count):
    for _ in range(count):
        proposed(open_need(), offer_here())
    officer.get(reverse("portal:desk_others"))

    with django_assert_num_queries(11):
        page = officer.get(reverse("portal:desk_others"))

    queue = next(one for one in page.context["queues"] if one.key == "porteur")
    assert queue.count == count


def test_long_queues_are_counted_within_the_budget(officer, nora, django_assert_num_queries):
    for number in range(7):
        proposed(open_need(), offer_here())
        sent(open_need(), offer_here())
        directory.suggest_organisation(name=f"Atelier {number}", summary="Répare et revend.")
    officer.get(reverse("portal:desk_others"))

    with django_assert_num_queries(12):
        page = officer.get(reverse("portal:desk_others"))

    queues = {one.key: one for one in page.context["queues"] if one.count}
    assert {key: (one.count, len(one.lines), one.others) for key, one in queues.items()} == {
        "porteur": (7, 5, 2),
        "organisme": (7, 5, 2),
        "annuaire": (7, 5, 2),
    }


def test_no_query_of_the_desk_is_asked_twice(officer, nora, clock):
    fill(2, nora, clock)
    officer.get(DESK)

    with CaptureQueriesContext(connection) as asked:
        officer.get(DESK)

    statements = [query["sql"] for query in asked.captured_queries]
    assert len(statements) == len(set(statements))


@pytest.mark.parametrize("name", ["desk", "desk_others", "desk_visit"])
def test_the_desk_is_closed_to_others(client_for, person, town, name):
    client = client_for(person(Role.SECRETARY))

    assert {
        client.get(reverse(f"portal:{name}")).status_code,
        client.post(reverse(f"portal:{name}")).status_code,
    } == {403}
