"""Command line of Terreau: `terreau demo`, `terreau serve`, `terreau doctor`, and every Django command."""

import os
import sys


def main() -> None:
    """Run one command; the settings module is ours unless the environment names another."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    execute_from_command_line(["terreau", *sys.argv[1:]])


if __name__ == "__main__":
    main()
