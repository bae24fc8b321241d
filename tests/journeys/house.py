"""The demo town served for real, a browser before it, and what the browser has to complain about."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
START_SECONDS = 600  # loading the town on a busy machine
MAIL_SECONDS = 30  # the worker sends within seconds


# Still: a colour on its way from one scheme to the other is neither.
PLAIN = {"viewport": {"width": 1280, "height": 900}, "locale": "fr-FR", "reduced_motion": "reduce"}


@dataclass(frozen=True)
class PageSample:
    """One page of the house, and the invented person who may read it (nobody: everybody may)."""

    route: str
    path: str
    person: str

    def __str__(self) -> str:
        return f"{self.path} ({self.person or 'everybody'})"


@dataclass
class Town:
    """The demo, running."""

    url: str
    environment: dict[str, str]

    def pages(self) -> list[PageSample]:
        """Every page, found from the addresses and from one object in every state."""
        code = "from tests.journeys import sample_pages; sample_pages.main()"
        command = [sys.executable, "-m", "terreau", "shell", "--no-imports", "-c", code]
        found = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert found.returncode == 0, found.stderr[-2000:]
        return [PageSample(**one) for one in json.loads(found.stdout)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serve(folder: Path, *, database: str = "") -> Iterator[Town]:
    """Load the town in a folder of its own and serve it, worker beside it, until the end of the block."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TERREAU_")} | {
        "PYTHONPATH": str(ROOT / "src"),
        "TERREAU_DEMO": "1",
        "TERREAU_DATA_DIR": str(folder),
        "TERREAU_BASE_URL": f"http://127.0.0.1:{port}",
        "TERREAU_LOG_LEVEL": "WARNING",
    }
    if database:
        environment["TERREAU_DATABASE_URL"] = database
    log = folder / "server.log"
    command = [sys.executable, "-m", "terreau", "demo", "--port", str(port)]
    with log.open("w") as written:
        server = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=written, stderr=written, start_new_session=True
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready", server, log)
        yield Town(f"http://127.0.0.1:{port}", environment)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(5)


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Wait until the house says that it is ready."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"The demo stopped while starting:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.5)
    raise RuntimeError(f"The demo is not ready after {START_SECONDS} s:\n{log.read_text()[-3000:]}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Complaints:
    """What a browser holds against a page: errors of its console, failed and foreign requests."""

    host: str
    found: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.found.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, kind: str, text: str) -> None:
        # The status of a page shown on purpose (an error page) is judged by whoever asked for it.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.found.append(f"console: {text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.found.append(f"other host: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page left in the middle of a request aborts it: that is no failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.found.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.found.append(f"{response.status}: {response.url}")


@dataclass
class Visitor:
    """One person before a browser of their own."""

    town: Town
    context: BrowserContext
    page: Page
    complaints: Complaints

    def go(self, path: str) -> Response:
        answer = self.page.goto(path if path.startswith("http") else self.town.url + path)
        assert answer is not None
        return answer

    def enter_as(self, person: str, then: str = "/mon-espace/") -> None:
        """Take the place of an invented person, by the demo's own way in."""
        self.go("/_demo/")
        self.page.locator(f"#personnes form:has(input[name=person][value='{person}']) button").first.click()
        self.page.wait_for_load_state()
        self.go(then)

    def newest_mail(self) -> int:
        """The number of the last mail that the town sent."""
        return max((_number(url) for url, _name in self._mails()), default=0)

    def open_mail(self, person: str, subject: str, *, after: int) -> str:
        """Open the last mail of a person whose subject matches a pattern; return its text.

        Mails up to the number `after` are of an earlier walk: the new one may still be on its way.
        """
        end = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < end:
            for url, name in self._mails(person):
                if _number(url) > after and re.search(subject, name):
                    return self._read(url)
            time.sleep(1)
        raise AssertionError(f"No mail “{subject}” for {person}")

    def find_mail(self, person: str, *words: str) -> str:
        """Open the last mail of a person whose text holds all these words; return it."""
        end = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < end:
            for url, _name in self._mails(person)[:3]:
                text = self._read(url)
                if all(word in text for word in words):
                    return text
            time.sleep(1)
        raise AssertionError(f"No mail with {words} for {person}")

    def _mails(self, person: str = "") -> list[tuple[str, str]]:
        self.go(f"/_demo/courrier/{person}/" if person else "/_demo/courrier/")
        links = self.page.locator("main .record-title a").all()
        return [(link.get_attribute("href") or "", link.inner_text()) for link in links]

    def _read(self, url: str) -> str:
        self.go(url)
        return self.page.locator(".mail-text").inner_text()


@contextmanager
def visit(browser: Browser, town: Town, **options: object) -> Iterator[Visitor]:
    """Open a browser of one's own on the town."""
    context = browser.new_context(**{**PLAIN, **options})
    complaints = Complaints(urlsplit(town.url).netloc)
    complaints.listen(context)
    try:
        yield Visitor(town, context, context.new_page(), complaints)
    finally:
        context.close()


def _number(url: str) -> int:
    found = re.search(r"/lettre/(\d+)/", url)
    return int(found.group(1)) if found else 0
