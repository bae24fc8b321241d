"""Services of data·inclusion come as drafts, once, never over a person's word, and leave a trace."""

import csv
import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from terreau.directory import actions, queries
from terreau.directory.enums import OfferKind, OfferState, Rejection, Source
from terreau.directory.models import (
    ImportRun,
    Offer,
    Organisation,
    RejectedLine,
    ServiceRecord,
    SourceRecord,
    Team,
)
from terreau.directory.queries import Shown, service_records, services_of, stated_of
from terreau.directory.sources.data_inclusion_services.mapping import COLUMNS, MORE, cost, shortened
from terreau.directory.sources.data_inclusion_services.zones import Zones
from terreau.directory.sources.places import Places
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.territories.models import TerritoryClosure
from tests.factories.directory import CommuneFactory, OrganisationFactory, TeamFactory
from tests.factories.territories import OperatorFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("tests")
TEXT = "Un atelier par mois pour poser son projet d’entreprise, seul ou à plusieurs."
LINE = {
    "source": "dora",
    "id": "dora--1",
    "structure_id": "dora--10",
    "nom": "Poser son projet",
    "description": TEXT,
    "date_maj": "2026-10-01",
    "type": "atelier",
    "thematiques": '["creer-une-entreprise--definir-son-projet-de-creation-dentreprise"]',
    "frais": "gratuit",
    "publics": '["femmes", "demandeurs-emploi"]',
    "conditions_acces": "Habiter la ville",
    "telephone": "01 46 61 00 00",
    "courriel": "accueil@exemple.test",
    "modes_accueil": '["en-presentiel"]',
    "mobilisable_par": '["professionnels"]',
    "zone_eligibilite": '["92071"]',
    "code_insee": "92071",
    "score_qualite": "0.82",
}


@pytest.fixture
def sceaux():
    commune = CommuneFactory(code="92071", name="Sceaux")
    OperatorFactory(territory=commune)
    return commune


@pytest.fixture
def owner(sceaux):
    """Return a structure that data·inclusion knows."""
    made = OrganisationFactory(name="La Couveuse", commune=sceaux)
    SourceRecord.objects.create(source=Source.DATA_INCLUSION, key="dora/dora--10", organisation=made)
    return made


@pytest.fixture
def inside(client_for, officer):
    """Return the browser of an officer."""
    return client_for(officer)


def written(folder, *rows, name="services.csv"):
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, sorted(COLUMNS | MORE), restval="")
        writer.writeheader()
        writer.writerows(LINE | row for row in rows)
    return path


def loaded(path):
    return actions.import_directory(path=path, source=Source.DATA_INCLUSION_SERVICES, by=BY)


