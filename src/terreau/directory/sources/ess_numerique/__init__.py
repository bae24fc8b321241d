"""Legal units of the ESS in digital trades: Sirene joined with ESS France, ESUS and tiers-lieux."""

from terreau.directory.sources.ess_numerique.mapping import COLUMNS, candidate

NAME = "ess_numerique"
MORE: frozenset[str] = frozenset()
REPEATS = True  # one organisation may stand on several lines

__all__ = ["COLUMNS", "MORE", "NAME", "REPEATS", "candidate"]
