"""The main path in a real browser: from a resident's first click to the counter of the charter.

No account for the resident nor for the organisation; every mail is read in the demo's mailboxes. Walked in
both languages, with and without JavaScript, once by keyboard alone, and on both databases.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.house import Town, Visitor

pytestmark = pytest.mark.journey

RESIDENT, OFFICER, ORGANISATION = "camille.noisetier", "nora.genet", "ines.fusain"
PARTNER = "Sceaux Smart"
COMMITMENT = "/chartes/charte-de-partenariat-avec-sceaux-smart/engagements/4/"
NEXT = "main form .button-primary"
MESSAGE = "#conversation [name$=body]"
SEND = "#conversation button[name=verb][value=message]"


@dataclass
class Walk:
    """One walk: on which town, in which language, by which hands, about what project."""

    town: Town
    visit: Callable[..., Visitor]
    title: str
    prefix: str = ""
    script: bool = True
    hands: type[Mouse] = Mouse
    since: int = 0  # the last mail before this walk

    def somebody(self, person: str = "", page: str = "") -> tuple[Visitor, Mouse]:
        visitor = self.visit(self.town, java_script_enabled=self.script)
        if person:
            visitor.enter_as(person, self.prefix + page)
        elif page:
            visitor.go(self.prefix + page)
        return visitor, self.hands(visitor.page)


def propose(walk: Walk) -> str:
    """A resident without an account tells an idea in three screens; return the reference."""
    me, hands = walk.somebody(page="/")
    hands.press(".hero .button-primary")
    hands.write("[name=title]", walk.title)
    hands.write("[name=summary]", "Un coin d’établi pour réparer ensemble, ouvert à tout le quartier.")
    hands.tick("[name=stage][value=idee]")
    hands.write("[name=publics]", "Tout le quartier")
    hands.write("[name=commune]", "Sceaux (92330)")
    hands.press(NEXT)
    hands.tick("[name=subjects][value=local]")
    hands.unfold("[name=headcount]")
    hands.write("[name=headcount]", "2")
    hands.press(NEXT)
    hands.write("[name=first_name]", "Camille")
    hands.write("[name=last_name]", "Noisetier")
    hands.write("[name=email]", f"{RESIDENT}@exemple.test")
    hands.tick("[name=consent]")
    hands.press(NEXT)
    hands.write("[name=code]", code_from_mail(walk))
    hands.press("main form:has([name=code]) .button-primary")
    assert me.page.url.endswith("/projets/proposer/merci/")
    reference = me.page.locator("main .kicker").inner_text().strip()
    without_complaint(me)
    return reference


def code_from_mail(walk: Walk) -> str:
    """The six figures that prove the address: the mailbox has them."""
    reader, _ = walk.somebody()
    reader.open_mail(RESIDENT, r"^\d{6}\b", after=walk.since)
    found = re.search(r"\b\d{6}\b", reader.page.locator("h1").inner_text())
    assert found
    return found.group()


def triage(walk: Walk, reference: str) -> None:
    """The acknowledgement has arrived; the officer finds the project on the desk and follows it."""
    reader, _ = walk.somebody()
    assert reference in reader.open_mail(RESIDENT, re.escape(walk.title), after=walk.since)
    nora, hands = walk.somebody(OFFICER, "/pilotage/")
    hands.press("a[href*='/pilotage/suivi/a-qualifier/']")  # the desk shows the five that wait longest
    hands.press(f"main a:has-text('{walk.title}')")
    form = "form:has([name=verdict][value=accept])"
    hands.unfold("[name=verdict][value=accept]")
    hands.press(f"{form} .button-primary")
    without_complaint(nora)


def match_and_propose(walk: Walk, reference: str) -> None:
    """The officer reads why each offer fits, and proposes the partner's."""
    nora, hands = walk.somebody(OFFICER, f"/suivi/{reference}/")
    hands.press("#besoins a[href*='/besoins/']")
    card = f".card:has-text('{PARTNER}')"
    assert nora.page.locator(card).first.locator("li").count() >= 2  # why it fits, line by line
    hands.write(f"{card} textarea[name=word]", "Une table vous attend peut-être rue Houdan.")
    hands.press(f"{card} form:has(textarea[name=word]) button")
    without_complaint(nora)


