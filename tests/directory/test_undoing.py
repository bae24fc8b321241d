"""A merge that was a mistake is taken back: each sheet holds again what was its own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from terreau.directory import actions
from terreau.directory.enums import NetworkKind, OfferState, OrganisationState
from terreau.directory.models import FieldSource, Organisation, SheetMerge, SourceRecord
from terreau.directory.queries.undoing import undoing
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken
from terreau.search.queries import Query, search
from tests.factories.directory import OfferFactory, OrganisationFactory, TeamFactory
from tests.factories.partnerships import approved, drafted, signed

pytestmark = pytest.mark.django_db

SIRET = "21920071400018"
TAKEN = {"phone": "gone", "siren": "gone", "siret": "gone", "name": "kept"}


@pytest.fixture
def pair():
    kept = OrganisationFactory(name="Écluse", sort_name="ecluse", phone="0100000000")
    gone = OrganisationFactory(
        name="L’Écluse", sort_name="ecluse", siren=SIRET[:9], siret=SIRET, phone="0146610000"
    )
    return kept, gone


def picture(*sheets):
    """All that stands on sheets and at them, but the dates of writing."""
    lines = []
    for sheet in [Organisation.objects.get(pk=one.pk) for one in sheets]:
        fields = {one.attname: getattr(sheet, one.attname) for one in sheet._meta.concrete_fields}
        del fields["updated_at"]
        network = Organisation.objects.filter(pk=sheet.pk, network__isnull=False).first()
        lines.append(
            (
                fields,
                sorted(sheet.teams.values_list("pk", "slug")),
                sorted(sheet.places.values_list("pk", "name")),
                sorted(sheet.contacts.values_list("pk", flat=True)),
                sorted(sheet.memberships.values_list("pk", "network")),
                network and sorted(network.network.memberships.values_list("pk", flat=True)),
                sorted(sheet.source_records.values_list("pk", "gave")),
                sorted(sheet.field_sources.values_list("field", "source", "as_of")),
                sorted(sheet.subsidiaries.values_list("pk", flat=True)),
                sorted(sheet.merged.values_list("pk", flat=True)),
                sorted(sheet.claims.values_list("pk", flat=True)),
                sorted(sheet.charter_parties.values_list("pk", flat=True)),
            )
        )
    return lines


def furnish(kept, gone, officer):
    """Give both sheets one of everything that follows a merge."""
    for sheet in (kept, gone):
        OfferFactory(team=TeamFactory(organisation=sheet, slug="accueil"))
        actions.add_place(organisation=sheet, name="Antenne", address="x", by=officer)
        own = actions.set_network(organisation=sheet, kind=NetworkKind.SECTOR, by=officer)
        actions.join_network(organisation=OrganisationFactory(), network=own, by=officer)
        OrganisationFactory(parent=sheet)
        OrganisationFactory(state=OrganisationState.MERGED, merged_into=sheet)
    actions.propose_contact(
        organisation=gone, name="Alix", role="Accueil", email="alix@example.org", by=officer
    )
    actions.send_claim(organisation=gone, by=officer, role="Présidence", message="C’est nous.")
    network = actions.set_network(organisation=OrganisationFactory(), kind=NetworkKind.FINANCING, by=officer)
    actions.join_network(organisation=gone, network=network, by=officer)
    SourceRecord.objects.create(source="le_marche", key="1", organisation=gone, digest="x", gave=3)
    SourceRecord.objects.create(source="le_marche", key="2", organisation=kept, digest="y", gave=1)
    FieldSource.objects.create(organisation=kept, field="phone", source="person", as_of="2015-01-01")
    gone.parent = OrganisationFactory()
    gone.save()
    drafted(partner=gone)


def test_everything_goes_back_where_it_was(pair, officer, client):
    kept, gone = pair
    furnish(kept, gone, officer)
    before = picture(kept, gone)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices=TAKEN, by=officer)

    actions.undo_merge(merge=merge, by=officer)

    merge.refresh_from_db()
    assert picture(kept, gone) == before
    assert (merge.undone_at is not None, merge.undone_by) == (True, officer)
    assert SourceRecord.objects.get(key="1").digest == ""
    assert client.get(gone.get_absolute_url()).status_code == 200
    entry = Entry.objects.get(verb="organisation.merge_undone")
    assert (entry.organisation, entry.data["gone"]) == (kept.pk, gone.pk)
    assert entry.data["moved"] == len(merge.trail["moves"])


def test_both_are_found_again_and_may_be_united_again(pair, officer):
    kept, gone = pair
    OfferFactory(team=TeamFactory(organisation=gone), state=OfferState.PUBLISHED)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)

    actions.undo_merge(merge=merge, by=officer)
    found = search("organisation", Query(text="écluse"))
    again = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)

    assert sorted(found.keys) == [kept.pk, gone.pk]
    assert undoing(again).reasons == []


@pytest.mark.parametrize("state", ["suggested", "hidden", "published"])
def test_the_sheet_comes_back_in_its_state(pair, officer, state):
    kept, gone = pair
    Organisation.objects.filter(pk=gone.pk).update(state=state)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)

    actions.undo_merge(merge=merge, by=officer)

    gone.refresh_from_db()
    assert (gone.state, gone.siret) == (state, SIRET)


def test_what_was_written_since_stays(pair, officer):
    kept, gone = pair
    place = actions.add_place(organisation=gone, name="Antenne", address="x", by=officer)
    removed = actions.add_place(organisation=gone, name="Annexe", address="x", by=officer)
    daughter = OrganisationFactory(parent=gone)
    actions.add_place(organisation=kept, name="Antenne", address="x", by=officer)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices=TAKEN, by=officer)
    actions.update_organisation(organisation=kept, phone="0177777777", by=officer)
    type(place).objects.filter(pk=place.pk).update(name="Antenne du port")
    type(place).objects.filter(pk=removed.pk).delete()
    actions.update_organisation(organisation=daughter, parent=None, by=officer)

    shown = undoing(SheetMerge.objects.get(pk=merge.pk))
    actions.undo_merge(merge=merge, by=officer)

    for one in (kept, gone, place, daughter):
        one.refresh_from_db()
    assert (shown.staying, shown.fields) == (["téléphone"], ["SIREN", "SIRET"])
    assert (kept.phone, kept.siret, gone.siret) == ("0177777777", None, SIRET)
    assert (place.organisation, place.name, daughter.parent) == (gone, "Antenne du port", None)


def test_a_mother_and_her_daughter_stand_again(pair, officer):
    kept, gone = pair
    Organisation.objects.filter(pk=kept.pk).update(parent=gone)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)

    actions.undo_merge(merge=merge, by=officer)

    kept.refresh_from_db()
    assert kept.parent == gone


def test_the_mother_of_before_may_have_been_united_since(pair, officer):
    kept, gone = pair
    mother, other = OrganisationFactory(), OrganisationFactory()
    Organisation.objects.filter(pk=gone.pk).update(parent=mother)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)
    actions.merge_organisations(kept=other, gone=mother, choices={}, by=officer)

    actions.undo_merge(merge=merge, by=officer)

    gone.refresh_from_db()
    assert gone.parent == other


def test_merges_are_undone_the_last_first(pair, officer):
    kept, gone = pair
    last = OrganisationFactory(name="Grande Écluse")
    first = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)
    second = actions.merge_organisations(kept=last, gone=kept, choices={}, by=officer)
    first.refresh_from_db()

    with pytest.raises(RuleBroken, match=r"réunie avec «.Grande Écluse"):
        actions.undo_merge(merge=first, by=officer)
    actions.undo_merge(merge=second, by=officer)
    first.refresh_from_db()
    actions.undo_merge(merge=first, by=officer)

    states = Organisation.objects.filter(pk__in=[kept.pk, gone.pk, last.pk]).values_list("state", flat=True)
    assert set(states) == {"published"}


def test_a_number_taken_since_says_by_whom(pair, officer):
    kept, gone = pair
    merge = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)
    OrganisationFactory(name="Autre", siren=SIRET[:9], siret=SIRET)

    with pytest.raises(RuleBroken, match=f"{SIRET} est porté depuis par la fiche «.Autre"):
        actions.undo_merge(merge=merge, by=officer)

    gone.refresh_from_db()
    assert gone.state == OrganisationState.MERGED


def test_a_merge_of_before_the_trail_is_not_undone(pair, officer):
    merge = actions.merge_organisations(kept=pair[0], gone=pair[1], choices={}, by=officer)
    SheetMerge.objects.update(trail={})
    merge.refresh_from_db()

    with pytest.raises(RuleBroken, match="ajouter la fiche à nouveau"):
        actions.undo_merge(merge=merge, by=officer)


def test_a_charter_signed_since_holds_the_merge(pair, officer):
    kept, gone = pair
    charter = drafted("Charte du port", partner=gone)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)
    before = undoing(merge).reasons
    approved(charter)
    signed(charter)

    with pytest.raises(RuleBroken, match=r"a signé depuis «.Charte du port"):
        actions.undo_merge(merge=merge, by=officer)
    assert before == []


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_undo_once(pair, person):
    kept, gone = pair
    one, other = person("officer"), person("officer")
    TeamFactory(organisation=gone)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices=TAKEN, by=one)
    barrier, outcomes = Barrier(2), []

    def undo(by):
        try:
            copy = SheetMerge.objects.get(pk=merge.pk)
            barrier.wait()
            actions.undo_merge(merge=copy, by=by)
            outcomes.append("won")
        except RuleBroken as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=undo, args=[by]) for by in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["Cette réunion est déjà défaite.", "won"]
    assert Entry.objects.filter(verb="organisation.merge_undone").count() == 1


def test_pages_say_what_goes_back_then_do_it(pair, officer, client_for):
    kept, gone = pair
    TeamFactory(organisation=gone)
    merge = actions.merge_organisations(kept=kept, gone=gone, choices=TAKEN, by=officer)
    client = client_for(officer)
    address = f"/pilotage/fiches/{kept.slug}/reunions/{merge.pk}/defaire/"

    history = client.get(f"/pilotage/fiches/{kept.slug}/").content.decode()
    page = client.get(address).content.decode()
    client.post(address)
    after = client.get(address).content.decode()
    again = client.post(address).content.decode()

    assert address in history
    assert ("Équipes\u00a0: 1" in page, "téléphone" in page, "Défaire la réunion" in page) == (
        True,
        True,
        True,
    )
    assert ("déjà défaite" in after, "déjà défaite" in again) == (True, True)
    assert "Réunion défaite le" in client.get(f"/pilotage/fiches/{gone.slug}/").content.decode()
    assert Entry.objects.filter(verb="organisation.merge_undone").count() == 1
