"""The worker: takes due deliveries under a lease and has each of them carried in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from gateway.clock import random_bytes
from gateway.delivery.attempt import Attempt, Means, attempt
from gateway.delivery.lanes import Lanes
from gateway.delivery.refusal import Pen
from gateway.delivery.settle import MOST_SHARING, Patience, Settled, settle, share
from gateway.delivery.verdict import Outcome
from gateway.errors import TryLater
from gateway.rules import circuit
from gateway.store import circuits, outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery

RENEWALS: Final = 3  # so many times a lease is renewed before it would end
CHANCE_BYTES: Final = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How wide a worker works, and how often it looks; times in seconds."""

    threads: int = 16
    per_endpoint: int = 4
    poll_seconds: float = 0.5
    lease_seconds: float = 15
    window: timedelta = timedelta(days=5)

    @property
    def share(self) -> int:
        """How many threads one address may hold: never all of them, unless there is only one."""
        return min(self.per_endpoint, max(1, self.threads // 2))


class Worker:
    """Carries what is due until it is stopped.

    One thread takes deliveries, another one renews their leases, and each delivery is carried in a
    thread of its own, as the lanes allow. The leases of a worker that dies end by themselves.
    """

    def __init__(self, means: Means, pace: Pace | None = None) -> None:
        self._means = means
        self._pace = pace or Pace()
        self._lanes = Lanes(means.clock, hands=self._pace.threads, share=self._pace.share)
        self._changed = threading.Condition()  # guards the lanes, and _stopping beside them
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def is_alive(self) -> bool:
        """Whether deliveries are being taken, and their leases kept."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def start(self) -> None:
        """Begin to carry, in threads of its own."""
        self._threads = [
            threading.Thread(target=self._run, name="deliveries", daemon=True),
            threading.Thread(target=self._keep_leases, name="leases", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
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
            drained = self._changed.wait_for(lambda: not self._lanes.running, drain_seconds)
            left = len(self._lanes.running)
        self._ended.set()
        for thread in self._threads:
            thread.join(drain_seconds)
        log.info("worker_stopped", left=left)
        return drained

    # ── taking ────────────────────────────────────────────────────────────────────────────────

    def _hand_out(self) -> bool:
        """Take what is due and start to carry it; False when there was nothing, or no free hand."""
        with self._changed:
            free = self._lanes.free()
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
                return self._fitting(tx, free)
        except TryLater as exc:
            log.warning("deliveries_not_taken", slug=exc.slug)
            return []

    def _fitting(self, tx: Transaction, free: int) -> list[Delivery]:
        now = self._means.clock.now()
        troubled = circuits.listed(tx)
        sick = {each.address for each in troubled if circuit.is_sick(each.failures)}
        resting = [each.address for each in troubled if each.open_until > now]
        with self._changed:
            full = self._lanes.full(sick)
        claimed = outbox.claim(
            tx,
            now=now,
            lease_seconds=self._pace.lease_seconds,
            # what one address may take is mostly what comes first; the rest would be put back
            limit=min(free, self._pace.share),
            not_to=full + resting,
        )
        with self._changed:
            surplus = self._lanes.surplus(claimed, sick)
        outbox.put_back(tx, surplus)
        return [delivery for delivery in claimed if delivery not in surplus]

    def _counted(self, taken: list[Delivery]) -> bool:
        """Count deliveries as running; False when there is no time for them any more."""
        with self._changed:
            if self._stopping.is_set():
                return False
            self._lanes.begin(taken)
            return True

    def _give_back(self, taken: list[Delivery]) -> None:
        try:
            with self._means.database.transaction() as tx:
                for delivery in taken:
                    outbox.again(tx, delivery, due_at=delivery.due_at, reason=delivery.reason)
        except TryLater as exc:
            log.warning("leases_not_given_back", slug=exc.slug)

    # ── carrying ──────────────────────────────────────────────────────────────────────────────

    def _carry(self, delivery: Delivery) -> None:
        answered = False
        try:
            if self._is_ours(delivery):
                tried = attempt(delivery, self._means)
                answered = tried.verdict.outcome is not Outcome.AGAIN
                self._settle(delivery, tried)
        finally:
            with self._changed:
                self._lanes.end(delivery, answered=answered)
                self._changed.notify_all()
            self._awake.set()

    def _is_ours(self, delivery: Delivery) -> bool:
        """Tell whether the lease still holds: this process may have slept since it was taken."""
        now = self._means.clock.now()
        if delivery.lease_until is not None and now < delivery.lease_until:
            return True
        try:
            with self._means.database.transaction() as tx:
                until = now + timedelta(seconds=self._pace.lease_seconds)
                return outbox.renew(tx, delivery, until)
        except TryLater as exc:
            log.warning("lease_not_asked_for", delivery=delivery.id, slug=exc.slug)
            return False

    def _settle(self, delivery: Delivery, tried: Attempt) -> None:
        """Write a try down, however long the database is away: the lease says whether it counts."""
        patience = Patience(window=self._pace.window, chance=_chance())
        pen = Pen(vault=self._means.vault, ids=self._means.ids, now=tried.ended_at)
        while not self._ended.is_set():
            try:
                with self._means.database.transaction() as tx:
                    settled = settle(tx, delivery, tried, patience, pen)
            except TryLater as exc:
                log.warning("settling_put_off", delivery=delivery.id, slug=exc.slug)
                self._ended.wait(self._pace.poll_seconds)
            else:
                _tell(delivery, tried, settled)
                if settled is not None and settled.is_shared:
                    self._share(delivery, tried, patience, pen)
                return

    def _share(self, delivery: Delivery, tried: Attempt, patience: Patience, pen: Pen) -> None:
        """Let a failure count for everything that is due at the address, some at a time."""
        shared, batch = 0, MOST_SHARING
        try:
            while batch == MOST_SHARING and not self._ended.is_set():
                with self._means.database.transaction() as tx:
                    batch = share(tx, delivery, tried, patience, pen)
                shared += batch
        except TryLater as exc:
            log.warning("failure_not_shared", delivery=delivery.id, slug=exc.slug)
        log.info("failure_shared", delivery=delivery.id, deliveries=shared)

    # ── keeping ───────────────────────────────────────────────────────────────────────────────

    def _keep_leases(self) -> None:
        """Renew the lease of everything that is on its way, to the end of the last one."""
        while not self._ended.wait(self._pace.lease_seconds / RENEWALS):
            with self._changed:
                running = self._lanes.running
            self._renew(running)

    def _renew(self, running: Iterable[Delivery]) -> None:
        until = self._means.clock.now() + timedelta(seconds=self._pace.lease_seconds)
        try:
            for delivery in running:
                with self._means.database.transaction() as tx:
                    outbox.renew(tx, delivery, until)
        except TryLater as exc:
            log.warning("leases_not_renewed", slug=exc.slug)


def _chance() -> float:
    return int.from_bytes(random_bytes(CHANCE_BYTES)) / 256**CHANCE_BYTES


def _tell(delivery: Delivery, tried: Attempt, settled: Settled | None) -> None:
    verdict = tried.verdict
    log.info(
        "lease_lost" if settled is None else "delivery_attempted",
        delivery=delivery.id,
        kind=delivery.kind,
        payload_id=delivery.payload_id,
        attempt=tried.number,
        outcome=verdict.outcome.value,
        http_status=verdict.http_status,
        cxml_status=verdict.cxml_status,
        seconds=(tried.ended_at - tried.started_at).total_seconds(),
    )
