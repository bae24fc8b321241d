"""A holder calls for a hand: what everybody reads of it, until when, and how the town takes it down."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.accounts.enums import Role
from terreau.accounts.models import AccessLog
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message, Reminder
from terreau.messaging.worker.due import run_reminders
from terreau.projects import actions, queries
from terreau.projects.enums import HelpCallState, HelpKind, HelpOfferState, MemberRole, PublicField
from terreau.projects.models import HelpCall, HelpReport, Project, ProjectMember
from terreau.search.queries import Query, search
from tests.factories.help import appeal, call_of, offered, offered_by_mail
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

TYPED = {
    "kind": "time",
    "title": "Deux personnes pour repeindre",
    "text": "La salle est grande.",
    "amount": "Deux samedis",
    "place": "Les Blagis",
    "until": "2026-05-01",
}


@pytest.fixture(autouse=True)
def _in_march(clock):
    clock.travel(dt.date(2026, 3, 2))
    OperatorFactory()


@pytest.fixture
def project():
    return FollowedProjectFactory(title="Le lavoir")


def address_of(project, call=None):
    if call is None:
        return reverse("projects:help_calls", args=[project.reference])
    return reverse("projects:help_manage", args=[project.reference, call.slug])


def public_pages(client, *calls):
    cache.clear()
    pages = [
        reverse("projects:help_list"),
        reverse("projects:help_feed"),
        *(c.get_absolute_url() for c in calls),
    ]
    return "\n".join(client.get(page).content.decode() for page in pages)


def test_a_holder_sees_a_call_as_a_visitor_then_publishes_it(client, client_for, project):
    mine = client_for(project.owner)

    seen = mine.post(address_of(project), TYPED | {"preview": "1"}).content.decode()
    before = HelpCall.objects.count()
    refused = mine.post(address_of(project), TYPED | {"publish": "1"}).content.decode()
    done = mine.post(address_of(project), TYPED | {"publish": "1", "agreed": "on"})

    call = HelpCall.objects.get()
    assert before == 0
    assert "Ce que verra un visiteur" in seen
    assert "Deux samedis" in seen.partition("Ce que verra un visiteur")[2]
    assert "Cochez la case d’accord" in refused
    assert "La salle est grande." in refused
    assert done.url == address_of(project, call)
    assert (call.project, call.until, call.holder) == (project, dt.date(2026, 5, 1), "")
    page = client.get(call.get_absolute_url()).content.decode()
    assert {"La salle est grande.", "Deux samedis", "Les Blagis"} <= set(re.findall(r">([^<>]+)<", page))
    assert list(Entry.objects.filter(verb__startswith="help_call").values_list("verb", flat=True)) == [
        "help_call.published"
    ]


def test_the_same_call_sent_twice_is_published_once(client_for, project):
    for _ in range(2):
        client_for(project.owner).post(address_of(project), TYPED | {"publish": "1", "agreed": "on"})

    assert HelpCall.objects.count() == 1
    assert Entry.objects.filter(verb="help_call.published").count() == 1


@pytest.mark.parametrize("until", ["2026-03-02", "2026-01-01", "2027-01-01"])
def test_a_call_ends_within_six_months(project, until):
    with pytest.raises(RuleBroken, match="dans les six mois"):
        call_of(project, until=dt.date.fromisoformat(until))


def test_a_call_waits_for_the_town():
    with pytest.raises(RuleBroken, match="une fois le projet accompagné"):
        call_of(ProjectFactory())


def test_a_project_has_five_calls_at_most(project):
    for number in range(5):
        call_of(project, title=f"Appel {number}")

    with pytest.raises(RuleBroken, match="déjà 5 appels"):
        call_of(project, title="Un de trop")


TEXTS = [
    field.name
    for field in Project._meta.local_fields
    if Project.PRIVACY.get(field.name) in {"free_text", "identity", "contact"}
    and field.get_internal_type() in {"CharField", "TextField"}
    and not field.choices
    and field.name not in {"slug", "title_folded"}
]


@pytest.fixture
def marked():
    project = FollowedProjectFactory(
        commune=TerritoryFactory(name="MARQUECOMMUNE"),
        owner=PersonFactory(email="marquecourriel@exemple.test", last_name="MARQUENOM"),
        needs=["mesure-impact"],
    )
    marks = {name: f"zz{name.replace('_', '')}"[: Project._meta.get_field(name).max_length] for name in TEXTS}
    Project.objects.filter(pk=project.pk).update(**marks)
    project.refresh_from_db()
    volunteer = PersonFactory(email="marquevoisin@exemple.test", last_name="MARQUEVOISIN")
    return project, marks, volunteer


@given(names_project=st.booleans(), names_holder=st.booleans(), is_public=st.booleans())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_p10_a_call_shows_only_what_its_holder_agreed_to(
    client, marked, names_project, names_holder, is_public
):
    """Every text of the project holds its own name: a new field is looked for without being named here."""
    project, marks, volunteer = marked
    HelpCall.objects.all().delete()
    if is_public:
        actions.publish(project=project, fields=[PublicField.HOLDER], by=project.owner)
    elif project.is_public:
        actions.unpublish(project=project, by=project.owner)
    project.refresh_from_db()
    call = call_of(project, names_project=names_project, names_holder=names_holder)
    offered(call, by=volunteer, message="marquemessage")
    offered_by_mail(call, "marqueadresse@exemple.test", name="marquevoisine", message="marquemessage")

    text = public_pages(client, call)

    allowed = ({"title"} if names_project and is_public else set()) | (
        {"told_name"} if names_holder else set()
    )
    assert {name for name, mark in marks.items() if mark in text} == allowed
    assert {mark for mark in ("MARQUECOMMUNE", "MARQUENOM", "MARQUEVOISIN", "PRJ-") if mark in text} == set()
    assert "marque" not in text
    assert "La salle est grande." in text


def test_the_page_of_a_project_shows_the_calls_that_name_it(client, project, django_assert_num_queries):
    actions.publish(project=project, fields=[], by=project.owner)
    page = reverse("projects:detail", args=[project.slug])
    client.get(page)
    with django_assert_num_queries(3):
        without = client.get(page, {"again": 1}).content.decode()
    call_of(project, title="Un four", names_project=True)
    call_of(project, title="Une voix discrète")

    with django_assert_num_queries(4):
        shown = client.get(page, {"again": 2}).content.decode()

    assert "cherche un coup de main" not in without
    assert "Un four" in shown
    assert "Une voix discrète" not in shown


def test_withdrawing_the_public_page_takes_the_name_off_the_calls_too(client, project):
    actions.publish(project=project, fields=[], by=project.owner)
    call = call_of(project, names_project=True)
    assert "Le lavoir" in public_pages(client, call)
    project.refresh_from_db()

    actions.unpublish(project=project, by=project.owner)

    assert "Le lavoir" not in public_pages(client, call)
    assert "repeindre" in public_pages(client, call)


def test_the_name_follows_the_holder_and_goes_when_the_owner_changes(project):
    call = call_of(project, names_holder=True)
    actions.publish(project=project, fields=["holder", "stage"], by=project.owner)
    Project.objects.filter(pk=project.pk).update(told_name="Ana Sureau")
    project.refresh_from_db()
    actions.edit(project=project, version=project.version, publics="Tous", by=project.owner)
    call.refresh_from_db()
    assert call.holder == "Ana Sureau"
    heir = PersonFactory()
    ProjectMember.objects.create(
        project=project, email=heir.email, user=heir, role=MemberRole.CO_HOLDER, joined_at=kernel_clock.now()
    )

    actions.transfer(project=project, to=heir, by=project.owner)

    call.refresh_from_db()
    project.sheet.refresh_from_db()
    assert (call.holder, project.sheet.holder, project.sheet.fields) == ("", "", ["stage"])


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_feed_ask_few_queries(client, django_assert_num_queries, number):
    for _ in range(number):
        call_of(kind=HelpKind.SKILLS, names_project=True)
    client.get(reverse("projects:help_list"))

    with django_assert_num_queries(4):
        client.get(reverse("projects:help_list"), {"kind": "skills"})
    with django_assert_num_queries(2):
        client.get(reverse("projects:help_feed"), {"again": "1"})


def test_the_list_is_narrowed_by_kind_and_counts_beside(client):
    call_of(kind=HelpKind.SKILLS, title="Une comptable")
    call_of(kind=HelpKind.PREMISES, title="Une grange")

    page = client.get(reverse("projects:help_list"), {"kind": "premises"}).content.decode()
    strange = client.get(reverse("projects:help_list"), {"kind": "rien"}).content.decode()

    assert "Une grange" in page
    assert "Une comptable" not in page
    assert [(one["value"], one["count"], one["selected"]) for one in queries.call_facets("premises")] == [
        ("skills", 1, False),
        ("premises", 1, True),
    ]
    assert "Aucun appel de ce genre" in strange


def test_a_call_ends_by_itself_even_while_the_worker_sleeps(client, project, clock):
    call = call_of(project, until=dt.date(2026, 3, 20))
    waiting = offered(call)
    clock.travel(dt.date(2026, 3, 20))
    assert "repeindre" in public_pages(client, call)

    clock.travel(dt.date(2026, 3, 21))

    assert client.get(call.get_absolute_url()).status_code == 404
    assert "repeindre" not in client.get(reverse("projects:help_list")).content.decode()
    with pytest.raises(RuleBroken, match="Cet appel est terminé"):
        offered(call)
    clock.travel(dt.date(2026, 3, 22))
    run_reminders()
    call.refresh_from_db()
    waiting.refresh_from_db()
    assert (call.state, waiting.state) == (HelpCallState.OVER, HelpOfferState.LAPSED)
    assert Message.objects.filter(event="project.help_declined", user=waiting.user).count() == 1


def test_the_holder_is_warned_a_week_before_and_may_prolong(client_for, project, clock):
    call = call_of(project, until=dt.date(2026, 3, 20))
    clock.travel(dt.datetime(2026, 3, 13, 12, tzinfo=dt.UTC))
    run_reminders()
    assert Message.objects.filter(event="project.help_ends", user=project.owner).count() == 1

    client_for(project.owner).post(address_of(project, call), {"renew": "1", "until": "2026-06-01"})
    clock.travel(dt.date(2026, 3, 25))
    run_reminders()

    call.refresh_from_db()
    assert (call.state, call.until) == (HelpCallState.OPEN, dt.date(2026, 6, 1))
    pending = Reminder.objects.filter(sent_at=None, cancelled_at=None, kind__startswith="project.help")
    assert sorted(pending.values_list("kind", flat=True)) == ["project.help_ends", "project.help_over"]


def test_closing_thanks_who_waits_and_a_closed_call_is_opened_again(client, client_for, project):
    call = call_of(project)
    waiting, picked = offered(call), offered(call)
    actions.accept_help(offer=picked, word="Merci", by=project.owner)
    mine = client_for(project.owner)

    for _ in range(2):
        mine.post(address_of(project, call), {"close": "1"})

    call.refresh_from_db()
    waiting.refresh_from_db()
    picked.refresh_from_db()
    assert (call.state, waiting.state, picked.state) == ("closed", "lapsed", "accepted")
    assert client.get(call.get_absolute_url()).status_code == 404
    assert not Reminder.objects.filter(
        sent_at=None, cancelled_at=None, kind__startswith="project.help"
    ).exists()
    mine.post(address_of(project, call), {"renew": "1", "until": "2026-06-01"})
    assert client.get(call.get_absolute_url()).status_code == 200


def test_a_call_opened_again_does_not_double_one_that_is_open(project):
    first = actions.close_call(call=call_of(project), by=project.owner)
    second = call_of(project)

    with pytest.raises(RuleBroken, match="prolongez celui-là"):
        actions.renew_call(call=first, until=dt.date(2026, 5, 1), by=project.owner)
    other = call_of(project, title="Autre")
    with pytest.raises(RuleBroken, match="changez la ligne de titre"):
        actions.edit_call(call=other, appeal=appeal(), agreed=True, by=project.owner)
    assert second.is_in_force


def test_an_open_call_is_changed_and_a_closed_one_is_not(client_for, project):
    call = call_of(project)
    page = reverse("projects:help_edit", args=[project.reference, call.slug])
    mine = client_for(project.owner)

    shown = mine.get(page).content.decode()
    mine.post(page, TYPED | {"title": "Trois personnes", "agreed": "on"})

    call.refresh_from_db()
    assert "Deux personnes pour repeindre" in shown
    assert (call.title, call.amount) == ("Trois personnes", "Deux samedis")
    actions.close_call(call=call, by=project.owner)
    with pytest.raises(RuleBroken, match="rouvrez-le"):
        actions.edit_call(call=call, appeal=appeal(), agreed=True, by=project.owner)


def test_a_project_that_ends_closes_its_calls(client, project):
    call = call_of(project)

    actions.close(project=project, reason="Il vit sa vie.", by=project.owner)

    assert client.get(call.get_absolute_url()).status_code == 404
    with pytest.raises(RuleBroken, match="une fois le projet accompagné"):
        actions.renew_call(call=HelpCall.objects.get(), until=dt.date(2026, 5, 1), by=project.owner)


def test_two_files_made_one_ask_once_for_the_same_thing(person):
    kept, gone = FollowedProjectFactory(), FollowedProjectFactory()
    call_of(kept)
    same, other = call_of(gone, names_holder=True), call_of(gone, title="Un four", names_holder=True)

    actions.merge(gone=gone, kept=kept, by=person(Role.OFFICER))

    same.refresh_from_db()
    other.refresh_from_db()
    assert (same.state, same.project) == ("closed", kept)
    assert (other.state, other.project, other.holder) == ("open", kept, "")


def test_the_holder_alone_reads_what_comes_and_it_is_noted_who_opened_it(client_for, person, project):
    call = call_of(project)
    offered(call, message="Je viens samedi.")
    stranger, officer = person(), person(Role.OFFICER)

    page = client_for(project.owner).get(address_of(project, call)).content.decode()

    assert "Je viens samedi." in page
    assert client_for(stranger).get(address_of(project, call)).status_code == 404
    assert client_for(officer).get(address_of(project, call)).status_code == 403
    co_holder = person()
    ProjectMember.objects.create(
        project=project,
        email=co_holder.email,
        user=co_holder,
        role=MemberRole.CO_HOLDER,
        joined_at=kernel_clock.now(),
    )
    assert "Je viens samedi." in client_for(co_holder).get(address_of(project, call)).content.decode()
    seen = AccessLog.objects.filter(reader=co_holder, target_key=str(project.pk))
    assert seen.get().purpose == "Appels à un coup de main"


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_the_holder_ask_the_same_whatever_the_number(
    client_for, project, django_assert_num_queries, number
):
    calls = [call_of(project, title=f"Appel {one}") for one in range(number)]
    for _ in range(number):
        offered(calls[0])
    mine = client_for(project.owner)
    for page in (address_of(project), address_of(project, calls[0])):
        mine.get(page)

    with django_assert_num_queries(6):
        mine.get(address_of(project))
    with django_assert_num_queries(7):
        mine.get(address_of(project, calls[0]))


def reported(client, call, clock, message="C’est une publicité."):
    page = reverse("projects:help_report", args=[call.slug])
    html = client.get(page).content.decode()
    clock.travel(kernel_clock.now() + dt.timedelta(seconds=10))
    shown_at = re.search(r'name="shown_at" value="([^"]+)"', html)[1]
    return client.post(page, {"message": message, "shown_at": shown_at}).content.decode()


def test_anybody_reports_a_call_and_the_town_takes_it_down(client, client_for, person, project, clock):
    officer = person(Role.OFFICER)
    call = call_of(project)
    waiting = offered(call)
    thanks = [reported(client, call, clock) for _ in range(2)]
    desk = client_for(officer)
    listed = desk.get(reverse("projects:help_moderation")).content.decode()
    page = reverse("projects:help_moderate", args=[call.slug])
    read = desk.get(page).content.decode()

    silent = desk.post(page, {"remove": "1", "reason": " "}).content.decode()
    desk.post(page, {"remove": "1", "reason": "Ce n’est pas un coup de main."})

    call.refresh_from_db()
    waiting.refresh_from_db()
    assert all("Merci, c’est signalé" in one for one in thanks)
    assert HelpReport.objects.get().state == "upheld"
    assert "1 signalement" in listed
    assert "C’est une publicité." in read
    assert "Dites pourquoi, en une phrase" in silent
    assert (call.state, call.removal_reason, waiting.state) == (
        "removed",
        "Ce n’est pas un coup de main.",
        "lapsed",
    )
    assert client.get(call.get_absolute_url()).status_code == 404
    assert Message.objects.filter(event="project.help_reported", user=officer).count() == 1
    assert Message.objects.filter(event="project.help_removed", user=project.owner).count() == 1
    assert "pas un coup de main" in client_for(project.owner).get(address_of(project, call)).content.decode()
    with pytest.raises(RuleBroken, match="La ville a retiré"):
        actions.renew_call(call=call, until=dt.date(2026, 5, 1), by=project.owner)


def test_the_town_leaves_a_call_in_place(client, client_for, person, project, clock):
    call = call_of(project)
    reported(client, call, clock)
    desk, page = client_for(person(Role.OFFICER)), reverse("projects:help_moderate", args=[call.slug])

    desk.post(page, {"keep": "1"})

    assert HelpReport.objects.get().state == "dismissed"
    assert client.get(call.get_absolute_url()).status_code == 200
    assert "Personne ne signale d’appel" in desk.get(reverse("projects:help_moderation")).content.decode()
    again = desk.post(page, {"keep": "1"}).content.decode()
    assert "Personne ne signale plus cet appel" in again


def test_who_reports_is_named_nowhere(project, person):
    actions.report_call(call=call_of(project), message="Étrange", by=person())

    entry = Entry.objects.get(verb="help_call.reported")
    assert (entry.actor_kind, entry.actor_label) == ("link", "Une personne sans compte")


@pytest.mark.parametrize("number", [1, 3])
def test_moderation_asks_the_same_whatever_the_number(client_for, person, django_assert_num_queries, number):
    for one in range(number):
        actions.report_call(call=call_of(title=f"Appel {one}"), message="Étrange")
    desk = client_for(person(Role.OFFICER))
    desk.get(reverse("projects:help_moderation"))

    with django_assert_num_queries(6):
        desk.get(reverse("projects:help_moderation"))


def test_a_project_is_found_by_the_words_of_a_call_that_names_it(project):
    actions.publish(project=project, fields=[], by=project.owner)
    call = call_of(project, title="Un trombone à coulisse", names_project=True)
    call_of(project, title="Une clarinette discrète")

    found = [search("project", Query(text=word)).total for word in ("trombone", "clarinette")]
    actions.remove_call(call=call, reason="Non", by=project.referent)

    assert found == [1, 0]
    assert search("project", Query(text="trombone")).total == 0
