"""Every setting that the code reads is explained in docs/operation.md, and nothing else is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"TERREAU_[A-Z]+(?:_[A-Z]+)*(?![A-Z_<])")


def names_in(paths):
    return {name for path in paths for name in NAME.findall(path.read_text())}


def documented():
    return set(re.findall(r"^\| `(TERREAU_\w+)` \|", (ROOT / "docs/operation.md").read_text(), re.MULTILINE))


def test_every_setting_read_is_documented():
    read = names_in((ROOT / "src").rglob("*.py")) - {"TERREAU_PROCONNECT_AGGLO_SERVER_URL"}
    assert read - documented() == set()


def test_every_documented_setting_is_read():
    places = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.sh"), ROOT / "Makefile"]
    # Built from a prefix in the code, one set for each provider.
    built = {"TERREAU_PROCONNECT_NAME", "TERREAU_PROCONNECT_CLIENT_ID", "TERREAU_PROCONNECT_CLIENT_SECRET"}
    assert documented() - names_in(places) - built == set()
