"""Start the identity provider of the tests, and walk through its pages as a browser would."""

import html
import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests

HERE = Path(__file__).resolve().parent / "oidc"
HOW = "run: tools/npm_ci.sh tests/accounts/oidc"
CALLBACK = "http://testserver/compte/identite/proconnect/retour/"
NOUR = {
    "given_name": "Nour",
    "usual_name": "Haddad",
    "email": "Nour.Haddad@agglo.test",
    "email_verified": True,
    "uid": "12345",
    "siret": "21920071600018",
}


@dataclass
class Provider:
    """A running provider and what it needs to know of us."""

    url: str

    def walk(self, start: str) -> str:
        """Sign in at the provider as Nour and return the address it sends back to."""
        browser = requests.Session()
        page = browser.get(start, allow_redirects=False)
        for _ in range(12):
            if page.is_redirect:
                target = urljoin(page.url, page.headers["Location"])
                if urlsplit(target).netloc == "testserver":
                    return target
                page = browser.get(target, allow_redirects=False)
            else:
                action = re.search(r'<form[^>]*action="([^"]+)"', page.text)
                assert action, f"{page.status_code} {page.text[:400]}"
                fields = {"prompt": "consent"}
                if 'name="login"' in page.text:
                    fields = {"prompt": "login", "login": "nour", "password": "x"}
                page = browser.post(html.unescape(action.group(1)), fields, allow_redirects=False)
        raise AssertionError("the provider never sent back")


def require_provider() -> None:
    """Skip loudly without Node or the provider's modules; in CI their absence is a failure."""
    if shutil.which("node") and (HERE / "node_modules" / "oidc-provider").is_dir():
        return
    message = f"the identity provider of the tests is not installed ({HOW})"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def running(userinfo: str = "jwt") -> Iterator[Provider]:
    """Run the provider on a free port for the length of the block."""
    require_provider()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "REDIRECT_URI": CALLBACK, "USERINFO": userinfo}
    environment["PEOPLE"] = json.dumps({"nour": NOUR})
    process = subprocess.Popen(
        ["node", "server.mjs"], cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert process.stdout.readline().strip() == b"ready"
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()
