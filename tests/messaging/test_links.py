"""A capability link opens one thing, for one purpose, until it expires or is revoked."""

import datetime as dt

import pytest

from terreau.kernel import clock as kernel_clock
from terreau.messaging import links
from terreau.messaging.errors import LinkRefused
from terreau.messaging.models import CapabilityLink

pytestmark = pytest.mark.django_db


def refusal(token, purpose="referral.answer"):
    with pytest.raises(LinkRefused) as caught:
        links.open(token, purpose)
    assert str(caught.value).endswith(".")
    return caught.value.reason


@pytest.fixture
def someone(person):
    return person()


def test_link_opens_its_target_and_reading_writes_nothing(someone, django_assert_num_queries):
    token = links.issue(purpose="referral.answer", target=someone, email=" Aide@Exemple.test ")

    with django_assert_num_queries(2):
        link = links.open(token, "referral.answer")

    assert (link.target, link.email, link.last_used_at) == (someone, "aide@exemple.test", None)


def test_use_dates_the_use(someone, clock):
    clock.travel(dt.date(2026, 3, 2))
    token = links.issue(purpose="referral.answer", target=someone)

    links.use(token, "referral.answer")

    assert CapabilityLink.objects.get().last_used_at == kernel_clock.now()


@pytest.mark.parametrize("acting", [True, False])
def test_link_is_followed_for_one_of_its_purposes(someone, acting):
    token = links.issue(purpose="referral.answer", target=someone)

    link = links.follow(token, "other", "referral.answer", acting=acting)

    assert (link.target, link.last_used_at is not None) == (someone, acting)
    with pytest.raises(LinkRefused) as caught:
        links.follow(token, "other", acting=acting)
    assert caught.value.reason == "unknown"
    links.revoke(target=someone)
    with pytest.raises(LinkRefused) as caught:
        links.follow(token, "referral.answer", "other", acting=acting)
    assert caught.value.reason == "revoked"


def test_token_is_not_stored_and_is_long_enough(someone):
    token = links.issue(purpose="referral.answer", target=someone)

    assert len(token) >= 43
    assert token not in str(CapabilityLink.objects.values_list().get())


def test_forged_link_is_refused(someone):
    links.issue(purpose="referral.answer", target=someone)
    assert refusal("x" * 43) == "unknown"


def test_link_of_another_purpose_is_refused(someone):
    assert refusal(links.issue(purpose="outcome.tell", target=someone)) == "unknown"


def test_link_opens_only_its_own_target(person):
    first, second = person(), person()
    token = links.issue(purpose="referral.answer", target=first)
    links.issue(purpose="referral.answer", target=second)

    assert links.open(token, "referral.answer").target == first


def test_expired_link_is_refused(someone, clock):
    clock.travel(dt.date(2026, 3, 2))
    token = links.issue(
        purpose="referral.answer", target=someone, expires_at=kernel_clock.now() + dt.timedelta(days=60)
    )
    clock.travel(dt.date(2026, 4, 30))
    assert links.open(token, "referral.answer").target == someone

    clock.travel(dt.date(2026, 5, 2))
    assert refusal(token) == "expired"


def test_revoked_link_is_refused_and_others_live_on(someone):
    revoked = links.issue(purpose="referral.answer", target=someone)
    kept = links.issue(purpose="outcome.tell", target=someone)

    assert links.revoke(target=someone, purpose="referral.answer") == 1

    assert refusal(revoked) == "revoked"
    assert links.open(kept, "outcome.tell").target == someone
    assert links.revoke(target=someone) == 1


def test_link_to_something_deleted_is_refused(someone):
    token = links.issue(purpose="referral.answer", target=someone)
    someone.delete()
    assert refusal(token) == "gone"


def test_a_mail_composed_again_carries_the_same_link(someone):
    def compose(nonce):
        with links.reproducible(nonce):
            return links.issue(purpose="referral.answer", target=someone)

    assert compose("a" * 32) == compose("a" * 32)
    assert compose("a" * 32) != compose("b" * 32)
    assert CapabilityLink.objects.count() == 2
