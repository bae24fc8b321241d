"""The public reads only what the holder chose, field by field."""

import datetime as dt
import itertools

import pytest
from django.core.cache import cache
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from terreau.messaging.worker.due import run_reminders
from terreau.projects import actions, queries
from terreau.projects.enums import PublicField
from terreau.projects.models import Project, PublicSheet
from tests.factories.accompaniment import accepted, published_offer
from tests.factories.directory import OrganisationFactory
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

MARKED = {
    "title": "Projet MARQUETITRE",
    "summary": "Résumé MARQUERESUME",
    "story": "MARQUERECIT",
    "publics": "MARQUEPUBLICS",
    "phone": "0100009999",
    "pause_reason": "MARQUEPAUSE",
    "decision_reason": "MARQUEMOTIF",
}
ALWAYS = {"MARQUETITRE", "MARQUERESUME"}
BY_FIELD = {
    PublicField.STAGE: "Essaimage",
    PublicField.COMMUNE: "MARQUECOMMUNE",
    PublicField.SUBJECTS: "Mesurer l’utilité sociale",
    PublicField.PUBLICS: "MARQUEPUBLICS",
    PublicField.LEGAL_FORM: "Scic",
    PublicField.HOLDER: "MARQUENOM",
    PublicField.SUPPORTERS: "MARQUESOUTIEN",
}
NEVER = {"MARQUERECIT", "0100009999", "MARQUEPAUSE", "MARQUEMOTIF", "marquecourriel", "PRJ-"}


@pytest.fixture
def marked():
    OperatorFactory()
    project = FollowedProjectFactory(
        **MARKED,
        stage="essaimage",
        legal_form="scic",
        commune=TerritoryFactory(name="MARQUECOMMUNE"),
        owner=PersonFactory(email="marquecourriel@exemple.test", last_name="MARQUENOM"),
        needs=["mesure-impact"],
    )
    supporter = OrganisationFactory(name="MARQUESOUTIEN", slug="soutien")
    offer = published_offer("mesure-impact", perimeter=project.commune, team__organisation=supporter)
    accepted(project.needs.get(), offer)
    return project


def pages(client, project):
    addresses = [
        reverse("projects:list"),
        reverse("projects:feed"),
        reverse("projects:detail", args=[project.slug]),
    ]
    cache.clear()
    return "\n".join(client.get(address).content.decode() for address in addresses)


@pytest.mark.parametrize(
    "fields",
    [list(choice) for n in (0, 1, 6, 7) for choice in itertools.combinations(PublicField.values, n)],
)
def test_anonymous_pages_hold_only_the_chosen_fields(client, marked, fields):
    actions.publish(project=marked, fields=fields, by=marked.owner)

    text = pages(client, marked)

    expected = ALWAYS | {marker for field, marker in BY_FIELD.items() if field in fields}
    markers = ALWAYS | set(BY_FIELD.values()) | NEVER
    # The word for a stage is also the label of a filter: it shows only when somebody published it.
    assert {marker for marker in markers if marker in text} == expected


def test_an_unpublished_project_shows_nowhere(client, marked):
    assert client.get(reverse("projects:detail", args=[marked.slug])).status_code == 404
    assert "MARQUETITRE" not in client.get(reverse("projects:list")).content.decode()


def test_withdrawing_removes_the_page_at_once(client, marked):
    actions.publish(project=marked, fields=[], by=marked.owner)
    actions.unpublish(project=marked, by=marked.owner)

    assert client.get(reverse("projects:detail", args=[marked.slug])).status_code == 404
    assert PublicSheet.objects.count() == 0
    with pytest.raises(RuleBroken, match="n’est plus publique"):
        actions.unpublish(project=marked, by=marked.owner)


def test_a_filter_finds_no_field_that_is_not_published(client, marked):
    actions.publish(project=marked, fields=["stage"], by=marked.owner)

    page = client.get(reverse("projects:list"), {"commune": marked.commune.code}).content.decode()

    assert "MARQUETITRE" not in page


def test_editing_refreshes_what_is_published_and_nothing_else(client, marked):
    actions.publish(project=marked, fields=["publics"], by=marked.owner)
    marked.refresh_from_db()

    actions.edit(project=marked, version=marked.version, publics="NOUVEAUX", story="SECRET", by=marked.owner)

    text = pages(client, marked)
    assert "NOUVEAUX" in text
    assert "SECRET" not in text


def test_publish_waits_for_the_town():
    with pytest.raises(RuleBroken, match="une fois le projet accompagné"):
        actions.publish(project=ProjectFactory(), fields=[], by=None)


# One query more than the page itself: the kept pages ask which version of the journal is current.
def published(number):
    for _ in range(number):
        project = FollowedProjectFactory(needs=["local", "financement"])
        actions.publish(project=project, fields=PublicField.values, by=project.owner)


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_five_queries(client, django_assert_num_queries, number):
    OperatorFactory()
    published(number)
    client.get(reverse("projects:list"))  # the operator is now known to the process

    with django_assert_num_queries(5):
        client.get(reverse("projects:list"), {"stage": "idee"})


