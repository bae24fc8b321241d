"""Components accept what they declare, and nothing else, wherever they are used."""

import re

import pytest

from terreau.look.gallery import icon_names
from tests.look import contract

# Names given by data: they are checked by the gallery, which shows every icon.
LITERAL_ICON = re.compile(r"<c-icon\s+name=\"([a-z0-9-]+)\"|\sicon=\"([a-z0-9-]+)\"")


@pytest.mark.parametrize("path", contract.templates(), ids=lambda path: path.name)
def test_template_asks_only_what_components_offer(path):
    assert contract.faults(path.read_text()) == []


def test_contract_catches_undeclared_attribute():
    assert contract.faults('<c-card colour="red" title="{% translate "Un" %}" />') == [
        "<c-card> does not accept colour"
    ]


def test_contract_catches_unknown_component():
    assert contract.faults("<c-carrousel>x</c-carrousel>") == ["<c-carrousel> does not exist"]


def test_contract_catches_attribute_that_is_not_forwarded():
    assert contract.faults('<c-tag data-terreau-copy="#x">y</c-tag>') == [
        "<c-tag> does not accept data-terreau-copy"
    ]


def test_contract_lets_forwarded_attribute_through():
    assert contract.faults('<c-button data-terreau-copy="#x" aria-expanded="false">y</c-button>') == []


def test_contract_catches_unreadable_tag():
    assert contract.faults('<c-tag href="a"b>y</c-tag>') == ["a component tag cannot be read (quotes?)"]


def test_every_literal_icon_is_in_the_sprite():
    sprite = set(icon_names())
    asked = {
        (path.name, first or second)
        for path in contract.templates()
        for first, second in LITERAL_ICON.findall(path.read_text())
    }

    assert sorted(use for use in asked if use[1] not in sprite) == []


def test_every_component_stands_in_the_gallery():
    folder = contract.SOURCE / "look/templates/look"
    shown = "".join(path.read_text() for path in (folder / "styleguide").glob("*.html"))
    components = {path.stem.replace("_", "-") for path in contract.COMPONENTS.glob("*.html")}

    assert sorted(name for name in components if not re.search(rf"<c-{name}[\s/>]", shown)) == []
