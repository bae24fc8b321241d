"""Figures for Prometheus.

Each web process counts its own requests. With several processes (`terreau serve`), they share their
counts through files in the directory that `PROMETHEUS_MULTIPROC_DIR` names, and any of them answers
for all. The figures of the queues are read from the database when asked.
"""

import datetime as dt
import os
from collections.abc import Iterator

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from terreau.kernel import clock
from terreau.messaging import queries

REQUESTS = Counter("terreau_requests", "Requests answered", ["route", "method", "status"])
LATENCY = Histogram(
    "terreau_request_seconds",
    "Time to answer a request",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)


class QueueCollector(Collector):
    """The outbox, the reminders and the worker, read from the database."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now, backlog, beat = clock.now(), queries.backlog(), queries.last_heartbeat()

        def age(moment: dt.datetime | None) -> float:
            return max((now - moment).total_seconds(), 0.0) if moment else 0.0

        yield GaugeMetricFamily("terreau_outbox_waiting", "Mails to send", backlog.waiting)
        yield GaugeMetricFamily("terreau_outbox_dead", "Mails abandoned", backlog.dead)
        yield GaugeMetricFamily(
            "terreau_outbox_oldest_due_seconds", "Age of the oldest mail due", age(backlog.oldest_due)
        )
        yield GaugeMetricFamily("terreau_reminders_overdue", "Reminders overdue", backlog.reminders_overdue)
        yield GaugeMetricFamily(
            "terreau_worker_heartbeat_age_seconds",
            "Time since a worker last gave a sign of life (-1: never)",
            age(beat) if beat else -1,
        )


def exposition() -> bytes:
    """Return all figures in Prometheus's text format."""
    queues = CollectorRegistry()
    queues.register(QueueCollector())
    return generate_latest(_web_registry()) + generate_latest(queues)


def _web_registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return shared
