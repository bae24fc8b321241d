"""The demo town for the journeys: loaded and served once, on each database that is there."""

import os
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.journeys import house
from tests.journeys.house import Town, Visitor

SERVER = os.environ.get("TERREAU_TEST_POSTGRES", "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if house.CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with house.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Iterator[Town]:
    """The demo on SQLite."""
    with house.serve(tmp_path_factory.mktemp("sceaux")) as town:
        yield town


@pytest.fixture(scope="session")
def town_on_postgresql(tmp_path_factory) -> Iterator[Town]:
    """The demo on PostgreSQL, in a database of its own that is dropped afterwards."""
    if not SERVER:
        pytest.skip("TERREAU_TEST_POSTGRES names no server")
    name = f"journeys_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            with house.serve(
                tmp_path_factory.mktemp("sceaux-pg"), database=re.sub(r"/[^/]*$", f"/{name}", SERVER)
            ) as town:
                yield town
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def visit(browser) -> Iterator[Callable[..., Visitor]]:
    """Return a function that opens a browser of one's own on a town."""
    with ExitStack() as stack:
        yield lambda town, **options: stack.enter_context(house.visit(browser, town, **options))
