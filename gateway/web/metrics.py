"""Figures for Prometheus: requests as they pass, documents and the outbox as they are stored."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from gateway.cxml.kinds import KINDS
from gateway.errors import TryLater

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
#: where processes that serve together count, each in a file of its own
FIGURES_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_KIND: Final = re.compile(f"<({'|'.join(KINDS)})[ />]".encode("ascii"))
_STATUS: Final = re.compile(rb'<Status code="([0-9]{3})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What lies in the outbox; times in seconds."""

    count: int
    #: how long the longest due is due, and how long the oldest has waited, tries and all
    oldest_seconds: float
    oldest_age_seconds: float
    dead_letters: int
    #: addresses that are left alone because they fail
    open_circuits: int


class Metrics:
    """The figures of one application and those beside it; `waiting` asks the store at each look."""

    def __init__(self, waiting: Callable[[], Waiting]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "gateway_requests",
            "Requests answered, by method, route and HTTP status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "gateway_request_seconds",
            "Time from the head of a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._documents = Counter(
            "gateway_documents",
            "Documents posted to /cxml, by the kind they seem to be and the cXML status they got.",
            ("kind", "status"),
            registry=self._registry,
        )
        self._told = self._registry
        if FIGURES_FOLDER in os.environ:
            self._told = CollectorRegistry()
            MultiProcessCollector(self._told)  # type: ignore[no-untyped-call]  # it has no types
        self._told.register(_Outbox(waiting))

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def document(self, *, body: bytes, answer: bytes) -> None:
        """Count one document; what it is and how it was answered is told by a look at both."""
        kind, status = _KIND.search(body), _STATUS.search(answer)
        self._documents.labels(
            kind[1].decode("ascii") if kind else "other",
            status[1].decode("ascii") if status else "none",
        ).inc()

    def page(self) -> bytes:
        """Write all figures in the text form of Prometheus."""
        return generate_latest(self._told)


class _Outbox(Collector):
    def __init__(self, waiting: Callable[[], Waiting]) -> None:
        self._waiting = waiting

    def describe(self) -> Iterable[Metric]:
        """Say nothing beforehand, so that registering asks no database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Ask the store; while it does not answer, the other figures are given all the same."""
        try:
            now = self._waiting()
        except TryLater:
            return
        yield GaugeMetricFamily("gateway_outbox_waiting", "Deliveries that wait.", value=now.count)
        yield GaugeMetricFamily(
            "gateway_outbox_oldest_seconds",
            "How long the oldest waiting delivery has been due, in seconds.",
            value=now.oldest_seconds,
        )
        yield GaugeMetricFamily(
            "gateway_outbox_oldest_age_seconds",
            "How long the oldest waiting delivery has waited, with all of its tries, in seconds.",
            value=now.oldest_age_seconds,
        )
        yield GaugeMetricFamily(
            "gateway_outbox_dead",
            "Deliveries that were given up and wait for a person.",
            value=now.dead_letters,
        )
        yield GaugeMetricFamily(
            "gateway_open_circuits",
            "Addresses that are left alone for now because they fail.",
            value=now.open_circuits,
        )
