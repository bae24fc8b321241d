"""A process of its own that changes, indexes or rebuilds: `python -m tests.search.process VERB [NUMBERS]`.

With KILL_AT it kills itself, without a word, when it is about to write for the nth time.
"""

import os
import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from terreau.directory.actions import update_organisation  # noqa: E402
from terreau.directory.models import Organisation  # noqa: E402
from terreau.kernel.actors import Actor  # noqa: E402
from terreau.search import actions  # noqa: E402
from terreau.search.actions.rebuilding import Busy  # noqa: E402
from tests.faults.process import Killer  # noqa: E402

BY = Actor.system("tests")


def change(first: int, last: int) -> None:
    """Rename some organisations one by one, as a page would: each in a transaction that marks it."""
    for row in Organisation.objects.filter(pk__gte=first, pk__lte=last).order_by("pk"):
        update_organisation(organisation=row, name=f"Renommée {row.slug}", by=BY)


def rebuild(times: int) -> None:
    """Build the index again and again; somebody else may be at it."""
    for _time in range(times):
        try:
            actions.rebuild(kind="organisation")
        except Busy:
            actions.keep_up(kind="organisation")


if __name__ == "__main__":
    numbers = [int(number) for number in sys.argv[2:]]
    with connection.execute_wrapper(Killer(int(os.environ.get("KILL_AT", "0")))):
        {"change": change, "rebuild": rebuild}[sys.argv[1]](*numbers)
