"""What a line of a register says about one organisation, once cleaned."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


class LineRefused(Exception):
    """A line cannot be imported; the reason is a member of `Rejection`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(slots=True)
class Candidate:
    """The key of an organisation in its source, its identifiers, and the values that the source knows.

    Everything in it is text, number, list or dict, so that it travels between processes as plain data.
    """

    key: str
    name: str
    as_of: str  # ISO date
    siren: str = ""
    siret: str = ""
    rna: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    place: tuple[str, str] = ("", "")  # postal code and name of the commune, or ("insee", code)
    ceased_on: str = ""  # ISO date
    only_known: str = ""  # why an organisation without a sheet is not added (it ceased, it is masked)
    withdrawn: tuple[str, ...] = ()  # fields that the source no longer wants shown (partial diffusion)
    parent: str = ""  # SIRET of the seat
    digest: str = ""

    def seal(self) -> None:
        """Take the fingerprint of all that the line says: the same line twice changes nothing."""
        said = [self.key, self.name, self.siren, self.siret, self.rna, self.values, self.place, self.as_of]
        text = json.dumps(
            [*said, self.ceased_on, self.only_known, self.withdrawn, self.parent], sort_keys=True
        )
        self.digest = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()

    def packed(self) -> tuple:
        """The candidate as a plain tuple."""
        return (
            *(self.key, self.name, self.as_of, self.siren, self.siret, self.rna, self.values, self.place),
            *(self.ceased_on, self.only_known, self.withdrawn, self.parent, self.digest),
        )
