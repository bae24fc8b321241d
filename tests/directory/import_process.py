"""A process that imports in small batches, to be killed: `python -m tests.directory.import_process FILE`."""

import os
import sys
from pathlib import Path

import django


def main(path: Path) -> None:
    """Load the file in batches of 200 lines, read by a second process, and say each batch."""
    from terreau.directory import actions
    from terreau.directory.actions import imports
    from terreau.directory.sources import pipeline
    from terreau.kernel.actors import Actor

    imports.BATCH, imports.LARGE, pipeline.PARALLEL_FROM = 200, 1, 1
    actions.import_directory(path=path, by=Actor.system("test"), progress=said)


def said(_done: int, _size: int, lines: int) -> None:
    """Tell the test, and leave it the time to strike."""
    sys.stdout.write(f"{lines}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.config.settings")
    django.setup()
    main(Path(sys.argv[1]))
