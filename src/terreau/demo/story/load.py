"""Loading the town: once; a town that is there already is left alone."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from django.utils import translation

from terreau.accounts.models import User
from terreau.demo.living import Wrap
from terreau.demo.story import council, history, offers, organisations, projects
from terreau.demo.story.cast import Cast, described, welcome
from terreau.demo.story.play import day, play
from terreau.demo.story.town import load_territory
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.territories.actions.loading import GRAPH

Tell = Callable[[str], object]


def is_loaded() -> bool:
    """Say whether the town is there: its officer has an account."""
    return User.objects.filter(email=described("nora.genet").email).exists()


def load(*, tell: Tell = lambda _line: None, wrap: Wrap = nullcontext, graph: Path = GRAPH) -> bool:
    """Load the town unless it is there; return whether anything was written.

    `wrap` surrounds each part of the story (tests run there what follows a commit).
    """
    if is_loaded():
        return False
    with translation.override("fr"):
        cast = Cast()
        with clock.travel(day(2015, 4, 7, "08:30")), wrap():
            tell("Les territoires de France, Sceaux et ses quartiers")
            load_territory(cast, graph)
            tell("Les personnes inventées, les structures et leurs offres de soutien")
            welcome(cast, "nora.genet", "helene.aubepine", "rose.charme", "basile.cormier", "ines.fusain")
            organisations.found(cast)
        tell("Onze ans de vie locale : le conseil de mai 2015, les chartes, les projets, les courriels")
        tales = [*history.tales(cast), *council.tales(cast), *projects.tales(cast), offers.tale(cast)]
        play(tales, wrap=wrap)
        tell("Le scellement du journal")
        while journal.seal():
            pass
    return True
