"""Walking the forms of a page as a browser would: find them, fill them, send them."""

from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag

TEXT_TYPES = {"text", "search", "email", "url", "tel", "textarea", "hidden-text"}


@dataclass
class Form:
    """One form of a page: where it goes, how, and its fields."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def filled(self, text: str) -> dict[str, list[str]]:
        """Return the values of the form with the text in every field that takes text."""
        return self.values | {name: [text] for name in self.texts}


def forms_of(html: str, address: str) -> list[Form]:
    """Return the forms of a page."""
    soup = BeautifulSoup(html, "html.parser")
    return [_form(tag, address) for tag in soup.find_all("form")]


def _form(tag: Tag, address: str) -> Form:
    form = Form(str(tag.get("action") or address), str(tag.get("method") or "get").lower())
    for one in tag.find_all(["input", "textarea", "select"]):
        name, kind = one.get("name"), one.get("type", "text") if one.name == "input" else one.name
        if not name or name == "csrfmiddlewaretoken" or kind in {"submit", "button", "file", "image"}:
            continue
        if kind in TEXT_TYPES:
            form.texts.append(name)
        _value(form, name, kind, one)
    return form


def _value(form: Form, name: str, kind: str, one: Any) -> None:
    if kind == "select":
        options = [option.get("value", "") for option in one.find_all("option")]
        form.values[name] = [next((value for value in options if value), "")]
    elif kind in {"checkbox", "radio"}:
        form.values.setdefault(name, [one.get("value", "on")])
    elif kind == "textarea":
        form.values[name] = [one.get_text()]
    else:
        form.values[name] = [one.get("value") or {"number": "1", "date": "2026-01-01"}.get(kind, "")]