def everything():
    models = (Offer, ServiceRecord, Team, Organisation, Entry)
    volatile = {"last_run_id"}
    return [
        [
            {name: value for name, value in row.items() if name not in volatile}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    ]


def test_service_comes_as_a_draft_that_says_all_the_file_says(owner, sceaux, tmp_path):
    report = loaded(written(tmp_path, {}))

    offer = Offer.objects.get()
    assert +report.counts == {"created": 1}
    assert (offer.state, offer.kind, offer.title) == (
        OfferState.DRAFT,
        OfferKind.TRAINING,
        "Poser son projet",
    )
    assert (offer.summary, offer.cost_text, offer.perimeter) == (TEXT, "Gratuit", sceaux)
    assert (offer.contact_email, offer.contact_phone) == ("accueil@exemple.test", "0146610000")
    assert offer.stages == ["idee", "etude"]
    assert [subject.code for subject in offer.subjects.all()] == ["idee"]
    assert offer.documents_text == "Public : femmes, demandeurs d’emploi ; Habiter la ville"
    assert (offer.team.organisation, offer.team.email) == (owner, "accueil@exemple.test")
    assert queries.missing_to_publish(offer) == []
    record = offer.service_record
    assert (record.key, record.as_of) == ("dora/dora--1", dt.date(2026, 10, 1))
    assert record.beside["mobilisable_par"] == ["professionnels"]
    assert Entry.objects.filter(verb="offer.created").count() == 1


def test_what_the_file_does_not_say_is_listed_never_guessed(owner, tmp_path):
    bare = dict.fromkeys(
        ("description", "thematiques", "frais", "publics", "conditions_acces", "telephone", "courriel"), ""
    )
    loaded(written(tmp_path, bare | {"type": "aide-financiere", "zone_eligibilite": ""}))

    offer = Offer.objects.get()
    assert (offer.kind, offer.perimeter, offer.stages, offer.cost_text) == ("", None, [], "")
    assert queries.missing_to_publish(offer) == [
        "Dites la nature du soutien.",
        "Dites en quelques mots ce que l’offre apporte.",
        "Choisissez le territoire couvert.",
        "Choisissez au moins un sujet.",
        "Donnez une adresse, un téléphone ou une page de contact.",
        "Ajoutez une personne à l’équipe, ou donnez-lui une boîte commune.",
    ]
    with pytest.raises(RuleBroken):
        actions.publish_offer(offer=offer, by=BY)


def test_same_file_twice_changes_nothing(owner, tmp_path):
    path = written(tmp_path, {}, {"id": "dora--2", "nom": "Un prêt d’honneur", "type": "aide-financiere"})
    loaded(path)
    before = everything()

    report = loaded(path)

    assert +report.counts == {"unchanged": 2}
    after = everything()
    assert after[:-1] == before[:-1]
    added = after[-1][len(before[-1]) :]
    assert [(entry["verb"], entry["quantity"]) for entry in added] == [("directory.imported", 0)]


def test_dry_run_says_the_same_and_writes_nothing(owner, tmp_path):
    path = written(tmp_path, {}, {"id": "dora--2", "date_maj": "hier"})
    before = everything()

    report = actions.rehearse_import(path=path, source=Source.DATA_INCLUSION_SERVICES, by=BY)

    assert +report.counts == {"created": 1, "rejected": 1}
    assert +report.quality == {"good": 1}
    assert [(line.line_number, line.reason) for line in report.refused] == [(3, Rejection.BAD_DATE)]
    assert everything() == before
    assert not ImportRun.objects.exists()


def test_file_brings_up_to_date_what_no_person_wrote(owner, tmp_path):
    loaded(written(tmp_path, {}))
    offer = Offer.objects.get()
    actions.update_offer(offer=offer, by=BY, summary="Nous posons votre projet avec vous.", contact_phone="")

    newer = {
        "description": TEXT[:-1] + " !",
        "telephone": "0146619999",
        "frais": "payant",
        "date_maj": "2026-11-02",
    }
    report = loaded(written(tmp_path, newer))

    offer.refresh_from_db()
    assert +report.counts == {"updated": 1}
    assert (offer.summary, offer.contact_phone) == ("Nous posons votre projet avec vous.", "")
    assert offer.cost_text == "Payant"
    assert offer.service_record.corrected == ["contact_phone", "summary"]


def test_correction_that_the_file_takes_up_stays_the_persons(owner, tmp_path):
    loaded(written(tmp_path, {}))
    offer = Offer.objects.get()
    actions.update_offer(offer=offer, by=BY, contact_phone="0146619999")
    loaded(written(tmp_path, {"telephone": "0146619999"}))

    loaded(written(tmp_path, {"telephone": "0100000000"}))

    offer.refresh_from_db()
    assert offer.contact_phone == "0146619999"


def test_published_offer_follows_its_file_and_ended_one_stays_ended(owner, tmp_path):
    loaded(written(tmp_path, {}, {"id": "dora--2", "nom": "Autre"}))
    open_one, over = Offer.objects.order_by("pk")
    actions.publish_offer(offer=open_one, by=BY)
    actions.end_offer(offer=over, by=BY, reason="Hors sujet ici")

    report = loaded(
        written(tmp_path, {"frais": "payant"}, {"id": "dora--2", "nom": "Autre", "frais": "payant"})
    )

    open_one.refresh_from_db()
    over.refresh_from_db()
    assert +report.counts == {"updated": 1, "unchanged": 1}
    assert (open_one.state, open_one.cost_text) == (OfferState.PUBLISHED, "Payant")
    assert (over.state, over.cost_text) == (OfferState.ENDED, "Gratuit")


def test_every_refused_line_is_kept_and_explained(owner, tmp_path, settings):
    settings.BASE_URL = "https://ess.sceaux.test"
    report = loaded(
        written(
            tmp_path,
            {},
            {"nom": "Encore"},
            {"id": "dora--2", "structure_id": "dora--99"},
            {"id": "dora--3", "date_maj": "31/02/2026"},
            {"id": "dora--4", "nom": ""},
            {"id": " "},
            {"id": "x", "source": "terreau-ess-sceaux-test"},
        )
    )

    assert +report.counts == {"created": 1, "rejected": 6}
    lines = RejectedLine.objects.order_by("line_number").values_list("line_number", "reason")
    assert list(lines) == [
        (3, Rejection.TWICE),
        (4, Rejection.NO_STRUCTURE),
        (5, Rejection.BAD_DATE),
        (6, Rejection.NO_NAME),
        (7, Rejection.NO_IDENTIFIER),
        (8, Rejection.OURS),
    ]
    assert all(line.raw.count(",") > 10 for line in RejectedLine.objects.all())


def test_other_topics_and_other_places_are_counted_not_kept(owner, tmp_path):
    CommuneFactory(code="13055", name="Marseille")
    report = loaded(
        written(
            tmp_path,
            {"thematiques": '["sante--addictions"]'},
            {"id": "dora--2", "zone_eligibilite": '["13055"]'},
            {"id": "dora--3", "zone_eligibilite": "", "code_insee": "13055"},
        )
    )

    assert +report.counts == {"skipped": 3}
    assert report.reasons == {Rejection.OTHER_TOPIC: 1, Rejection.ELSEWHERE: 2}
    assert not Offer.objects.exists()
    assert not RejectedLine.objects.exists()


def test_service_that_left_its_file_is_flagged_and_comes_back(owner, tmp_path):
    other = {"id": "dora--2", "nom": "Autre"}
    loaded(written(tmp_path, {}, other))
    first, second = ServiceRecord.objects.order_by("pk")

    loaded(written(tmp_path, other))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.gone_on, second.gone_on) == (clock.today(), None)
    assert Offer.objects.count() == 2
    assert list(Entry.objects.filter(verb="offer.left_register").values_list("target_key", flat=True)) == [
        str(first.offer_id)
    ]
    assert [record.pk for record in service_records(Shown.GONE)] == [first.pk]

    report = loaded(written(tmp_path, {}, other))

    first.refresh_from_db()
    assert first.gone_on is None
    assert +report.counts == {"updated": 1, "unchanged": 1}


