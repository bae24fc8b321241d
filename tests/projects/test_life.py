"""What is known of a project, its needs, its team, its pauses and its end."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.accounts import erasure, roles
from terreau.accounts.models import AccessLog
from terreau.directory.models import Subject
from terreau.journal.models import TraceLink
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.messaging import links
from terreau.projects import actions, mails, queries
from terreau.projects.models import ProjectMember
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def test_a_stale_fact_is_unknown(clock):
    clock.travel(dt.date(2026, 1, 5))
    project = FollowedProjectFactory(needs=["local"], legal_form="")
    actions.record_fact(project=project, key="has_premises", value=False, by=project.owner)
    known = {"stage": "idee", "commune": "92071", "subjects": ["local"]}

    assert queries.facts_of(project) == known | {"has_premises": False}
    assert queries.facts_of(project, on=dt.date(2027, 1, 6)) == known


def test_the_latest_word_counts_and_none_is_unknown():
    project = FollowedProjectFactory(legal_form="none")
    actions.record_fact(project=project, key="employees", value=2, by=project.owner)
    assert queries.facts_of(project)["employees"] == 2

    actions.record_fact(project=project, key="employees", value=None, by=project.owner)

    assert queries.facts_of(project) == {"stage": "idee", "commune": "92071", "legal_form": "none"}


def test_record_fact_refuses_what_the_sheet_says():
    project = FollowedProjectFactory()

    with pytest.raises(RuleBroken, match="modifiez la fiche"):
        actions.record_fact(project=project, key="stage", value="idee", by=project.owner)


def test_edit_refuses_an_old_version():
    project = FollowedProjectFactory()
    actions.edit(project=project, version=1, title="Nouveau nom", by=project.owner)

    with pytest.raises(StaleObject, match="vient de modifier"):
        actions.edit(project=project, version=1, title="Autre nom", by=project.owner)

    project.refresh_from_db()
    assert (project.title, project.title_folded, project.version) == ("Nouveau nom", "nouveau nom", 2)


def test_edit_without_change_writes_nothing():
    project = FollowedProjectFactory()

    actions.edit(project=project, version=1, title=project.title, by=project.owner)

    project.refresh_from_db()
    assert project.version == 1


def test_edit_knows_its_fields():
    with pytest.raises(ValueError, match="state"):
        actions.edit(project=FollowedProjectFactory(), version=1, state="closed", by=PersonFactory())


def test_needs_open_and_close_on_their_own():
    project = FollowedProjectFactory()
    local, money = Subject.objects.get(code="local"), Subject.objects.get(code="financement")
    need = actions.open_need(project=project, subject=local, urgency="now", by=project.owner)
    actions.open_need(project=project, subject=money, by=project.owner)
    with pytest.raises(RuleBroken, match="déjà noté"):
        actions.open_need(project=project, subject=local, by=project.owner)

    actions.close_need(need=need, by=project.owner)

    assert list(project.subjects.values_list("code", flat=True)) == ["financement"]
    assert TraceLink.objects.filter(source_kind="projects.project").count() == 2
    with pytest.raises(StaleObject, match="déjà refermé"):
        actions.close_need(need=need, by=project.owner)


def test_pause_resume_close_archive():
    project = FollowedProjectFactory()
    by = project.referent
    actions.pause(project=project, reason="Été", by=by)
    actions.resume(project=project, by=by)
    with pytest.raises(RuleBroken, match="encore ouvert"):
        actions.archive(project=project, reason="Fini", by=by)
    with pytest.raises(RuleBroken, match="Dites pourquoi"):
        actions.close(project=project, reason=" ", by=by)
    actions.close(project=project, reason="Il vit sa vie", by=by)
    actions.archive(project=project, reason="Fini", by=by)

    project.refresh_from_db()
    assert (project.state, project.paused_at, project.close_reason) == ("closed", None, "Il vit sa vie")
    assert list(queries.projects_for_list()) == []
    with pytest.raises(StaleObject):
        actions.archive(project=project, reason="Fini", by=by)
    with pytest.raises(RuleBroken, match="n’est plus suivi"):
        actions.open_need(project=project, subject=Subject.objects.first(), by=by)


def test_assign_referent(person):
    project, other = FollowedProjectFactory(), person("officer")

    actions.assign_referent(project=project, referent=other, by=other)

    project.refresh_from_db()
    assert project.referent == other
    with pytest.raises(RuleBroken, match="en acceptant"):
        actions.assign_referent(project=ProjectFactory(), referent=other, by=other)


def test_the_owner_hands_over_before_leaving(client):
    project = FollowedProjectFactory()
    owner = project.owner
    with pytest.raises(RuleBroken, match="transmettez d’abord"):
        actions.leave(project=project, by=owner)
    member = actions.invite(project=project, email="Amie@exemple.test", role="co_holder", by=owner)
    with pytest.raises(RuleBroken, match="déjà invitée"):
        actions.invite(project=project, email="amie@exemple.test", role="reader", by=owner)
    token = links.issue(purpose=mails.JOIN, target=member, email=member.email)
    client.post(reverse("projects:join", args=[token]))
    member.refresh_from_db()
    friend = member.user

    actions.transfer(project=project, to=friend, by=owner)
    actions.leave(project=project, by=owner)

    project.refresh_from_db()
    assert project.owner == friend
    assert ProjectMember.objects.active().count() == 0
    assert roles.derived(friend) >= {"holder"}
    assert erasure.reasons_against(owner) == []
    assert "transmettez-le à un co-porteur" in erasure.reasons_against(friend)[0]


def test_transfer_refuses_somebody_outside_the_team():
    project = FollowedProjectFactory()

    with pytest.raises(RuleBroken, match="a accepté son invitation"):
        actions.transfer(project=project, to=PersonFactory(), by=project.owner)


def test_an_invitation_serves_once():
    project = FollowedProjectFactory()
    member = actions.invite(project=project, email="amie@exemple.test", role="reader", by=project.owner)
    actions.remove_member(member=member, by=project.owner)

    with pytest.raises(StaleObject, match="déjà servi"):
        actions.join(member=member)


PAGES = ["manage", "edit", "facts", "needs", "publish", "team", "life"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_the_team_only(page, client_for, person):
    project = FollowedProjectFactory(needs=["local"])
    url = reverse(f"projects:{page}", args=[project.reference])

    assert client_for(person()).get(url).status_code == 404
    assert project.title in client_for(project.owner).get(url).content.decode()


def test_an_officer_opening_a_file_leaves_a_trace(client_for, person):
    project, officer = FollowedProjectFactory(), person("officer")

    client_for(officer).get(reverse("projects:manage", args=[project.reference]))
    client_for(project.owner).get(reverse("projects:manage", args=[project.reference]))

    assert list(AccessLog.objects.values_list("reader", "person", "target_key")) == [
        (officer.pk, project.owner_id, str(project.pk))
    ]


def test_a_reader_reads_and_does_not_write(client_for):
    project, friend = FollowedProjectFactory(), PersonFactory()
    member = actions.invite(project=project, email=friend.email, role="reader", by=project.owner)
    actions.join(member=member, by=friend)
    client = client_for(friend)

    assert client.get(reverse("projects:manage", args=[project.reference])).status_code == 200
    assert client.get(reverse("projects:edit", args=[project.reference])).status_code == 403


def test_the_facts_page_keeps_unknown_unknown(client_for):
    project = FollowedProjectFactory()
    client = client_for(project.owner)
    url = reverse("projects:facts", args=[project.reference])

    client.post(url, {"amount_sought": "8 000", "has_premises": "yes", "employees": ""})
    client.post(url, {"amount_sought": "8 000", "has_premises": ""})

    assert {fact.key: fact.value for fact in queries.known_facts(project)} == {"amount_sought": 8000}
    assert project.facts.count() == 3  # said, said, taken back


def test_the_life_page_moves_the_project(client_for):
    project = FollowedProjectFactory()

    client_for(project.owner).post(
        reverse("projects:life", args=[project.reference]), {"verb": "close", "close-reason": "Fini"}
    )

    project.refresh_from_db()
    assert (project.state, project.close_reason) == ("closed", "Fini")


def test_the_publish_page_previews_publishes_and_withdraws(client_for):
    project = FollowedProjectFactory(publics="Les familles")
    client = client_for(project.owner)
    url = reverse("projects:publish", args=[project.reference])

    preview = client.post(url, {"fields_shown": ["publics"], "preview": "1"}).content.decode()
    assert "Les familles" in preview
    assert not project.decisions.exists()
    response = client.post(url, {"fields_shown": ["publics"], "publish": "1"})
    assert response.url == reverse("projects:detail", args=[project.slug])
    client.post(url, {"withdraw": "1"})

    project.refresh_from_db()
    assert project.public_since is None


def test_the_mailed_address_leads_the_holder_to_their_file(client_for):
    project = FollowedProjectFactory()
    url = reverse("projects:follow", args=[project.reference])

    response = client_for(project.owner).get(url)

    assert response.url == reverse("accompaniment:file", args=[project.reference])
    assert client_for(PersonFactory()).get(url).status_code == 404
