"""A throw-away kind whose documents live in memory, for the tests of the engine."""

from collections.abc import Iterator

from terreau.search import registry
from terreau.search.registry import Document, Hit, Source

KIND = "test"


class Corpus:
    """Documents by key; registered as a source as long as the block lasts."""

    def __init__(self, documents=(), *, kind: str = KIND, prose: bool = False, wide: str = "") -> None:
        self.documents = {one.key: one for one in documents}
        self.source = Source(
            kind=kind,
            label=kind,
            documents=self._documents,
            places=self._places,
            hits=self._hits,
            prose=prose,
            wide=wide,
        )

    def __enter__(self) -> "Corpus":
        registry.register(self.source)
        return self

    def __exit__(self, *_error) -> None:
        registry.unregister(self.source.kind)

    def _documents(self, keys) -> Iterator[Document]:
        for key in sorted(self.documents if keys is None else set(keys) & set(self.documents)):
            yield self.documents[key]

    def _places(self):
        for key in sorted(self.documents):
            one = self.documents[key]
            yield key, one.lat, one.lon

    def _hits(self, keys) -> dict[int, Hit]:
        return {key: Hit(self.documents[key].name, "", f"/{key}/") for key in keys}
