"""A demo whose time may be moved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from terreau.demo.lead import Lead
from terreau.demo.models import DemoMark
from terreau.kernel import clock as kernel_clock


@pytest.fixture
def moving(db, settings, tmp_path) -> Iterator[Path]:
    """A demo whose time may be moved, and the file that says how far."""
    settings.DEMO = True
    settings.DEMO_CLOCK_FILE = tmp_path / "clock"
    DemoMark.objects.get_or_create(pk=1)
    kernel_clock.follow(Lead(settings.DEMO_CLOCK_FILE))
    yield settings.DEMO_CLOCK_FILE
    kernel_clock.follow(None)
