"""Settings from the environment: a wrong one stops the start with a sentence."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from terreau.config import env


def test_text_comes_from_a_file_when_named_so(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("secret\n")
    monkeypatch.setenv("A_KEY_FILE", str(tmp_path / "key"))

    assert env.text("A_KEY") == "secret"


def test_text_without_default_must_be_given():
    with pytest.raises(ImproperlyConfigured, match="A_KEY is not set"):
        env.text("A_KEY")


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("YES", True), ("off", False), ("", False)])
def test_flag_reads_yes_and_no(monkeypatch, value, meaning):
    monkeypatch.setenv("A_FLAG", value)

    assert env.flag("A_FLAG", default=True) is meaning


def test_flag_refuses_anything_else(monkeypatch):
    monkeypatch.setenv("A_FLAG", "peut-être")

    with pytest.raises(ImproperlyConfigured, match="neither yes nor no"):
        env.flag("A_FLAG", default=True)


def test_integer_refuses_words(monkeypatch):
    monkeypatch.setenv("A_NUMBER", "dix")

    with pytest.raises(ImproperlyConfigured, match="not a whole number"):
        env.integer("A_NUMBER", 3)


def test_integer_and_words_have_defaults():
    assert env.integer("A_NUMBER", 3) == 3
    assert env.words("A_LIST", "a, b,,") == ["a", "b"]


def test_database_understands_both_engines():
    sqlite = env.database("sqlite:////var/lib/terreau/town.sqlite3")
    postgres = env.database("postgres://ville:s%40l@base:5433/terreau?pool=8&sslmode=require")

    assert (sqlite["NAME"], sqlite["OPTIONS"]["transaction_mode"]) == (
        "/var/lib/terreau/town.sqlite3",
        "IMMEDIATE",
    )
    assert (postgres["PASSWORD"], postgres["PORT"]) == ("s@l", "5433")
    assert postgres["OPTIONS"] == {"pool": {"min_size": 1, "max_size": 8}, "sslmode": "require"}
    assert postgres["PREPARED"]
    assert not env.database("postgres://base/terreau?prepared=0")["PREPARED"]


def test_database_refuses_another_engine():
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        env.database("mysql://localhost/terreau")
