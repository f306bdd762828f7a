"""Programs forked from a process that has loaded them already; loading takes two seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

from gateway.cli import serve

#: what takes arguments and gives an exit status
Program = Callable[[Sequence[str]], int]
_LOADED: Final = (__name__, serve.__name__, "catalog_stub.app")
_FORKS: Final = get_context("forkserver")
_FORKS.set_forkserver_preload(list(_LOADED))


@dataclass(frozen=True)
class Fork:
    """A process, asked as one of the subprocess module is; it ends with the tests at the latest."""

    process: ForkServerProcess

    @property
    def pid(self) -> int:
        """Its number."""
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        """Give how it ended, negative for a signal; None while it runs."""
        return self.process.exitcode

    def terminate(self) -> None:
        """Ask it to stop."""
        self.process.terminate()

    def kill(self) -> None:
        """Kill it."""
        self.process.kill()

    def wait(self, timeout: float) -> int:
        """Wait for its end, and give how it ended. Raises TimeoutExpired."""
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired(self.process.name, timeout)
        return self.process.exitcode


def fork(
    program: Program, arguments: Sequence[str], environment: Mapping[str, str], log: Path
) -> Fork:
    """Start a program, in the folder of the file that it writes its log to."""
    started = (program, tuple(arguments), dict(environment), log)
    process = _FORKS.Process(target=_run, args=started, daemon=True)
    process.start()
    return Fork(process)


def _run(
    program: Program, arguments: Sequence[str], environment: Mapping[str, str], log: Path
) -> None:
    os.chdir(log.parent)
    with log.open("ab") as written:
        os.dup2(written.fileno(), 1)
        os.dup2(written.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.exit(program(arguments))
