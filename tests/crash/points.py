"""Every point at which something is made to break, and how: the table that the report prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from tests.crash.calls import Calls, Fault
from tests.crash.scene import Scene
from tests.crash.wire import Mark

On = Literal["sqlite", "postgresql", "both"]
Arm = Callable[[Scene], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One moment of a message's way, and the fault that strikes there."""

    name: str
    fault: str
    on: On
    arm: Arm
    #: whether the short form plays it
    is_short: bool = False

    def is_on(self, database: str) -> bool:
        """Tell whether it can be played on a database."""
        return self.on in {database, "both"}


KILL: Final[Fault] = "signal=SIGKILL"
EIO: Final[Fault] = "error=EIO"
ENOSPC: Final[Fault] = "error=ENOSPC"
SYNC: Final = "fsync,fdatasync"

INTAKE: Final = "INTO order_lines"
LEASE: Final = "WITH due.*= UPDATE [1-9]"
SETTLING: Final = "INTO attempts"


def _calls(
    name: str, fault: Fault, calls: Calls, *, on: On = "sqlite", is_short: bool = False
) -> Point:
    shown = fault.partition("=")[2]
    return Point(
        name=name,
        fault=f"strace: {shown} at {calls.names} {calls.suffix}".strip(),
        on=on,
        arm=lambda scene: scene.inject(calls, fault),
        is_short=is_short,
    )


def _settling(name: str, fault: Fault, calls: Calls, *, is_short: bool = False) -> Point:
    shown = fault.partition("=")[2]
    return Point(
        name=name,
        fault=f"strace, from the supplier's answer on: {shown} at {calls.names} {calls.suffix}",
        on="sqlite",
        arm=lambda scene: scene.inject_at("half", calls, fault),
        is_short=is_short,
    )


def _killed(name: str, mark: Mark, how: str, *, is_short: bool = False) -> Point:
    return Point(
        name=name,
        fault=f"wire: SIGKILL, {how}",
        on="postgresql",
        arm=lambda scene: scene.kill_on_wire(mark),
        is_short=is_short,
    )


def _ended(name: str, mark: Mark, how: str, *, is_short: bool = False) -> Point:
    return Point(
        name=name,
        fault=f"wire: backend ended, {how}",
        on="postgresql",
        arm=lambda scene: scene.end_backend(mark),
        is_short=is_short,
    )


LOCK: Final = Calls(names="fcntl", who="requests", suffix="-shm", most=8)
LOG: Final = Calls(names="pwrite64", who="requests", suffix="-wal", most=60)
COMMIT: Final = Calls(names=SYNC, who="requests", suffix="-wal", most=3)
ANSWER: Final = Calls(names="write,writev,sendto,sendmsg", who="speaker", most=6)
TAKEN_LOG: Final = Calls(names="pwrite64", who="taker", suffix="-wal", most=4)
TAKEN: Final = Calls(names=SYNC, who="taker", suffix="-wal")
CONNECT: Final = Calls(names="connect")
#: on SQLite nothing but deliveries sends so; the head is one call, the body another
SEND: Final = Calls(names="sendto", most=2)
SETTLED_LOG: Final = Calls(names="pwrite64", suffix="-wal", most=8)
SETTLED: Final = Calls(names=SYNC, suffix="-wal")

BEFORE_CLAIM: Final = Mark(statement="INTO claims")
BEFORE_LINES: Final = Mark(statement=INTAKE)
AT_COMMIT: Final = Mark(statement="^COMMIT", heard=INTAKE)
AFTER_COMMIT: Final = Mark(statement="^COMMIT", heard=INTAKE, is_after=True)
AT_LEASE: Final = Mark(statement="^COMMIT", heard=LEASE)
AFTER_LEASE: Final = Mark(statement="^COMMIT", heard=LEASE, is_after=True)
AT_SETTLE: Final = Mark(statement="^COMMIT", heard=SETTLING)
AFTER_SETTLE: Final = Mark(statement="^COMMIT", heard=SETTLING, is_after=True)

HELD: Final = "as it is sent"
UNHEARD: Final = "its reply withheld"