def consent(walk: Walk) -> None:
    """The holder reads word for word what would be sent, and agrees."""
    camille, hands = walk.somebody()
    camille.open_mail(RESIDENT, PARTNER, after=walk.since)
    hands.press(".mail-text a[href*='/accord/']")
    assert walk.title in camille.page.locator("#apercu").inner_text()
    hands.press("form:has([name='consent-payload_hash']) .button-primary")
    assert camille.page.locator("[name='consent-payload_hash']").count() == 0
    without_complaint(camille)


def answer(walk: Walk) -> None:
    """The organisation answers from its mail, without an account, and writes in the thread."""
    team, hands = walk.somebody()
    team.find_mail(ORGANISATION, "/reponse/", walk.title)
    hands.press(".mail-text a[href*='/reponse/']")
    assert walk.title in team.page.locator("main").inner_text()
    hands.write("[name$=first_step]", "Passez voir l’espace jeudi à 10 h.")
    hands.press("button[name=verb][value=accept]")
    hands.write(MESSAGE, "Bonjour Camille, apportez vos plans !")
    hands.press(SEND)
    assert "apportez vos plans" in team.page.locator("#conversation").inner_text()
    without_complaint(team)


def talk(walk: Walk, reference: str) -> None:
    """The holder reads the message and answers; the officer reads both and ends the accompaniment."""
    camille, hands = walk.somebody(RESIDENT, f"/suivi/{reference}/")
    hands.press("#besoins a[href*='/suivi/demande/']")
    assert "apportez vos plans" in camille.page.locator("#conversation").inner_text()
    hands.write(MESSAGE, "Merci, à jeudi !")
    hands.press(SEND)
    nora, hands = walk.somebody(OFFICER, f"/suivi/{reference}/")
    hands.press("#besoins a[href*='/suivi/demande/']")
    assert "Merci, à jeudi" in nora.page.locator("#conversation").inner_text()
    hands.unfold("button[name=verb][value=close]")
    hands.press("button[name=verb][value=close]")
    without_complaint(camille, nora)


def say_how_it_went(walk: Walk) -> None:
    """Both sides say from their mail how it went."""
    for person in (RESIDENT, ORGANISATION):
        side, hands = walk.somebody()
        side.find_mail(person, "/bilan/", walk.title)
        hands.press(".mail-text a[href*='/bilan/']")
        hands.press("button[name$=value][value=helped]")
        assert side.page.locator("[name$=value]").count() == 0
        without_complaint(side)


def counted(walk: Walk) -> tuple[int, int]:
    """What the charter's commitment counts, and how many entries are listed behind the figure."""
    anybody, _ = walk.somebody(page=COMMITMENT)
    figure = re.search(r"\d+", anybody.page.locator("main .progress .number").inner_text())
    assert figure
    return int(figure.group()), anybody.page.locator("#liste tbody tr").count()


def without_complaint(*visitors: Visitor) -> None:
    assert [visitor.complaints.found for visitor in visitors] == [[] for _ in visitors]


def follow(walk: Walk) -> None:
    """Walk the whole path; the commitment then counts one more, and lists it."""
    figure, entries = counted(walk)
    walk.since = walk.somebody()[0].newest_mail()
    reference = propose(walk)
    triage(walk, reference)
    match_and_propose(walk, reference)
    consent(walk)
    answer(walk)
    talk(walk, reference)
    say_how_it_went(walk)

    assert reference.startswith("PRJ-")
    assert counted(walk) == (figure + 1, entries + 1)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["fr", "en"])
def test_from_the_first_click_to_the_counter(town, visit, prefix, script):
    title = f"Établi partagé {prefix.strip('/') or 'fr'} {'avec' if script else 'sans'} script"

    follow(Walk(town, visit, title, prefix=prefix, script=script))


def test_from_the_first_click_to_the_counter_by_keyboard_alone(town, visit):
    follow(Walk(town, visit, "Établi partagé au clavier", hands=Keyboard))


def test_from_the_first_click_to_the_counter_on_postgresql(town_on_postgresql, visit):
    follow(Walk(town_on_postgresql, visit, "Établi partagé PostgreSQL"))
