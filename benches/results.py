"""What was measured: one line each, written to build/bench.json and docs/performance.md."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from benches import ROOT

REPORT = ROOT / "build" / "bench.json"


@dataclass(frozen=True)
class Result:
    """A figure, what was wanted of it, and what it is compared with (the floor of the same minutes)."""

    name: str
    value: float
    unit: str
    target: float | None = None
    baseline: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None


def write_json(results: list[Result], path: Path = REPORT) -> None:
    """Write every figure for a program to read; families that were not run keep their last figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = {one["name"]: one for one in json.loads(path.read_text())} if path.exists() else {}
    known |= {one.name: asdict(one) | {"met": one.met, "ratio": one.ratio} for one in results}
    path.write_text(json.dumps(list(known.values()), indent=1, ensure_ascii=False) + "\n")
