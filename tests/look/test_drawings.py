"""A component is drawn once for the same words, and only when it shows nothing else."""

import pytest
from django.template import Context, engines
from django.utils import translation
from django.utils.translation import gettext_lazy

from terreau.look import components, fragments
from terreau.look.components import plan_for


def template(source):
    return engines["django"].engine.from_string(source)


@pytest.fixture
def drawn(monkeypatch):
    """Count the components that were really rendered."""
    monkeypatch.setattr(fragments, "_pieces", {})
    times = []
    show = components.show
    monkeypatch.setattr(components, "show", lambda *args: (times.append(args), show(*args))[1])
    return times


def test_same_words_are_drawn_once(drawn):
    page = template('{% cotton badge tone="leaf" %}{{ word }}{% endcotton %}')

    shown = [page.render(Context({"word": word})) for word in ("Tenu", "Tenu", "Prévu")]

    assert shown[0] == shown[1] != shown[2]
    assert len(drawn) == 3  # two badges, and the icon that both hold


def test_safe_and_unsafe_words_are_two_drawings(drawn):
    page = template('{% cotton badge :tone="tone" %}{{ word|safe }}{% endcotton %}')

    shown = [page.render(Context({"word": "x", "tone": tone})) for tone in ("a<b", "a<b")]

    assert shown[0] == shown[1]
    assert 'data-tone="a&lt;b"' in shown[0]


def test_each_language_has_its_drawing(drawn):
    page = template("{% cotton table %}<tr></tr>{% endcotton %}")
    with translation.override("fr"):
        french = page.render(Context({}))
    with translation.override("en"):
        english = page.render(Context({}))

    assert ("Tableau" in french, "Tableau" in english) == (True, False)


def test_long_slot_is_not_kept(drawn):
    page = template("{% cotton card %}{{ word }}{% endcotton %}")

    for _ in range(2):
        page.render(Context({"word": "x" * (components.LONGEST_SLOT + 1)}))

    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("source", "is_drawing"),
    [
        ('<c-vars title="" /><p>{{ title }}{{ slot }}</p>', True),
        ('<c-vars title="" />{% if title and not slot %}<p>{{ title|default:slot }}</p>{% endif %}', True),
        ('<c-vars title="" />{% cotton badge tone="{{ title }}" %}{{ slot }}{% endcotton %}', True),
        ('<c-vars title="" /><p>{{ user }}</p>', False),
        ('<c-vars title="" />{% if request.user %}<p></p>{% endif %}', False),
        ('<c-vars title="" />{{ title|default:other }}', False),
        ('<c-vars title="" />{{ title|timesince }}', False),
        ('<c-vars title="" /><form>{% csrf_token %}</form>', False),
        ('<c-vars title="" />{% for one in title %}{{ one.a }}{{ forloop.counter }}{% endfor %}', True),
        ('<c-vars title="" />{% for one in other %}{{ one }}{% endfor %}', False),
        ('<c-vars title="" />{% for one in title %}{{ user }}{% endfor %}', False),
        ('<c-vars title="" />{% for one in title %}{% empty %}{{ user }}{% endfor %}', False),
        ('<c-vars title="" />{% for one in title %}x{% endfor %}{{ one }}', False),
        ('<c-vars option="" kind="" name="" />{% include "look/facet_option.html" %}', True),
        ('<c-vars title="" />{% include "look/facet_option.html" %}', False),
        ('<c-vars title="" />{% include title %}', False),
        ('<c-vars title="" />{% cotton badge tone="{{ other }}" %}{{ slot }}{% endcotton %}', False),
        ('<c-vars title="" />{% url "portal:home" %}', False),
    ],
)
def test_only_what_follows_from_the_words_is_a_drawing(source, is_drawing):
    from django_cotton.compiler_regex import CottonCompiler

    assert plan_for(template(CottonCompiler().process(source))).is_drawing is is_drawing


def test_components_of_the_house_that_are_drawings():
    from pathlib import Path

    from django.template.loader import get_template

    folder = Path(components.__file__).parent / "templates" / "cotton"
    kept = {
        path.stem
        for path in folder.glob("*.html")
        if plan_for(get_template(f"cotton/{path.name}").template).is_drawing
    }

    assert {"badge", "button", "card", "icon", "record", "section", "timeline_item"} <= kept
    assert {"facet", "summary_list"} <= kept
    assert not {"form_errors", "pagination"} & kept


def test_lists_are_told_apart_by_what_they_hold(drawn):
    page = template('{% cotton facet legend="État" name="state" :options="options" / %}')

    def shown(**facts):
        option = {"value": "a", "label": "Suivi", "count": 1, "selected": False}
        return page.render(Context({"options": [option, option | facts]}))

    once, again, other = shown(count=2), shown(count=2), shown(count=3)

    assert once == again
    assert ('facet-count">2<' in once, 'facet-count">3<' in other) == (True, True)
    assert len(drawn) == 2


def test_what_may_change_behind_its_back_is_drawn_each_time(drawn):
    page = template('{% cotton summary-list :rows="rows" / %}')
    rows = [{"label": gettext_lazy("Engagements"), "value": "2"}]

    for _ in range(2):
        page.render(Context({"rows": rows}))

    assert len(drawn) == 2
