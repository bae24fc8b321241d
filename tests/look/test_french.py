"""What people wrote is French: on an English page it says so, so that a screen reader reads it well."""

import pytest
from django.template import engines
from django.utils.translation import override
from django_cotton.compiler_regex import CottonCompiler


@pytest.mark.parametrize(
    ("source", "french", "english"),
    [
        ("<p{% in_french %}>Bonjour</p>", "<p>Bonjour</p>", '<p lang="fr">Bonjour</p>'),
        (
            "<c-prose french>Bonjour</c-prose>",
            '<div class="prose">Bonjour</div>',
            '<div class="prose" lang="fr">Bonjour</div>',
        ),
        ("<c-prose>Hello</c-prose>", '<div class="prose">Hello</div>', '<div class="prose">Hello</div>'),
    ],
)
def test_content_says_its_language_on_english_pages_only(source, french, english):
    assert rendered(source, "fr") == french
    assert rendered(source, "en") == english


@pytest.mark.parametrize("component", ["page-heading", "record", "card"])
def test_components_that_hold_content_mark_its_title(component):
    source = f'<c-{component} french title="Le titre">Le titre</c-{component}>'

    assert 'lang="fr"' not in rendered(source, "fr")
    assert 'lang="fr"' in rendered(source, "en")
    assert 'lang="fr"' not in rendered(source.replace(" french", ""), "en")


def rendered(source, language):
    with override(language):
        return engines["django"].from_string(CottonCompiler().process(source)).render({}).strip()
