"""Each verb of the council in each state: the table decides, the rest is refused with a sentence."""

import datetime as dt

import pytest

from terreau.council import actions
from terreau.council.enums import DeliberationState, SessionState
from terreau.council.models import Deliberation, Session
from terreau.council.workflows import DELIBERATION_WORKFLOW, SESSION_WORKFLOW
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from tests.factories import council as make
from tests.factories.council import SECRETARY

pytestmark = pytest.mark.django_db

VOTE = {"votes_against": 0, "abstentions": 0, "by": SECRETARY}

DELIBERATION_VERBS = {
    "table": lambda item: actions.table(deliberation=item, by=SECRETARY),
    "withdraw": lambda item: actions.withdraw(deliberation=item, by=SECRETARY),
    "adopt": lambda item: actions.record_vote(deliberation=item, votes_for=3, **VOTE),
    "reject": lambda item: actions.record_vote(deliberation=item, votes_for=0, **VOTE),
}
SESSION_VERBS = {
    "hold": lambda session: actions.hold(session=session, present=4, by=SECRETARY),
    "close": lambda session: actions.close(session=session, by=SECRETARY),
}


def entries_of(target) -> list[Entry]:
    found = Entry.objects.filter(target_kind=target._meta.label_lower, target_key=str(target.pk))
    return list(found.order_by("pk"))


def test_every_verb_of_the_tables_is_tried():
    assert list(DELIBERATION_VERBS) == list(DELIBERATION_WORKFLOW.transitions)
    assert list(SESSION_VERBS) == list(SESSION_WORKFLOW.transitions)


@pytest.mark.parametrize("state", DeliberationState)
@pytest.mark.parametrize("verb", DELIBERATION_VERBS)
def test_deliberation_moves_only_by_its_table(verb, state):
    session = make.session_in("planned" if verb == "table" else "held")
    deliberation = make.deliberation_in(state, session=session)
    move = DELIBERATION_WORKFLOW.transitions[verb]

    if state in move.sources:
        DELIBERATION_VERBS[verb](deliberation)
        expected = move.target
    else:
        label = DeliberationState(state).label
        with pytest.raises(TransitionRefused, match=f"n’est pas possible dans l’état «\u00a0{label}\u00a0»"):
            DELIBERATION_VERBS[verb](deliberation)
        expected = state

    assert Deliberation.objects.get(pk=deliberation.pk).state == expected
    assert len(entries_of(deliberation)) == (1 if state in move.sources else 0)


@pytest.mark.parametrize("state", SessionState)
@pytest.mark.parametrize("verb", SESSION_VERBS)
def test_session_moves_only_by_its_table(verb, state):
    convened = {"convoked_on": dt.date(2015, 5, 13)} if state == "planned" else {}
    session = make.session_in(state, **convened)
    move = SESSION_WORKFLOW.transitions[verb]

    if state in move.sources:
        SESSION_VERBS[verb](session)
        expected = move.target
    else:
        with pytest.raises(TransitionRefused, match="n’est pas possible dans l’état"):
            SESSION_VERBS[verb](session)
        expected = state

    assert Session.objects.get(pk=session.pk).state == expected
    assert len(entries_of(session)) == (1 if state in move.sources else 0)


@pytest.mark.parametrize("state", ["held", "closed"])
@pytest.mark.parametrize(
    "verb",
    [
        lambda session: actions.convoke(session=session, by=SECRETARY),
        lambda session: actions.convoke_urgently(session=session, by=SECRETARY),
        lambda session: actions.call_again(session=session, held_on=dt.date(2015, 6, 1), by=SECRETARY),
    ],
)
def test_convocation_is_for_a_planned_session_only(verb, state):
    session = make.session_in(state)

    with pytest.raises(TransitionRefused, match="n’est pas possible dans l’état"):
        verb(session)


