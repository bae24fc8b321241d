"""The desk confirms, adds or removes an offer with a reason; corrections say what the rules are worth."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terreau.accompaniment import actions
from terreau.accompaniment.actions.erasing import forget_holder
from terreau.accompaniment.models import MatchOverride
from terreau.accompaniment.queries import list_behind, match, quality_of_rules
from terreau.accompaniment.queries.register import rows_of_register
from terreau.directory.models import Offer
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.projects import actions as projects
from terreau.projects.models import Need
from tests.factories.accompaniment import proposed, published_offer
from tests.factories.projects import FollowedProjectFactory

POSTAL = {"fact": "postal_worker", "is": "true", "value": None, "label_fr": "Travailler à La Poste"}


@pytest.fixture
def undecided(scene):
    """Return an offer that waits for something nobody told."""
    return published_offer(
        "local", perimeter=scene.project.commune, title="Local de La Poste", criteria=[POSTAL]
    )


@pytest.fixture
def refused(scene):
    """Return an offer for a later stage."""
    return published_offer(
        "local", perimeter=scene.project.commune, title="Local pour créateurs", stages=["creation"]
    )


def titles(cards):
    return [card.offer.title for card in cards]


def override(scene, offer, kind, reason="Vu avec l’équipe"):
    return actions.override_match(need=scene.need, offer=offer, kind=kind, reason=reason, by=scene.officer)


def offers_path(scene):
    return reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])


def test_confirmed_added_and_removed_offers_take_their_place(scene, undecided, refused):
    before = match(scene.need)
    assert [titles(cards) for cards in (before.fitting, before.undecided, before.refused)] == [
        ["Bureaux partagés"],
        ["Local de La Poste"],
        ["Local pour créateurs"],
    ]

    override(scene, undecided, "confirm")
    override(scene, refused, "add")
    override(scene, scene.offer, "remove")

    after = match(scene.need)
    assert sorted(titles(after.fitting)) == ["Local de La Poste", "Local pour créateurs"]
    assert titles(after.undecided) == []
    assert titles(after.refused) == ["Bureaux partagés"]
    assert after.question is None


@pytest.mark.parametrize("reason", ["", "   "])
def test_override_without_a_reason_is_refused(scene, refused, reason):
    with pytest.raises(RuleBroken, match="Dites pourquoi"):
        override(scene, refused, "add", reason)

    assert not MatchOverride.objects.exists()


def test_the_database_refuses_an_override_without_a_reason(scene, refused):
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchOverride.objects.create(
            need=scene.need, offer=refused, kind="add", reason="", made_by=scene.officer
        )


@pytest.mark.parametrize(
    ("where", "kind", "sentence"),
    [
        ("fitting", "confirm", "a changé entre-temps"),
        ("fitting", "add", "déjà dans la liste"),
        ("undecided", "add", "déjà dans la liste"),
        ("refused", "confirm", "a changé entre-temps"),
        ("refused", "remove", "a changé entre-temps"),
    ],
)
@pytest.mark.usefixtures("undecided", "refused")
def test_override_that_makes_no_sense_is_refused(scene, where, kind, sentence):
    offer = Offer.objects.get(pk=getattr(match(scene.need), where)[0].offer.key)

    with pytest.raises(RuleBroken, match=sentence):
        override(scene, offer, kind)


def test_no_decision_makes_room_in_a_full_team(scene):
    scene.offer.capacity = 1
    scene.offer.save()
    proposed(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)

    with pytest.raises(RuleBroken, match=r"plus de place.*n’y changerait rien"):
        override(scene, scene.offer, "add")


def test_an_added_offer_whose_team_fills_up_is_out_again(scene, refused):
    override(scene, refused, "add")
    refused.capacity = 1
    refused.save()
    other = FollowedProjectFactory(needs=["local"], stage="creation").needs.get()

    proposed(other, refused)

    assert titles(match(scene.need).refused) == ["Local pour créateurs"]


def test_override_is_refused_on_a_closed_need_and_on_an_offer_that_is_over(scene, refused):
    refused.state = "suspended"
    refused.save()
    with pytest.raises(RuleBroken, match="plus ouverte"):
        override(scene, refused, "add")

    projects.close_need(need=scene.need, by=scene.officer)
    with pytest.raises(RuleBroken, match="refermé"):
        override(scene, scene.offer, "remove")


def test_second_decision_on_the_same_offer_is_refused_until_the_first_is_undone(scene, refused):
    first = override(scene, refused, "add")
    with pytest.raises(StaleObject, match="déjà corrigé"):
        override(scene, refused, "add")

    actions.undo_override(override=first, by=scene.officer)

    assert titles(match(scene.need).refused) == ["Local pour créateurs"]
    assert override(scene, refused, "add").pk != first.pk
    with pytest.raises(StaleObject, match="déjà annulée"):
        actions.undo_override(override=first, by=scene.officer)
    verbs = Entry.objects.filter(verb__startswith="match.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["match.overridden", "match.restored", "match.overridden"]


def test_offer_left_out_is_proposed_only_once_somebody_added_it(scene, refused):
    with pytest.raises(RuleBroken, match="en disant pourquoi"):
        proposed(scene.need, refused)

    override(scene, refused, "add")

    assert proposed(scene.need, refused).offer == refused


def test_removed_offer_is_not_proposed(scene):
    override(scene, scene.offer, "remove")

    with pytest.raises(RuleBroken, match="écartée de la liste"):
        proposed(scene.need, scene.offer)


def test_offer_of_another_subject_is_added_and_explained(scene):
    loan = published_offer("financement", perimeter=scene.project.commune, title="Prêt d’honneur")

    added = override(scene, loan, "add", "Le local s’achète avec ce prêt")

    assert [line["kind"] for line in added.against] == ["subject"]
    card = match(scene.need).card_of(loan.pk)
    assert [line.sentence for line in card.failed] == ["L’offre porte sur un autre sujet."]
    assert card in match(scene.need).fitting


def test_register_shows_what_people_decided_that_day(scene, refused, client_for):
    added = override(scene, refused, "add", "L’équipe accepte une idée avancée")
    referral = proposed(scene.need, refused)
    actions.undo_override(override=added, by=scene.officer)

    shown = list_behind(referral)
    page = client_for(scene.holder).get(reverse("accompaniment:shown_list", args=[referral.reference]))

    assert shown.faithful
    assert {place.card.offer.title: place.override for place in shown.places} == {
        "Bureaux partagés": "",
        "Local pour créateurs": "add",
    }
    assert "L’équipe accepte une idée avancée" in page.content.decode()
    rows = list(rows_of_register(referral.snapshot.made_at.year))
    assert [row["override"] for row in rows if row["chosen"]] == ["add"]
    assert "L’équipe accepte" not in str(rows)


def test_rates_count_decisions_by_offer_and_by_rule(scene, undecided):
    needs = [scene.need, *(FollowedProjectFactory(needs=["local"]).needs.get() for _n in range(3))]
    for need in needs[:2]:
        actions.override_match(
            need=need, offer=undecided, kind="confirm", reason="Postière", by=scene.officer
        )
    removed = actions.override_match(
        need=needs[2], offer=undecided, kind="remove", reason="Trop petit", by=scene.officer
    )
    proposed(needs[0], undecided)
    proposed(needs[3], undecided)

    (quality,) = quality_of_rules().offers
    (rule,) = quality_of_rules().rules
    assert (quality.decisions, quality.confirmed, quality.added, quality.removed) == (4, 2, 0, 1)
    assert quality.rate == 75
    assert (rule.label, rule.count, rule.decisions, rule.rate, rule.is_past) == (
        "Travailler à La Poste",
        2,
        4,
        50,
        False,
    )

    actions.undo_override(override=removed, by=scene.officer)
    undecided.criteria = []
    undecided.save()
    (quality,) = quality_of_rules().offers
    (rule,) = quality_of_rules().rules
    assert (quality.decisions, quality.rate, rule.rate, rule.is_past) == (3, 67, 67, True)


@pytest.mark.parametrize("number", [1, 3])
def test_quality_asks_as_many_questions_for_one_offer_as_for_three(scene, django_assert_num_queries, number):
    for _n in range(number):
        offer = published_offer("local", perimeter=scene.project.commune, stages=["creation"])
        override(scene, offer, "add")

    with django_assert_num_queries(2):
        assert len(quality_of_rules().offers) == number


def test_officer_corrects_the_list_from_its_page(scene, undecided, refused, client_for):
    client = client_for(scene.officer)
    path = offers_path(scene)

    missing = client.post(path, {"override": "add", "offer": refused.pk, "reason": " "})
    added = client.post(path, {"override": "add", "offer": refused.pk, "reason": "Ils sont d’accord"})

    assert "Dites pourquoi" in missing.content.decode()
    assert added["Location"] == path
    page = client.get(path).content.decode()
    assert "Ajoutée par la ville" in page
    assert "Ils sont d’accord" in page
    made = MatchOverride.objects.get()
    assert (made.kind, made.made_by) == ("add", scene.officer)

    client.post(path, {"undo": made.pk})

    assert "Ajoutée par la ville" not in client.get(path).content.decode()
    assert client.post(path, {"undo": "0"}).status_code == 404
    assert client.post(path, {"override": "forget", "offer": refused.pk, "reason": "x"}).status_code == 200
    assert not MatchOverride.objects.filter(undone_at=None).exists()


def test_officer_looks_for_an_offer_outside_the_list(scene, client_for):
    loan = published_offer("financement", perimeter=scene.project.commune, title="Prêt d’honneur")

    page = client_for(scene.officer).get(offers_path(scene), {"chercher": "honneur"}).content.decode()
    nothing = client_for(scene.officer).get(offers_path(scene), {"chercher": "Bureaux"}).content.decode()

    assert "Prêt d’honneur" in page
    assert f'name="offer" value="{loan.pk}"' in page
    assert "ne répond à ces mots" in nothing


def test_quality_page_says_how_the_figures_are_made(scene, refused, client_for):
    client, path = client_for(scene.officer), reverse("accompaniment:rule_quality")
    assert "Aucune correction" in client.get(path).content.decode()

    override(scene, refused, "add", "Une exception")

    page = client.get(path).content.decode()
    assert "Local pour créateurs" in page
    assert "Une exception" in page
    assert "L’étape du projet" in page
    assert "100 %" in page.replace("\u202f", " ").replace("\xa0", " ")


def test_corrections_follow_a_file_that_goes_into_another(scene, refused):
    twin = FollowedProjectFactory(
        owner=scene.holder, referent=scene.officer, title="Atelier vélo", needs=["local"]
    )
    gone = twin.needs.get()
    for need, offer in ((scene.need, refused), (gone, refused), (gone, scene.offer)):
        kind = "remove" if offer == scene.offer else "add"
        actions.override_match(need=need, offer=offer, kind=kind, reason="Vu", by=scene.officer)

    projects.merge(gone=twin, kept=scene.project, by=scene.officer)

    assert sorted(match(Need.objects.get(pk=scene.need.pk)).overrides) == sorted([refused.pk, scene.offer.pk])


def test_reasons_go_with_the_account_of_the_holder(scene, refused):
    override(scene, refused, "add", "Madame a peu de moyens")
    projects.close(project=scene.project, reason="Fini", by=scene.officer)

    forget_holder(holder=scene.holder, by=scene.holder)

    assert MatchOverride.objects.get().reason == "Effacé avec le compte"