@pytest.mark.parametrize(("fields", "cost"), [(["stage"], 3), (["stage", "supporters"], 4)])
def test_detail_asks_for_supporters_only_when_they_are_published(
    client, django_assert_num_queries, fields, cost
):
    OperatorFactory()
    published(1)
    project = Project.objects.get()
    actions.publish(project=project, fields=fields, by=project.owner)
    client.get(reverse("projects:list"))

    with django_assert_num_queries(cost):
        client.get(reverse("projects:detail", args=[project.slug]))


@pytest.mark.parametrize("number", [1, 3])
def test_feed_asks_two_queries(client, django_assert_num_queries, number):
    OperatorFactory()
    published(number)
    client.get(reverse("projects:feed"))

    with django_assert_num_queries(2):
        client.get(reverse("projects:feed"), {"again": "1"})  # not the page just kept


def test_facets_count_beside_the_other_filters():
    published(2)
    lonely = FollowedProjectFactory(stage="creation", needs=["local"])
    actions.publish(project=lonely, fields=["stage", "subjects"], by=lonely.owner)

    facets = queries.public_facets(queries.SheetFilters(stage="creation"))

    assert [(option["value"], option["count"], option["selected"]) for option in facets["stage"]] == [
        ("idee", 2, False),
        ("creation", 1, True),
    ]
    assert [(option["value"], option["count"]) for option in facets["subject"]] == [("local", 1)]
    assert facets["commune"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_officers_list_asks_one_query(django_assert_num_queries, number):
    for _ in range(number):
        FollowedProjectFactory(needs=["local", "financement"])

    with django_assert_num_queries(1):
        for project in queries.projects_for_list()[:20]:
            assert project.owner.full_name
            assert project.referent.full_name


def test_the_officers_filters_and_counts_agree():
    FollowedProjectFactory(needs=["local"], title="Épicerie")
    ProjectFactory(needs=["local", "financement"])

    filters = queries.ListFilters(state="followed", subject="local", text="epicerie")

    assert [project.title for project in queries.projects_for_list(filters)] == ["Épicerie"]
    counts = {option["value"]: option["count"] for option in queries.list_facets()["state"]}
    assert counts == {"followed": 1, "submitted": 1}


TEXTS = [
    field.name
    for field in Project._meta.local_fields
    if Project.PRIVACY.get(field.name) in {"free_text", "identity", "contact"}
    and field.get_internal_type() in {"CharField", "TextField"}
    and not field.choices
    and field.name not in {"slug", "title_folded"}
]


@given(st.sets(st.sampled_from(PublicField.values)))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_p10_no_field_of_any_kind_shows_unless_it_was_chosen(client, marked, chosen):
    """Every text holds its own name as a marker: a new field is looked for without being named here."""
    marks = {name: f"zz{name.replace('_', '')}"[: Project._meta.get_field(name).max_length] for name in TEXTS}
    Project.objects.filter(pk=marked.pk).update(**marks)
    marked.refresh_from_db()
    actions.publish(project=marked, fields=chosen, by=marked.owner)

    text = pages(client, marked)

    allowed = {"title", "summary"}
    allowed |= {"publics"} if PublicField.PUBLICS in chosen else set()
    allowed |= {"told_name"} if PublicField.HOLDER in chosen else set()
    assert {name for name, mark in marks.items() if mark in text} <= allowed
    assert {"title", "summary"} <= {name for name, mark in marks.items() if mark in text}


def test_p10_a_public_page_ends_by_itself_even_while_the_worker_sleeps(client, marked, clock):
    clock.travel(dt.date(2026, 3, 2))
    actions.publish(project=marked, fields=[], until=dt.date(2026, 9, 1), by=marked.owner)
    clock.travel(dt.date(2026, 9, 1))
    assert "MARQUETITRE" in pages(client, marked)
    clock.travel(dt.date(2026, 9, 2))

    assert "MARQUETITRE" not in pages(client, marked)
    assert client.get(reverse("projects:detail", args=[marked.slug])).status_code == 404
    assert list(queries.sheets_for_list()) == []


def test_p10_the_holder_is_warned_a_month_before_and_may_prolong(client_for, marked, clock):
    clock.travel(dt.date(2026, 3, 2))
    actions.publish(project=marked, fields=[], until=dt.date(2026, 9, 1), by=marked.owner)
    clock.travel(dt.date(2026, 8, 3))
    run_reminders()
    assert Message.objects.filter(event="project.sheet_ends", user=marked.owner).count() == 1
    address = reverse("projects:publish", args=[marked.reference])
    client = client_for(marked.owner)
    far = client.post(address, {"until": "2031-01-01", "publish": "1"}).content.decode()
    assert "dans les deux ans" in far

    client.post(address, {"until": "2027-09-01", "publish": "1"})
    clock.travel(dt.date(2026, 9, 3))
    run_reminders()

    assert PublicSheet.objects.get().expires_on == dt.date(2027, 9, 1)
    clock.travel(dt.date(2027, 9, 3))
    run_reminders()
    assert not PublicSheet.objects.exists()
    marked.refresh_from_db()
    assert marked.public_since is None
