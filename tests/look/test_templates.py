"""No template carries a style, a script or a handler of its own: the policy of the pages refuses them."""

import re

import pytest

from tests.look import contract

# A mail has no style sheet to load: its style travels inside it, and only there.
MAILS = {"style.html"}
INLINE = [
    (re.compile(r"<style\b"), "style element"),
    (re.compile(r"\sstyle\s*="), "style attribute"),
    (re.compile(r"<[^>]*\son[a-z]+\s*="), "event handler"),
    (re.compile(r"javascript:"), "javascript address"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)"), "script without a file"),
]


def inline_faults(text: str) -> list[str]:
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "x", text, flags=re.DOTALL)
    return [name for pattern, name in INLINE if pattern.search(plain)]


@pytest.mark.parametrize(
    "path", [path for path in contract.templates() if path.name not in MAILS], ids=lambda path: path.name
)
def test_template_holds_nothing_inline(path):
    assert inline_faults(path.read_text()) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p style="color:red">', "style attribute"),
        ('<a onclick="go()">', "event handler"),
        ("<script>go()</script>", "script without a file"),
        ('<a href="javascript:go()">', "javascript address"),
        ("<style>p{}</style>", "style element"),
    ],
)
def test_inline_faults_are_caught(html, fault):
    assert inline_faults(html) == [fault]
