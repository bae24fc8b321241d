"""What the law says of some facts."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Finding(Generic[T]):
    """A result, the sentence that explains it, its article, and what to beware of."""

    value: T
    sentence: str
    article: str
    warning: str = ""

    def __str__(self) -> str:
        return f"{self.sentence.removesuffix('.')} ({self.article})."