def test_file_of_another_producer_flags_nothing(owner, tmp_path):
    loaded(written(tmp_path, {}))
    SourceRecord.objects.create(source=Source.DATA_INCLUSION, key="soliguide/s1", organisation=owner)

    loaded(written(tmp_path, {"source": "soliguide", "id": "s2", "structure_id": "s1", "nom": "Autre"}))

    assert set(ServiceRecord.objects.values_list("producer", "gone_on")) == {
        ("dora", None),
        ("soliguide", None),
    }


def test_interrupted_import_goes_on_where_it_stopped(owner, tmp_path, monkeypatch):
    path = written(tmp_path, *({"id": f"dora--{n}", "nom": f"Service {n}"} for n in range(5)))
    monkeypatch.setattr("terreau.directory.sources.data_inclusion_services.BATCH", 2)
    said = []

    def stop(_done, _size, line):
        said.append(line)
        if len(said) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_directory(path=path, source=Source.DATA_INCLUSION_SERVICES, by=BY, progress=stop)
    ImportRun.objects.update(worker="elsewhere:1", beat_at=clock.now() - dt.timedelta(hours=1))

    report = loaded(path)

    assert (report.resumed_at, +report.counts) == (5, {"created": 1})
    assert (ImportRun.objects.get().created, Offer.objects.count()) == (5, 5)
    assert not ServiceRecord.objects.exclude(last_run=report.run).exists()


