"""A web process that one may starve, lock or kill: `python -m tests.faults.process (seed|post)`."""

import json
import os
import resource
import signal
import sys

import django
from django.conf import settings
from django.db import connection


def seed() -> dict:
    """Put one project to read, and its officer, into the database."""
    from terreau.accounts.enums import Role
    from terreau.accounts.models import RoleGrant, User
    from tests.access.conftest import signed_in
    from tests.factories.projects import ProjectFactory
    from tests.factories.territories import OperatorFactory

    OperatorFactory()
    officer = User.objects.create_user("referent@exemple.test", first_name="Sacha", last_name="Référent")
    RoleGrant.objects.create(user=officer, role=Role.OFFICER)
    client = signed_in(officer)
    return {
        "reference": ProjectFactory(title="Atelier vélo").reference,
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }


def post() -> dict:
    """Decide of the project through its page; what the environment asks for happens on the way."""
    from django.test import Client

    from terreau.projects.models import Project

    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = os.environ["SESSION"]
    project = Project.objects.get()
    words = {"reason": "Hors du champ.", "alternative": "La mission locale.", "message": "Bonjour."}
    data = {"verdict": "refuse"} | {f"refuse-{name}": value for name, value in words.items()}
    _starve()
    with connection.execute_wrapper(Killer(int(os.environ.get("KILL_AT", "0")))):
        answer = client.post(f"/pilotage/projets/{project.reference}/tri/", data)
    return {
        "status": answer.status_code,
        "retry": answer.headers.get("Retry-After", ""),
        "body": answer.content.decode(),
    }


def _starve() -> None:
    if size := int(os.environ.get("FILE_SIZE", "0")):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    if os.environ.get("HURRY"):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=300")


class Killer:
    """Kills its own process, without a word, when it is about to write for the nth time."""

    def __init__(self, at: int) -> None:
        self.at, self.writes = at, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip().split(None, 1)[0] in {"INSERT", "UPDATE", "DELETE"}:
            self.writes += 1
            if self.writes == self.at:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


if __name__ == "__main__":
    storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    django.setup()
    print(json.dumps({"seed": seed, "post": post}[sys.argv[1]]()), flush=True)  # noqa: T201 - the answer
