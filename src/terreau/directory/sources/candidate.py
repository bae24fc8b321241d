"""What a line of a register says about one organisation, once cleaned."""

import datetime as dt
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


@dataclass
class Candidate:
    """The key of an organisation in its source, its identifiers, and the values that the source knows."""

    key: str
    name: str
    as_of: dt.date
    siren: str = ""
    siret: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    place: tuple[str, str] = ("", "")  # postal code and name of the commune

    def digest(self) -> str:
        """A fingerprint of all that the line says: the same line twice changes nothing."""
        said = [self.key, self.name, self.siren, self.siret, self.values, self.place, self.as_of.isoformat()]
        text = json.dumps(said, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
