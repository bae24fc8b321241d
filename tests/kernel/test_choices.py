"""The words of a choice are those that Django would show."""

import pytest
from django.utils import translation

from terreau.directory.enums import Family, Stage
from terreau.directory.models import Organisation
from terreau.kernel.choices import label_of
from terreau.projects.enums import ProjectState
from terreau.projects.models import Project, PublicSheet


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("model", "field", "choices"),
    [
        (Organisation, "family", Family),
        (Project, "state", ProjectState),
        (Project, "stage", Stage),
        (PublicSheet, "stage", Stage),
    ],
)
def test_words_are_those_of_django(model, field, choices, language):
    with translation.override(language):
        for value in [*choices.values, ""]:
            one = model(**{field: value})
            django_says = one._get_FIELD_display(model._meta.get_field(field))

            assert getattr(one, f"get_{field}_display")() == django_says


def test_value_that_is_no_choice_is_shown_as_it_is():
    assert label_of(Stage, "never") == "never"