POINTS: Final = (
    # ── an order comes in ──
    _calls("before the claim", KILL, LOCK),
    _killed("before the claim", BEFORE_CLAIM, "INSERT INTO claims held"),
    _ended("before the claim", BEFORE_CLAIM, "INSERT INTO claims held"),
    _calls("order written, not committed", KILL, LOG),
    _calls("order written, not committed", EIO, LOG),
    _calls("order written, not committed", ENOSPC, LOG),
    _killed("order written, not committed", BEFORE_LINES, "INSERT INTO order_lines held"),
    _ended("order written, not committed", BEFORE_LINES, "INSERT INTO order_lines held"),
    _calls("at the order's commit", KILL, COMMIT),
    _calls("at the order's commit", EIO, COMMIT),
    _calls("at the order's commit", ENOSPC, COMMIT),
    _killed("at the order's commit", AT_COMMIT, f"COMMIT {HELD}"),
    _ended("at the order's commit", AT_COMMIT, f"COMMIT {HELD}"),
    _killed("committed, gateway not told", AFTER_COMMIT, f"COMMIT {UNHEARD}", is_short=True),
    _ended("committed, gateway not told", AFTER_COMMIT, f"COMMIT {UNHEARD}"),
    _calls("committed, not answered", KILL, ANSWER, on="both"),
    # ── and goes out ──
    _calls("before the lease", KILL, TAKEN_LOG),
    _calls("before the lease", EIO, TAKEN_LOG),
    _calls("at the lease's commit", KILL, TAKEN),
    _calls("at the lease's commit", EIO, TAKEN),
    _killed("at the lease's commit", AT_LEASE, f"COMMIT {HELD}"),
    _ended("at the lease's commit", AT_LEASE, f"COMMIT {HELD}"),
    _killed("leased, gateway not told", AFTER_LEASE, f"COMMIT {UNHEARD}"),
    _ended("leased, gateway not told", AFTER_LEASE, f"COMMIT {UNHEARD}"),
    _calls("leased, not connected", KILL, CONNECT, on="both"),
    _calls("connected, not all sent", KILL, SEND, is_short=True),
    Point(
        name="sent, not read",
        fault="supplier: kills the gateway",
        on="both",
        arm=lambda scene: scene.kill_at("connected"),
    ),
    Point(
        name="sent, not answered",
        fault="supplier: kills the gateway",
        on="both",
        arm=lambda scene: scene.kill_at("read"),
    ),
    Point(
        name="half answered",
        fault="supplier: kills the gateway",
        on="both",
        arm=lambda scene: scene.kill_at("half"),
    ),
    Point(
        name="answered, not settled",
        fault="supplier: kills the gateway",
        on="both",
        arm=lambda scene: scene.kill_at("answered"),
    ),
    _settling("settling written, not committed", KILL, SETTLED_LOG),
    _settling("settling written, not committed", EIO, SETTLED_LOG),
    _settling("settling written, not committed", ENOSPC, SETTLED_LOG),
    _settling("at the settling's commit", KILL, SETTLED, is_short=True),
    _settling("at the settling's commit", EIO, SETTLED),
    _settling("at the settling's commit", ENOSPC, SETTLED),
    _killed("at the settling's commit", AT_SETTLE, f"COMMIT {HELD}"),
    _ended("at the settling's commit", AT_SETTLE, f"COMMIT {HELD}"),
    _killed("settled, gateway not told", AFTER_SETTLE, f"COMMIT {UNHEARD}"),
    _ended("settled, gateway not told", AFTER_SETTLE, f"COMMIT {UNHEARD}", is_short=True),
    # ── the supplier ──
    Point(
        name="supplier dies, nothing read",
        fault="supplier: resets, and is away",
        on="both",
        arm=lambda scene: scene.let_supplier_die("connected"),
    ),
    Point(
        name="supplier dies, all read",
        fault="supplier: resets, and is away",
        on="both",
        arm=lambda scene: scene.let_supplier_die("read"),
        is_short=True,
    ),
    Point(
        name="supplier dies, half answered",
        fault="supplier: resets, and is away",
        on="both",
        arm=lambda scene: scene.let_supplier_die("half"),
    ),
    Point(
        name="supplier dies, answered",
        fault="supplier: resets, and is away",
        on="both",
        arm=lambda scene: scene.let_supplier_die("answered"),
    ),
    # ── any moment ──
    Point(
        name="at any moment",
        fault="SIGKILL",
        on="both",
        arm=lambda scene: scene.kill_at_random(),
    ),
    Point(
        name="at any moment",
        fault="the server stops as in a crash, and restarts",
        on="postgresql",
        arm=lambda scene: scene.restart_server(),
    ),
)
