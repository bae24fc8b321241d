"""Whatever is typed, sent or asked for, pages answer with a sentence, run nothing of it and lose nothing.

Elsewhere: links forged, expired, swapped or used again (`test_bad_links.py`, `tests/messaging/test_links.py`,
`tests/accompaniment/test_links.py`, `tests/projects/test_intake.py`), forms sent twice
(`tests/accompaniment/test_double_posts.py`, `tests/projects/test_intake.py`), two people who write from one
address (`tests/projects/test_promises.py`), files that lie about their type (`tests/documents/test_files.py`,
`tests/directory/test_uploads.py`), conditions that can never be met (`tests/directory/test_eligibility.py`),
the change of hour (`tests/messaging/test_interruption.py`, `tests/accompaniment/test_delays.py`), a session
key planted before signing in (`tests/accounts/test_sign_in.py`), two officers on one file
(`tests/projects/test_triage.py`, `tests/accompaniment/test_races.py`), drawings with a script
(`tests/knowledge`, `tests/documents`), a clock in the past (`tests/messaging/test_doctor.py`), a mail server
that does not answer and a worker killed at any moment (`tests/messaging/test_outbox.py`,
`test_killed_worker.py`).
"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from terreau.kernel.access import LINK, PUBLIC
from tests.access import matrix
from tests.access.samples import SAMPLES, SIGN_IN_STEPS, Sample
from tests.access.walk import forms_of
from tests.access.world import COLUMNS

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROUTES = {route.name: route for route in matrix.known_routes() if route.grant.kind != LINK}
QUERIES = [
    "page=abc",
    "page=-1&limit=0",
    "page=99999999999999999999999",
    "q=%00",
    "q=%FF%FE%80",
    "q=" + "a" * 3000,
    "q=%E2%80%AE%F0%9F%8C%B1&famille=nimporte&commune=999999999999999999999&genre=x&annee=abcd&etat=x",
    "annee=99999999999999999999&forme=99&resultat=%27%20OR%201=1--&sujet=%22%3E%3Cscript%3E",
    "bbox=nan,inf,x,1&ouest=nan&nord=1e400&zone=1,2,3",
    "q=a&q=b&page=1&page=2&manque=1&masquer=x&print=%0d%0aSet-Cookie:%20a=b",
    "&&&===&%",
]
MARK = "qqalerteqq"
NASTY = {
    "markup": f'"><script>{MARK}()</script><img src=x onerror={MARK}()>{{{{ 7|add:7 }}}}',
    "drawing": f"<svg/onload={MARK}()>\u202egnirts\u202c 👩🏽‍🌾\u0301\u0000fin",
    "long": "é" * 20_000,
}
# What answers a post without the form's token: a link that proves itself, a signed machine.
EXEMPT_FROM_CSRF = {"messaging:unsubscribe": (200, 403, 405), "messaging:webhook": (401,)}


def opened(route, town):
    """Return an address of the route, and the client of the first column that may open it."""
    sample = matrix.sample_of(route)
    for column in COLUMNS:
        for whose, thing in matrix.things(sample, town.world, column).items():
            answer = matrix.declared(route, town.world, column)
            if answer == matrix.YES or (answer == matrix.OWN and whose == "own"):
                return reverse(route.name, kwargs=sample.args(thing)), town.clients[column]
    raise AssertionError(f"nobody may open {route.name}")


def unescaped(html: str) -> list[str]:
    """Find what was typed standing in a page as markup."""
    return re.findall(rf"<script>{MARK}|<img[^>]+onerror={MARK}|<svg/onload={MARK}", html)


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.grant.kind == PUBLIC])
def test_malformed_query_is_no_error(name, town):
    address, client = opened(ROUTES[name], town)

    answers = {query: matrix.ask(client, f"{address}?{query}").status_code for query in QUERIES}

    assert {query: code for query, code in answers.items() if code >= 500 and code != 503} == {}


@pytest.mark.parametrize("kind", NASTY)
@pytest.mark.parametrize("name", ROUTES)
def test_nothing_typed_in_a_form_breaks_it_or_runs(name, kind, town):
    route = ROUTES[name]
    address, client = opened(route, town)
    with matrix.undone(), matrix.same_cookies(client):
        page = client.get(address)
        if page.status_code != 200 or "text/html" not in page["Content-Type"]:
            return
        forms = [form for form in forms_of(page.content.decode(), address) if form.texts]
    for form in forms:
        with matrix.undone(), matrix.same_cookies(client):
            send = client.post if form.method == "post" else client.get
            answer = send(form.action, form.filled(NASTY[kind]), follow=True)

            assert answer.status_code in (200, 400, 403, 404, 410, 413, 429), form.action
            assert unescaped(answer.content.decode(errors="replace")) == [], form.action


@pytest.mark.parametrize("name", ROUTES)
def test_forged_post_is_refused(name, town, settings):
    settings.INBOUND_SECRET = "a secret that the forger does not have"
    address, client = opened(ROUTES[name], town)
    forger = Client(enforce_csrf_checks=True)
    forger.cookies.load({key: morsel.value for key, morsel in client.cookies.items()})

    answer = matrix.ask(forger, address, method="POST")

    assert answer.status_code in EXEMPT_FROM_CSRF.get(name, (403, 405))


def test_the_walk_fills_many_forms(town):
    """The tests above would pass on pages without forms: there are as many as we believe."""
    found = 0
    for route in ROUTES.values():
        address, client = opened(route, town)
        with matrix.undone(), matrix.same_cookies(client):
            page = client.get(address)
        if page.status_code == 200 and "text/html" in page["Content-Type"]:
            found += sum(bool(form.texts) for form in forms_of(page.content.decode(), address))

    assert found >= 100


def test_forged_post_is_explained(client):
    forger = Client(enforce_csrf_checks=True)

    answer = forger.post(reverse("projects:propose"), {"title": "x"})

    assert "nous n’avons rien enregistré" in answer.content.decode()


@pytest.mark.parametrize("name", ["portal:home", "account_login", "projects:propose", "directory:add"])
def test_ten_megabytes_are_not_read(name, town):
    address, client = opened(ROUTES[name], town)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies.load({key: morsel.value for key, morsel in client.cookies.items()})

    browser.cookies["csrftoken"] = "a" * 32  # a browser that saw a form before

    with matrix.undone():
        answer = browser.post(address, {"story": "a" * 10_000_000, "login": "b" * 100})

    assert answer.status_code == 413
    assert "votre texte y est encore" in answer.content.decode()


def test_thousands_of_fields_are_not_read(client):
    answer = client.post(reverse("account_login"), {f"field{number}": "x" for number in range(2000)})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "target",
    ["https://evil.test/", "//evil.test/", r"\\evil.test", "/\\evil.test", "javascript:alert(1)"],
)
@pytest.mark.parametrize("name", [*sorted(SIGN_IN_STEPS - {"wagtail_sign_in"}), "account_login", "mfa_index"])
def test_next_never_leads_elsewhere(name, target, town):
    address = reverse(name, kwargs=SAMPLES.get(name, Sample()).args(None))
    for column in ("visitor", "resident"):
        client = town.clients[column]
        for method in ("GET", "POST"):
            with matrix.undone(), matrix.same_cookies(client):
                ask = client.get if method == "GET" else client.post
                leads_to = ask(address, {"next": target}).get("Location", "")

            assert "evil.test" not in leads_to.partition("?")[0]
            assert not leads_to.startswith(("javascript", "//", "\\"))


@pytest.mark.parametrize(
    "address",
    [
        "/media/images/../../terreau.sqlite3",
        "/media/images/%2e%2e/%2e%2e/terreau.sqlite3",
        "/media/images/..%2f..%2fterreau.sqlite3",
        "/media/images//etc/passwd",
        "/media/images/%5c..%5c..%5cterreau.sqlite3",
        "/media/terreau.sqlite3",
        "/static/../terreau.sqlite3",
        "/static/%2e%2e/terreau.sqlite3",
        "/static/..%2f..%2fetc/passwd",
        "/mails/",
        "/annuaire/../../etc/passwd",
        "/sitemap-../../etc/passwd.xml",
        "/_styleguide/page/..%2f..%2fbase/",
    ],
)
def test_no_path_leads_out_of_its_folder(address, client):
    answer = client.get(address)
    body = answer.content if not answer.streaming else b"".join(answer)

    assert answer.status_code in (301, 400, 404)
    assert b"root:" not in body
    assert not body.startswith(b"SQLite format")


# What other sites may read from their scripts, and the one page that they may show in a frame.
OPEN_TO_OTHERS = re.compile(r"api:|directory:(export|feed|frame)$")
FRAMED = "directory:frame"


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route.grant.kind == PUBLIC])
def test_every_public_page_carries_its_guards(name, town):
    address, client = opened(ROUTES[name], town)
    readers = "cross-origin" if OPEN_TO_OTHERS.match(name) else "same-origin"

    headers = matrix.ask(client, address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == readers
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers.get("X-Frame-Options") == (None if name == FRAMED else "DENY")
    assert ("frame-ancestors 'none'" in headers["Content-Security-Policy"]) == (name != FRAMED)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_the_cms_has_a_policy_of_its_own(town):
    headers = matrix.ask(town.clients["editor"], "/cms/").headers

    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
