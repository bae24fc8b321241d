"""python -m benches.million.addresses: print the pages of the base of the environment that are asked for.

Each page has many addresses, so that no answer is kept from one request to the next.
"""

import json
import random
import sys
from urllib.parse import urlencode

from benches import django_setup

django_setup()

from django.urls import reverse

from benches.million.invented import SIZE
from benches.million.questions import questions
from terreau.directory.models import Organisation

MANY = 200
SIDE, ZOOM = 0.15, 12  # degrees of a view of the map around a town, and its zoom


def addresses() -> dict[str, list[str]]:
    """Return the addresses of each page."""
    dice = random.Random(9)
    asked = questions()
    dice.shuffle(asked)
    texts = [one.query.text for one in asked]
    keys = [dice.randint(1, SIZE) for _number in range(MANY)]
    slugs = Organisation.objects.filter(pk__in=keys).values_list("slug", flat=True)
    circles = [one.circle for one in asked if one.circle]
    return {
        "search": [f"{reverse('portal:search')}?{urlencode({'q': text})}" for text in texts],
        "directory": [_list(one.query.text, one.family) for one in asked],
        "map": [_view(*circle[:2], text) for circle, text in zip(circles, texts, strict=False)],
        "organisation": [reverse("directory:detail", args=[slug]) for slug in slugs],
    }


def _list(text: str, family: str) -> str:
    words = {"q": text} | ({"famille": family} if family else {})
    return f"{reverse('directory:list')}?{urlencode(words)}"


def _view(lat: float, lon: float, text: str) -> str:
    box = ",".join(f"{one:.4f}" for one in (lon - SIDE, lat - SIDE, lon + SIDE, lat + SIDE))
    return f"{reverse('directory:cells')}?{urlencode({'q': text, 'zone': box, 'zoom': ZOOM})}"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(addresses()) + "\n")
