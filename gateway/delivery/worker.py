"""The worker: takes due deliveries under a lease and has each of them carried in a thread."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog

from gateway.clock import random_bytes
from gateway.delivery.attempt import Attempt, Means, attempt
from gateway.delivery.refusal import Pen
from gateway.delivery.settle import Patience, settle
from gateway.errors import TryLater
from gateway.store import outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery

RENEWALS: Final = 3  # so many times a lease is renewed before it would end
CHANCE_BYTES: Final = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How wide a worker works, and how often it looks; times in seconds."""

    threads: int = 16
    per_host: int = 4
    poll_seconds: float = 0.5
    lease_seconds: float = 15
    window: timedelta = timedelta(days=5)

    @property
    def share(self) -> int:
        """How many threads one host may hold: never all of them, unless there is only one."""
        return min(self.per_host, max(1, self.threads // 2))


class Worker:
    """Carries what is due until it is stopped.

    One thread takes deliveries, another one renews their leases, and each delivery is carried in a
    thread of its own: at most `threads` at a time, and `per_host` to one host, so that a sick one
    cannot hold them all. The leases of a worker that dies end by themselves.
    """

    def __init__(self, means: Means, pace: Pace | None = None) -> None:
        self._means = means
        self._pace = pace or Pace()
        self._running: dict[int, Delivery] = {}
        self._changed = threading.Condition()  # guards _running, and _stopping beside it
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether deliveries are being taken."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to carry, in threads of its own."""
        self._thread = threading.Thread(target=self.run, name="deliveries", daemon=True)
        self._thread.start()

    def run(self) -> None:
        """Carry until `stop` is called from another thread."""
        threading.Thread(target=self._keep_leases, name="leases", daemon=True).start()
        while not self._stopping.is_set():
            self._awake.clear()
            if not self._hand_out():
                self._awake.wait(self._pace.poll_seconds)

    def wake(self) -> None:
        """Look at once: something was put into the outbox, or a hand is free."""
        self._awake.set()

    def stop(self, drain_seconds: float) -> bool:
        """Take nothing more and wait for what is on its way; True when all of it is settled.

        What does not end in time keeps its lease until that ends by itself, so that nobody else
        sends it while we still might.
        """
        with self._changed:
            self._stopping.set()
        self._awake.set()
        with self._changed:
            drained = self._changed.wait_for(lambda: not self._running, drain_seconds)
            left = len(self._running)
        self._ended.set()
        if self._thread is not None:
            self._thread.join(drain_seconds)
        log.info("worker_stopped", left=left)
        return drained

    # ── taking ────────────────────────────────────────────────────────────────────────────────

    def _hand_out(self) -> bool:
        """Take what is due and start to carry it; False when there was nothing, or no free hand."""
        free = self._pace.threads - len(self._running)
        taken = self._taken(free) if free > 0 else []
        if not self._counted(taken):
            self._give_back(taken)
            return False
        for delivery in taken:
            name = f"delivery-{delivery.id}"
            threading.Thread(target=self._carry, args=(delivery,), name=name, daemon=True).start()
        return bool(taken)

    def _taken(self, free: int) -> list[Delivery]:
        try:
            with self._means.database.transaction() as tx:
                claimed = outbox.claim(
                    tx,
                    now=self._means.clock.now(),
                    lease_seconds=self._pace.lease_seconds,
                    limit=free,
                    not_to=self._full_hosts(),
                )
                surplus = self._surplus(claimed)
                _put_back(tx, surplus)
        except TryLater as exc:
            log.warning("deliveries_not_taken", slug=exc.slug)
            return []
        return [delivery for delivery in claimed if delivery not in surplus]

    def _full_hosts(self) -> list[str]:
        return [host for host, count in self._busy().items() if count >= self._pace.share]

    def _surplus(self, claimed: Iterable[Delivery]) -> list[Delivery]:
        """Give the deliveries that are too many for their host."""
        busy = self._busy()
        surplus = []
        for delivery in claimed:
            busy[host_of(delivery.address)] += 1
            if busy[host_of(delivery.address)] > self._pace.share:
                surplus.append(delivery)
        return surplus

    def _busy(self) -> Counter[str]:
        with self._changed:
            return Counter(host_of(delivery.address) for delivery in self._running.values())

    def _counted(self, taken: list[Delivery]) -> bool:
        """Count deliveries as running; False when there is no time for them any more."""
        with self._changed:
            if self._stopping.is_set():
                return False
            self._running |= {delivery.id: delivery for delivery in taken}
            return True

    def _give_back(self, taken: list[Delivery]) -> None:
        try:
            with self._means.database.transaction() as tx:
                _put_back(tx, taken)
        except TryLater as exc:
            log.warning("leases_not_given_back", slug=exc.slug)

    # ── carrying ──────────────────────────────────────────────────────────────────────────────

    def _carry(self, delivery: Delivery) -> None:
        try:
            self._settle(delivery, attempt(delivery, self._means))
        finally:
            with self._changed:
                del self._running[delivery.id]
                self._changed.notify_all()
            self._awake.set()

    def _settle(self, delivery: Delivery, tried: Attempt) -> None:
        """Write a try down, however long the database is away: the lease says whether it counts."""
        patience = Patience(window=self._pace.window, chance=_chance())
        pen = Pen(vault=self._means.vault, ids=self._means.ids, now=tried.ended_at)
        while not self._ended.is_set():
            try:
                with self._means.database.transaction() as tx:
                    counted = settle(tx, delivery, tried, patience, pen)
            except TryLater as exc:
                log.warning("settling_put_off", delivery=delivery.id, slug=exc.slug)
                self._ended.wait(self._pace.poll_seconds)
            else:
                _tell(delivery, tried, counted=counted)
                return

    # ── keeping ───────────────────────────────────────────────────────────────────────────────

    def _keep_leases(self) -> None:
        """Renew the lease of everything that is on its way, to the end of the last one."""
        while not self._ended.wait(self._pace.lease_seconds / RENEWALS):
            with self._changed:
                running = list(self._running.values())
            self._renew(running)

    def _renew(self, running: Iterable[Delivery]) -> None:
        until = self._means.clock.now() + timedelta(seconds=self._pace.lease_seconds)
        try:
            for delivery in running:
                with self._means.database.transaction() as tx:
                    outbox.renew(tx, delivery, until)
        except TryLater as exc:
            log.warning("leases_not_renewed", slug=exc.slug)


def host_of(address: str) -> str:
    """Give scheme, host and port of an address, as the address writes them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _put_back(tx: Transaction, deliveries: Iterable[Delivery]) -> None:
    for delivery in deliveries:
        outbox.again(tx, delivery, due_at=delivery.due_at, reason=delivery.reason)


def _chance() -> float:
    return int.from_bytes(random_bytes(CHANCE_BYTES)) / 256**CHANCE_BYTES


def _tell(delivery: Delivery, tried: Attempt, *, counted: bool) -> None:
    verdict = tried.verdict
    log.info(
        "delivery_attempted" if counted else "lease_lost",
        delivery=delivery.id,
        kind=delivery.kind,
        payload_id=delivery.payload_id,
        attempt=tried.number,
        outcome=verdict.outcome.value,
        http_status=verdict.http_status,
        cxml_status=verdict.cxml_status,
        seconds=(tried.ended_at - tried.started_at).total_seconds(),
    )
