"""Forms say what is expected, what is wrong, and keep what was written."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template

from terreau.look.forms import DateInput, DigitsInput, PhoneInput, TimeInput
from terreau.look.gallery import SampleForm
from terreau.look.templatetags import look


class One(forms.Form):
    email = forms.EmailField(
        label="Adresse", help_text="La vôtre", widget=forms.EmailInput(attrs={"class": "wide"})
    )
    secret = forms.CharField(widget=forms.HiddenInput)


class Choices(forms.Form):
    stage = forms.ChoiceField(
        label="Où en êtes-vous ?", widget=forms.RadioSelect, choices=[("a", "Idée"), ("b", "Essai")]
    )


class Mixed(forms.Form):
    name = forms.CharField(label="Nom")
    phone = forms.CharField(label="Téléphone", required=False)


def summary(form: forms.Form) -> str:
    return Template('{% cotton form-errors :form="form" / %}').render(Context({"form": form}))


def test_field_has_its_label_help_and_description():
    html = str(One())

    assert '<label for="id_email">Adresse</label>' in html
    assert 'aria-describedby="id_email_helptext"' in html
    assert '<div class="helptext" id="id_email_helptext">La vôtre</div>' in html
    assert 'class="input wide"' in html


def test_refused_field_keeps_value_and_points_to_its_error():
    html = str(One({"email": "camille", "secret": "x"}))

    assert 'value="camille"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error"' in html
    assert "data-invalid" in html


def test_choices_stand_in_a_fieldset_with_their_question():
    html = str(Choices())

    assert '<legend class="field-legend">Où en êtes-vous ?</legend>' in html
    assert 'for="id_stage_0"' in html


def test_optional_answer_is_said_in_words():
    html = str(Mixed())

    assert "(facultatif)" in html
    assert "sauf celles marquées « facultatif »" in html


@pytest.mark.parametrize(
    ("form", "words"),
    [(One, ""), (Mixed, "Toutes les réponses sont nécessaires, sauf celles marquées « facultatif ».")],
)
def test_optional_words(form, words):
    assert look.optional_words(form()) == words


def test_optional_words_when_all_are_needed():
    form = Mixed()
    form.fields["phone"].required = True

    assert look.optional_words(form) == "Toutes les réponses sont nécessaires."


def test_summary_links_to_each_refused_field():
    html = summary(Choices({}))

    assert 'href="#id_stage_0"' in html
    assert "Cette réponse est nécessaire." in html
    assert "data-terreau-errors" in html


def test_summary_tells_errors_without_a_field():
    form = One({"email": "a@exemple.test", "secret": ""})
    form.add_error(None, "Ce projet existe déjà.")
    html = summary(form)

    assert "Ce projet existe déjà." in html
    assert html.count("<li>") == 2


def test_summary_is_silent_without_error():
    assert summary(One()).strip() == ""
    assert summary(Mixed({"name": "Atelier"})).strip() == ""


def test_error_text_is_escaped():
    form = Mixed({"name": "x"})
    form.add_error("name", "<script>")

    assert "<script>" not in str(form) + summary(form)


def test_native_inputs():
    day = DateInput().render("day", dt.date(2025, 12, 2))
    hour = TimeInput().render("hour", dt.time(9, 5))

    assert day == '<input class="input" type="date" name="day" value="2025-12-02">'
    assert hour == '<input class="input" type="time" name="hour" value="09:05">'
    assert 'autocomplete="tel"' in PhoneInput().render("phone", "")
    assert 'inputmode="numeric"' in DigitsInput().render("siret", "")


def test_sample_form_takes_real_answers():
    form = SampleForm({"name": "Atelier", "idea": "…", "email": "a@exemple.test", "subject": "food",
                       "stage": "idea", "consent": "on"})  # fmt: skip

    assert form.is_valid()
