"""Between a request and an action; references without foreign keys; actors."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage

from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.http import rule_messages, safe_next_url, wants_fragment
from terreau.kernel.refs import find, ref_of
from terreau.territories.models import Territory


class TitleForm(forms.Form):
    title = forms.CharField(required=False)


@pytest.fixture
def request_with_messages(rf):
    request = rf.post("/", {"next": "/projets/"})
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def test_broken_rule_becomes_a_message(request_with_messages):
    with rule_messages(request_with_messages):
        raise RuleBroken("Le titre manque.")

    assert [str(message) for message in get_messages(request_with_messages)] == ["Le titre manque."]


@pytest.mark.parametrize(("field", "place"), [("title", "title"), (None, "__all__"), ("gone", "__all__")])
def test_broken_rule_goes_beside_its_field(request_with_messages, field, place):
    form = TitleForm({})
    form.is_valid()

    with rule_messages(request_with_messages, form):
        raise RuleBroken("Le titre manque.", field=field)

    assert form.errors == {place: ["Le titre manque."]}


def test_other_errors_are_not_hidden(request_with_messages):
    with pytest.raises(ZeroDivisionError), rule_messages(request_with_messages):
        raise ZeroDivisionError


@pytest.mark.parametrize("target", ["https://ailleurs.test/", "//ailleurs.test", "javascript:alert(1)", ""])
def test_next_never_leads_elsewhere(rf, target):
    assert safe_next_url(rf.get("/", {"next": target}), "/mon-espace/") == "/mon-espace/"


def test_next_leads_inside(request_with_messages):
    assert safe_next_url(request_with_messages, "/") == "/projets/"


class Htmx:
    boosted = False
    history_restore_request = False

    def __bool__(self):
        return True


def test_fragment_is_for_htmx_only(rf):
    request = rf.get("/")
    assert not wants_fragment(request)

    request.htmx = Htmx()
    assert wants_fragment(request)

    request.htmx.boosted = True
    assert not wants_fragment(request)


def test_reference_finds_its_object(db):
    place = Territory.objects.create(kind="adhoc", code="z", name="Zone")
    reference = ref_of(place)

    assert (reference.kind, reference.key, reference.label) == (
        "territories.territory",
        str(place.pk),
        "Zone",
    )
    assert find(reference.kind, reference.key) == place


@pytest.mark.parametrize("kind", ["territories.territory", "nowhere.nothing", "nonsense"])
def test_reference_to_what_is_gone_finds_nothing(db, kind):
    assert find(kind, "0") is None


def test_actor_of_a_person_a_job_and_a_link(person):
    user = person(first_name="Inès", last_name="Morel")

    assert (Actor.of(user).kind, Actor.of(user).label) == ("user", "Inès Morel")
    assert Actor.of(Actor.system("worker")) == Actor("system", "worker", "worker")
    assert Actor.by_link("Accueil").kind == "link"
