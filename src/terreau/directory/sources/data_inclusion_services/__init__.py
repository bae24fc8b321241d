"""Services of the common repository of inclusion (data·inclusion, schema 0.x and 1.x)."""

from terreau.directory.sources.data_inclusion_services.mapping import COLUMNS, MORE, candidate

NAME = "data_inclusion_services"
# A service that comes twice is told from the first, then refused.
REPEATS = True
# Each service is prepared by the same verb as an offer typed by hand: few at a time.
BATCH = 200

__all__ = ["BATCH", "COLUMNS", "MORE", "NAME", "REPEATS", "candidate"]
