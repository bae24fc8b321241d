"""The machine and its settings."""

import os
import shutil
import tempfile
from collections.abc import Iterator

from django.conf import settings

from terreau.messaging.doctor.findings import ERROR, OK, WARNING, Finding, check

LITTLE_SPACE = 1_000_000_000
NO_SPACE = 100_000_000


@check
def secret_key() -> Iterator[Finding]:
    """The secret key is this installation's own."""
    if settings.SECRET_KEY.startswith("development-only"):
        level = ERROR if settings.HTTPS else WARNING
        yield Finding(
            level,
            "The secret key is the one of the source code: anybody can forge sessions and links.",
            'Set TERREAU_SECRET_KEY: python -c "import secrets; print(secrets.token_urlsafe(50))"',
        )
    elif len(settings.SECRET_KEY) < 50:
        yield Finding(WARNING, "The secret key is short.", "Use at least 50 random characters.")
    else:
        yield Finding(OK, "The secret key is set.")
    if settings.DEBUG and settings.HTTPS:
        yield Finding(ERROR, "Debug mode shows the code to visitors.", "Unset TERREAU_DEBUG.")


@check
def data_directory() -> Iterator[Finding]:
    """Files can be written, and there is room for them."""
    try:
        with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR) as probe:
            probe.write(b"0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        yield Finding(
            ERROR,
            f"Nothing can be written in {settings.DATA_DIR} ({error.strerror}).",
            "Give the directory to the account that runs Terreau, or free some space.",
        )
        return
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LITTLE_SPACE:
        yield Finding(
            ERROR if free < NO_SPACE else WARNING,
            f"{free // 1_000_000} MB are left in {settings.DATA_DIR}.",
            "Free some space: old backups and logs first.",
        )
    else:
        yield Finding(OK, f"{settings.DATA_DIR} can be written and has {free // 1_000_000_000} GB left.")


@check
def static_files() -> Iterator[Finding]:
    """The style sheets and scripts are collected."""
    if (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield Finding(OK, "The style sheets and scripts are collected.")
    else:
        yield Finding(
            WARNING if settings.DEBUG else ERROR,
            "The style sheets and scripts are not collected.",
            "Run: terreau collectstatic --noinput",
        )
