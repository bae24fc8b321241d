"""The invented town: nothing missing, nothing doubled, told only with the platform's own verbs."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.management.base import CommandError

from terreau.accompaniment.enums import CallState, GroupState, ReferralState
from terreau.accompaniment.models import GroupAnswer, Outcome, Referral, UnmetNeed
from terreau.council.models import Deliberation, Session
from terreau.demo import actions, prepare, story
from terreau.demo.models import DemoMail
from terreau.directory.enums import OfferKind, OfferState, Stage
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.journal.models import Entry
from terreau.journal.queries import verify_chain
from terreau.kernel import clock
from terreau.kernel.apps import PHRASES
from terreau.messaging.enums import MessageState
from terreau.messaging.models import Message
from terreau.partnerships.enums import CharterState, CollaborationForm, EvidenceState
from terreau.partnerships.models import Charter, Evidence
from terreau.projects.enums import ProjectState
from terreau.projects.models import Project


def values(model, field):
    return set(model.objects.order_by().values_list(field, flat=True))


def test_the_town_is_full(demo_town):
    # Seventy files, of which one was united with another; 40 organisations and teams were asked for.
    counted = {
        "projects": Project.objects.current().count(),
        "organisations": Organisation.objects.count(),
        "teams": Team.objects.count(),
        "offers": Offer.objects.count(),
        "unmet": UnmetNeed.objects.filter(settled_at=None).count(),
    }

    assert counted == {"projects": 69, "organisations": 54, "teams": 41, "offers": 120, "unmet": 3}
    assert values(Project, "stage") == set(Stage)


def test_every_offer_has_words_of_its_own(demo_town):
    for field in ("title", "summary"):
        assert len(values(Offer, field)) == Offer.objects.count()
        assert len(values(Project, field)) == Project.objects.count()


def test_the_partners_of_the_note_are_there(demo_town):
    named = {"KissKissBankBank", "HelloMerci", "Lendopolis", "Groupe La Poste", "Sceaux Smart"}

    offering = Organisation.objects.filter(teams__offers__isnull=False)
    assert named <= set(offering.values_list("name", flat=True))


def test_late_answers_were_reminded_then_the_town_took_over(demo_town):
    silent = Referral.objects.filter(state=ReferralState.EXPIRED)

    assert silent.count() == 3
    assert set(silent.values_list("escalation_step", flat=True)) == {4}


def test_every_state_of_a_project_is_there(demo_town):
    assert values(Project, "state") == set(ProjectState)


def test_every_lasting_state_of_a_demand_is_there(demo_town):
    # An agreed demand leaves in the same instant, unless it waits for its turn in a call in waves.
    assert values(Referral, "state") == set(ReferralState)
    waiting = Referral.objects.filter(state=ReferralState.CONSENTED)
    assert set(waiting.values_list("wave_call__state", flat=True)) == {CallState.RUNNING}


def test_two_organisations_answer_together_and_the_lead_gave_news(demo_town):
    group = GroupAnswer.objects.get()

    assert group.state == GroupState.RUNNING
    assert group.parts.filter(agreed_at__isnull=False).count() == 2
    assert group.next_step


def test_the_silent_organisation_was_reminded_twice(demo_town):
    silent = Referral.objects.get(project__owner=demo_town["hugo.frene"])

    assert (silent.state, silent.escalation_step) == (ReferralState.SENT, 2)


def test_the_silence_climbs_the_ladder_as_days_go_by(demo_town, moving, settings):
    settings.EMAIL_BACKEND = "terreau.demo.backend.EmailBackend"
    silent = Referral.objects.get(project__owner=demo_town["hugo.frene"])
    climbed = {}
    for day in actions.advance(to=clock.now() + dt.timedelta(days=12)):
        silent.refresh_from_db()
        climbed.setdefault((silent.state, silent.escalation_step), day)

    assert list(climbed) == [
        (ReferralState.SENT, 2),
        (ReferralState.SENT, 3),
        (ReferralState.EXPIRED, 4),
    ]
    third = climbed[ReferralState.SENT, 3]
    reminded = {move.about for move in third.moves if move.what == "Rappel envoyé à l’organisme"}
    assert str(silent) in reminded
    assert "contact.smart@exemple.test" in {mail.about for mail in third.mails}
    assert "hugo.frene@exemple.test" in {mail.about for mail in climbed[ReferralState.EXPIRED, 4].mails}


def test_the_note_of_2015_is_adopted_and_its_three_charters_are_in_force(demo_town):
    deliberation = Deliberation.objects.get(session__held_on="2015-05-21")
    charters = deliberation.charters.all()

    assert (deliberation.votes_for, deliberation.votes_against, deliberation.abstentions) == (33, 0, 0)
    assert str(deliberation.executory.value) == "2015-05-26"
    assert [charter.state for charter in charters] == [CharterState.IN_FORCE] * 3
    assert [set(charter.commitments.values_list("form", flat=True)) for charter in charters] == [
        set(CollaborationForm)
    ] * 3


def test_a_charter_is_drafted_for_the_session_to_come(demo_town):
    draft = Charter.objects.get(state=CharterState.DRAFT)

    assert draft.deliberation.session == Session.objects.order_by("-held_on").first()


def test_every_kind_of_offer_and_every_subject_is_served(demo_town):
    assert values(Offer, "kind") == set(OfferKind)
    assert (
        Subject.objects.filter(offers__state=OfferState.PUBLISHED).distinct().count()
        == Subject.objects.count()
    )


def test_the_offer_that_ended_says_when_and_what_follows(demo_town):
    offer = Offer.objects.get(state=OfferState.ENDED)

    assert (str(offer.valid_until), offer.successor.team.organisation.name) == ("2019-03-01", "HelloMerci")


def test_evidence_is_kept_waiting_and_set_aside(demo_town):
    assert values(Evidence, "state") == set(EvidenceState)


def test_both_sides_of_each_finished_demand_were_heard(demo_town):
    closed = Referral.objects.filter(state=ReferralState.CLOSED)

    assert Outcome.objects.filter(referral__in=closed).count() == 2 * closed.count()


def test_every_verb_has_its_phrase(demo_town):
    assert values(Entry, "verb") - set(PHRASES) == set()


def test_the_journal_is_sealed_and_sound(demo_town):
    report = verify_chain()

    assert (report.is_sound, report.unsealed) == (True, 0)


def test_the_journal_is_written_in_the_order_of_time(demo_town):
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))

    assert moments == sorted(moments)


def test_every_mail_left_at_its_hour(demo_town):
    late = Message.objects.filter(state=MessageState.PENDING, waits_for_digest=False)
    # What was gathered in a mail of the day left with it.
    alone = Message.objects.filter(state=MessageState.SENT, digest=None)

    assert not late.exists()
    assert values(Message, "state") <= {MessageState.SENT, MessageState.CANCELLED, MessageState.PENDING}
    assert DemoMail.objects.count() == alone.count()


def test_invented_organisations_say_so(demo_town):
    spots = Organisation.objects.exclude(lat=None).exclude(slug="ville-de-sceaux")

    assert [one.name for one in spots if "inventée" not in one.description] == []


def test_no_address_reaches_anybody(demo_town):
    recipients = values(DemoMail, "recipient")

    assert [one for one in recipients if not one.endswith("@exemple.test")] == []


def test_loading_again_changes_nothing(demo_town):
    def rows():
        return {model._meta.label: model.objects.count() for model in apps.get_models()}

    before = rows()

    assert story.load() is False
    assert rows() == before


def test_an_interrupted_load_says_how_to_start_over(demo_town):
    with pytest.raises(CommandError, match="--reset"):
        prepare._load({}, lambda _line: None)
