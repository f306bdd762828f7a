"""A gateway with its buyer, its supplier and its database, on which faults are played."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import httpx2
import psutil

from gateway.cli import run
from gateway.settings import PREFIX
from tests import letters, postgres
from tests.crash import checker
from tests.crash.buyer import Buyer
from tests.crash.calls import Calls, Fault, Injector
from tests.crash.orders import Sent, new_order
from tests.crash.supplier import Place, Supplier
from tests.crash.wire import Mark, Wire
from tests.forks import Fork, fork
from tests.processes import KEY

READY_SECONDS: Final = 30
QUIET_SECONDS: Final = 60
LOOK_SECONDS: Final = 0.02
ORDERS_A_FAULT: Final = 3
LEASE_SECONDS: Final = 1
POLL_SECONDS: Final = 0.1
#: orders of one fault are posted within about this time
LATEST_SECONDS: Final = 0.25


@dataclass(kw_only=True)
class Scene:
    """One database and everybody around it; faults are played on it one after the other."""

    folder: Path
    database_url: str
    port: int
    chance: Random
    supplier: Supplier
    wire: Wire | None = None
    pid: int = 0
    #: whether the fault that is being played has struck
    struck: bool = False
    sent: list[Sent] = field(default_factory=list)
    injector: Injector | None = None
    timer: threading.Timer | None = None
    buyer: Buyer = field(init=False)

    def __post_init__(self) -> None:
        """Make the buyer, who knows one address."""
        self.buyer = Buyer(url=f"http://127.0.0.1:{self.port}/cxml")

    # ── the gateway ───────────────────────────────────────────────────────────────────────────

    def prepare(self) -> None:
        """Load the parties, take their connection live, and start."""
        file = self.folder / "parties.toml"
        file.write_text(letters.parties(orders_url=self.supplier.url))
        self._run("load", str(file))
        self._run("connection", "activate", "acme/stub", "--force", "a test")
        self.start()
        self.post(1)  # so that its threads are there

    def start(self) -> None:
        """Start the gateway, and wait until it is ready."""
        self.pid = self._forked("serve", "--port", str(self.port)).pid
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            try:
                ready = f"http://127.0.0.1:{self.port}/health/ready"
                if httpx2.get(ready, timeout=5, trust_env=False).is_success:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(LOOK_SECONDS)
        raise AssertionError(f"the gateway does not start: {self.log()}")

    @property
    def is_alive(self) -> bool:
        """Whether the gateway runs."""
        return psutil.pid_exists(self.pid)

    def kill(self) -> None:
        """Kill the gateway as a power cut would."""
        self.struck = True
        os.kill(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask the gateway to stop, and wait for it."""
        if self.is_alive:
            os.kill(self.pid, signal.SIGTERM)
            psutil.wait_procs([psutil.Process(self.pid)], READY_SECONDS)

    def log(self) -> str:
        """Give the end of what the gateway wrote."""
        return (self.folder / "gateway.log").read_text()[-3000:]

    # ── the play ──────────────────────────────────────────────────────────────────────────────

    def post(self, count: int) -> list[Sent]:
        """Post orders one after the other, and keep the gateway alive, until all has arrived."""
        made = [
            new_order(f"PO-{len(self.sent) + place}", letters.BUYER_SECRET, self.chance)
            for place in range(count)
        ]
        self.sent += made
        posting = threading.Thread(target=self.buyer.post_all, args=(made,), daemon=True)
        posting.start()
        while posting.is_alive():
            self._revive()
            posting.join(LOOK_SECONDS)
        self._wait_until_quiet()
        return made

    def end_fault(self) -> None:
        """Take every fault off that has not struck."""
        self.supplier.forget()
        if self.wire is not None:
            self.wire.forget()
        if self.injector is not None:
            self.struck |= self.injector.has_fired
            self.injector.close()
            self.injector = None
        self._revive()

    def violations(self) -> list[str]:
        """Name every promise that was broken so far."""
        books = checker.Books.read(self.database_url)
        told = self.buyer.acknowledged
        found = checker.violations(books, self.sent, told, self.supplier.received)
        return found + self.buyer.strange

    def repeated(self) -> list[str]:
        """Post every order again: name those that are answered otherwise than before."""
        again = Buyer(url=self.buyer.url)
        again.post_all(self.sent)
        before = self.buyer.acknowledged
        return again.strange + [
            f"{each.number}: asked again, it is answered otherwise"
            for each in self.sent
            if again.acknowledged[each.payload_id].body != before[each.payload_id].body
        ]

    # ── faults ────────────────────────────────────────────────────────────────────────────────

    def inject(self, calls: Calls, fault: Fault) -> None:
        """Let a system call of the gateway kill it, or fail."""
        when = self.chance.randint(1, calls.most)
        trace = self.folder / "trace"
        self.injector = Injector(self.pid, calls, fault, when, trace)

    def inject_at(self, place: Place, calls: Calls, fault: Fault) -> None:
        """Do so once the supplier has come to a place; it waits meanwhile."""

        def event() -> bool:
            self.inject(calls, fault)
            return False

        self.supplier.once(place, event)

    def kill_at(self, place: Place) -> None:
        """Kill the gateway when the supplier comes to a place."""

        def event() -> bool:
            self.kill()
            return False

        self.supplier.once(place, event)

    def let_supplier_die(self, place: Place) -> None:
        """Let the supplier die at a place, and come back."""

        def event() -> bool:
            self.struck = True
            return True

        self.supplier.once(place, event)

    def kill_on_wire(self, mark: Mark) -> None:
        """Kill the gateway at a statement."""
        assert self.wire is not None

        def strike(_backend: int) -> bool:
            self.kill()
            return True

        self.wire.once(mark, strike)

    def end_backend(self, mark: Mark) -> None:
        """End the server's process at a statement; the gateway lives."""
        assert self.wire is not None
        wire = self.wire

        def strike(backend: int) -> bool:
            self.struck = True
            wire.end_backend(backend)
            return False

        wire.once(mark, strike)

    def kill_at_random(self) -> None:
        """Kill the gateway at a moment of its own."""
        self._later(self.kill)

    def restart_server(self) -> None:
        """Stop the database server as a crash would, at a moment of its own; it comes back."""

        def strike() -> None:
            self.struck = True
            postgres.restart()

        self._later(strike)

    # ── the rest ──────────────────────────────────────────────────────────────────────────────

    def _revive(self) -> None:
        if not self.is_alive:
            self.struck = True
            self.start()

    def _later(self, strike: Callable[[], None]) -> None:
        self.timer = threading.Timer(self.chance.uniform(0, LATEST_SECONDS), strike)
        self.timer.start()

    def _wait_until_quiet(self) -> None:
        """Wait until everything acknowledged was carried, or for so long that it never will be."""
        if self.timer is not None:
            self.timer.join()
        until = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < until:
            self._revive()
            if checker.unfinished(self.database_url) == 0:
                return
            time.sleep(LOOK_SECONDS)

    def _run(self, *arguments: str) -> None:
        assert 0 == self._forked(*arguments).wait(READY_SECONDS), self.log()

    def _forked(self, *arguments: str) -> Fork:
        return fork(run, arguments, self._environment(), self.folder / "gateway.log")

    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        return own | {
            "GATEWAY_DATABASE_URL": self.database_url if self.wire is None else self.wire.url,
            "GATEWAY_SECRET_KEY": KEY,
            "GATEWAY_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "GATEWAY_LOG_LEVEL": "warning",
            "GATEWAY_LEASE_SECONDS": str(LEASE_SECONDS),
            "GATEWAY_WORKER_POLL_SECONDS": str(POLL_SECONDS),
        }
