"""A feed stays readable whatever people paste into it."""

import xml.etree.ElementTree as ET

import pytest
from django.http import HttpResponse

from terreau.kernel.feeds import Atom
from terreau.kernel.text import printable

SIGNS = [chr(code) for code in range(32)]


@pytest.mark.parametrize("sign", SIGNS)
def test_printable_keeps_only_the_signs_that_xml_knows(sign):
    kept = sign if sign in "\t\n\r" else ""

    assert printable(f"a{sign}b é 🌱") == f"a{kept}b é 🌱"


def test_atom_of_the_worst_words_is_read_by_any_reader():
    feed = Atom(title="Nouvelles", link="/", description="")
    feed.add_item(title="<b>&" + "".join(SIGNS), link="/x", description="".join(SIGNS) + "Fin")

    entry = ET.fromstring(feed.writeString("utf-8")).find("{http://www.w3.org/2005/Atom}entry")

    assert entry.findtext("{http://www.w3.org/2005/Atom}title").split() == ["<b>&"]
    assert entry.findtext("{http://www.w3.org/2005/Atom}summary").split() == ["Fin"]


def test_atom_is_written_in_one_piece():
    feed = Atom(title="Nouvelles", link="/", description="")
    for number in range(50):
        feed.add_item(title=f"Projet {number}", link=f"/{number}", description="Fin")
    response = HttpResponse()

    feed.write(response, "utf-8")

    (piece,) = filter(None, response)
    assert len(ET.fromstring(piece).findall("{http://www.w3.org/2005/Atom}entry")) == 50
