"""Command line of Terreau: `terreau demo`, `terreau serve`, `terreau doctor`, and every Django command."""

import os
import sys


def main() -> None:
    """Run one command; the settings module is ours unless the environment names another."""
    if sys.argv[1:2] == ["demo"]:
        _enter_demo_mode(sys.argv[2:])
    if sys.argv[1:2] == ["clock"]:
        _refuse_outside_demo()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terreau.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    execute_from_command_line(["terreau", *sys.argv[1:]])


def _enter_demo_mode(arguments: list[str]) -> None:
    """Turn the demo on before the settings are read, for this process and those it starts."""
    os.environ["TERREAU_DEMO"] = "1"
    port = "8000"
    for position, word in enumerate(arguments):
        name, _equals, value = word.partition("=")
        if name == "--port":
            port = value or "".join(arguments[position + 1 : position + 2])
    os.environ.setdefault("TERREAU_BASE_URL", f"http://127.0.0.1:{port}")


def _refuse_outside_demo() -> None:
    """Say it in words: the command belongs to the demo, which is not installed here."""
    from terreau.config import env  # noqa: PLC0415 - only this command needs it before the settings

    if not env.flag("TERREAU_DEMO", default=False):
        sys.exit(
            "terreau clock ne déplace que le temps d’une démonstration : ici, la date est celle de "
            "l’ordinateur. Dans une démonstration, donnez TERREAU_DEMO=1."
        )


if __name__ == "__main__":
    main()
