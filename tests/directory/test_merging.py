"""Two sheets of one organisation become one; nothing that pointed at either is lost."""

import pytest
from django.db import models

from terreau.directory import actions, following
from terreau.directory.enums import NetworkKind, OfferState, OrganisationState
from terreau.directory.models import FieldChange, Organisation, SheetMerge, SourceRecord
from terreau.directory.queries.duplicates import duplicate_pairs
from terreau.kernel.errors import RuleBroken
from terreau.search.queries import Query, search
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    kept = OrganisationFactory(name="Écluse", sort_name="ecluse", phone="0100000000")
    gone = OrganisationFactory(
        name="L’Écluse", sort_name="ecluse", siren="219200714", siret="21920071400018", phone="0146610000"
    )
    return kept, gone


def test_every_relation_says_what_follows():
    assert following.undeclared() == []
    names = following.relations()
    assert "partnerships.Party.organisation" in names
    assert "directory.Team.organisation" in names


def test_an_undeclared_relation_stops_a_merge(pair, officer, monkeypatch):
    monkeypatch.delitem(following._DECLARED, "directory.Team.organisation")

    with pytest.raises(LookupError, match=r"directory\.Team\.organisation"):
        actions.merge_organisations(kept=pair[0], gone=pair[1], choices={}, by=officer)


def test_relations_are_found_in_the_models():
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in Organisation._meta.apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Organisation
    ]

    assert sorted(fields) == sorted(following.relations())


def test_what_was_chosen_stays_and_everything_follows(pair, officer, client):
    kept, gone = pair
    TeamFactory(organisation=kept, slug="accueil")
    team = TeamFactory(organisation=gone, slug="accueil")
    offer = OfferFactory(team=team)
    SourceRecord.objects.create(source="le_marche", key="1", organisation=gone, digest="x", gave=3)
    network = actions.set_network(organisation=OrganisationFactory(), kind=NetworkKind.SECTOR, by=officer)
    for one in pair:
        actions.join_network(organisation=one, network=network, by=officer)
        actions.add_place(organisation=one, name="Antenne", address="x", by=officer)
    daughter = OrganisationFactory(parent=gone)
    earlier = OrganisationFactory(state=OrganisationState.MERGED, merged_into=gone)
    choices = {"phone": "gone", "siren": "gone", "siret": "gone", "name": "kept"}

    merge = actions.merge_organisations(kept=kept, gone=gone, choices=choices, by=officer)

    for one in (kept, gone, daughter, earlier, offer.team):
        one.refresh_from_db()
    assert (kept.name, kept.phone, kept.siret) == ("Écluse", "0146610000", "21920071400018")
    assert (gone.state, gone.merged_into, gone.siret) == ("merged", kept, None)
    assert (daughter.parent, earlier.merged_into, offer.team.organisation) == (kept, kept, kept)
    assert sorted(kept.teams.values_list("slug", flat=True)) == ["accueil", "accueil-2"]
    assert sorted(kept.places.values_list("name", flat=True)) == ["Antenne", "Antenne (2)"]
    assert (kept.memberships.count(), kept.source_records.get().gave) == (1, 0)
    assert (merge.identifiers["siret"], merge.choices["phone"]) == ("21920071400018", "gone")
    for slug in (gone.slug, earlier.slug):
        answer = client.get(f"/annuaire/{slug}/")
        assert (answer.status_code, answer.url) == (301, kept.get_absolute_url())


def test_what_is_united_is_found_under_the_kept_sheet(pair, officer):
    kept, gone = pair
    offer = OfferFactory(team=TeamFactory(organisation=gone), state=OfferState.PUBLISHED)
    before = sorted(search("organisation", Query(text="écluse")).keys)

    actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)

    found = search("organisation", Query(text="écluse"), facets=("s",))
    assert before == [kept.pk, gone.pk]
    assert (list(found.keys), dict(found.facets["s"])) == ([kept.pk], {offer.kind: 1})


