"""What `terreau doctor` looks at in the indexes."""

import datetime as dt
from collections.abc import Iterator

from terreau.kernel import clock
from terreau.messaging.doctor.findings import ERROR, OK, WARNING, Finding, check
from terreau.search import registry
from terreau.search.queries.status import Status, findable, status_of, wrong_samples

LATE = dt.timedelta(minutes=5)


@check
def search_indexes() -> Iterator[Finding]:
    """Every kind has its index, up to date, and the index says what the tables say."""
    well = []
    for kind in registry.kinds():
        status = status_of(kind)
        problem = _problem(status)
        if problem is None:
            well.append(f"{kind} {status.documents}")
        else:
            yield problem
    if well:
        yield Finding(OK, f"The search indexes agree with the tables: {', '.join(well)}.")


def _problem(status: Status) -> Finding | None:
    kind, again = status.kind, f"Run: terreau search rebuild {status.kind}"
    if not status.exists:
        return Finding(
            WARNING, f"The search index of {kind} does not exist yet.", f"Start the worker, or: {again}"
        )
    if status.oldest_mark is not None and clock.now() - status.oldest_mark > LATE:
        return Finding(
            WARNING,
            f"{status.pending} changes of {kind} have waited for the index for more than five minutes.",
            f"Start the worker: terreau worker, or terreau serve --with-worker. {again}",
        )
    if status.pending:
        return None  # counts agree again once they are applied
    if (rows := findable(kind)) != status.documents:
        return Finding(ERROR, f"The search index of {kind} holds {status.documents} of {rows}.", again)
    if wrong := wrong_samples(kind):
        keys = ", ".join(map(str, wrong[:5]))
        return Finding(
            ERROR, f"The search index of {kind} is wrong about {len(wrong)} objects ({keys}).", again
        )
    return None
