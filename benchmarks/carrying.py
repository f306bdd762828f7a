"""Carrying: what sick suppliers cost the others, and what more workers bring."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import text

from benchmarks.suppliers import SICK, WELL, suppliers
from gateway.carrier import Bounds, Carrier
from gateway.clock import SystemClock
from gateway.delivery.worker import Worker
from gateway.store.engine import Database, open_database
from tests import postgres
from tests.integration.delivery.conftest import KEY, Post, Supplier, post_on

HEALTHY = 15
EACH = 60
WORKERS = (1, 2, 4)
#: what a worker waits for must be the supplier's 30 ms, not two cores
THREADS = 1
SCALE_SECONDS = 0.03
SCALE_EACH = 40
PATIENCE_SECONDS = 300
DELIVERED = text(
    "SELECT min(ended_at), max(ended_at), count(*) FROM outbox"
    " WHERE state = 'delivered' AND payload_id LIKE :like"
)


@contextmanager
def _post(url: str) -> Iterator[Post]:
    database: Database = open_database(url, connections=40)
    database.upgrade()
    yield post_on(database, Carrier(Bounds(exchange_seconds=10)), SystemClock())
    database.close()


def _filled(post: Post, urls: Sequence[str], each: int, name: str) -> None:
    """Put documents for each address into the outbox, in turns."""
    for number in range(each):
        for place, url in enumerate(urls):
            post.put(Supplier(url), f"{name}-{number}.{place}@buyer")


def _delivered(post: Post, name: str) -> tuple[int, float]:
    """Tell how many were delivered, and the seconds from the first one to the last."""
    with post.database.reading() as tx:
        first, last, count = tx.execute(DELIVERED, {"like": f"{name}-%"}).one()
    if not count:
        return 0, 0.0
    moments = [datetime.fromisoformat(str(each)) for each in (first, last)]
    return count, (moments[1] - moments[0]).total_seconds()


def _rate(post: Post, wanted: int, name: str) -> float:
    """Wait until so many are delivered; gives deliveries a second."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (found := _delivered(post, name))[0] < wanted and time.monotonic() < until:
        time.sleep(0.1)
    return (found[0] - 1) / found[1] if found[1] else 0.0


def healthy_rate(sick: Sequence[str]) -> float:
    """Tell how many documents a second 15 healthy suppliers get beside some sick ones."""
    manners = [WELL] * HEALTHY + list(sick)
    with (
        tempfile.TemporaryDirectory() as folder,
        suppliers(0.01, manners) as urls,
        _post(f"sqlite:///{folder}/post.db") as post,
    ):
        _filled(post, urls[HEALTHY:], EACH, "sick")  # they are first in line
        _filled(post, urls[:HEALTHY], EACH, WELL)
        worker = Worker(post.means)
        worker.start()
        rate = _rate(post, HEALTHY * EACH, WELL)
        worker.stop(1)
    return rate


def sick_share() -> float:
    """Tell which part of their throughput healthy suppliers keep beside the five sick ones."""
    return healthy_rate(SICK) / healthy_rate(())


def scaled() -> dict[int, float]:
    """Tell the deliveries a second of 1, 2 and 4 worker processes on PostgreSQL."""
    os.environ.setdefault("GATEWAY_SECRET_KEY", KEY)
    postgres.open_run()
    try:
        return {workers: _rate_of(workers) for workers in WORKERS}
    finally:
        postgres.stop()


def _rate_of(workers: int) -> float:
    with (
        postgres.fresh_database(postgres.start()) as url,
        suppliers(SCALE_SECONDS, [WELL] * 20) as urls,
        _post(url) as post,
        _processes(url, workers),
    ):
        time.sleep(3)  # they are up, and find nothing to do
        _filled(post, urls, SCALE_EACH, WELL)
        return _rate(post, 20 * SCALE_EACH, WELL)


@contextmanager
def _processes(url: str, count: int) -> Iterator[None]:
    settings = {
        "GATEWAY_DATABASE_URL": url,
        "GATEWAY_WORKER_THREADS": str(THREADS),
        "GATEWAY_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "gateway", "work"]
    running = [
        subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        for _ in range(count)
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
