"""What the code declares of access, and what a real request answers, in the same words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from terreau.kernel.access import LINK, PUBLIC, SIGNED_IN
from terreau.portal.external_routes import EXTERNAL
from terreau.portal.reference import Route, routes
from tests.access.samples import ABSENT, ASKED_OF, PROOFS, SAMPLES, SIGN_IN_STEPS, Sample, token_for
from tests.access.world import COLUMNS, World

YES, NO, SIGN_IN, BY_LINK, OWN = "oui", "non", "connexion", "lien", "le sien"
LEAVE_TO_WRITE = ("django_session", "accounts_access")

HEAD = """# Qui peut ouvrir quelle adresse

Produit par `make docs` à partir de ce que chaque page déclare et des tables de permissions ; chaque case est
vérifiée par de vraies requêtes (`tests/access`).

- **oui** : ouvert ; **non** : refusé (403, ou 404 quand l’existence même ne regarde pas la personne) ;
- **connexion** : on est conduit à la connexion ; **le sien** : son objet seulement, pas celui d’un autre ;
- **lien** : quiconque tient le lien personnel reçu par courriel, et personne sans lui.

« GET » : la page se demande, et son formulaire s’envoie sous le même contrôle ; « POST » : elle ne fait que
recevoir un envoi. Une personne qui a plusieurs rôles a la somme de leurs droits. Le référent, le secrétariat
et l’administrateur n’ont les leurs qu’une fois le second facteur donné.
"""


class WroteOnGet(AssertionError):
    """A page wrote while it was only asked for."""


def known_routes() -> list[Route]:
    """Return the addresses of the matrix; those of the CMS are one row."""
    return [route for route in routes() if not route.name.startswith(tuple(EXTERNAL))]


def sample_of(route: Route) -> Sample | None:
    """Return the sample of an address; an address without argument needs none."""
    if route.name in SAMPLES:
        return SAMPLES[route.name]
    return None if "<" in route.address else Sample()


def things(sample: Sample, world: World, column: str) -> dict[str, Any]:
    """Return the objects to ask for: one's own when there is one, and somebody else's."""
    if not sample.thing:
        return {"any": None}
    own = world.own[column].get(sample.thing)
    return ({"own": own} if own is not None else {}) | {"other": world.other[sample.thing]}


def cell(answers: dict[str, str]) -> str:
    """Put the answers for one's own object and for another's into one word."""
    if answers.get("own") == YES and answers.get("other") == NO:
        return OWN
    words = set(answers.values())
    return words.pop() if len(words) == 1 else f"{answers}"


def declared(route: Route, world: World, column: str) -> str:
    """Say what the grant and the permission tables give to a role."""
    grant, user, sample = route.grant, world.people[column], sample_of(route)
    if grant.kind == LINK:
        return BY_LINK
    if grant.kind == PUBLIC:
        return YES
    if user is None:
        return SIGN_IN
    if grant.kind == SIGNED_IN:
        return OWN if "own" in things(sample, world, column) else YES
    answers = {}
    for whose, thing in things(sample, world, column).items():
        subject = ASKED_OF.get(grant.permission, lambda thing: thing)(thing) if thing is not None else None
        answers[whose] = YES if user.has_perm(grant.permission, subject) else NO
    return cell(answers)


def answered(route: Route, world: World, column: str, clients: dict[str, Client]) -> str:
    """Say what real requests answer to a role."""
    sample, client = sample_of(route), clients[column]
    if route.grant.kind == LINK:
        return _by_link(route, sample, world, client)
    answers = {
        whose: word(route, ask(client, reverse(route.name, kwargs=sample.args(thing))), column)
        for whose, thing in things(sample, world, column).items()
    }
    return cell(answers)


def _by_link(route: Route, sample: Sample, world: World, client: Client) -> str:
    with undone():
        token = token_for(sample.purpose, world.other[sample.thing])
        rest = sample.args(world.other[sample.thing])
        good = ask(client, reverse(route.name, kwargs=rest | token))
    bad = ask(client, reverse(route.name, kwargs=rest | {"token": "x" * 43}))
    return BY_LINK if (good.status_code, bad.status_code) == (200, 404) else f"{good}, {bad}"


def word(route: Route, response: Any, column: str) -> str:
    """Put an answer into a word of the matrix."""
    leads_to = response.get("Location", "") if response.status_code in (301, 302, 303) else ""
    if "/compte/connexion/" in leads_to and route.name not in SIGN_IN_STEPS:
        return SIGN_IN if column == "visitor" else NO
    if route.name in {403: PROOFS, 404: ABSENT}.get(response.status_code, ()):
        return YES
    if response.status_code in (403, 404):
        return NO
    if response.status_code == 401 and route.name in SIGN_IN_STEPS:
        return YES
    # 400: the page was reached and found the empty form senseless; 503: health says what it has to say.
    return YES if response.status_code in (200, 301, 302, 303, 400, 503) else str(response.status_code)


def ask(client: Client, address: str, method: str = "GET") -> Any:
    """Ask, watching that a GET writes nothing; what only receives gets an empty form. All is undone after."""
    with undone(), same_cookies(client):
        if method == "GET":
            with reads_only():
                response = client.get(address)
                for _part in response if response.streaming else ():
                    pass
            if response.status_code != 405:
                return response
        return client.post(address, {})


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def same_cookies(client: Client) -> Iterator[None]:
    """Keep the session of a client: what changed of it inside is undone in the database."""
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    yield
    client.cookies.clear()
    client.cookies.load(before)


@contextmanager
def reads_only() -> Iterator[None]:
    """Refuse INSERT, UPDATE and DELETE, save for two tables.

    The session is the person's own (a message shown, a language chosen), and the access log exists to note
    that somebody looked: both are written by asking, and neither changes what anybody sees.
    """

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip().split(None, 1)[0].upper()
        allowed = any(table in sql.split("(", 1)[0] for table in LEAVE_TO_WRITE)
        if verb in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and not allowed:
            raise WroteOnGet(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def row(route: Route, kind: str, cells: dict[str, str]) -> str:
    """Write one line of `docs/acces.md`."""
    address = route.address.replace("|", "\\|")
    return f"| `{route.name}` | `{address}` | {kind} | " + " | ".join(cells.values()) + " |"


def document(world: World, kinds: dict[str, str]) -> str:
    """Return `docs/acces.md`."""
    titles = " | ".join(COLUMNS.values())
    lines = [HEAD, f"| Page | Adresse | Requête | {titles} |", "|---" * (len(COLUMNS) + 3) + "|"]
    for route in known_routes():
        cells = {column: declared(route, world, column) for column in COLUMNS}
        lines.append(row(route, kinds[route.name], cells))
    cms = {column: cms_declared(world, column) for column in COLUMNS}
    lines.append("| `wagtail…` | `/cms/…` | GET | " + " | ".join(cms.values()) + " |")
    return "\n".join([*lines, ""])


def cms_declared(world: World, column: str) -> str:
    """The CMS asks for Wagtail's own permission, which follows the role of editor."""
    user = world.people[column]
    if user is None:
        return SIGN_IN
    return YES if user.has_perm("wagtailadmin.access_admin") else NO
