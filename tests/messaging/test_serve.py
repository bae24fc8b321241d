"""Real processes: web and worker start together, the worker comes back, all stop together."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.databases import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def installation(tmp_path):
    """An installation without tables: its environment and a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "TERREAU_DATA_DIR": str(tmp_path),
        "TERREAU_DATABASE_URL": f"sqlite:///{tmp_path}/terreau.sqlite3",
        "TERREAU_EMAIL_BACKEND": "files",
        "DJANGO_SETTINGS_MODULE": "terreau.config.settings",
    }
    return environment, port


def terreau(installation, *arguments, **facts):
    return subprocess.run(
        [sys.executable, "-m", "terreau", *arguments],
        env=installation[0],
        capture_output=True,
        text=True,
        check=False,
        **facts,
    )


def children_of(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for(question, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if answer := question():
                return answer
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("waited too long")


def test_serve_refuses_then_serves_restarts_its_worker_and_stops(installation):
    environment, port = installation
    refused = terreau(installation, "serve", "--port", str(port))
    assert (refused.returncode, "terreau migrate" in refused.stderr) == (1, True)
    environment["TERREAU_DATABASE_URL"] = database_url()
    done = terreau(installation, "collectstatic", "--noinput", "-v", "0")
    assert done.returncode == 0, done.stderr

    command = [
        sys.executable,
        "-m",
        "terreau",
        "serve",
        "--port",
        str(port),
        "--workers",
        "2",
        "--with-worker",
    ]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as served:
        try:

            def ready():
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
                    body = json.load(answer)
                return body if not body["warnings"] else None

            assert wait_for(ready) == {"status": "ok", "obstacles": [], "warnings": []}
            web, worker = children_of(served.pid)
            assert list(Path(environment["TERREAU_DATA_DIR"], "metrics").glob("counter_*.db"))

            os.kill(worker, signal.SIGKILL)
            wait_for(lambda: len(children_of(served.pid)) == 2 and worker not in children_of(served.pid))
            everyone = [served.pid, *children_of(served.pid), *children_of(web)]

            served.terminate()
            assert served.wait(30) == 0
            wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in everyone))
        finally:
            if served.poll() is None:
                served.kill()