def test_team_with_the_same_inbox_then_the_oldest_one_takes_the_service(owner, tmp_path):
    oldest = TeamFactory(organisation=owner)
    same = TeamFactory(organisation=owner, email="accueil@exemple.test")
    loaded(written(tmp_path, {}, {"id": "dora--2", "courriel": ""}))

    teams = dict(ServiceRecord.objects.values_list("key", "offer__team"))
    assert teams == {"dora/dora--1": same.pk, "dora/dora--2": oldest.pk}
    assert Team.objects.count() == 2


def test_line_that_contradicts_the_conditions_is_explained(owner, tmp_path):
    loaded(written(tmp_path, {}))
    offer = Offer.objects.get()
    row = {"fact": "stage", "is": "in", "value": ["idee"]}
    actions.draft_rules(offer=offer, rows=[row], by=BY)
    actions.publish_rules(offer=offer, by=BY)
    develop = '["creer-une-entreprise--developper-son-entreprise"]'

    report = loaded(written(tmp_path, {"thematiques": develop}))

    assert +report.counts == {"rejected": 1}
    refused = RejectedLine.objects.get()
    assert (refused.reason, bool(refused.detail)) == (Rejection.UNFIT, True)
    offer.refresh_from_db()
    assert offer.stages == ["idee", "etude"]
    assert offer.service_record.gone_on is None


def test_file_of_services_is_recognised_and_never_taken_for_structures(owner, tmp_path):
    path = written(tmp_path, {})

    with pytest.raises(RuleBroken, match="services"):
        actions.import_directory(path=path, source=Source.DATA_INCLUSION, by=BY)
    report = actions.import_directory(path=path, by=BY)

    assert report.run.source == Source.DATA_INCLUSION_SERVICES


def test_command_loads_and_tells(owner, tmp_path, capsys):
    call_command("import_data-inclusion-services", str(written(tmp_path, {})))

    said = capsys.readouterr().out
    assert "1 created" in said
    assert "quality: 1 good, 0 fair, 0 poor" in said


def test_zone_becomes_one_territory_only_when_it_is_exactly_that():
    place = {
        name: TerritoryFactory(kind=kind, code=code, name=name)
        for name, kind, code in (
            ("france", "country", "FR"),
            ("region", "region", "11"),
            ("one", "department", "92"),
            ("two", "department", "75"),
            ("epci", "epci", "200054781"),
            ("ept", "ept", "200057966"),
        )
    }
    sceaux, other = CommuneFactory(code="92071"), CommuneFactory(code="92014")
    pairs = [
        ("region", place["one"]),
        ("region", place["two"]),
        ("ept", sceaux),
        ("ept", other),
        ("epci", sceaux),
    ]
    for wide, narrow in pairs:
        TerritoryClosure.objects.create(ancestor=place[wide], descendant=narrow, depth=1)
    for one in (*place.values(), sceaux, other):
        TerritoryClosure.objects.get_or_create(ancestor=one, descendant=one, defaults={"depth": 0})
    zones = Zones(Places())

    assert zones.perimeter(["france"]) == zones.perimeter(["99100"]) == place["france"].pk
    assert zones.perimeter(["92"]) == place["one"].pk
    assert zones.perimeter(["200054781"]) == place["epci"].pk
    assert zones.perimeter(["92071"]) == sceaux.pk
    assert zones.perimeter(["75", "92"]) == place["region"].pk
    assert zones.perimeter(["92014", "92071"]) == place["ept"].pk
    assert zones.perimeter(["92", "92071"]) is None
    assert zones.perimeter(["92071", "00000"]) is None
    assert zones.perimeter([]) is None


