"""Where a programme applies and where a project is: names and codes of the territories of France."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from terreau.kernel.text import fold
from terreau.search.faceted.reading import Facet
from terreau.territories.enums import CodeScheme, TerritoryKind
from terreau.territories.models import Territory, TerritoryClosure, TerritoryCode, searchable

AT_ONCE = 400
# What people write for the whole country; wider than the country covers it too.
EVERYWHERE = frozenset(
    {"france", "france entiere", "toute la france", "national", "nationale", "france metropolitaine", "fr"}
    | {"metropole", "metropole et outre mer", "tout le territoire", "territoire national", "tous", "all"}
    | {"tous les territoires", "europe", "union europeenne", "monde", "international", "pays"}
)
_KINDS = {
    "commune": "commune", "ville": "commune", "city": "commune", "town": "commune", "insee": "commune",
    "municipality": "commune", "departement": "department", "department": "department", "dep": "department",
    "dept": "department", "region": "region", "regional": "region", "reg": "region", "epci": "epci",
    "intercommunalite": "epci", "com": "commune",
}  # fmt: skip
_CODE = re.compile(r"\d[\dab]\d{0,7}|\d")
_ARTICLES = re.compile(r"^(?:de la|de l|du|des|de|d|la|le|les|l) ")


@dataclass
class Gazetteer:
    """Territories by what people call them, with everything that holds each, and how wide each is."""

    named: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    coded: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    holders: dict[int, frozenset[int]] = field(default_factory=dict)
    width: dict[int, int] = field(default_factory=dict)
    country: int = 0

    @classmethod
    def of(cls, facets: Iterable[Facet]) -> "Gazetteer":
        """Read, in a few queries, the territories that these facets may speak of."""
        names, codes = set(), set()
        for facet in facets:
            for value in facet.values.items():
                _hint, text = _read(*value)
                names.update(_names(text))
                codes.update(_codes(text))
        found = cls()
        found._read_territories(sorted(names), sorted(codes))
        found._read_holders()
        return found

    def places(self, facet: Facet) -> tuple[frozenset[int], bool]:
        """Return the territories a facet speaks of, and whether every one of its values was understood."""
        choices = [self._one(*value) for value in facet.values.items()]
        whole = all(choices)
        choices = [choice for choice in choices if choice]
        return frozenset().union(*(self._coherent(choice, choices) for choice in choices)), whole

    def nearness(self, place: int) -> float:
        """Return 1 for a quarter, 0 for the country."""
        return 1 - self.width[place] / TerritoryKind.COUNTRY.width

    def above(self, places: Iterable[int]) -> frozenset[int]:
        """Return the places and all that hold one of them."""
        return frozenset().union(*(self.holders[place] for place in places))

    def _coherent(self, choice: frozenset[int], others: list[frozenset[int]]) -> frozenset[int]:
        """Of namesakes, keep those that another value of the same facet holds or is held by."""
        rest = frozenset().union(*(other for other in others if other is not choice))
        kept = {
            place
            for place in choice
            if self.holders[place] & rest or any(place in self.holders[other] for other in rest)
        }
        return frozenset(kept) or choice

    def _one(self, value: tuple[str, ...], raw: str) -> frozenset[int]:
        hint, text = _read(value, raw)
        if searchable(text) in EVERYWHERE:
            return frozenset({self.country}) if self.country else frozenset()
        found = [pair for name in _codes(text) for pair in self.coded.get(name, ())]
        found += [pair for name in _names(text) for pair in self.named.get(name, ())]
        hint = _hint_inside(text) or hint
        of_kind = [pk for pk, kind in found if kind == hint]
        return frozenset(of_kind or [pk for pk, _kind in found])

    def _read_territories(self, names: list[str], codes: list[str]) -> None:
        fields = ("pk", "kind", "code", "search_name")
        for start in range(0, max(len(names), len(codes)), AT_ONCE):
            part, numbers = names[start : start + AT_ONCE], codes[start : start + AT_ONCE]
            wanted = Q(search_name__in=part) | Q(code__in=numbers)
            for pk, kind, code, name in Territory.objects.current().filter(wanted).values_list(*fields):
                self._keep(pk, kind, name, code)
            others = TerritoryCode.objects.filter(value__in=numbers).select_related("territory")
            for other in others:
                kind = "postal" if other.scheme == CodeScheme.POSTAL else other.territory.kind
                self.coded.setdefault(other.value, []).append((other.territory_id, kind))
                self._keep(other.territory_id, other.territory.kind, other.territory.search_name, "")
        country = Territory.objects.filter(kind=TerritoryKind.COUNTRY).first()
        if country is not None:
            self.country = country.pk
            self._keep(country.pk, country.kind, country.search_name, country.code)

    def _keep(self, pk: int, kind: str, name: str, code: str) -> None:
        self.width[pk] = TerritoryKind(kind).width
        self.holders[pk] = frozenset({pk})
        if (pk, kind) not in self.named.setdefault(name, []):
            self.named[name].append((pk, kind))
        if code and (pk, kind) not in self.coded.setdefault(code.lower(), []):
            self.coded[code.lower()].append((pk, kind))

    def _read_holders(self) -> None:
        known = sorted(self.holders)
        above: dict[int, set[int]] = {pk: {pk} for pk in known}
        for start in range(0, len(known), AT_ONCE):
            rows = TerritoryClosure.objects.filter(descendant__in=known[start : start + AT_ONCE])
            for ancestor, descendant in rows.values_list("ancestor_id", "descendant_id"):
                above[descendant].add(ancestor)
        self.holders = {pk: frozenset(found) for pk, found in above.items()}


def _read(value: tuple[str, ...], raw: str) -> tuple[str, str]:
    """Return the kind of territory that the name of a facet tells, and what it says."""
    name = value[: value.index("")]
    return next((_KINDS[word] for word in reversed(name) if word in _KINDS), ""), raw


def _hint_inside(text: str) -> str:
    first = re.match(r"[a-z]+", fold(text))
    return _KINDS.get(first.group(), "") if first else ""


def _codes(text: str) -> list[str]:
    """Return the codes that a text may be: “92071”, “DEP-92”, “Sceaux (92330)”, 1 for “01”."""
    plain = re.sub(
        r"^(?:fr[-_ ]?)?(?:reg(?:ion)?|dep(?:artement|t)?|com(?:mune)?|insee|epci)?[-_: ]*", "", fold(text)
    )
    if not _CODE.fullmatch(plain):
        return []
    return [plain.zfill(2), plain.zfill(2).upper()]


def _names(text: str) -> list[str]:
    """Return the names that a text may be, without what people put around a name."""
    name = searchable(re.sub(r"\(.*?\)|\b\d{5}\b", " ", text))
    if not name or name.isdigit():
        return []
    found = [name]
    first, _space, rest = name.partition(" ")
    if rest and (first in _KINDS or first in {"conseil", "metropole"}):
        rest = re.sub(r"^(?:departemental|regional) ", "", rest)
        found += [rest, _ARTICLES.sub("", rest)]
    return list(dict.fromkeys(found))
