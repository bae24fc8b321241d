"""`terreau document` writes what the code says, and notices what it no longer says."""

import pytest
from django.core.management import CommandError, call_command

from terreau.portal import reference
from tests.architecture.house import ROOT


def test_documents_are_up_to_date():
    call_command("document", "--check", folder=ROOT / "docs")


def test_document_writes_the_states(tmp_path):
    call_command("document", folder=tmp_path, verbosity=0)

    text = (tmp_path / "etats.md").read_text()
    assert "| `sign` | `approved` | `signed` |" in text
    assert "| Résiliée | `terminated` | état final |" in text


def test_check_refuses_an_old_document(tmp_path):
    (tmp_path / "etats.md").write_text("ancien")
    (tmp_path / "acces.md").write_text((ROOT / "docs" / "acces.md").read_text())

    with pytest.raises(CommandError, match=r"Out of date: etats\.md\. Run"):
        call_command("document", "--check", folder=tmp_path)


def test_check_notices_an_address_that_came_and_one_that_went():
    text = (ROOT / "docs" / "acces.md").read_text()
    without = "\n".join(line for line in text.splitlines() if "`portal:home`" not in line)

    assert reference.addresses_out_of_step(without) == ["portal:home"]
    assert reference.addresses_out_of_step(text + "| `portal:gone` | `/parti/` | GET |\n") == ["portal:gone"]
