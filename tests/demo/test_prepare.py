"""Preparing and throwing away: only what bears the mark of a demo."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from terreau.demo import prepare

SOURCE = Path(prepare.__file__).resolve().parents[2]


def demo(folder, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TERREAU_")}
    environment |= {"TERREAU_DATA_DIR": str(folder), "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-m", "terreau", "demo", "--no-serve", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_reset_refuses_a_database_that_is_not_a_demo(tmp_path):
    with sqlite3.connect(tmp_path / "terreau.sqlite3") as database:
        database.execute("CREATE TABLE accounts_user (id INTEGER)")

    outcome = demo(tmp_path, "--reset")

    assert (outcome.returncode, (tmp_path / "terreau.sqlite3").exists()) == (1, True)
    assert "n’est pas une démonstration" in outcome.stderr


def test_the_town_is_not_written_into_a_real_database(tmp_path):
    with sqlite3.connect(tmp_path / "terreau.sqlite3") as database:
        database.execute("CREATE TABLE accounts_user (id INTEGER)")

    outcome = demo(tmp_path)

    assert outcome.returncode == 1
    assert "rien n’y sera écrit" in outcome.stderr
