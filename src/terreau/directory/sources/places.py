"""Communes by postal code and name, or by Insee code."""

from collections.abc import Iterable

from terreau.directory.sources.candidate import Candidate
from terreau.territories.enums import CodeScheme, TerritoryKind
from terreau.territories.models import Territory, TerritoryCode, searchable

INSEE = "insee"


class Places:
    """The communes, read once for each postal code met; the Insee codes all at once."""

    def __init__(self) -> None:
        self._by_postal_code: dict[str, list[tuple[str, int]]] = {}
        self._by_insee: dict[str, int] | None = None

    def prime(self, candidates: Iterable[Candidate]) -> None:
        """Read the communes of the places not met yet."""
        codes = {one.place[0] for one in candidates} - set(self._by_postal_code) - {""}
        if INSEE in codes:
            self.prime_insee()
        codes.discard(INSEE)
        if not codes:
            return
        self._by_postal_code |= {code: [] for code in codes}
        rows = TerritoryCode.objects.filter(
            scheme=CodeScheme.POSTAL,
            value__among=codes,
            territory__kind=TerritoryKind.COMMUNE,
            territory__retired_at=None,
        )
        for code, name, pk in rows.values_list("value", "territory__search_name", "territory"):
            self._by_postal_code[code].append((name, pk))

    def prime_insee(self) -> None:
        """Read every commune by its Insee code, once."""
        if self._by_insee is None:
            self._by_insee = _insee_codes()

    def insee(self, code: str) -> int | None:
        """The commune that has, or had, an Insee code."""
        return self._by_insee.get(code) if self._by_insee else None

    def find(self, place: tuple[str, str]) -> int | None:
        """The commune whose postal code and name are both right (one alone is a guess), or by Insee code."""
        if place[0] == INSEE:
            return self.insee(place[1])
        if not place[0]:
            return None
        name = searchable(place[1])
        return next((pk for known, pk in self._by_postal_code.get(place[0], ()) if known == name), None)


def _insee_codes() -> dict[str, int]:
    """Every commune by its code, and by the codes that mergers ended."""
    communes = Territory.objects.filter(kind=TerritoryKind.COMMUNE, retired_at=None)
    former = TerritoryCode.objects.filter(
        scheme=CodeScheme.FORMER, territory__kind=TerritoryKind.COMMUNE, territory__retired_at=None
    )
    return dict(former.values_list("value", "territory")) | dict(communes.values_list("code", "pk"))
