"""What visitors and officers count is what plain rules count; what keeps a person has its sentence."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.accounts import erasure
from terreau.accounts.enums import Role
from terreau.directory.enums import Stage
from terreau.kernel import clock
from terreau.messaging.models import Message
from terreau.messaging.reminders import REGISTRY as HANDLERS
from terreau.projects import actions, mails, queries
from terreau.projects.forms.intake import CodeForm, EntryForm, MeForm
from terreau.projects.models import Project, PublicSheet
from terreau.projects.queries import SheetFilters
from terreau.projects.queries.desk import ListFilters
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory, TerritoryFactory

pytestmark = pytest.mark.django_db

CODES = ["local", "financement", "formation"]
STAGES = [Stage.IDEA.value, Stage.CREATION.value]
SHOWN = ["stage", "commune", "subjects"]

told = st.lists(
    st.tuples(
        st.sampled_from(STAGES),
        st.sampled_from(["92071", "92014"]),
        st.lists(st.sampled_from(CODES), unique=True, max_size=2),
        st.lists(st.sampled_from(SHOWN), unique=True, max_size=3),
    ),
    max_size=5,
)
asked = st.builds(
    SheetFilters,
    subject=st.sampled_from(["", *CODES]),
    commune=st.sampled_from(["", "92071"]),
    stage=st.sampled_from(["", *STAGES]),
)


def shown_of(project) -> dict[str, set[str]]:
    """What a visitor may know of a told project: only what its holder ticked."""
    stage, commune, codes, fields = project
    return {
        "stage": {stage} if "stage" in fields else set(),
        "commune": {commune} if "commune" in fields else set(),
        "subject": set(codes) if "subjects" in fields else set(),
    }


def keeps(filters: SheetFilters, project, *, but: str = "") -> bool:
    shown = shown_of(project)
    return all(
        not getattr(filters, name) or name == but or getattr(filters, name) in shown[name] for name in shown
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=told, filters=asked)
def test_public_list_and_facets_are_what_plain_rules_say(told, filters):
    PublicSheet.objects.all().delete()
    for stage, commune, codes, fields in told:
        project = FollowedProjectFactory(stage=stage, commune=TerritoryFactory(code=commune), needs=codes)
        actions.publish(project=project, fields=fields, by=project.owner)

    facets = queries.public_facets(filters)

    assert queries.sheets_for_list(filters).count() == sum(keeps(filters, one) for one in told)
    for name, options in facets.items():
        others = [shown_of(one)[name] for one in told if keeps(filters, one, but=name)]
        wanted = {value: sum(value in shown for shown in others) for value in set().union(*others)}
        assert {option["value"]: option["count"] for option in options} == wanted


@pytest.mark.parametrize("name", ["state", "stage", "commune"])
def test_officers_facets_count_beside_their_own_filter(name):
    ProjectFactory(stage="idee", commune=SceauxFactory(), needs=["local"])
    FollowedProjectFactory(stage="creation", commune=TerritoryFactory(), needs=["local", "formation"])
    values = dict(Project.objects.values_list("pk", {"commune": "commune__code"}.get(name, name)))

    for value in set(values.values()):
        counted = queries.list_facets(ListFilters(**{name: value}))
        assert {option["value"]: option["count"] for option in counted[name]} == {
            one: list(values.values()).count(one) for one in values.values()
        }
        assert [option["value"] for option in counted[name] if option["selected"]] == [value]
        assert {option["value"]: option["count"] for option in counted["subject"]}["local"] == 1


def test_referent_hands_over_before_leaving(person):
    officer = person(Role.OFFICER)
    project = FollowedProjectFactory(referent=officer, title="Atelier")

    assert erasure.reasons_against(officer) == [
        "Vous suivez le projet «\u00a0Atelier\u00a0» pour la ville\u00a0: confiez-le à un autre référent."
    ]
    actions.assign_referent(project=project, referent=person(Role.OFFICER), by=officer)

    assert erasure.reasons_against(officer) == []


def test_reminder_of_the_promise_calls_the_officers_once(person):
    from types import SimpleNamespace

    person(Role.OFFICER)
    project = ProjectFactory()

    for _again in range(2):
        HANDLERS["project.triage_due"](project, SimpleNamespace(pk=7))

    assert list(Message.objects.values_list("event", "occasion")) == [("project.triage_late", "7")]


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"consent_mode": "desk"}, "consent_on", "Indiquez le jour"),
        ({"consent_on": "2026-01-01"}, "consent_mode", "Indiquez comment"),
        ({"consent_mode": "desk", "consent_on": "2999-01-01"}, "consent_on", "une date à venir"),
        ({"contact_preference": "phone", "phone": ""}, "phone", "Écrivez votre numéro"),
        ({"phone": "12"}, "phone", "dix chiffres"),
        ({"commune": "Atlantide"}, "commune", "Nous ne trouvons pas ce lieu"),
        ({"subjects": []}, "subjects", ""),
        ({"amount_sought": "-5"}, "amount_sought", ""),
    ],
)
def test_entry_refuses_beside_the_field(facts, field, sentence):
    SceauxFactory()
    right = {
        "title": "Jardin",
        "summary": "Un jardin.",
        "stage": "idee",
        "commune": "Sceaux",
        "subjects": ["local"],
        "urgency": "soon",
        "first_name": "Ana",
        "last_name": "Dos Santos",
        "email": "ana@exemple.test",
        "contact_preference": "email",
    }
    assert EntryForm(right).is_valid()

    form = EntryForm(right | facts)

    assert list(form.errors) == [field]
    assert sentence in str(form.errors[field])


def test_nobody_is_followed_without_agreement():
    OperatorFactory()
    form = MeForm(
        {"first_name": "A", "last_name": "B", "email": "a@exemple.test", "contact_preference": "email"}
    )

    assert list(form.errors) == ["consent"]
    assert "Sans votre accord" in str(form.errors["consent"])


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123\u00a0456", "123.456"])
def test_code_may_be_typed_with_spaces(typed):
    form = CodeForm({"code": typed})

    assert form.is_valid()
    assert form.cleaned_data["code"] == "123456"


@pytest.mark.parametrize(
    ("facts", "ways"),
    [
        ({}, "Écrivez à Ville de Sceaux."),
        ({"phone": "0141133300"}, "vous répond\u00a0: 0141133300."),
        ({"phone": "0141133300", "contact_email": "a@b.test"}, "0141133300, a@b.test."),
    ],
)
def test_mails_say_how_to_reach_the_town(facts, ways):
    OperatorFactory(**facts)
    from terreau.territories.queries import forget_operator

    forget_operator()

    assert mails.base.contact().endswith(ways)


def test_fact_recorded_later_is_not_known_before():
    day = dt.date(2026, 1, 5)
    with clock.travel(day):
        project = FollowedProjectFactory()
        actions.record_fact(project=project, key="employees", value=2, by=project.owner)

    assert queries.known_facts(project, day - dt.timedelta(days=1)) == []
    known = queries.known_facts(project, day)
    assert [(fact.label, fact.source_label, fact.value) for fact in known] == [
        ("Salariés", "Dit par le porteur", 2)
    ]
