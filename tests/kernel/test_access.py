"""Declared access, and objects fetched only with the right to them."""

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from terreau.accounts.enums import Role
from terreau.kernel import access
from terreau.territories.models import Territory


@pytest.fixture
def permissions():
    """Two permissions of the app `territories`, taken away after the test."""
    rules.add_perm("territories.view_territory", rules.predicate(lambda user, place: user.is_authenticated))
    rules.add_perm(
        "territories.rename_territory", rules.predicate(lambda user, place=None: Role.OFFICER in user.roles)
    )
    yield
    rules.remove_perm("territories.view_territory")
    rules.remove_perm("territories.rename_territory")


@pytest.fixture
def place(db):
    return Territory.objects.create(kind="adhoc", code="z", name="Zone")


def page(request):
    return HttpResponse("ok")


def test_public_declares_and_lets_everybody_in(rf):
    view = access.public(page)

    assert view.access == access.Grant(access.PUBLIC)
    assert view(rf.get("/")).content == b"ok"


def test_link_declares_its_kind():
    assert access.by_link(lambda request: None).access == access.Grant(access.LINK)


def test_signed_in_sends_visitors_to_the_sign_in_page(rf, person):
    view, request = access.signed_in(page), rf.get("/mon-espace/?a=1")
    request.user = AnonymousUser()

    assert view(request).url.endswith("?next=/mon-espace/%3Fa%3D1")

    request.user = person()
    assert view(request).content == b"ok"


def test_requires_refuses_without_the_permission(rf, person, permissions):
    view, request = access.requires("territories.rename_territory")(page), rf.get("/")
    request.user = person()
    with pytest.raises(PermissionDenied):
        view(request)

    request.user = person(Role.OFFICER)
    assert view(request).content == b"ok"

    request.user = AnonymousUser()
    assert view(request).status_code == 302


def test_requires_leaves_the_object_to_the_view(rf, person, permissions):
    view = access.requires("territories.rename_territory", checks_object=True)(page)
    request = rf.get("/")
    request.user = person()

    assert view(request).content == b"ok"


def test_get_for_gives_the_object_to_who_may(person, permissions, place):
    found = access.get_for(
        person(Role.OFFICER), "territories.rename_territory", Territory.objects, pk=place.pk
    )

    assert found == place


def test_get_for_denies_what_may_only_be_seen(person, permissions, place):
    with pytest.raises(PermissionDenied):
        access.get_for(person(), "territories.rename_territory", Territory.objects, pk=place.pk)


def test_get_for_hides_what_may_not_be_seen(permissions, place):
    with pytest.raises(Http404):
        access.get_for(AnonymousUser(), "territories.view_territory", Territory.objects, pk=place.pk)


def test_get_for_hides_what_is_not_there(person, permissions):
    with pytest.raises(Http404):
        access.get_for(person(), "territories.view_territory", Territory.objects, pk=0)
