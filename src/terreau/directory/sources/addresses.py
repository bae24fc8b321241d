"""The addresses (slugs) of new sheets, given out a batch at a time."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import count

from django.utils.text import slugify

from terreau.directory.models import Organisation
from terreau.directory.models.organisations import RESERVED_SLUGS
from terreau.directory.sources.candidate import Candidate
from terreau.kernel.text import fold

# What `slugify` keeps of ASCII: letters, digits, hyphens, underscores; the rest but spaces disappears.
_ASCII = [chr(code) for code in range(128)]
_KEPT: dict[int, int | str | None] = {
    ord(sign): None for sign in _ASCII if not (sign.isalnum() or sign.isspace() or sign in "_-")
}
_KEPT |= {code: code + 32 for code in range(65, 91)} | {ord("-"): " "}


class Addresses:
    """Which addresses are free, for the names of a batch: two queries at most."""

    def __init__(self, wanted: Iterable[tuple[str, str]]) -> None:
        """`wanted` are names with the identifier that tells apart two organisations of one name."""
        self.taken = set(RESERVED_SLUGS)
        pairs = [(slug_of(name), identifier) for name, identifier in wanted]
        times = Counter(base for base, _identifier in pairs)
        self._note(times)
        # The second choice matters where the first is taken, or wanted twice.
        self._note({_longer(*pair) for pair in pairs if times[pair[0]] > 1 or pair[0] in self.taken})

    def _note(self, wanted: Iterable[str]) -> None:
        if wanted:
            rows = Organisation.objects.filter(slug__among=set(wanted))
            self.taken.update(rows.values_list("slug", flat=True))

    def give(self, name: str, identifier: str) -> str:
        """The name, then the name with the identifier, then with a number."""
        base = slug_of(name)
        if base not in self.taken:
            self.taken.add(base)
            return base
        slug = longer = _longer(base, identifier)
        numbers = count(2)
        while slug in self.taken or self._is_numbered_and_taken(slug, longer):
            slug = f"{longer}-{next(numbers)}"
        self.taken.add(slug)
        return slug

    def _is_numbered_and_taken(self, slug: str, longer: str) -> bool:
        return slug != longer and Organisation.objects.filter(slug=slug).exists()


def identifier_of(candidate: Candidate) -> str:
    """What tells this organisation from another one of the same name, or nothing."""
    return candidate.siret or candidate.siren or candidate.rna.lower() or candidate.place[0]


def _longer(base: str, identifier: str) -> str:
    return f"{base}-{identifier}" if identifier else base


@lru_cache(maxsize=65_536)  # asked twice for each candidate of a batch
def slug_of(name: str) -> str:
    """The address that a new sheet would like: letters and digits without accents, joined by hyphens."""
    # What `slugify` does to ASCII, ten times faster.
    plain = "-".join(name.translate(_KEPT).split()) if name.isascii() else slugify(fold(name))
    return plain.strip("-_")[:70].strip("-") or "structure"