@pytest.mark.parametrize("state", ["held", "closed"])
def test_drafts_are_for_a_session_not_yet_convened(state):
    session = make.session_in(state)
    draft = make.deliberation_in("draft", session=session)
    late = "La convocation est partie\u00a0: l’ordre du jour ne change plus"

    with pytest.raises(RuleBroken, match=late):
        make.draft(session)
    with pytest.raises(RuleBroken, match=late):
        actions.edit_deliberation(deliberation=draft, title="T", decision_text="D", by=SECRETARY)
    with pytest.raises(RuleBroken, match=late):
        actions.table(deliberation=draft, by=SECRETARY)


@pytest.mark.parametrize("state", ["adopted", "rejected", "withdrawn"])
def test_edit_deliberation_refuses_a_text_that_has_its_result(state):
    deliberation = make.deliberation_in(state)

    with pytest.raises(TransitionRefused, match="n’est pas possible dans l’état"):
        actions.edit_deliberation(deliberation=deliberation, title="T", decision_text="D", by=SECRETARY)


@pytest.mark.parametrize("state", DeliberationState)
def test_publish_is_for_voted_texts_whatever_the_result(state):
    deliberation = make.deliberation_in(state)

    if state in ("adopted", "rejected"):
        actions.publish(deliberation=deliberation, by=SECRETARY)
    else:
        with pytest.raises(RuleBroken, match="pas encore prononcé\u00a0: enregistrez d’abord le vote"):
            actions.publish(deliberation=deliberation, by=SECRETARY)

    deliberation.refresh_from_db()
    assert deliberation.is_published is (state in ("adopted", "rejected"))


@pytest.mark.parametrize("state", DeliberationState)
def test_transmit_is_for_adopted_texts_only(state):
    deliberation = make.deliberation_in(state)

    if state == "adopted":
        actions.transmit(deliberation=deliberation, by=SECRETARY)
    else:
        with pytest.raises(RuleBroken, match="Seule une délibération adoptée est transmise"):
            actions.transmit(deliberation=deliberation, by=SECRETARY)

    deliberation.refresh_from_db()
    assert (deliberation.transmitted_at is not None) is (state == "adopted")


@pytest.mark.parametrize(
    ("verb", "state"), [("table", "draft"), ("withdraw", "draft"), ("adopt", "tabled"), ("reject", "tabled")]
)
def test_stale_copy_of_a_deliberation_is_refused_and_writes_nothing(verb, state):
    session = make.session_in("planned" if verb == "table" else "held")
    deliberation = make.deliberation_in(state, session=session)
    Deliberation.objects.filter(pk=deliberation.pk).update(state="withdrawn")

    with pytest.raises(StaleObject, match="Quelqu’un vient de modifier ce dossier"):
        DELIBERATION_VERBS[verb](deliberation)

    assert entries_of(deliberation) == []


def test_transmit_a_stale_copy_is_refused():
    deliberation = make.deliberation_in("adopted")
    actions.transmit(deliberation=Deliberation.objects.get(pk=deliberation.pk), by=SECRETARY)

    with pytest.raises(StaleObject, match="rechargez la page"):
        actions.transmit(deliberation=deliberation, by=SECRETARY)

    assert [entry.verb for entry in entries_of(deliberation)] == ["deliberation.transmitted"]


def test_convoke_a_stale_copy_is_refused():
    session = make.session_in("planned")
    make.deliberation_in("tabled", session=session)
    first, second = Session.objects.get(pk=session.pk), Session.objects.get(pk=session.pk)
    actions.convoke(session=first, by=SECRETARY, sent_on=dt.date(2015, 5, 13))

    with pytest.raises(StaleObject, match="rechargez la page"):
        actions.convoke(session=second, by=SECRETARY, sent_on=dt.date(2015, 5, 14))

    session.refresh_from_db()
    assert session.convoked_on == dt.date(2015, 5, 13)


def told(target, verb: str) -> tuple:
    """Return what the journal says of a verb: the actor, the quantity, the facts, who may read it."""
    entry = Entry.objects.get(target_kind=target._meta.label_lower, target_key=str(target.pk), verb=verb)
    return entry.actor_label, entry.quantity, entry.data, entry.public


