"""A database of each kind for the measures, made anew and dropped afterwards."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from benches.processes import python
from benches.results import Result

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"


def environment(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """Return the environment of an installation that keeps its files in a folder."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TERREAU_")}
    own |= {"TERREAU_DATA_DIR": str(folder), "TERREAU_DATABASE_URL": database_url}
    own |= {"TERREAU_ALLOWED_HOSTS": "127.0.0.1,localhost,testserver", "PYTHONUNBUFFERED": "1"}
    own["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).resolve().parent.parent / "src")])
    return own | more


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """Lend the address of a new SQLite database."""
    folder.mkdir(parents=True, exist_ok=True)
    yield f"sqlite:///{folder / 'terreau.sqlite3'}"


@contextmanager
def postgresql(name: str = "terreau_bench") -> Iterator[str | None]:
    """Lend the address of a new PostgreSQL database; None when no server answers."""
    import psycopg

    server = os.environ.get("TERREAU_TEST_POSTGRES", LOCAL_POSTGRES)
    name = f"{name}_{os.getpid()}"
    try:
        connection = psycopg.connect(server.replace("postgres://", "postgresql://"), autocommit=True)
    except psycopg.OperationalError:
        yield None
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def on_each(family: str, measure: Callable[[str, str, Path], list[Result]]) -> list[Result]:
    """Measure on a new database of each kind at hand: `measure` gets its name, its address and a folder."""
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix=f"terreau-{family}-") as place:
        for name, lent in (
            ("sqlite", sqlite(Path(place) / "sqlite")),
            ("postgresql", postgresql(f"terreau_bench_{family}")),
        ):
            with lent as url:
                if url:
                    results += measure(name, url, Path(place) / name)
    return results


def migrated(env: dict[str, str]) -> dict[str, str]:
    """Create the tables and collect the static files; return the same environment."""
    python("terreau", "migrate", "-v0", env=env)
    python("terreau", "collectstatic", "--noinput", "-v0", env=env)
    return env
