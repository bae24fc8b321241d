"""Count the queries and the bytes of each page, in the measured database.

python -m benches.counting TOWN      (what benches.town printed)
"""

import json
import sys
from collections import Counter
from typing import Any

from benches import django_setup

django_setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benches.table import PAGES


def count(town: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Return queries, duplicates and bytes of each page, asked for a second time."""
    found = {}
    for page in PAGES:
        client = Client(headers={"host": "127.0.0.1"})
        if page.reader:
            client.cookies[settings.SESSION_COOKIE_NAME] = town["sessions"][page.reader]
        client.get(town["pages"][page.name])
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(town["pages"][page.name])
            queries = [query["sql"] for query in caught.captured_queries]
        if answer.status_code != 200:
            raise SystemExit(f"{page.name}: {answer.status_code}")
        if (shown := answer.content.decode().count(page.shown)) < page.times:
            raise SystemExit(f"{page.name}: {page.shown} {shown} times instead of {page.times}")
        found[page.name] = {
            "queries": len(queries),
            "duplicates": sum(times - 1 for times in Counter(queries).values()),
            "bytes": len(answer.content),
        }
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(count(json.loads(sys.argv[1]))) + "\n")
