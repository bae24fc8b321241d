"""Two people at the same instant, with real processes on a real database: one winner, polite answers."""

import multiprocessing
import os
import traceback

import pytest
from django.db import connection, connections

from terreau.accompaniment import actions
from terreau.accompaniment.models import GroupAnswer, GroupPart, Referral
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory.models import Offer, Team
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from terreau.projects.models import Need
from tests.factories.accompaniment import accepted, agreed, called, grouped, proposed, published_offer, sent
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def needs_offer(person):
    OperatorFactory()
    officer = person(Role.OFFICER)
    project = FollowedProjectFactory(referent=officer, needs=["local"])
    return project.needs.get(), published_offer("local", perimeter=SceauxFactory())


def _child(work, barrier, results):
    for database in connections.all():
        database.connect()
    try:
        barrier.wait(timeout=120)  # fifty processes take their time to be born on a busy machine
        work()
        results.put("done")
    except RuleBroken as refusal:
        results.put(f"refused: {refusal}")
    except Exception:  # noqa: BLE001 - a crash of the child is what the test looks for
        results.put(f"crashed: {traceback.format_exc()}")
    finally:
        connections.close_all()
        results.close()
        results.join_thread()
        os._exit(0)


def together(*works):
    """Run the works in as many processes, released at once; return what each says."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # the threads of a pool do not live on in a forked process
    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(len(works)), fork.Queue()
    children = [fork.Process(target=_child, args=(work, barrier, results)) for work in works]
    for child in children:
        child.start()
    said = [results.get(timeout=240) for _ in works]
    for child in children:
        child.join(timeout=30)
    return sorted(said)


def test_two_officers_proposing_the_same_pair_make_one_referral(needs_offer):
    need, offer = needs_offer

    def propose():
        mine = Need.objects.select_related("project").get(pk=need.pk)
        by = User.objects.get(pk=need.project.referent_id)
        actions.propose(need=mine, offer=Offer.objects.get(pk=offer.pk), by=by)

    said = together(*[propose] * 4)

    assert said.count("done") == 1
    assert all("déjà été sollicitée" in one for one in said if one != "done"), said
    assert Referral.objects.count() == 1
    assert Message.objects.filter(event="referral.proposed").count() == 1


def test_accepting_at_once_is_accepted_once(needs_offer):
    referral = sent(*needs_offer)

    def accept():
        actions.accept(referral=Referral.objects.get(pk=referral.pk), by=referral.proposed_by)

    said = together(*[accept] * 5)

    assert said.count("done") == 1
    assert all("Une réponse a déjà été donnée" in one for one in said if one != "done"), said
    assert Entry.objects.filter(verb="referral.accepted").count() == 1


def test_accept_against_withdraw_has_one_story(needs_offer):
    for _ in range(4):
        need = FollowedProjectFactory(referent=needs_offer[0].project.referent, needs=["local"]).needs.get()
        referral = sent(need, needs_offer[1])

        def accept(key=referral.pk, by=need.project.referent):
            actions.accept(referral=Referral.objects.get(pk=key), by=by)

        def withdraw(key=referral.pk, by=need.project.owner):
            actions.withdraw(referral=Referral.objects.get(pk=key), by=by)

        said = together(accept, withdraw)

        referral.refresh_from_db()
        # The holder may always take back, even just after a yes; the organisation never accepts after.
        assert referral.state == "withdrawn"
        assert said in (["done", "done"], sorted(["done", next(s for s in [*said, ""] if s != "done")]))
        assert not any(one.startswith("crashed") for one in said), said


def test_accept_against_expiry_has_one_winner(needs_offer):
    referral = sent(*needs_offer)

    def accept():
        actions.accept(referral=Referral.objects.get(pk=referral.pk), by=referral.proposed_by)

    def expire():
        actions.expire(referral=Referral.objects.get(pk=referral.pk), by=referral.proposed_by)

    said = together(accept, expire)

    referral.refresh_from_db()
    assert referral.state in ("accepted", "expired")
    assert Entry.objects.filter(verb__in=["referral.accepted", "referral.expired"]).count() == 1
    assert not any(one.startswith("crashed") for one in said), said


def test_consent_posted_twice_sends_once(needs_offer):
    from terreau.accompaniment.queries import preview

    referral = proposed(*needs_offer)
    digest = preview(referral).hash

    def consent():
        actions.consent(
            referral=Referral.objects.get(pk=referral.pk), payload_hash=digest, by=referral.project.owner
        )

    said = together(consent, consent, consent)

    assert said.count("done") == 1
    assert all("déjà donné votre accord" in one for one in said if one != "done"), said
    assert Message.objects.filter(event="referral.sent").count() == 1
    assert Team.objects.count() == 1


def test_fifty_organisations_accepting_one_need_at_once_make_one_winner(needs_offer):
    need, first = needs_offer
    offers = [first, *(published_offer("local", perimeter=SceauxFactory()) for _ in range(49))]
    call = agreed(called(need, *offers, per_wave=50, wanted=1))
    keys = list(call.referrals.values_list("pk", flat=True))

    def accept(key):
        def work():
            referral = Referral.objects.select_related("wave_call").get(pk=key)
            actions.accept(referral=referral, by=Actor.by_link(f"Organisme {key}"))

        return work

    said = together(*[accept(key) for key in keys])

    call.refresh_from_db()
    assert said.count("done") == 1
    assert sum("Un autre organisme a déjà répondu oui" in one for one in said) == 49, said
    assert (call.state, call.taken) == ("filled", 1)
    assert call.referrals.filter(state="accepted").count() == 1
    assert Message.objects.filter(event="referral.filled").count() == 49


def _three(need, first):
    return [first, *(published_offer("local", perimeter=SceauxFactory()) for _ in range(2))]


def test_two_officers_naming_two_leads_at_once_name_one(needs_offer):
    need, first = needs_offer
    group = grouped(need, *_three(need, first))
    lead, *others = group.parts.order_by("role", "pk").values_list("pk", flat=True)

    def name(key):
        def work():
            actions.name_lead(
                group=GroupAnswer.objects.get(pk=group.pk),
                lead=key,
                instead_of=lead,
                by=User.objects.get(pk=need.project.referent_id),
            )

        return work

    said = together(*[name(key) for key in others])

    assert said[0] == "done"
    assert "vient d’être nommé chef de file" in said[1]
    assert GroupPart.objects.filter(group=group, role="lead").count() == 1
    assert Entry.objects.filter(verb="group_answer.lead_named").count() == 1


def test_two_officers_forming_two_groups_at_once_form_one(needs_offer):
    need, first = needs_offer
    keys = [accepted(need, offer).pk for offer in _three(need, first)]

    def form(lead):
        def work():
            mine = Need.objects.select_related("project").get(pk=need.pk)
            by = User.objects.get(pk=need.project.referent_id)
            actions.propose_group(need=mine, members=keys, lead=lead, by=by)

        return work

    said = together(*[form(key) for key in keys])

    assert said.count("done") == 1
    assert all("déjà ensemble" in one for one in said if one != "done"), said
    assert GroupAnswer.objects.count() == 1
    assert GroupPart.objects.filter(role="lead").count() == 1


def test_a_lead_that_ends_its_part_while_another_leaves_has_one_story(needs_offer):
    need, first = needs_offer
    group = grouped(need, *_three(need, first)[:2])
    lead, member = group.parts.select_related("referral").order_by("role")

    def end():
        actions.close(referral=Referral.objects.get(pk=lead.referral_id), by=Actor.by_link("Un"))

    def leave():
        mine = GroupPart.objects.select_related("referral", "group").get(pk=member.pk)
        actions.leave_group(group=mine.group, part=mine, reason="Fini.", by=Actor.by_link("Deux"))

    said = together(end, leave)

    group.refresh_from_db()
    assert not any(one.startswith("crashed") for one in said), said
    # Either the member had left and the lead ended the group, or the lead was told to name another first.
    assert group.state == ("ended" if said == ["done", "done"] else "running")
    assert group.parts.get(pk=member.pk).left_at is not None
