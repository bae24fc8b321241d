"""The vote of the council binds the exact text of a charter."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.council import actions as council
from terreau.council.models import Deliberation
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.partnerships import actions, queries
from terreau.partnerships.models import Charter
from tests.factories import council as make_council
from tests.factories import partnerships as make
from tests.factories.council import SECRETARY

pytestmark = pytest.mark.django_db

ANOTHER = "Le texte a été arrêté de nouveau après le vote"
TOO_EARLY = "Le conseil s’est prononcé avant que ce texte soit arrêté"


@pytest.fixture
def deliberation() -> Deliberation:
    return make_council.deliberation_in("tabled", session=make_council.session_in("held"))


@pytest.fixture
def charter(deliberation) -> Charter:
    """A charter whose text is agreed, and goes to the council."""
    charter = make.drafted()
    with kernel_clock.travel(dt.date(2015, 5, 10)):
        actions.agree(charter=charter, by=SECRETARY)
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)
    return charter


def vote(deliberation: Deliberation) -> None:
    with kernel_clock.travel(dt.date(2015, 5, 21)):
        council.record_vote(
            deliberation=deliberation, votes_for=5, votes_against=0, abstentions=0, by=SECRETARY
        )


def agree_again(charter: Charter, *, summary: str | None = None) -> Charter:
    """Reopen the draft, change a word or nothing, agree again."""
    charter = Charter.objects.get(pk=charter.pk)
    with kernel_clock.travel(dt.date(2015, 5, 22)):
        actions.reopen(charter=charter, by=SECRETARY)
        if summary:
            charter = actions.edit_charter(
                charter=charter, title=charter.title, summary=summary, by=SECRETARY
            )
        actions.agree(charter=charter, by=SECRETARY)
    return Charter.objects.get(pk=charter.pk)


def test_approved_charter_is_the_text_that_was_voted(charter, deliberation):
    vote(deliberation)

    actions.approve(charter=charter, by=SECRETARY)

    charter.refresh_from_db()
    assert charter.state == "approved"
    assert charter.text_sha256 == charter.voted_sha256 == queries.fingerprint(charter)
    told = Entry.objects.filter(verb__in=["charter.agreed", "charter.approved"]).values_list("verb", "data")
    mark = {"text": charter.text_sha256}
    assert sorted(told) == [("charter.agreed", mark), ("charter.approved", mark)]


def test_text_agreed_again_after_the_vote_wants_a_new_one(charter, deliberation):
    vote(deliberation)
    charter = agree_again(charter, summary="Un partenaire s’engage autrement.")

    with pytest.raises(RuleBroken, match=ANOTHER):
        actions.approve(charter=charter, by=SECRETARY)
    with pytest.raises(RuleBroken, match=TOO_EARLY) as caught:
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)

    charter.refresh_from_db()
    assert (charter.state, charter.needs_new_vote, caught.value.field) == ("agreed", True, "deliberation")
    assert not Entry.objects.filter(verb="charter.approved").exists()


def test_new_deliberation_approves_the_new_text(charter, deliberation):
    vote(deliberation)
    charter = agree_again(charter, summary="Un partenaire s’engage autrement.")
    session = make_council.session_in("held", held_on=dt.date(2015, 6, 25))
    second = make_council.deliberation_in("tabled", session=session)
    actions.link_deliberation(charter=charter, deliberation=second, by=SECRETARY)
    with kernel_clock.travel(dt.date(2015, 6, 25)):
        council.record_vote(deliberation=second, votes_for=5, votes_against=0, abstentions=0, by=SECRETARY)

    actions.approve(charter=charter, by=SECRETARY)

    charter.refresh_from_db()
    assert (charter.state, charter.deliberation) == ("approved", second)


def test_same_text_agreed_again_after_the_vote_is_still_the_voted_one(charter, deliberation):
    vote(deliberation)
    charter = agree_again(charter)

    actions.approve(charter=charter, by=SECRETARY)

    charter.refresh_from_db()
    assert charter.state == "approved"


def test_charter_amended_in_session_is_the_voted_one(charter, deliberation):
    """The text changed before the vote is the one that the council adopts."""
    before = charter.text_sha256
    charter = agree_again(charter, summary="Un partenaire s’engage, amendé en séance.")
    vote(deliberation)

    actions.approve(charter=charter, by=SECRETARY)

    charter.refresh_from_db()
    assert charter.voted_sha256 == charter.text_sha256 != before


def test_draft_agreed_only_after_the_vote_was_never_voted(deliberation):
    charter = make.drafted()
    actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)
    vote(deliberation)
    actions.agree(charter=charter, by=SECRETARY)

    with pytest.raises(RuleBroken, match=ANOTHER):
        actions.approve(charter=charter, by=SECRETARY)


@pytest.mark.parametrize(("agreed", "linked"), [(20, True), (22, False)])
def test_adopted_deliberation_is_linked_to_a_text_older_than_the_vote(deliberation, agreed, linked):
    vote(deliberation)
    charter = make.drafted()
    with kernel_clock.travel(dt.date(2015, 5, agreed)):
        actions.agree(charter=charter, by=SECRETARY)

    if linked:
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)
        actions.approve(charter=charter, by=SECRETARY)
    else:
        with pytest.raises(RuleBroken, match=TOO_EARLY):
            actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)

    charter.refresh_from_db()
    assert (charter.state, charter.deliberation) == (
        ("approved", deliberation) if linked else ("agreed", None)
    )


def test_draft_is_not_linked_to_a_vote_already_taken(deliberation):
    vote(deliberation)
    with pytest.raises(RuleBroken, match=TOO_EARLY):
        actions.link_deliberation(charter=make.drafted(), deliberation=deliberation, by=SECRETARY)


def test_adoption_leaves_alone_a_charter_agreed_again_in_between(
    charter, deliberation, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        vote(deliberation)
    charter = agree_again(charter, summary="Un partenaire s’engage autrement.")

    for callback in callbacks:
        callback()

    charter.refresh_from_db()
    assert (charter.state, charter.needs_new_vote) == ("agreed", True)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Répondre aux porteuses de projet."},
        {"unit": "réponses écrites"},
        {"target": 3},
        {"due_on": dt.date(2016, 1, 1)},
        {"delay_days": 5},
        {"is_free": True},
        {"counterpart": "Un logo"},
        {"form": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_change_of_a_promise_gives_another_fingerprint(change):
    charter = make.drafted()
    before = queries.fingerprint(charter)

    charter.commitments.update(**change)

    assert queries.fingerprint(charter) != before


def test_fingerprint_does_not_depend_on_how_a_figure_is_written():
    charter = make.drafted()
    charter.commitments.update(target=Decimal("20"))
    before = queries.fingerprint(charter)
    charter.commitments.update(target=Decimal("20.00"))
    charter.parties.update(represented_by="Une autre personne")

    assert queries.fingerprint(charter) == before
    assert len(before) == 64


def test_database_refuses_an_approved_charter_with_another_text(charter, deliberation):
    vote(deliberation)
    actions.approve(charter=charter, by=SECRETARY)

    with pytest.raises(IntegrityError, match="charter_approved_is_the_voted_text"), transaction.atomic():
        Charter.objects.filter(pk=charter.pk).update(text_sha256="0" * 64)


def test_link_of_a_charter_approved_meanwhile_is_stale(charter, deliberation):
    vote(deliberation)
    copy = Charter.objects.get(pk=charter.pk)
    actions.approve(charter=charter, by=SECRETARY)

    with pytest.raises(StaleObject, match="rechargez la page"):
        actions.link_deliberation(charter=copy, deliberation=deliberation, by=SECRETARY)


def test_page_asks_for_a_new_vote_and_shows_what_was_adopted(charter, deliberation, client_for, person):
    vote(deliberation)
    officer = client_for(person(Role.OFFICER))
    before = officer.get(charter.get_absolute_url()).content.decode()
    charter = agree_again(charter, summary="Un partenaire s’engage autrement.")
    after = officer.get(charter.get_absolute_url()).content.decode()
    refused = officer.post(reverse("partnerships:act", args=[charter.slug, "approuver"]), follow=True)

    assert ("Enregistrer l’approbation" in before, "Enregistrer l’approbation" in after) == (True, False)
    assert "le secrétariat le rattache à une nouvelle délibération" in after
    assert ANOTHER in refused.content.decode()


def test_deliberation_shows_the_fingerprint_of_the_adopted_text(charter, deliberation, client_for, person):
    vote(deliberation)
    actions.approve(charter=charter, by=SECRETARY)
    charter.refresh_from_db()

    page = client_for(person(Role.SECRETARY)).get(deliberation.desk_url).content.decode()

    assert f"Empreinte du texte adopté\u00a0: {charter.voted_sha256[:16]}…" in page
