"""Who may do what in the directory, cell by cell, and what the pages of the keepers do with odd words."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from terreau.accounts.enums import Role
from terreau.directory import actions
from terreau.directory.actions.generating import generate_directory
from terreau.directory.enums import ImportState, OfferState, OrganisationState, Rejection
from terreau.directory.forms import OrganisationForm, PlaceField
from terreau.directory.models import (
    ORGANISATION_WORKFLOW,
    FieldSource,
    ImportRun,
    Offer,
    Organisation,
    RejectedLine,
)
from terreau.directory.rules import PERMISSIONS
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory, TeamFactory
from tests.factories.territories import TerritoryFactory

pytestmark = pytest.mark.django_db

KEEPERS = {"officer", "editor", "administrator"}
MAY = {
    "directory.view_organisation": KEEPERS | {"member"},
    "directory.add_organisation": KEEPERS,
    "directory.edit_organisation": KEEPERS | {"member"},
    "directory.publish_organisation": KEEPERS,
    "directory.manage_team": KEEPERS | {"member"},
    "directory.view_offer": KEEPERS | {"member"},
    "directory.edit_offer": KEEPERS | {"member"},
    "directory.set_network": KEEPERS,
    "directory.moderate": {"officer", "administrator"},
    "directory.view_imports": {"officer", "administrator"},
}
ROLES = ("officer", "editor", "administrator", "elected", "secretary", "signatory")


def people(person, team):
    def of_the_team():
        user = person()
        actions.add_member(team=team, user=user, by=user)
        return user

    def who_left():
        user = of_the_team()
        actions.remove_member(member=user.team_members.get(), by=user)
        return user

    def of_another_team():
        user = person()
        actions.add_member(team=TeamFactory(), user=user, by=user)
        return user

    return {
        "anonymous": AnonymousUser,
        "stranger": person,
        "member": of_the_team,
        "left": who_left,
        "elsewhere": of_another_team,
    } | {role: lambda role=role: person(Role(role)) for role in ROLES}


@pytest.mark.parametrize("who", ["anonymous", "stranger", "member", "left", "elsewhere", *ROLES])
def test_each_permission_says_who(person, who):
    organisation = OrganisationFactory(state=OrganisationState.HIDDEN)
    team = TeamFactory(organisation=organisation)
    offer = OfferFactory(team=team)

    user = people(person, team)[who]()

    wanted = {name for name, those in MAY.items() if who in those}
    of_the_sheet = {name for name in PERMISSIONS if user.has_perm(name, organisation)}
    assert of_the_sheet == wanted
    assert user.has_perm("directory.edit_offer", offer) == ("directory.edit_offer" in wanted)
    assert user.has_perm("directory.manage_team", team) == ("directory.manage_team" in wanted)
    assert set(MAY) == set(PERMISSIONS)


def test_everybody_sees_a_published_sheet_and_nobody_an_absent_one(person):
    published = OrganisationFactory()

    assert AnonymousUser().has_perm("directory.view_organisation", published)
    assert not AnonymousUser().has_perm("directory.view_organisation")
    assert not person().has_perm("directory.edit_organisation")


@pytest.mark.parametrize("state", OrganisationState.values)
@pytest.mark.parametrize("verb", ["publish", "hide"])
def test_each_verb_follows_the_table_from_each_state(officer, verb, state):
    kept = OrganisationFactory() if state == OrganisationState.MERGED else None
    organisation = OrganisationFactory(state=state, merged_into=kept)
    move = ORGANISATION_WORKFLOW.transitions[verb]
    do = {"publish": actions.publish_organisation, "hide": actions.hide_organisation}[verb]

    if state in move.sources:
        do(organisation=organisation, by=officer)
        wanted = move.target
    else:
        with pytest.raises(TransitionRefused, match=str(OrganisationState(state).label)):
            do(organisation=organisation, by=officer)
        wanted = state

    organisation.refresh_from_db()
    assert organisation.state == wanted
    lines = list(Entry.objects.values_list("verb", "public"))
    line = {"publish": ("organisation.published", True), "hide": ("organisation.hidden", False)}[verb]
    assert lines == ([line] if state in move.sources else [])


def test_two_people_at_once_hide_a_sheet_once(officer):
    organisation = OrganisationFactory()
    copy = Organisation.objects.get(pk=organisation.pk)
    actions.hide_organisation(organisation=organisation, by=officer)

    with pytest.raises(StaleObject):
        actions.hide_organisation(organisation=copy, by=officer)


def test_sheet_has_no_other_fields(officer):
    with pytest.raises(TypeError, match="sort_name"):
        actions.create_organisation(name="X", sort_name="y", by=officer)


def test_siret_gives_its_siren_and_an_empty_one_is_none(officer):
    made = actions.create_organisation(name="X", siret="21920071400018", by=officer)
    other = actions.create_organisation(name="X", siret="", by=officer)

    assert (made.siren, other.siret, other.slug) == ("219200714", None, "x-2")


def test_update_says_which_fields_and_who_knows_them(officer):
    organisation = OrganisationFactory()

    actions.update_organisation(organisation=organisation, phone="0146610000", acronym="É", by=officer)

    assert Entry.objects.values_list("verb", "data").get() == (
        "organisation.updated",
        {"fields": ["acronym", "phone"]},
    )
    assert set(FieldSource.objects.values_list("field", "source")) == {
        ("acronym", "person"),
        ("phone", "person"),
    }


def test_old_loop_of_parents_does_not_turn_for_ever(officer):
    one, two, three = OrganisationFactory.create_batch(3)
    Organisation.objects.filter(pk=one.pk).update(parent=two)
    Organisation.objects.filter(pk=two.pk).update(parent=one)
    one.refresh_from_db()

    actions.update_organisation(organisation=three, parent=one, by=officer)

    three.refresh_from_db()
    assert three.parent == one


@pytest.fixture
def space(officer, client_for):
    organisation = OrganisationFactory(slug="ecluse")
    TeamFactory(organisation=organisation, slug="accueil", name="Accueil")
    return client_for(officer), "/mon-espace/organisations/ecluse/"


@pytest.mark.parametrize(
    ("end", "facts", "sentence"),
    [
        ("equipes/", {"name": ""}, "Donnez un nom à l’équipe et une adresse électronique valable."),
        ("equipes/", {"name": "X", "email": "pas une adresse"}, "une adresse électronique valable"),
        ("equipes/", {"name": "accueil"}, "Cette structure a déjà une équipe de ce nom."),
        ("equipes/accueil/inviter/", {"email": "non", "role": "lead"}, "n’est pas valable"),
        ("visibilite/", {"publish": "1"}, "n’est pas possible dans l’état"),
    ],
)
def test_refusals_of_the_workspace_are_read_on_the_page(space, end, facts, sentence):
    client, address = space

    html = client.post(address + end, facts, follow=True).content.decode()

    assert sentence in html
    assert not Entry.objects.exists()


def test_member_of_another_organisation_is_not_removed(space, officer):
    client, address = space
    elsewhere = actions.add_member(team=TeamFactory(), user=officer, by=officer)

    for number in (elsewhere.pk, 999_999):
        assert client.post(f"{address}membres/{number}/retirer/").status_code == 302

    elsewhere.refresh_from_db()
    assert elsewhere.left_at is None


def test_refused_offer_keeps_what_was_typed(space):
    client, address = space
    typed = {
        "title": "Relire & conseiller",
        "kind": "advice",
        "summary": "Nous <relisons>.",
        "valid_from": "2026-02-02",
        "valid_until": "2026-02-01",
        "delay_days": "0",
        "perimeter": "Atlantide",
        "contact_url": "exemple.test",
    }

    html = client.post(f"{address}offres/nouvelle/", typed).content.decode()

    for words in (
        'value="Relire &amp; conseiller"',
        "Nous &lt;relisons&gt;.",
        'value="2026-02-02"',
        'value="Atlantide"',
        "Nous ne connaissons pas ce lieu",
    ):
        assert words in html
    assert not Offer.objects.exists()


def test_refusal_of_the_rule_stands_beside_its_field(space):
    client, address = space
    CommuneFactory(code="92071", name="Sceaux", search_name="sceaux")
    team = Organisation.objects.get(slug="ecluse").teams.get()
    typed = {"team": team.pk, "kind": "advice", "title": "Conseil", "perimeter": "Sceaux"}
    dates = {"valid_from": "2026-02-02", "valid_until": "2026-02-01"}

    html = client.post(f"{address}offres/nouvelle/", typed | dates).content.decode()
    client.post(f"{address}offres/nouvelle/", typed)
    changed = client.post(f"{address}offres/conseil/", typed | {"title": "Conseil bis"})

    assert "La fin d’une offre ne précède pas son début" in html
    assert (changed.status_code, Offer.objects.get().title) == (302, "Conseil bis")


@pytest.mark.parametrize(("verb", "state"), [("suspendre", "suspended"), ("confirmer", "published")])
def test_offer_moves_from_its_page(space, complete_offer, verb, state):
    client, address = space
    team = Organisation.objects.get(slug="ecluse").teams.get()
    offer = complete_offer(team=team, state=OfferState.PUBLISHED)

    client.post(f"{address}offres/{offer.slug}/{verb}/")

    offer.refresh_from_db()
    assert offer.state == state
    assert client.get(f"{address}offres/{offer.slug}/{verb}/").status_code == 405


def test_identifiers_may_be_typed_with_spaces(space):
    client, _address = space
    facts = {"name": "Mairie", "family": "public", "kind": "public", "siret": "219 200 714 00018"}

    answer = client.post("/annuaire/ajouter/", facts | {"siren": "219 200 714", "postal_code": "92 330"})

    assert answer.status_code == 302
    made = Organisation.objects.get(name="Mairie")
    assert (made.siren, made.siret, made.postal_code) == ("219200714", "21920071400018", "92330")


def test_hours_are_read_as_people_write_them():
    form = OrganisationForm(
        {"name": "X", "family": "unknown", "kind": "actor", "hours_1": "9:00 – 12:00 , 14:00-18:00"}
    )
    late = OrganisationForm({"name": "X", "family": "unknown", "kind": "actor", "hours_2": "18:00-09:00"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["opening_hours"] == {"1": [["09:00", "12:00"], ["14:00", "18:00"]]}
    assert "hours_2" in late.errors


def test_place_is_written_by_its_name_and_a_code_when_needed():
    paris, other = (
        TerritoryFactory(name="Saint-Denis", code="93066"),
        TerritoryFactory(name="Saint-Denis", code="97411"),
    )

    assert PlaceField().clean("Saint-Denis 93066") == paris
    assert PlaceField(required=False).clean("") is None
    assert PlaceField().prepare_value(paris) == paris.label
    with pytest.raises(ValidationError, match="Plusieurs lieux") as refusal:
        PlaceField().clean("Saint-Denis")
    assert f"({other.code})" in str(refusal.value)


@pytest.fixture
def run():
    made = ImportRun.objects.create(
        source="le_marche",
        state=ImportState.DONE,
        finished_at=clock.now(),
        file_name="a.csv",
        digest="0",
        worker="w",
        started_by="x",
        rejected=2,
    )
    for number, reason in ((3, Rejection.BAD_SIRET), (2, Rejection.NO_NAME)):
        made.rejected_lines.create(line_number=number, reason=reason, detail="=1+1", raw=f"<b>{number}</b>")
    return made


def test_pages_of_imports_explain_each_line(client_for, officer, run):
    client = client_for(officer)

    listed = client.get("/pilotage/imports/").content.decode()
    shown = client.get(f"/pilotage/imports/{run.pk}/").content.decode()
    rows = b"".join(client.get(f"/pilotage/imports/{run.pk}/lignes.csv").streaming_content).decode()

    assert "a.csv" in listed
    assert (str(Rejection.BAD_SIRET.label) in shown, "<b>3</b>" in shown) == (True, False)
    assert rows.splitlines()[1:] == [
        f"2;{Rejection.NO_NAME.label};'=1+1;<b>2</b>",
        f"3;{Rejection.BAD_SIRET.label};'=1+1;<b>3</b>",
    ]


@pytest.mark.parametrize("end", ["", "{pk}/", "{pk}/lignes.csv"])
@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.ELECTED])
def test_imports_are_for_officers(client_for, person, run, end, role):
    client = client_for(person(*([role] if role else [])))

    assert client.get("/pilotage/imports/" + end.format(pk=run.pk)).status_code == 403


def test_import_command_tells_what_it_did_and_what_it_would_do(tmp_path, capsys):
    from terreau.directory.sources import le_marche

    sample = f"{le_marche.__path__[0]}/samples/sample.csv"
    call_command("import_directory", sample, "--dry-run")
    call_command("import_directory", sample)
    ImportRun.objects.update(state=ImportState.RUNNING, finished_at=None, worker="x:1", last_line=3)
    ImportRun.objects.update(beat_at="2020-01-01T00:00:00Z")
    RejectedLine.objects.all().delete()
    call_command("import_directory", sample)

    said = capsys.readouterr().out
    assert said.count("6 lines: 2 created, 0 updated, 0 unchanged, 1 merged, 3 rejected") == 2
    assert "1 × Le SIRET est faux" in said
    assert "resumed after line 3" in said
    assert "nothing changed" in said
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("import_directory", str(tmp_path / "absent.csv"))


def test_generated_directory_is_the_same_for_a_seed(capsys):
    by = Actor.system("test")
    with pytest.raises(CommandError, match="No commune"):
        call_command("generate_directory", "--organisations", "3")
    CommuneFactory(code="92071", name="Sceaux", lat=48.7, lon=2.2, postal_codes=["92330"])
    CommuneFactory(code="92002", name="Antony")

    call_command("generate_directory", "--organisations", "60", "--seed", "7")

    assert "60 organisations" in capsys.readouterr().out
    assert Organisation.objects.published().count() == 60
    offers = Offer.objects.open_on(clock.today())
    assert 0 < offers.count() < 20
    assert all(offer.subjects.count() == 2 for offer in offers)
    with pytest.raises(RuleBroken, match="there already"):
        generate_directory(organisations=1, seed=7, by=by)
