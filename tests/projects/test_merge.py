"""The same project came in twice: the banner says so, and one act makes one file without loss."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.accompaniment.actions import post_to_town
from terreau.accompaniment.models import OutsideReferral, Referral
from terreau.accompaniment.queries import file_of
from terreau.accounts.enums import Role
from terreau.documents import actions as documents
from terreau.documents.models import File
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message, Reminder, ThreadMessage
from terreau.projects import actions, queries
from terreau.projects.enums import ProjectState
from terreau.projects.models import Fact, Need, Project
from tests.factories.accompaniment import directed, published_offer, sent
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

pytestmark = pytest.mark.django_db
SIRET = "55208131766522"


@pytest.fixture
def officer(person):
    return person(Role.OFFICER, first_name="Sacha", last_name="Martin")


@pytest.fixture
def files(officer, settings, tmp_path):
    """Two files of one holder, three weeks apart, with everything that can hang on a file."""
    settings.MEDIA_ROOT = tmp_path
    OperatorFactory()
    owner, place = PersonFactory(), SceauxFactory()
    first = FollowedProjectFactory(
        owner=owner, referent=officer, commune=place, title="Atelier vélo", needs=["local", "financement"]
    )
    second = FollowedProjectFactory(
        owner=owner, referent=officer, commune=place, title="Atelier vélos", needs=["local", "formation"]
    )
    Need.objects.filter(project=second, subject__code="local").update(text="Avec une cour", urgency="now")
    offers = {code: published_offer(code, perimeter=place) for code in ("local", "formation")}
    for need in (*first.needs.filter(subject__code="local"), *second.needs.filter(subject__code="local")):
        sent(need, offers["local"])
        directed(need, "Boutique de gestion")
        directed(need, f"Maison {need.pk}")
    sent(second.needs.get(subject__code="formation"), offers["formation"])
    for number, project in enumerate((first, second)):
        actions.record_fact(project=project, key="employees", value=number, by=owner)
        post_to_town(project=project, body=f"Message {number}", by=owner)
        documents.keep(target=project, name="plan", content=f"Plan {number}".encode(), by=owner)
        documents.keep(target=project, name="commun", content=b"Le bail", by=owner)
    actions.invite(project=second, email="ami@exemple.test", role="reader", by=owner)
    return first, second


def test_p5_a_second_submission_within_three_weeks_raises_a_banner(officer, client_for, clock):
    clock.travel(dt.date(2026, 3, 2))
    owner = PersonFactory()
    first = ProjectFactory(owner=owner, title="Repair café")
    clock.travel(dt.date(2026, 3, 21))
    second = ProjectFactory(owner=owner, title="Tout autre chose")

    page = client_for(officer).get(reverse("projects:triage", args=[second.reference])).content.decode()

    assert "Ce projet ressemble à un autre" in page
    assert reverse("projects:merge", args=[second.reference, first.reference]) in page


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"siret": SIRET}, True),
        ({"phone": "0146610000"}, True),
        ({"title": "Atelier velo des Blagis !"}, True),
        ({"title": "Une crèche"}, False),
    ],
)
def test_p5_the_banner_looks_at_siret_phone_and_near_title(facts, found):
    one = ProjectFactory(siret=SIRET, phone="0146610000", title="Atelier vélo des Blagis")

    other = ProjectFactory(**facts)

    assert (queries.duplicates_of(other) == [one]) is found


def test_p5_the_banner_forgets_after_ninety_days(clock):
    clock.travel(dt.date(2026, 1, 5))
    owner = PersonFactory()
    ProjectFactory(owner=owner)
    clock.travel(dt.date(2026, 4, 6))

    assert queries.duplicates_of(ProjectFactory(owner=owner)) == []


def test_p5_merging_loses_no_message_no_referral_no_need_no_fact_no_document(files, officer):
    first, second = files
    before = {
        model: set(model.objects.values_list("pk", flat=True))
        for model in (Need, Fact, Referral, OutsideReferral, ThreadMessage, File, Entry)
    }

    actions.merge(gone=second, kept=first, by=officer)

    for model, keys in before.items():
        assert keys <= set(model.objects.values_list("pk", flat=True)), model
    assert first.needs.count() == 4
    assert sorted(first.needs.filter(closed_at=None).values_list("subject__code", flat=True)) == [
        *("financement", "formation", "local")
    ]
    kept_need = first.needs.get(closed_at=None, subject__code="local")
    assert (kept_need.urgency, "Avec une cour" in kept_need.text) == ("now", True)
    assert Referral.objects.filter(project=first).count() == 3
    assert Referral.objects.exclude(need__project=first).count() == 0
    assert OutsideReferral.objects.filter(project=first, need__project=first).count() == 4
    assert kept_need.outside_referrals.count() == 3  # one name was in both files
    assert first.facts.count() == 2
    assert list(
        ThreadMessage.objects.filter(thread__target_key=str(first.pk)).values_list("body", flat=True)
    ) == ["Message 0", "Message 1"]
    mine = File.objects.filter(target_kind="projects.project", target_key=str(first.pk))
    assert sorted(mine.values_list("name", flat=True)) == ["commun.txt", "plan.txt", "plan.txt"]
    assert first.members.get().email == "ami@exemple.test"


def test_p5_both_time_lines_are_read_in_the_kept_file(files, officer):
    first, second = files
    told = Entry.objects.filter(project__in=[first.pk, second.pk]).exclude(verb="message.posted").count()

    actions.merge(gone=second, kept=first, by=officer)

    shown = file_of(Project.objects.get(pk=first.pk), {"desk", "holder"}, ())
    assert len(shown.timeline) == told + 1
    assert shown.timeline[0].verb == "project.merged"
    assert len(shown.views) == 3


@pytest.mark.parametrize("name", ["projects:manage", "projects:triage", "accompaniment:file"])
def test_p5_the_merged_reference_leads_to_the_kept_file(files, officer, client_for, name, person):
    first, second = files
    actions.merge(gone=second, kept=first, by=officer)
    address = reverse(name, args=[second.reference])

    answer = client_for(officer).get(address)

    assert answer.url == reverse(name, args=[first.reference])
    assert client_for(person()).get(answer.url).status_code in (403, 404)
    assert client_for(officer).post(address, {}).status_code in (404, 405)


def test_p5_one_click_on_the_page_merges_and_tells_the_holder(files, officer, client_for):
    first, second = files
    address = reverse("projects:merge", args=[second.reference, first.reference])
    client = client_for(officer)
    assert "Cela ne se défait pas" in client.get(address).content.decode()

    answer = client.post(address, {"kept": first.reference})

    assert answer.url == reverse("projects:triage", args=[first.reference])
    second.refresh_from_db()
    assert (second.state, second.merged_into) == (ProjectState.MERGED, first)
    assert Message.objects.filter(event="project.merged").count() == 1
    assert not Reminder.objects.filter(
        target_kind="projects.project", target_key=str(second.pk), sent_at=None, cancelled_at=None
    ).exists()
    assert second not in queries.projects_for_list()
    assert (
        "Dossiers réunis" in client.get(reverse("projects:manage", args=[first.reference])).content.decode()
    )


def test_files_of_two_people_are_merged_once_both_agreed(officer, client_for):
    mine, theirs = ProjectFactory(title="Jardin partagé"), ProjectFactory(title="Jardin partage")
    address = reverse("projects:merge", args=[mine.reference, theirs.reference])
    client = client_for(officer)

    refused = client.post(address, {"kept": mine.reference}).content.decode()
    assert "Demandez d’abord leur accord" in refused
    client.post(address, {"kept": mine.reference, "agreed": "on"})

    assert mine.members.active().get().user == theirs.owner
    assert Message.objects.filter(event="project.merged").count() == 2


def test_a_public_page_leads_to_the_kept_one_only_while_it_is_public(files, officer, client):
    first, second = files
    actions.publish(project=second, fields=[], by=second.owner)
    actions.merge(gone=second, kept=first, by=officer)

    assert client.get(reverse("projects:detail", args=[second.slug])).status_code == 404
    actions.publish(project=first, fields=[], by=first.owner)
    assert client.get(reverse("projects:detail", args=[second.slug])).url == first.get_absolute_url()


def test_the_file_that_is_followed_stays(officer):
    waiting, followed = ProjectFactory(), FollowedProjectFactory(referent=officer)

    assert queries.which_to_keep(waiting, followed) == (followed, waiting)
    with pytest.raises(RuleBroken, match="c’est lui qu’il faut garder"):
        actions.merge(gone=followed, kept=waiting, by=officer)
    with pytest.raises(RuleBroken, match="même dossier"):
        actions.merge(gone=waiting, kept=waiting, by=officer)
    actions.close(project=followed, reason="Fini", by=officer)
    with pytest.raises(RuleBroken, match="doit être ouvert"):
        actions.merge(gone=waiting, kept=followed, by=officer)


def test_merges_follow_each_other(officer):
    one, two, three = (FollowedProjectFactory(referent=officer) for _ in range(3))
    actions.merge(gone=three, kept=two, by=officer)
    actions.merge(gone=two, kept=one, by=officer)

    assert queries.kept_of(three.reference) == one
    assert sorted(queries.keys_of(one)) == sorted([one.pk, two.pk, three.pk])


def test_the_kept_file_takes_what_only_the_other_said(officer):
    kept = FollowedProjectFactory(referent=officer, consent_mode="", consent_on=None, phone="")
    gone = FollowedProjectFactory(referent=officer, phone="0146610000", siret=SIRET, story="Depuis 2020.")

    actions.merge(gone=gone, kept=kept, by=officer)

    kept.refresh_from_db()
    assert (kept.phone, kept.siret, kept.story) == ("0146610000", SIRET, "Depuis 2020.")
    assert (kept.consent_mode, kept.consent_on) == (gone.consent_mode, gone.consent_on)
