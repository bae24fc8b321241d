"""The files that pages load are those of the sources, weigh little, and come from where they say."""

import hashlib
import importlib.util
import json
import re

import brotli
import pytest

from tests.look import contract

STATIC = contract.SOURCE / "look/static"
VENDOR = STATIC / "vendor"
REGISTER = json.loads((VENDOR / "VENDORED.json").read_text())
KILO = 1000


def tool(name: str):
    spec = importlib.util.spec_from_file_location(name, contract.ROOT / f"tools/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def weight(path) -> int:
    return len(brotli.compress(path.read_bytes()))


def test_terreau_css_and_js_are_their_sources_joined():
    written = {path.name: path.read_text() for path in tool("look").outputs()}
    expected = {path.name: text for path, text in tool("look").outputs().items()}

    assert written == expected


@pytest.mark.parametrize("entry", REGISTER, ids=lambda entry: entry["name"])
def test_vendored_files_are_those_recorded(entry):
    found = {
        name: {
            "sha256": hashlib.sha256((VENDOR / name).read_bytes()).hexdigest(),
            "bytes": (VENDOR / name).stat().st_size,
        }
        for name in entry["files"]
    }

    assert found == entry["files"]


def test_every_vendored_file_is_recorded_with_its_licence():
    recorded = {name for entry in REGISTER for name in entry["files"]}
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}

    assert present - {"VENDORED.json"} == recorded
    assert all(entry["licence"] and any("LICENSE" in name for name in entry["files"]) for entry in REGISTER)


def test_register_names_no_registry():
    assert "http" not in (VENDOR / "VENDORED.json").read_text()


def test_style_weighs_less_than_its_budget():
    assert weight(STATIC / "look/terreau.css") <= 14 * KILO


def test_script_weighs_less_than_its_budget():
    assert weight(STATIC / "look/terreau.js") + weight(STATIC / "look/theme-early.js") <= 6 * KILO


def test_fonts_weigh_less_than_their_budget():
    assert sum(path.stat().st_size for path in (VENDOR / "fonts").glob("*.woff2")) <= 70 * KILO


def test_style_names_no_colour_outside_tokens():
    outside = [
        path
        for path in (contract.SOURCE / "look/css").rglob("*.css")
        if path.parent.name not in {"tokens", "print"}
        and re.search(r"#[0-9a-f]{3,8}\b|rgb\(", path.read_text())
    ]

    assert outside == []


def test_style_never_insists():
    assert "!important" not in (STATIC / "look/terreau.css").read_text()