def test_merge_refuses_the_same_sheet_and_one_already_united(pair, officer):
    kept, gone = pair
    with pytest.raises(RuleBroken, match="différentes"):
        actions.merge_organisations(kept=kept, gone=kept, choices={}, by=officer)
    actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)
    with pytest.raises(RuleBroken, match="déjà été réunie"):
        actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)
    with pytest.raises(RuleBroken, match="réunie avec une autre"):
        actions.update_organisation(organisation=gone, phone="1", by=officer)
    with pytest.raises(TypeError):
        actions.merge_organisations(
            kept=OrganisationFactory(), gone=OrganisationFactory(), choices={"slug": "gone"}, by=officer
        )


@pytest.mark.parametrize("above", ["kept", "gone"])
def test_a_mother_and_her_daughter_may_be_one(pair, officer, above):
    kept, gone = pair
    child, mother = (gone, kept) if above == "kept" else (kept, gone)
    Organisation.objects.filter(pk=child.pk).update(parent=mother)

    actions.merge_organisations(kept=kept, gone=gone, choices={"parent": "gone"}, by=officer)

    kept.refresh_from_db()
    assert kept.parent is None


def test_pairs_are_proposed_until_somebody_tells_them_apart(officer):
    sceaux = CommuneFactory()
    one, other = (
        OrganisationFactory(sort_name="ecluse", commune=sceaux, phone="01", siren="219200714"),
        OrganisationFactory(sort_name="ecluse", commune=sceaux, phone="01", siren="219200714"),
    )
    OrganisationFactory(sort_name="ecluse", commune=CommuneFactory())

    found = {reason: len(duplicate_pairs(reason)) for reason in ("siren", "nom", "telephone", "site")}
    actions.tell_apart(one=other, other=one, by=officer)
    actions.tell_apart(one=one, other=other, by=officer)

    assert found == {"siren": 1, "nom": 1, "telephone": 1, "site": 0}
    assert duplicate_pairs("siren") == []


def test_two_establishments_are_no_duplicates():
    OrganisationFactory(siren="356000000", siret="35600000000048")
    OrganisationFactory(siren="356000000", siret="35600000049837")

    assert duplicate_pairs("siren") == []


def test_pages_compare_unite_and_put_a_field_back(pair, officer, client_for):
    kept, gone = pair
    client = client_for(officer)
    address = f"/pilotage/doublons/{kept.slug}/{gone.slug}/"

    compared = client.get(address).content.decode()
    client.post(address, {"phone": "gone", "siren": "gone", "siret": "gone", "name": "kept"})
    history = client.get(f"/pilotage/fiches/{kept.slug}/").content.decode()
    change = FieldChange.objects.get(field="phone")
    client.post(f"/pilotage/fiches/{kept.slug}/{change.pk}/retablir/")
    client.post(f"/pilotage/fiches/{kept.slug}/{change.pk}/retablir/")

    kept.refresh_from_db()
    assert ("0100000000" in compared, "0146610000" in compared) == (True, True)
    assert ("Réunie avec" in history, "Remettre comme avant" in history) == (True, True)
    assert (kept.phone, SheetMerge.objects.count()) == ("0100000000", 1)
    assert FieldChange.objects.filter(field="phone").count() == 2
    assert client.get("/pilotage/doublons/?raison=nom").status_code == 200


def test_a_relation_is_put_back_by_its_key(officer):
    one, other = CommuneFactory(), CommuneFactory()
    organisation = OrganisationFactory(commune=one)
    actions.update_organisation(organisation=organisation, commune=other, by=officer)

    change = FieldChange.objects.get()
    actions.revert_field(change=change, by=officer)

    organisation.refresh_from_db()
    assert organisation.commune == one
    assert change.before == {"key": one.pk, "label": str(one)}
    with pytest.raises(RuleBroken, match="encore changé"):
        actions.revert_field(change=change, by=officer)
