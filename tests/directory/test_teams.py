"""People come into a team by name, one at a time, and somebody stays while offers are open."""

import pytest

from terreau.accounts import roles
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory import actions, queries
from terreau.directory.enums import OfferState, TeamRole
from terreau.directory.mails.teams import team_invited
from terreau.directory.models import TeamMember
from terreau.directory.rules import organisation_ids
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from tests.factories.directory import OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db


def test_create_team_keeps_a_clean_name_and_inbox(officer):
    organisation = OrganisationFactory()

    team = actions.create_team(
        organisation=organisation, name=" Accueil ", email=" Accueil@Exemple.TEST", by=officer
    )

    assert (team.name, team.slug, team.email) == ("Accueil", "accueil", "accueil@exemple.test")
    assert Entry.objects.values_list("verb", "organisation").get() == ("team.created", organisation.pk)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(" ", "Donnez le nom de l’équipe."), ("ACCUEIL", "Cette structure a déjà une équipe de ce nom.")],
)
def test_create_team_refuses_with_a_sentence(officer, name, sentence):
    organisation = TeamFactory(name="Accueil", slug="accueil").organisation

    with pytest.raises(RuleBroken) as refusal:
        actions.create_team(organisation=organisation, name=name, by=officer)

    assert (str(refusal.value), refusal.value.field) == (sentence, "name")


def test_two_organisations_may_have_teams_of_one_name(officer):
    names = [
        actions.create_team(organisation=OrganisationFactory(), name="Accueil", by=officer).slug
        for _ in range(2)
    ]

    assert names == ["accueil", "accueil"]


def test_add_member_again_with_the_same_role_changes_nothing(officer, person):
    team, user = TeamFactory(), person()
    first = actions.add_member(team=team, user=user, by=officer)

    assert actions.add_member(team=team, user=user, by=officer) == first
    assert Entry.objects.values_list("verb", "data").get() == (
        "team.member_added",
        {"user": user.pk, "role": "member"},
    )


def test_membership_opens_and_closes_rights_at_once(officer, person):
    team, user = TeamFactory(), person()
    assert (organisation_ids(user), Role.TEAM in roles.derived(user)) == (frozenset(), False)

    member = actions.add_member(team=team, user=user, by=officer)
    assert (organisation_ids(user), Role.TEAM in roles.derived(user)) == ({team.organisation_id}, True)
    actions.remove_member(member=member, by=officer)

    fresh = User.objects.get(pk=user.pk)
    assert (organisation_ids(fresh), Role.TEAM in roles.derived(fresh)) == (frozenset(), False)


def test_remove_member_twice_is_refused(officer, person):
    member = actions.add_member(team=TeamFactory(), user=person(), by=officer)
    copy = TeamMember.objects.get(pk=member.pk)
    actions.remove_member(member=member, by=officer)

    with pytest.raises(RuleBroken, match="n’est plus dans l’équipe"):
        actions.remove_member(member=copy, by=officer)

    assert Entry.objects.filter(verb="team.member_removed").count() == 1


@pytest.mark.parametrize(
    ("state", "stays"),
    [("draft", False), ("published", True), ("suspended", True), ("ended", False)],
)
def test_last_person_stays_while_an_offer_may_send_somebody(officer, complete_offer, clock, state, stays):
    until = {"valid_until": "2026-01-01"} if state == OfferState.ENDED else {}
    offer = complete_offer(state=state, **until)
    member = actions.add_member(team=offer.team, user=officer, by=officer)

    if stays:
        with pytest.raises(RuleBroken, match="terminez ces offres"):
            actions.remove_member(member=member, by=officer)
    else:
        actions.remove_member(member=member, by=officer)

    assert TeamMember.objects.present().exists() == stays


def test_a_colleague_lets_the_other_leave(officer, person, complete_offer):
    offer = complete_offer(state=OfferState.PUBLISHED)
    first = actions.add_member(team=offer.team, user=person(), by=officer)
    second = actions.add_member(team=offer.team, user=person(), by=officer)

    actions.remove_member(member=first, by=officer)

    assert list(TeamMember.objects.present()) == [second]


def test_person_who_left_comes_back_as_a_new_membership(officer, person):
    team, user = TeamFactory(), person()
    actions.remove_member(member=actions.add_member(team=team, user=user, by=officer), by=officer)

    actions.add_member(team=team, user=user, by=officer)

    assert TeamMember.objects.filter(team=team, user=user).count() == 2
    assert queries.members_of(team).count() == 1


def test_invite_opens_the_account_and_writes_once(officer):
    team = TeamFactory()

    for _ in range(2):
        member = actions.invite_member(
            team=team, email="Ana@Exemple.test", first_name="Ana", role=TeamRole.LEAD, by=officer
        )

    assert (member.user.email, member.user.first_name, member.role) == ("ana@exemple.test", "Ana", "lead")
    assert list(Message.objects.values_list("event", "target_key")) == [("team.invited", str(member.pk))]


def test_mail_of_somebody_who_left_is_moot(officer, person):
    member = actions.add_member(team=TeamFactory(), user=person(), by=officer)
    assert team_invited(member, None).action_url.endswith(
        f"/mon-espace/organisations/{member.team.organisation.slug}/"
    )

    actions.remove_member(member=member, by=officer)

    assert (team_invited(member, None), team_invited(None, None)) == (None, None)


def test_reads_of_teams_see_present_people_only(officer, person):
    team, stays, left = TeamFactory(), person(), person()
    actions.add_member(team=team, user=stays, by=officer)
    actions.remove_member(member=actions.add_member(team=team, user=left, by=officer), by=officer)

    assert (list(queries.teams_of(stays)), list(queries.teams_of(left))) == ([team], [])
    assert queries.is_team_member(stays, team.organisation)
    assert not queries.is_team_member(left, team.organisation)
    shown = queries.team_with_members(team.organisation).get()
    assert [member.user for member in shown.people] == [stays]
