"""Who is there for one item of the agenda, as plain values."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """Somebody who sits in the council; the birthday settles an appointment when votes are equal."""

    name: str
    born_on: dt.date | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Proxy:
    """A member who is away lets a colleague vote in their name."""

    giver: Member
    holder: Member


@dataclass(frozen=True)
class Attendance:
    """Who is there when one item is called, and who keeps out of it.

    Somebody who leaves the room for an item is not present for it. `interested` members have an interest
    of their own in the item (L.2131-11); `delegates` sit for the town in the body that it concerns
    (L.1111-6 II); the `silent` refuse to take part, themselves or by their proxy.
    """

    held_on: dt.date
    in_office: frozenset[Member]
    present: frozenset[Member]
    proxies: tuple[Proxy, ...] = ()
    interested: frozenset[Member] = frozenset()
    delegates: frozenset[Member] = frozenset()
    silent: frozenset[Member] = frozenset()
    second_call: bool = False

    def __post_init__(self) -> None:
        strangers = (self.present | self.interested | self.delegates | self.silent) - self.in_office
        if strangers:
            raise ValueError(f"not in office on {self.held_on}: {names(strangers)}")
        for side in ("giver", "holder"):
            people = [getattr(proxy, side) for proxy in self.proxies]
            if len(people) != len(set(people)):
                raise ValueError(f"a member is the {side} of one proxy only")

    @property
    def kept_out(self) -> frozenset[Member]:
        """Those whom the law keeps out of the debate and of the vote."""
        return self.interested | self.delegates

    @property
    def proxies_in_force(self) -> tuple[Proxy, ...]:
        """The proxies of those who are away, held by somebody who is there."""
        return tuple(
            proxy
            for proxy in self.proxies
            if proxy.giver in self.in_office - self.present and proxy.holder in self.present
        )


def names(members: frozenset[Member] | set[Member]) -> str:
    """Write members in order of their names."""
    return ", ".join(sorted(str(member) for member in members))
