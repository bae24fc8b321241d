"""The database knows what its tables hold, so that it reads the small one first."""

import pytest
from django.db import connection

from terreau.messaging import jobs
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_worker_tells_the_database_what_its_tables_hold():
    OrganisationFactory()

    jobs.REGISTRY["database.know_itself"].run()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'organisation_list'")
            assert cursor.fetchone()[0].split()[0] == "1"
    assert jobs.REGISTRY["database.know_itself"].every.total_seconds() <= 86_400
