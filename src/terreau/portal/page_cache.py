"""Whole pages kept for people without a session, thrown away by the next entry of the journal.

Every action writes an entry, so the number of the last entry is the version of all that is public; the
search index follows a moment later, so its number of changes counts too. A page kept under another
number is never shown. Each process keeps its own pages; they agree because
they read the same number, with one indexed query. See docs/adr/0003-pages-cached-by-journal.md.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from terreau.journal.queries import GENERATION
from terreau.kernel import clock
from terreau.kernel.access import PUBLIC
from terreau.search.queries.status import CHANGES

SECONDS = 60  # what changes with the hour (open now, next meeting) is at most this old
MOST_PAGES = 500
LARGEST_BODY = 300_000  # bytes

# Headers of one answer only: the next reader gets their own.
NOT_KEPT = frozenset({"Set-Cookie", "X-Request-ID", "Content-Length"})


@dataclass(frozen=True)
class Page:
    """One kept answer."""

    generation: int
    minute: int
    etag: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The body compressed, once for all who ask for it so."""
        return gzip.compress(self.body, mtime=0)

    @property
    def packed_etag(self) -> str:
        return self.etag[:-1] + '-gzip"'


class Shelf:
    """The pages one process keeps, the least recently used thrown away first."""

    def __init__(self, size: int = MOST_PAGES) -> None:
        self._size = size
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, version: int, minute: int) -> Page | None:
        """Return the page when it was kept under this version of the journal, in this minute."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or (page.generation, page.minute) != (version, minute):
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Page) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


shelf = Shelf()


class PageCacheMiddleware:
    """Answers anonymous readers from the shelf; gives every public page an ETag."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_anonymous_read(request):
            return self.get_response(request)
        # Read before the page is made: an action in between then makes the page stale, never fresh.
        version, minute = public_version(), int(clock.now().timestamp()) // SECONDS
        key = f"{request.headers.get('HX-Request', '')}|{request.get_host()}|{request.get_full_path()}"
        page = shelf.get(key, version, minute)
        if page is None:
            response = self.get_response(request)
            if not is_keepable(request, response):
                return response
            page = page_from(response, version, minute)
            shelf.put(key, page)
        return answer(request, page)


def public_version() -> int:
    """Return a number that grows with every entry of the journal and every change of the search."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {GENERATION} + {CHANGES}")
        return int(cursor.fetchone()[0])


def is_anonymous_read(request: HttpRequest) -> bool:
    """Say whether the answer can be the same for everybody."""
    return (
        request.method in {"GET", "HEAD"}
        and settings.TERREAU_PAGE_CACHE
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "Authorization" not in request.headers
    )


def is_keepable(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether the page may be kept: public, complete, and without a form's own token."""
    match = request.resolver_match
    grant = getattr(match.func, "access", None) if match else None
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and getattr(grant, "kind", None) == PUBLIC
        and "CSRF_COOKIE" not in request.META
        and "no-store" not in response.get("Cache-Control", "")
        and len(response.content) <= LARGEST_BODY
    )


def page_from(response: HttpResponse, version: int, minute: int) -> Page:
    """Return the page to keep for an answer."""
    headers = tuple((name, value) for name, value in response.items() if name not in NOT_KEPT)
    etag = '"' + hashlib.blake2b(response.content, digest_size=12).hexdigest() + '"'
    return Page(version, minute, etag, headers, response.content)


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """Return the kept page, or 304 when the reader already has it."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    etag = page.packed_etag if packs else page.etag
    known = etag in parse_etags(request.headers.get("If-None-Match", ""))
    body = page.packed if packs else page.body
    response = HttpResponse(b"" if known else body, status=304 if known else 200)
    for name, value in page.headers:
        response.headers[name] = value
    if packs and not known:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    patch_vary_headers(response, ["Accept-Encoding"])
    response.headers["ETag"] = etag
    # The reader keeps the page but asks each time whether it is still the one.
    response.headers["Cache-Control"] = "no-cache"
    return response
