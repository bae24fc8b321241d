"""The ground rules hold over the whole source, and each of them catches a deliberate violation."""

import ast
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from terreau.kernel import privacy
from terreau.kernel.apps import PHRASES
from tests.architecture import house

VIEWS = Path("src/terreau/projects/views.py")
ACTIONS = Path("src/terreau/projects/actions.py")
TEMPLATE = Path("src/terreau/projects/templates/projects/page.html")


def over_source(rule) -> list[str]:
    return [line for path in house.python_files() for line in rule(path, path.read_text())]


def over_templates(rule) -> list[str]:
    return [line for path in house.template_files() for line in rule(path, path.read_text())]


def test_files_and_functions_keep_their_size():
    assert over_source(house.too_long) == []


def test_size_rule_catches_a_long_view():
    long_view = "def page(request):\n" + "    a = 1\n" * 21

    assert len(house.too_long(VIEWS, long_view)) == 1


def test_size_rule_catches_a_long_file():
    assert len(house.too_long(ACTIONS, "a = 1\n" * 301)) == 1


def test_boundary_never_writes():
    assert over_source(house.writes) == []


@pytest.mark.parametrize(
    "line",
    [
        "project.save()",
        "project.delete()",
        "Project.objects.create(title='x')",
        "Project.objects.filter(pk=1).update(title='x')",
        "Project.objects.get_or_create(pk=1)",
    ],
)
def test_boundary_rule_catches_a_write(line):
    assert len(house.writes(VIEWS, line)) == 1


@pytest.mark.parametrize(
    "line", ["facts.update(stage='idea')", "actions.create(title='x')", "form.is_valid()"]
)
def test_boundary_rule_leaves_what_does_not_write(line):
    assert house.writes(VIEWS, line) == []


def test_actions_are_keyword_only_documented_and_authored():
    assert over_source(house.action_faults) == []


def test_action_rule_catches_a_positional_anonymous_verb():
    assert len(house.action_faults(ACTIONS, "def sign(charter):\n    pass\n")) == 3


def test_relations_point_down():
    assert house.upward_relations(apps.get_models(), house.storeys()) == []


@isolate_apps("terreau.council", "terreau.partnerships")
def test_relation_rule_catches_an_upward_key():
    class Pact(models.Model):
        class Meta:
            app_label = "partnerships"

    class Vote(models.Model):
        pact = models.ForeignKey(Pact, models.CASCADE)

        class Meta:
            app_label = "council"

    assert house.upward_relations([Vote, Pact], house.storeys()) == ["Vote.pact points up to Pact"]


def run_import_linter(folder: Path) -> subprocess.CompletedProcess:
    command = [
        str(Path(sys.executable).parent / "lint-imports"),
        "--config",
        str(house.ROOT / "pyproject.toml"),
    ]
    environment = os.environ | {"PYTHONPATH": str(folder), "IMPORT_LINTER_CACHE_DIR": ""}
    return subprocess.run(
        [*command, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_imports_point_down():
    outcome = run_import_linter(house.ROOT / "src")

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.slow
def test_import_contract_catches_an_upward_import(tmp_path):
    for path in house.python_files():
        copy = tmp_path / path.relative_to(house.SOURCE.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text())
    with (tmp_path / "terreau" / "council" / "law.py").open("a") as models_file:
        models_file.write("\nfrom terreau.partnerships import models as above\n")

    outcome = run_import_linter(tmp_path)

    assert outcome.returncode == 1
    assert "terreau.council is not allowed to import terreau.partnerships" in outcome.stdout


def test_every_field_is_classified():
    assert privacy.unclassified_fields() == []


def test_classification_catches_a_new_field(monkeypatch):
    user = apps.get_model("accounts.User")
    monkeypatch.setattr(user, "PRIVACY", {k: v for k, v in user.PRIVACY.items() if k != "email"})

    assert privacy.unclassified_fields() == ["accounts.User.email"]


def test_templates_are_short_and_speak_french_plurals():
    assert over_templates(house.template_faults) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ n|pluralize }}",
        "{{ html|safe }}",
        "<p>\n" * 121,
        "{% blocktranslate %}Bonjour{% endblocktranslate %}",
    ],
)
def test_template_rule_catches_a_violation(text):
    assert len(house.template_faults(TEMPLATE, text)) == 1


def all_sources() -> str:
    paths = [*house.python_files(), *house.template_files()]
    return "\n".join(path.read_text() for path in paths)


def test_every_template_is_used():
    assert house.unused_templates(house.template_files(), all_sources()) == []


def test_template_use_catches_an_orphan():
    assert house.unused_templates([TEMPLATE], "nothing here") == [str(TEMPLATE)]


def test_every_journal_verb_has_a_phrase():
    verbs = {verb for path in house.python_files() for verb in house.journal_verbs(path.read_text())}

    assert sorted(verbs - set(PHRASES)) == []


def test_journal_verbs_are_found():
    assert house.journal_verbs("write(verb='charter.signed', target=1)") == {"charter.signed"}


def test_every_model_stands_in_the_glossary():
    glossary = (house.ROOT / "docs" / "glossaire.md").read_text()
    missing = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("terreau.") and f"`{model.__name__}`" not in glossary
    ]

    assert missing == []


def test_dependencies_carry_their_reason():
    text = (house.ROOT / "pyproject.toml").read_text()
    block = text.split("dependencies = [")[1].split("\n]")[0].strip().splitlines()

    assert [line for line in block if not re.search(r'",\s+# \w', line)] == []
    assert len(block) <= 35


def test_no_registry_address_in_the_lock_files():
    address = re.compile(r"https?://[^\s\"]*(pypi|npm|pythonhosted)")
    locks = [*house.ROOT.glob("requirements/*.txt"), *house.ROOT.glob("tests/**/package-lock.json")]

    assert [path.name for path in locks if address.search(path.read_text())] == []


def imported_packages() -> dict[str, str]:
    """Return each package from outside that the source imports, with a file that does."""
    found = {}
    for path in house.python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module]
            for name in names:
                found.setdefault(name.split(".")[0], path.name)
    return {
        name: file
        for name, file in found.items()
        if name not in sys.stdlib_module_names and name != "terreau"
    }


def test_every_import_is_a_declared_dependency():
    text = (house.ROOT / "pyproject.toml").read_text().split("dependencies = [")[1].split("\n]")[0]
    declared = {re.match(r'\s*"([\w-]+)', line).group(1).lower() for line in text.strip().splitlines()}
    comes_with_others = {"modelcluster", "taggit", "pydantic"}  # wagtail, django-ninja
    optional = {"pyarrow"}  # an extra: whoever lacks it is told what to install
    homes = packages_distributions()

    missing = [
        name
        for name in imported_packages()
        if name not in comes_with_others | optional
        and not declared & {home.lower().replace("_", "-") for home in homes[name]}
    ]

    assert missing == []


KEY_SHOWN = re.compile(r'="[^"]*\{\{ *(?!queue\.|row\.|way\.)(?:[a-z_.]+\.(?:pk|key|number)|pk|key) *\}\}')


def test_keys_in_attributes_are_not_grouped_by_thousands():
    """`{{ one.pk }}` shows « 1 249 » in French: from the thousandth row on, the form sends nothing known."""
    found = [
        f"{path.relative_to(house.SOURCE)}: {shown.group()}"
        for path in house.SOURCE.glob("*/templates/**/*.html")
        for shown in KEY_SHOWN.finditer(path.read_text())
    ]

    assert not found
    assert KEY_SHOWN.search('<input value="{{ one.offer.pk }}">')
    assert KEY_SHOWN.search('<input value="{{ key }}">')