@pytest.mark.parametrize(
    ("code", "more", "said"),
    [
        ("gratuit", "", "Gratuit"),
        ("payant", "10 € par an", "10 € par an"),
        ("gratuit", "Pour les adhérents", "Gratuit : Pour les adhérents"),
        ("payant", "Gratuit le premier mois", "Payant : Gratuit le premier mois"),
        ("", "", ""),
        ('["gratuit"]', "Gratuit pour tous", "Gratuit pour tous"),
    ],
)
def test_cost_never_contradicts_its_code(code, more, said):
    assert cost(code, more) == said


def test_long_text_is_cut_after_a_sentence_or_a_word():
    assert shortened("court", 10) == "court"
    assert shortened("Une phrase. Et une autre qui dépasse", 20) == "Une phrase."
    assert shortened("des mots qui dépassent", 12) == "des mots…"


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_as_many_questions_for_one_as_for_three(
    inside, owner, tmp_path, number, django_assert_num_queries
):
    rows = ({"id": f"dora--{n}", "nom": f"Service {n}", "courriel": ""} for n in range(number))
    loaded(written(tmp_path, *rows))
    inside.get(reverse("directory:services"))

    with django_assert_num_queries(7):
        page = inside.get(reverse("directory:services")).content.decode()

    assert page.count("Ajoutez une personne à l’équipe") == number


def test_officer_reads_what_is_missing_publishes_and_sees_who_said_what(inside, officer, owner, tmp_path):
    loaded(written(tmp_path, {}))
    offer = Offer.objects.get()

    page = inside.get(reverse("directory:services")).content.decode()
    assert "Poser son projet" in page
    assert "qualité bonne (100 sur 100)" in page
    publish = reverse("directory:offer_state", args=[owner.slug, offer.slug, "publier"])
    assert publish in page
    inside.post(publish)
    offer.refresh_from_db()
    assert offer.state == OfferState.PUBLISHED

    actions.update_offer(offer=offer, by=officer, cost_text="10 € par an")
    page = inside.get(reverse("directory:service", args=[offer.service_record.pk])).content.decode()
    assert "écrit par une personne" in page
    assert "le fichier dit\xa0: Gratuit" in page
    assert "0.82" in page


def test_each_field_says_its_source_and_its_day(owner, sceaux, tmp_path):
    loaded(written(tmp_path, {}))
    record = ServiceRecord.objects.get()
    actions.update_offer(offer=record.offer, by=BY, title="Poser son projet à plusieurs")
    record = service_records().get()

    stated = {one.label: one for one in stated_of(record)}

    assert stated["titre"].is_from_file is False
    assert (stated["titre"].as_of, stated["titre"].otherwise) == (None, "Poser son projet")
    assert (stated["territoire couvert"].value, stated["territoire couvert"].as_of) == (
        sceaux.label,
        dt.date(2026, 10, 1),
    )
    assert stated["ce que cela coûte"].is_from_file


def test_run_and_trial_show_the_quality(inside, owner, tmp_path):
    report = loaded(
        written(
            tmp_path,
            {},
            {"id": "dora--2", "nom": "Vieux", "date_maj": "2020-01-01", "courriel": "", "telephone": ""},
        )
    )

    page = inside.get(reverse("directory:import", args=[report.run.pk])).content.decode()

    assert report.run.quality == {"good": 1, "poor": 1}
    assert page.count("<strong>1</strong>") == 2
    assert reverse("directory:services") in page


def test_services_not_published_are_nowhere_public(client, owner, tmp_path):
    loaded(written(tmp_path, {}))

    rows = json.loads(b"".join(client.get("/annuaire/data-inclusion/services.json").streaming_content))

    assert rows == []
    assert services_of(service_records(Shown.TO_READ))[0].can_be_published
