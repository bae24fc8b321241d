"""The ground rules as functions over source files, so that each can be shown a violation and catch it."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "terreau"

FILE_LINES = 300
FUNCTION_LINES = 40
VIEW_LINES = 20
TEMPLATE_LINES = 120

# Rooms between a request and the actions: they read and call, they never write.
BOUNDARY = {"views", "forms", "filters", "exports", "urls", "admin", "api", "feeds", "middleware"}
WRITING_ALWAYS = {
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "aget_or_create",
    "acreate",
    "abulk_create",
}
WRITING_ON_ROWS = {"create", "update", "delete"}
ROWS = {"objects", "filter", "exclude", "all", "get_queryset", "_default_manager", "order_by"}


def python_files(root: Path = SOURCE) -> Iterator[Path]:
    """Yield the source files of the product, without migrations."""
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def template_files(root: Path = SOURCE) -> Iterator[Path]:
    """Yield the templates of the product."""
    for path in sorted(root.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt", ".xml"}:
            yield path


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function without its decorators and its docstring."""
    total = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        total -= first.end_lineno - first.lineno + 1
    return total


def room_of(path: Path) -> str:
    """Name the room of an app that a file belongs to (`views`, `actions`, …)."""
    start = len(path.parts) - path.parts[::-1].index("terreau")
    inner = path.parts[start:]
    return inner[1].removesuffix(".py") if len(inner) > 1 else ""


def too_long(path: Path, text: str) -> list[str]:
    """Find files, functions and views beyond their size."""
    found = []
    lines = text.count("\n") + 1
    if lines > FILE_LINES + 1:
        found.append(f"{path}: {lines - 1} lines (at most {FILE_LINES})")
    limit = VIEW_LINES if room_of(path) == "views" else FUNCTION_LINES
    found += [
        f"{path}:{function.lineno} {function.name}: {body_lines(function)} lines (at most {limit})"
        for function in functions(ast.parse(text))
        if body_lines(function) > limit
    ]
    return found


def _chain(node: ast.expr) -> Iterator[str]:
    """Yield the names of a chain of attributes and calls, from the end: `a.b().c` gives c, b, a."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        elif isinstance(node, ast.Name):
            yield node.id
            return
        else:
            return


def writes(path: Path, text: str) -> list[str]:
    """Find writes to the database in the rooms of the boundary."""
    if room_of(path) not in BOUNDARY:
        return []
    found = []
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name, before = node.func.attr, set(_chain(node.func.value))
        saves = name in {"save", "asave"} and "super" not in before
        deletes = name == "delete" and not node.args and not {"session", "cache"} & before
        if saves or deletes or name in WRITING_ALWAYS or (name in WRITING_ON_ROWS and ROWS & before):
            found.append(f"{path}:{node.lineno} .{name}() writes; call an action")
    return found


def action_faults(path: Path, text: str) -> list[str]:
    """Find public actions that take positional arguments, say nothing of themselves, or have no author.

    Below the domain (accounts, journal, messaging) an action serves the verb of another, which carries
    the author.
    """
    if room_of(path) != "actions" or path.name == "__init__.py":
        return []
    serves = {"accounts", "journal", "messaging"} & set(path.parts)
    found = []
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        names = [argument.arg for argument in node.args.kwonlyargs]
        if node.args.args or node.args.posonlyargs:
            found.append(f"{path}:{node.lineno} {node.name}: keyword-only arguments, please")
        if not ast.get_docstring(node):
            found.append(f"{path}:{node.lineno} {node.name}: say what the verb does")
        marked = "# by nobody" in text.splitlines()[node.lineno - 1]
        if "by" not in names and not serves and not marked:
            found.append(f"{path}:{node.lineno} {node.name}: who acts? (`by=`)")
    return found


def upward_relations(models: Iterable[type], storeys: list[set[str]]) -> list[str]:
    """Find relations that point to a higher storey, or to a neighbour of the same one."""
    level = {name: height for height, names in enumerate(storeys) for name in names}
    found = []
    for model in models:
        here = model._meta.app_label
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target is None or target._meta.app_label not in level or here not in level:
                continue
            there = target._meta.app_label
            if there != here and level[there] <= level[here]:
                found.append(f"{model.__name__}.{field.name} points up to {target.__name__}")
    return found


def storeys() -> list[set[str]]:
    """Read the storeys, highest first, from the import contract: one truth for imports and relations."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return [{name.strip(" ()") for name in layer.split("|")} for layer in layers]


def template_faults(path: Path, text: str) -> list[str]:
    """Find templates that are too long or use the filters we ban."""
    found = []
    lines = text.count("\n")
    if lines > TEMPLATE_LINES:
        found.append(f"{path}: {lines} lines (at most {TEMPLATE_LINES})")
    if re.search(r"\|\s*pluralize", text):
        found.append(f"{path}: |pluralize writes “0 projets”; use blocktranslate count")
    if re.search(r"\|\s*safe\b|autoescape off", text) and path.suffix != ".txt":
        found.append(f"{path}: unescaped output")
    if re.search(r"(?<!end)blocktranslate(?![^%]*trimmed)[^%]*%\}", text) and path.suffix == ".html":
        found.append(f"{path}: blocktranslate without trimmed")
    return found


def unused_templates(templates: Iterable[Path], sources: str) -> list[str]:
    """Find templates whose name appears nowhere in the sources."""
    found = []
    for path in templates:
        parts = path.parts
        name = "/".join(parts[len(parts) - parts[::-1].index("templates") :])
        if not name.startswith(
            ("cotton/", "django/", "account/", "mfa/", "socialaccount/", "allauth/", "wagtail")
        ):
            if name not in sources:
                found.append(str(path))
        elif name.startswith("cotton/"):
            tag = "c-" + name[len("cotton/") : -len(".html")].replace("/", ".").replace("_", "-")
            if not re.search(rf"<{re.escape(tag)}[\s/>]", sources) and "/index" not in name:
                found.append(str(path))
    return found


def journal_verbs(text: str) -> set[str]:
    """Collect the literal verbs given to the journal in a source file."""
    return {
        keyword.value.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "verb"
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and "." in keyword.value.value
    }
