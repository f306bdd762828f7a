"""Faults in system calls: strace kills the gateway, or lets the call fail, at the n-th one."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import psutil

Fault = Literal["signal=SIGKILL", "error=EIO", "error=ENOSPC"]
#: whose calls count: all threads; those that serve requests; the one that takes deliveries; the
#: one that sends answers
Who = Literal["all", "requests", "taker", "speaker"]
#: threads in the order in which a gateway starts them: main, taker, keeper of leases, expiry
TAKER: Final = 1
SERVANTS: Final = 4
ATTACH_SECONDS: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Which calls, of whom, on which file beside the database (empty: on any)."""

    names: str
    who: Who = "all"
    suffix: str = ""
    #: calls that may be hit: the n-th of a thread, n up to this by chance
    most: int = 1


class Injector:
    """One strace, attached to a gateway until it is taken off or the gateway is dead."""

    def __init__(self, pid: int, calls: Calls, fault: Fault, when: int, trace: Path) -> None:
        self._trace = trace
        self._pid = pid
        trace.unlink(missing_ok=True)
        file = str(trace.with_name("gateway.db")) + calls.suffix
        self._process = subprocess.Popen(
            [
                *("strace", "-o", str(trace), "-e", f"trace={calls.names}"),
                *("-e", f"inject={calls.names}:{fault}:when={when}"),
                *(("-P", file) if calls.suffix else ()),
                *_attached(pid, calls.who),
            ],
            stderr=subprocess.DEVNULL,
        )
        self._wait_until_attached()

    @property
    def has_fired(self) -> bool:
        """Tell whether the call was reached."""
        written = self._trace.read_text() if self._trace.exists() else ""
        return "(INJECTED)" in written or "+++ killed by SIGKILL +++" in written

    def close(self) -> None:
        """Take it off; the gateway goes on."""
        self._process.terminate()
        self._process.wait(ATTACH_SECONDS)

    def _wait_until_attached(self) -> None:
        until = time.monotonic() + ATTACH_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if self._tracer() == self._process.pid:
                time.sleep(0.05)  # the other threads follow
                return
            time.sleep(0.005)

    def _tracer(self) -> int:
        pids = [thread.id for thread in psutil.Process(self._pid).threads()]
        for pid in pids:
            status = Path(f"/proc/{self._pid}/task/{pid}/status").read_text()
            tracer = int(status.partition("TracerPid:")[2].split()[0])
            if tracer:
                return tracer
        return 0


def _attached(pid: int, who: Who) -> Sequence[str]:
    threads = sorted(int(name) for name in os.listdir(f"/proc/{pid}/task"))  # noqa: PTH208
    if who == "all":
        return ("-f", "-p", str(pid))
    if who == "speaker":
        return ("-p", str(pid))
    chosen = threads[TAKER : TAKER + 1] if who == "taker" else threads[SERVANTS:]
    return [word for thread in chosen for word in ("-p", str(thread))]
