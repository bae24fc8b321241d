"""Odd words, odd numbers and odd addresses get a sentence or a page, never an error of the machine."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.journal.models import Entry
from terreau.projects import actions, queries
from terreau.projects.forms.fields import NumberField, PhoneField, PlaceField, SubjectsField
from terreau.projects.models import IntakeDraft, Project
from terreau.projects.queries.desk import ListFilters
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("01 46.61-00/00", "0146610000"),
        ("+33 (0)1 46 61 00 00", "0146610000"),
        ("0033146610000", "0146610000"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_phone_is_kept_in_one_way(typed, kept):
    assert PhoneField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["12", "01466100000", "appelez-moi", "+", "٠١٤٦٦١٠٠٠٠"])
def test_phone_that_is_none_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError, match="numéro à dix chiffres"):
        PhoneField().clean(typed)


@pytest.mark.parametrize(("typed", "kept"), [("8 000 €", 8000), ("", None), ("0", 0)])
def test_number_left_empty_is_unknown(typed, kept):
    assert NumberField(most=10_000).clean(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "10001", "beaucoup", "1e3"])
def test_number_out_of_reach_is_refused(typed):
    with pytest.raises(ValidationError):
        NumberField(most=10_000).clean(typed)


def test_place_is_found_as_people_write_it():
    sceaux = SceauxFactory()

    for typed in ("Sceaux", "sceaux", " SCEAUX ", "Sceaux (92071)"):
        assert PlaceField().clean(typed) == sceaux
    assert PlaceField(required=False).clean("") is None


def test_place_unknown_or_doubtful_asks_back():
    TerritoryFactory(name="Saint-Denis", code="93066")
    TerritoryFactory(name="Saint-Denis", code="97411")

    with pytest.raises(ValidationError, match="Nous ne trouvons pas ce lieu"):
        PlaceField().clean("Atlantide")
    with pytest.raises(ValidationError, match="Plusieurs lieux"):
        PlaceField().clean("Saint-Denis")


def test_every_subject_has_a_plain_explanation():
    from terreau.directory.models import Subject
    from terreau.projects.forms.fields import HINTS

    assert set(HINTS) == set(Subject.objects.values_list("code", flat=True))
    field = SubjectsField()
    assert field.label_from_instance(Subject(code="neuf", label="Neuf")) == "Neuf"


@pytest.mark.parametrize("name", ["subject", "commune", "stage"])
@pytest.mark.parametrize("value", ["x" * 200, "%F0%9F%8C%B1", "'--"])
def test_public_list_survives_odd_addresses(client, name, value):
    OperatorFactory()

    page = client.get(f"/projets/?{name}={value}")

    assert page.status_code == 200
    assert "title" in page.content.decode()


@pytest.mark.parametrize("number", ["²", "9" * 30, "0", "-1", "abc", ""])
def test_odd_numbers_in_posts_change_nothing(client_for, number):
    project = FollowedProjectFactory(needs=["local"])
    client = client_for(project.owner)

    answers = [
        client.post(reverse("projects:team", args=[project.reference]), {"remove": "1", "member": number}),
        client.post(reverse("projects:needs", args=[project.reference]), {"close": number}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 404}
    assert project.needs.filter(closed_at=None).count() == 1
    assert not Entry.objects.exists()


def test_team_page_invites_transfers_removes_and_leaves(client_for):
    project, friend = FollowedProjectFactory(), PersonFactory()
    owner, address = project.owner, reverse("projects:team", args=[project.reference])
    client = client_for(owner)

    client.post(address, {"invite": "1", "email": friend.email, "role": "co_holder"})
    member = project.members.get()
    actions.join(member=member, by=friend)
    client.post(address, {"transfer": "1", "member": member.pk})
    project.refresh_from_db()
    assert project.owner == friend
    refused = client.post(address, {"remove": "1", "member": project.members.active().get().pk})
    assert refused.status_code == 302
    assert project.members.active().exists()  # only the owner removes people
    client.post(address, {"leave": "1"})

    assert not project.members.active().exists()
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        *("member.invited", "member.joined", "project.transferred", "member.left")
    ]


def test_team_page_keeps_a_refused_invitation(client_for):
    project = FollowedProjectFactory()
    address = reverse("projects:team", args=[project.reference])

    html = client_for(project.owner).post(
        address, {"invite": "1", "email": project.owner.email, "role": "reader"}
    )

    assert "adresse du porteur" in html.content.decode()
    assert project.owner.email in html.content.decode()


def test_edit_page_keeps_what_was_typed_when_somebody_was_faster(client_for):
    SceauxFactory()
    project = FollowedProjectFactory()
    typed = {
        "title": "Mon titre",
        "summary": "Mon résumé",
        "stage": "idee",
        "commune": "Sceaux",
        "contact_preference": "email",
        "version": "1",
    }
    actions.edit(project=project, version=1, title="Plus rapide", by=project.owner)
    client = client_for(project.owner)
    address = reverse("projects:edit", args=[project.reference])

    html = client.post(address, typed).content.decode()
    assert "Quelqu’un vient de modifier ce projet" in html
    assert 'value="Mon titre"' in html
    answer = client.post(address, typed | {"version": "2"})

    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.title, project.version) == ("Mon titre", 3)


def test_needs_page_adds_and_closes(client_for):
    project = FollowedProjectFactory()
    client, address = client_for(project.owner), reverse("projects:needs", args=[project.reference])

    client.post(address, {"subjects": ["local", "financement"], "urgency": "now", "text": "Vite"})
    again = client.post(address, {"subjects": ["local"], "urgency": "now"}).content.decode()
    client.post(address, {"close": project.needs.get(subject__code="local").pk})

    assert "Ce besoin est déjà noté" in again
    assert [need.subject.code for need in queries.open_needs_of(project)] == ["financement"]


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("pause", {"pause-reason": "Été"}),
        ("close", {"close-reason": "Fini"}),
        ("consent", {"consent-consent_mode": "phone", "consent-consent_on": "2026-01-02"}),
        ("referent", {}),
    ],
)
def test_life_page_makes_each_move(client_for, person, verb, facts):
    officer = person(Role.OFFICER)
    mode = {"consent_mode": "", "consent_on": None} if verb == "consent" else {}
    project = FollowedProjectFactory(referent=officer, **mode)
    other = person(Role.OFFICER)
    if verb == "referent":
        facts = {"referent-referent": other.pk}

    client_for(officer).post(reverse("projects:life", args=[project.reference]), facts | {"verb": verb})

    project.refresh_from_db()
    assert Entry.objects.filter(target_kind="projects.project").count() == 1
    assert {
        "pause": (project.state, project.pause_reason) == ("paused", "Été"),
        "close": (project.state, project.close_reason) == ("closed", "Fini"),
        "consent": project.consent_mode == "phone",
        "referent": project.referent == other,
    }[verb]


def test_life_page_refuses_an_agreement_to_come_and_a_move_that_is_not_possible(client_for, person):
    officer = person(Role.OFFICER)
    project = FollowedProjectFactory(referent=officer, consent_mode="", consent_on=None)
    client, address = client_for(officer), reverse("projects:life", args=[project.reference])

    html = client.post(
        address, {"verb": "consent", "consent-consent_mode": "phone", "consent-consent_on": "2999-01-01"}
    ).content.decode()
    client.post(address, {"verb": "archive"})
    client.post(address, {"verb": "voler"})

    assert "une date à venir" in html
    assert not Entry.objects.exists()


def test_holder_does_not_choose_the_referent_nor_archives(client_for):
    project = FollowedProjectFactory()
    address = reverse("projects:life", args=[project.reference])

    for verb in ("referent", "archive", "consent"):
        client_for(project.owner).post(address, {"verb": verb, "referent-referent": project.owner.pk})

    assert not Entry.objects.exists()


def test_officer_types_in_a_project_told_at_the_desk(client_for, person):
    OperatorFactory()
    client, address = client_for(person(Role.OFFICER)), reverse("projects:enter")
    told = {
        "title": "Jardin",
        "summary": "Un jardin.",
        "stage": "idee",
        "commune": "Sceaux",
        "subjects": ["local"],
        "urgency": "soon",
        "first_name": "Ana",
        "last_name": "Dos Santos",
        "email": "ana@exemple.test",
        "contact_preference": "phone",
        "phone": "01 46 61 00 00",
        "consent_mode": "desk",
        "consent_on": "2026-01-05",
    }

    refused = client.post(address, told | {"consent_on": ""}).content.decode()
    assert 'value="Dos Santos"' in refused
    assert not Project.objects.exists()
    answer = client.post(address, told)

    project = Project.objects.get()
    assert answer.url == reverse("projects:triage", args=[project.reference])
    assert (project.consent_mode, project.phone) == ("desk", "0146610000")
    assert Entry.objects.filter(target_kind="projects.project").values_list("verb", flat=True).get() == (
        "project.entered"
    )


def test_answer_page_without_a_question_leads_back(client_for):
    project = FollowedProjectFactory()

    answer = client_for(project.owner).get(reverse("projects:answer", args=[project.reference]))

    assert answer.url == reverse("projects:manage", args=[project.reference])


@pytest.mark.parametrize("name", ["resume", "complete", "join"])
def test_a_link_that_is_no_link_gets_a_sentence(client, name):
    answer = client.get(reverse(f"projects:{name}", args=["n-importe-quoi"]))

    assert answer.status_code == 404
    assert "lien" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "to"),
    [("review", "propose"), ("proposed", "propose")],
)
def test_screens_asked_too_early_lead_to_the_beginning(client, name, to):
    assert client.get(reverse(f"projects:{name}")).url == reverse(f"projects:{to}")


def test_code_asked_without_a_draft_leads_to_the_beginning(client):
    assert client.post(reverse("projects:send_code")).url == reverse("projects:propose")
    assert client.post(reverse("projects:autosave", args=["voler"])).status_code == 404


def test_later_keeps_the_screen_and_mails_the_link(client):
    OperatorFactory()
    idea = {"title": "Atelier", "next_move": "later"}

    html = client.post(reverse("projects:propose"), idea).content.decode()
    assert "Écrivez votre adresse pour recevoir le lien" in html
    assert 'value="Atelier"' in html
    client.post(reverse("projects:propose"), idea | {"later_email": "Ana@exemple.test"})

    draft = IntakeDraft.objects.get()
    assert (draft.email, draft.title, draft.mails_sent) == ("ana@exemple.test", "Atelier", 1)


def test_a_new_code_replaces_the_old_one_and_start_again_opens_an_empty_screen(client):
    OperatorFactory()
    client.post(reverse("projects:propose"), {"title": "Atelier"})
    draft = IntakeDraft.objects.get()
    IntakeDraft.objects.update(email="ana@exemple.test")
    before = draft.nonce

    client.post(reverse("projects:send_code"))
    draft.refresh_from_db()
    assert draft.nonce != before
    client.post(reverse("projects:start_again"))

    assert 'value="Atelier"' not in client.get(reverse("projects:propose")).content.decode()
    assert IntakeDraft.objects.count() == 1


def test_kept_answers_are_cut_not_lost():
    draft = actions.start_draft()

    kept = actions.save_draft(
        draft=draft, step="needs", answers={"text": "a\x00" * 30_000, "subjects": ["x"] * 100}
    )

    assert (len(kept.data["needs"]["text"]), len(kept.data["needs"]["subjects"])) == (20_000, 40)


def test_send_code_after_submission_is_refused():
    from terreau.kernel import clock
    from terreau.kernel.errors import RuleBroken

    draft = actions.start_draft(email="a@exemple.test")
    IntakeDraft.objects.update(submitted_at=clock.now())

    with pytest.raises(RuleBroken, match="déjà proposé"):
        actions.send_code(draft=draft, email="a@exemple.test")
    with pytest.raises(RuleBroken, match="déjà proposé"):
        actions.save_draft(draft=draft, step="idea", answers={})


def test_desk_lists_come_in_the_order_of_the_promise(person):
    officer = person(Role.OFFICER)
    late, soon = ProjectFactory(), ProjectFactory()
    actions.ask_completion(project=soon, message="Où ?", by=officer)
    bare = FollowedProjectFactory(consent_mode="", consent_on=None)
    FollowedProjectFactory()

    assert list(queries.to_triage()) == [late]
    assert list(queries.awaiting_completion()) == [soon]
    assert list(queries.followed_without_consent()) == [bare]
    assert queries.missing_before_referral(soon) == ["Le projet n’est pas accompagné par la ville."]
    assert len(queries.missing_before_referral(bare)) == 1
    assert queries.missing_before_referral(FollowedProjectFactory()) == []


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({}, 2),
        ({"archived": True}, 3),
        ({"text": "VELO"}, 1),
        ({"text": "PRJ-INCONNU"}, 0),
        ({"subject": "local"}, 1),
        ({"stage": "idee", "commune": "92071"}, 2),
    ],
)
def test_officers_filters_keep_what_they_say(facts, number):
    ProjectFactory(title="Atelier vélo", needs=["local"])
    owner = ProjectFactory(title="Jardin").owner
    over = FollowedProjectFactory(title="Fini")
    actions.close(project=over, reason="Fini", by=over.owner)
    actions.archive(project=over, reason="Fini", by=over.owner)

    assert queries.projects_for_list(ListFilters(**facts)).count() == number
    assert queries.projects_for_list(ListFilters(text=owner.email.upper())).count() == 1


def test_people_of_a_project_come_in_order_of_arrival():
    project, friend = FollowedProjectFactory(), PersonFactory()
    invited = actions.invite(project=project, email=friend.email, role="reader", by=project.owner)
    assert queries.people_of(project) == [project.owner]

    actions.join(member=invited, by=friend)

    assert queries.people_of(project) == [project.owner, friend]
    assert list(queries.projects_of(friend)) == [project]
