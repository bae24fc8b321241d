"""The database of the tests, for the processes that they start."""

from django.db import connection


def database_url() -> str:
    """Return the address of the database that this test writes in."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
