"""Making the demo ready: tables, style sheets, town; what has not changed is not done again."""

import hashlib
import json
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections

from terreau.demo import actions, lead, story
from terreau.demo.queries import is_demo

Tell = Callable[[str], object]

SIDE_FILES = ("", "-wal", "-shm", "-journal")


def prepare(tell: Tell) -> bool:
    """Make the database, collect the style sheets and load the town, as far as needed; say whether it was."""
    seen = _read_prints()
    done = [step(seen, tell) for step in (_migrate, _collect, _load)]
    _prints_file().write_text(json.dumps(seen))
    return any(done)


def reset(tell: Tell) -> None:
    """Throw the demo database away; refuse to touch any other."""
    name = _file()
    if name is None:
        raise CommandError(
            "La remise à zéro efface un fichier SQLite. Avec PostgreSQL, supprimez la base de "
            "démonstration vous-même (dropdb, createdb), puis relancez terreau demo."
        )
    if name.exists() and _has_tables() and not is_demo():
        raise CommandError(
            f"Cette base n’est pas une démonstration : {name}. Rien n’a été effacé. Donnez un autre dossier "
            "dans TERREAU_DATA_DIR, ou une autre base dans TERREAU_DATABASE_URL."
        )
    connections.close_all()
    for ending in SIDE_FILES:
        name.with_name(name.name + ending).unlink(missing_ok=True)
    _prints_file().unlink(missing_ok=True)
    _forget_lead()
    tell("La base de démonstration est effacée.")


def _file() -> Path | None:
    return Path(str(settings.DATABASES["default"]["NAME"])) if connection.vendor == "sqlite" else None


def _has_tables() -> bool:
    return bool(connection.introspection.table_names())


def _migrate(seen: dict[str, str], tell: Tell) -> bool:
    if _has_tables() and not is_demo():
        raise CommandError(
            "Cette base existe déjà et n’est pas une démonstration : rien n’y sera écrit. Donnez un autre "
            "dossier dans TERREAU_DATA_DIR, ou une autre base dans TERREAU_DATABASE_URL."
        )
    wanted = _imprint(_migration_files())
    if _has_tables() and seen.get("migrations") == wanted:
        return False
    tell("Préparation de la base de données")
    call_command("migrate", verbosity=0, interactive=False)
    actions.begin_demo()
    seen["migrations"] = wanted
    return True


def _collect(seen: dict[str, str], tell: Tell) -> bool:
    wanted = _imprint(_static_files())
    if seen.get("static") == wanted and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return False
    tell("Préparation des feuilles de style, des polices et des images")
    call_command("collectstatic", verbosity=0, interactive=False)
    seen["static"] = wanted
    return True


def _load(_seen: dict[str, str], tell: Tell) -> bool:
    mark = actions.begin_demo()
    if mark.loaded_at is not None:
        return False
    if story.is_loaded():
        raise CommandError(
            "Le chargement précédent a été interrompu. Recommencez avec : terreau demo --reset"
        )
    _forget_lead()
    story.load(tell=tell)
    actions.finish_loading(mark=mark)
    return True


def _forget_lead() -> None:
    """A new town begins on the date of this computer."""
    if settings.DEMO_CLOCK_FILE:
        lead.forget(settings.DEMO_CLOCK_FILE)


def _prints_file() -> Path:
    return Path(settings.DATA_DIR) / "demo.json"


def _read_prints() -> dict[str, str]:
    try:
        return json.loads(_prints_file().read_text())
    except (OSError, ValueError):
        return {}


def _migration_files() -> Iterable[Path]:
    for config in apps.get_app_configs():
        folder = Path(config.path) / "migrations"
        if folder.is_dir():
            yield from folder.glob("*.py")
        yield from Path(config.path).glob("guards.py")


def _static_files() -> Iterable[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


def _imprint(files: Iterable[Path]) -> str:
    """Return a print of the names, sizes and dates of files, and of where the data stands."""
    lines = sorted(f"{path} {(stat := path.stat()).st_size} {stat.st_mtime_ns}" for path in files)
    database = str(settings.DATABASES["default"]["NAME"])
    version = import_module("django").__version__
    return hashlib.sha256("\n".join([database, version, *lines]).encode()).hexdigest()
