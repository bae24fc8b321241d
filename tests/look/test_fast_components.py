"""Components rendered the fast way show what django-cotton shows."""

import re

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django_cotton.templatetags._component import CottonComponentNode

from terreau.look.components import FastComponentNode, plan_for
from tests.factories.directory import OrganisationFactory
from tests.factories.territories import OperatorFactory

GALLERY = ["/_styleguide/", "/_styleguide/liste/", "/_styleguide/fiche/", "/_styleguide/formulaire/"]


@pytest.fixture
def slow(monkeypatch):
    """Return a function that gives the rendering back to django-cotton."""
    return lambda: monkeypatch.setattr(FastComponentNode, "render", CottonComponentNode.render)


def shown(response) -> str:
    """Return the page without the form's token, which is new each time."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", [*GALLERY, "/", "/annuaire/", "/annuaire/atelier/", "/projets/proposer/"])
def test_page_is_the_same_as_with_django_cotton(address, client, settings, slow):
    settings.TERREAU_PAGE_CACHE = False
    OperatorFactory()
    OrganisationFactory(slug="atelier", name="Atelier <b>& Cie</b>")
    fast = shown(client.get(address))

    slow()

    assert shown(client.get(address)) == fast


def test_components_of_the_house_take_the_fast_way():
    plan = plan_for(get_template("cotton/button.html").template)

    assert (plan.defaults["kind"], plan.defaults["href"]) == ("primary", "")
    assert {"is", "href", "kind", "icon"} <= plan.named


def test_default_that_depends_on_the_page_is_left_to_django_cotton():
    template = get_template("cotton/button.html").template
    node = next(node for node in template.nodelist if hasattr(node, "_prepared_vars"))
    asked = node._prepared_vars[0]._replace(kind=2, value="something.else")
    node._prepared_vars.append(asked)
    try:
        assert plan_for(template) is None
    finally:
        node._prepared_vars.pop()


def test_stray_attributes_reach_the_element():
    template = get_template("cotton/button.html").template.engine.from_string(
        '{% cotton button :disabled="off" data-terreau-open="x" class="{{ name }}" %}Oui{% endcotton %}'
    )

    shown = template.render(Context({"off": False, "name": "large"}))

    assert 'class="button button-primary large" type="submit" data-terreau-open="x">Oui</button>' in shown


def test_icon_is_drawn_for_its_own_attributes_only():
    engine = get_template("cotton/button.html").template.engine
    template = engine.from_string('{% cotton icon name="{{ name }}" :label="label" / %}')

    shown = [
        template.render(Context({"name": name, "label": label}))
        for name, label in [("x", "a & b"), ("x", mark_safe("a &amp; b")), ("menu", ""), ("x", "a & b")]
    ]

    assert [one.count("a &amp; b") for one in shown] == [1, 1, 0, 1]
    assert ["#menu" in one for one in shown] == [False, False, True, False]
