"""From the zone of a service, a list of official codes, to one territory of ours – or to none.

A zone is never widened nor narrowed by a guess: several communes are a territory when they are exactly those
of an intercommunality, a department or an area drawn here. Otherwise the perimeter stays unknown.
"""

from collections.abc import Iterable

from terreau.directory.sources.places import Places
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory
from terreau.territories.queries import ancestors_of, descendants_of, operator

COUNTRY_CODES = frozenset({"france", "99100"})
_SINGLE = (TerritoryKind.DEPARTMENT, TerritoryKind.EPT, TerritoryKind.EPCI)  # EPCI last: it wins
_WIDER = frozenset(
    (
        *(TerritoryKind.ADHOC, TerritoryKind.EPT, TerritoryKind.EPCI),
        *(TerritoryKind.DEPARTMENT, TerritoryKind.REGION),
    )
)


class Zones:
    """The territories by their official codes, read once for an import."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._by_code: dict[str, int] | None = None
        self._exact: dict[frozenset[str], int | None] = {}
        self._near: frozenset[int] | None = None

    def perimeter(self, codes: Iterable[str]) -> int | None:
        """The one territory that these codes describe exactly, or None."""
        asked = frozenset(codes)
        if asked not in self._exact:
            self._exact[asked] = self._find(asked)
        return self._exact[asked]

    def concerns_us(self, codes: Iterable[str], commune: int | None) -> bool:
        """Say whether a service is open to a part of the operator's territory; doubt counts as yes.

        Where the zone is not said, the commune of the service decides.
        """
        near = self._operator_territories()
        places = {place for code in codes if (place := self._known(code)) is not None}
        places = places or ({commune} if commune is not None else set())
        return not near or not places or bool(places & near)

    def _find(self, codes: frozenset[str]) -> int | None:
        places = {code: pk for code in codes if (pk := self._known(code)) is not None}
        if whole := COUNTRY_CODES & codes:
            return places.get(min(whole))
        if not codes or len(places) < len(codes):
            return None
        if len(codes) == 1:
            return min(places.values())
        some = Territory.objects.get(pk=next(iter(places.values())))
        for wider in ancestors_of(some).filter(kind__in=_WIDER).exclude(pk=some.pk):
            inside = descendants_of(wider).filter(kind=some.kind)
            if set(inside.values_list("pk", flat=True)) == set(places.values()):
                return wider.pk
        return None

    def _known(self, code: str) -> int | None:
        if self._by_code is None:
            self._by_code = self._read()
        return self._by_code.get(code) or self.places.insee(code)

    def _read(self) -> dict[str, int]:
        self.places.prime_insee()
        found: dict[str, int] = {}
        for kind in _SINGLE:
            rows = Territory.objects.filter(kind=kind, retired_at=None)
            found |= dict(rows.values_list("code", "pk"))
        country = Territory.objects.filter(kind=TerritoryKind.COUNTRY, retired_at=None).order_by("pk").first()
        if country is not None:
            found |= dict.fromkeys(COUNTRY_CODES, country.pk)
        return found

    def _operator_territories(self) -> frozenset[int]:
        """The operator's territory, its parts and what contains it; nothing before the operator is set up."""
        if self._near is None:
            town, near = operator(), set()
            if town.is_set_up:
                around = (ancestors_of(town.territory), descendants_of(town.territory))
                near = {
                    town.territory.pk,
                    *(pk for rows in around for pk in rows.values_list("pk", flat=True)),
                }
            self._near = frozenset(near)
        return self._near
