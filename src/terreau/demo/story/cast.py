"""The invented people of the demo: each bears the name of a plant, and an address that reaches nobody."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from terreau.accounts import actions as accounts
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.demo.story import crowd
from terreau.demo.story.play import at
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.text import fold
from terreau.territories.calendar import default_calendar
from terreau.territories.models import Territory

SYSTEM = Actor("system", "demo", "Installation de la plateforme")
DOMAIN = "exemple.test"


@dataclass(frozen=True)
class Person:
    """One invented person, as the demo presents them."""

    key: str
    first_name: str
    last_name: str
    part: Any = ""
    roles: tuple[Role, ...] = ()
    language: str = "fr"

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


def key_of(name: str) -> str:
    """Return the key under which a person is known, from their first and last name."""
    first, _space, last = name.partition(" ")
    return f"{fold(first)}.{fold(last)}"


def _named(name: str) -> Person:
    first, _space, last = name.partition(" ")
    return Person(key_of(name), first, last)


# The people one may enter as, in the order of the story.
PEOPLE = (
    Person("camille.noisetier", "Camille", "Noisetier", _("Habitante, avec une idée et pas de SIRET")),
    Person("awa.tilleul", "Awa", "Tilleul", _("Porteuse d’un projet accompagné : une cuisine partagée")),
    Person("nora.genet", "Nora", "Genêt", _("Référente ESS de la ville"), (Role.OFFICER,)),
    Person("mathieu.sureau", "Mathieu", "Sureau", _("Conseiller dans une coopérative d’accompagnement")),
    Person("helene.aubepine", "Hélène", "Aubépine", _("Secrétaire du conseil municipal"), (Role.SECRETARY,)),
    Person("basile.cormier", "Basile", "Cormier", _("Conseiller municipal délégué à l’ESS"), (Role.ELECTED,)),
    Person(
        "ines.fusain", "Inès", "Fusain", _("Signataire d’une charte, pour un partenaire"), (Role.SIGNATORY,)
    ),
    Person("jules.prunelier", "Jules", "Prunelier", _("Rédacteur des articles"), (Role.EDITOR,)),
    Person("rose.charme", "Rose", "Charme", _("Administratrice de la plateforme"), (Role.ADMINISTRATOR,)),
)

# The others: colleagues, holders of projects, advisers.
OTHERS = (
    Person("paul.cerisier", "Paul", "Cerisier", roles=(Role.OFFICER,)),
    Person("louis.bouleau", "Louis", "Bouleau"),
    Person("sonia.meleze", "Sonia", "Mélèze"),
    Person("hugo.frene", "Hugo", "Frêne"),
    Person("mina.lavande", "Mina", "Lavande"),
    Person("igor.houx", "Igor", "Houx"),
    Person("zoe.eglantine", "Zoé", "Églantine"),
    Person("samir.olivier", "Samir", "Olivier"),
    Person("clara.orme", "Clara", "Orme"),
    Person("yves.saule", "Yves", "Saule"),
    Person("fatou.jasmin", "Fatou", "Jasmin"),
    Person("gil.amandier", "Gil", "Amandier"),
    Person("nadege.verveine", "Nadège", "Verveine"),
    Person("grace.mulberry", "Grace", "Mulberry", language="en"),
    Person("tom.sorbier", "Tom", "Sorbier"),
    Person("lina.coriandre", "Lina", "Coriandre"),
    Person("joel.romarin", "Joël", "Romarin"),
    Person("perle.anemone", "Perle", "Anémone"),
    Person("simon.cedre", "Simon", "Cèdre"),
    Person("leila.myrte", "Leïla", "Myrte"),
    Person("victor.acacia", "Victor", "Acacia"),
    Person("anais.bruyere", "Anaïs", "Bruyère"),
    Person("omar.figuier", "Omar", "Figuier"),
    Person("odile.sauge", "Odile", "Sauge"),
    Person("rachid.genevrier", "Rachid", "Genévrier"),
    *(_named(name) for name in crowd.names()),
)


@dataclass
class Cast:
    """What the tales share: today, and people, places, organisations, offers by their key."""

    today: dt.date = field(default_factory=clock.today)
    people: dict[str, User] = field(default_factory=dict)
    places: dict[str, Territory] = field(default_factory=dict)
    organisations: dict[str, Any] = field(default_factory=dict)
    teams: dict[str, Any] = field(default_factory=dict)
    offers: dict[str, Any] = field(default_factory=dict)
    charters: dict[str, Any] = field(default_factory=dict)

    def ago(self, days: int, hour: str = "10:00", *, any_day: bool = False) -> dt.datetime:
        """Return a moment some days before today; town halls work from Monday to Friday."""
        date = self.today - dt.timedelta(days=days)
        if not any_day:
            date -= dt.timedelta(days=max(date.weekday() - 4, 0))
        return at(date, hour)

    def business_days_ago(self, days: int, hour: str = "10:00") -> dt.datetime:
        """Return a moment that lies at least so many business days before today."""
        calendar = default_calendar()
        date = self.today - dt.timedelta(days=days)
        while not calendar.is_business_day(date) or calendar.add_business_days(date, days) > self.today:
            date -= dt.timedelta(days=1)
        return at(date, hour)

    @property
    def officer(self) -> User:
        return self.people["nora.genet"]

    @property
    def secretary(self) -> User:
        return self.people["helene.aubepine"]


def described(key: str) -> Person:
    """Return the description of a person by key."""
    return next(person for person in (*PEOPLE, *OTHERS) if person.key == key)


def welcome(cast: Cast, *keys: str) -> None:
    """Open the accounts of some people, with their roles."""
    for key in keys:
        person = described(key)
        user = accounts.ensure_user(
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            language=person.language,
            by=SYSTEM,
        )
        accounts.confirm_address(user=user, by=SYSTEM)
        for role in person.roles:
            accounts.grant_role(user=user, role=role, by=SYSTEM)
        cast.people[key] = user