def test_journal_tells_the_life_of_a_session(clock):
    session = make.planned_session(make.small_assembly())
    actions.table(deliberation=make.draft(session), by=SECRETARY)
    clock.travel(dt.date(2015, 5, 12))
    actions.convoke(session=session, by=SECRETARY)
    clock.travel(dt.date(2015, 5, 21))
    actions.call_again(session=session, held_on=dt.date(2015, 5, 26), by=SECRETARY)
    clock.travel(dt.date(2015, 5, 26))
    actions.hold(session=session, present=2, by=SECRETARY)
    actions.withdraw(deliberation=Deliberation.objects.get(), by=SECRETARY)
    actions.close(session=session, by=SECRETARY)

    assert {entry.verb: told(session, entry.verb) for entry in entries_of(session)} == {
        "session.planned": ("tests", None, {}, True),
        "session.convoked": ("tests", None, {"sent_on": "2015-05-12", "urgent": False}, True),
        "session.called_again": ("tests", None, {"first": "2015-05-21", "second": "2015-05-26"}, True),
        "session.held": ("tests", 2, {}, True),
        "session.closed": ("tests", None, {}, True),
    }


def test_journal_keeps_drafts_inside_and_results_public():
    deliberation = make.adopted(make.planned_session(make.seated_assembly()))
    make.executory(deliberation)
    counts = {"for": 28, "against": 0, "abstentions": 3}

    assert {entry.verb: told(deliberation, entry.verb) for entry in entries_of(deliberation)} == {
        "deliberation.drafted": ("tests", None, {}, False),
        "deliberation.tabled": ("tests", None, {}, False),
        "deliberation.adopted": ("tests", None, counts, True),
        "deliberation.published": ("tests", None, {}, True),
        "deliberation.transmitted": ("tests", None, {}, True),
    }


def test_journal_tells_a_rejection_with_its_counts():
    deliberation = make.deliberation_in("tabled", session=make.session_in("held"))

    actions.record_vote(deliberation=deliberation, votes_for=1, votes_against=3, abstentions=1, by=SECRETARY)

    assert told(deliberation, "deliberation.rejected") == (
        "tests",
        None,
        {"for": 1, "against": 3, "abstentions": 1},
        True,
    )


def test_journal_keeps_what_is_withdrawn_or_edited_inside():
    draft = make.deliberation_in("draft")
    actions.edit_deliberation(deliberation=draft, title="T", decision_text="D", by=SECRETARY)
    actions.withdraw(deliberation=draft, by=SECRETARY)

    assert told(draft, "deliberation.edited") == ("tests", None, {}, False)
    assert told(draft, "deliberation.withdrawn") == ("tests", None, {}, False)


def test_journal_tells_the_assembly_and_its_mandates():
    assembly = actions.create_assembly(name="Conseil", seats=3, by=SECRETARY)
    mandate = actions.add_mandate(
        assembly=assembly,
        first_name=" Alix ",
        last_name=" Exemple ",
        capacity=" Adjointe ",
        since=dt.date(2014, 4, 4),
        by=SECRETARY,
    )
    actions.end_mandate(mandate=mandate, until=dt.date(2015, 4, 4), by=SECRETARY)

    assert told(assembly, "assembly.created") == ("tests", None, {}, True)
    assert told(mandate, "mandate.added") == ("tests", None, {}, True)
    assert told(mandate, "mandate.ended") == ("tests", None, {}, True)
    assert str(mandate) == "Alix Exemple, Adjointe"


def test_news_of_an_adoption_goes_out_once_and_of_a_rejection_never(django_capture_on_commit_callbacks):
    session = make.session_in("held")
    adopted = make.deliberation_in("tabled", session=session)
    rejected = make.deliberation_in("tabled", session=session)

    with django_capture_on_commit_callbacks() as after:
        DELIBERATION_VERBS["adopt"](adopted)
        DELIBERATION_VERBS["reject"](rejected)

    assert [callback.keywords["deliberation"] for callback in after] == [adopted]
