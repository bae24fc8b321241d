"""A council chamber as plain values: thirty-three members, some there, some represented."""

import datetime as dt

from terreau.council.law import Attendance, Member, Proxy

HELD_ON = dt.date(2026, 3, 12)
MEMBERS = tuple(Member(f"Conseil {number:02}") for number in range(1, 34))
MAYOR, DEPUTY = MEMBERS[0], MEMBERS[1]


def room(
    *, present: int = 29, office: int = 33, proxies: dict[int, int] | None = None, **facts
) -> Attendance:
    """Return the first members present; `proxies` say who, by number from 1, is represented by whom."""
    facts = {"held_on": HELD_ON} | facts
    people = {
        name: frozenset(MEMBERS[number - 1] for number in facts.pop(name, ()))
        for name in ("interested", "delegates", "silent", "gone")
    }
    gone = people.pop("gone")
    return Attendance(
        in_office=frozenset(MEMBERS[:office]),
        present=frozenset(MEMBERS[:present]) - gone,
        proxies=tuple(proxy(*pair) for pair in (proxies or {}).items()),
        **people,
        **facts,
    )


def proxy(giver: int, holder: int) -> Proxy:
    return Proxy(MEMBERS[giver - 1], MEMBERS[holder - 1])
