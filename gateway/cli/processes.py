"""Starts the programs of the demonstration, waits until they are ready, and stops them."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from gateway.carrier import Carrier
from gateway.clock import Clock, SystemClock
from gateway.errors import Unreachable
from gateway.settings import PREFIX

#: in the folder for temporary files; its lock goes with the program that holds it
LOCK: Final = "gateway-demo.lock"
#: how long a program may take to become ready, in seconds
READY_SECONDS: Final = 30
#: how long a program may take to end when it is told to, in seconds
STOP_SECONDS: Final = 25
_LOOK_SECONDS: Final = 0.1
_LIBRARY: Final = ctypes.CDLL(None)
#: PR_SET_PDEATHSIG of prctl(2)
_PARENT_DEATH_SIGNAL: Final = 1
_TOLD_LINES: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A Python module to run: arguments, own settings, and where it says that it is ready."""

    module: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    health: str


@contextmanager
def free_ports(*wanted: int) -> Iterator[list[int]]:
    """
    Give each wanted loopback port if nobody listens there, else another one; no port twice.

    The wanted ones go to one demonstration at a time: a second one could take them between our
    looking and our listening, and each would speak to programs of the other.
    """
    with _first_come() as is_first:
        with ExitStack() as listeners:
            asked = wanted if is_first else (0,) * len(wanted)
            made = [listeners.enter_context(_listener(port)) for port in asked]
            ports = [int(listener.getsockname()[1]) for listener in made]
        yield ports


@contextmanager
def _first_come() -> Iterator[bool]:
    """Hold what only one program on this machine can hold; gives whether this one does."""
    try:
        lock = (Path(tempfile.gettempdir()) / LOCK).open("w")
    except OSError:  # somebody else's
        yield False
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _listener(wanted: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", wanted))
    except OSError:
        return socket.create_server(("127.0.0.1", 0))


@contextmanager
def running(program: Program, folder: Path, carrier: Carrier) -> Iterator[None]:
    """
    Run a program as long as the block runs; what it prints goes into a log file in the folder.

    Raises Unreachable, with the end of that log, when the program does not become ready.
    """
    log_file = folder / f"{program.module}.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", program.module, *program.arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,  # away from any .env
            env=_clean_environment() | dict(program.environment),
            start_new_session=True,  # Ctrl+C is for us; we stop the others in order
            preexec_fn=_end_with_us,  # noqa: PLW1509 - one call of the C library, loaded before
        )
        try:
            _await_ready(process, program, log_file, carrier)
            yield
        finally:
            _stop(process)


def _end_with_us() -> None:
    """Have Linux end the program that begins here when we are killed and cannot do so ourselves."""
    if sys.platform == "linux":
        _LIBRARY.prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _await_ready(
    process: subprocess.Popen[bytes], program: Program, log_file: Path, carrier: Carrier
) -> None:
    clock: Clock = SystemClock()
    deadline = clock.monotonic() + READY_SECONDS
    while clock.monotonic() < deadline and process.poll() is None:
        if _is_ready(program.health, carrier):
            return
        clock.sleep(_LOOK_SECONDS)
    said = log_file.read_text("utf-8", "replace").splitlines()[-_TOLD_LINES:]
    raise Unreachable("\n".join([f"{program.module} did not become ready.", *said]))


def _is_ready(address: str, carrier: Carrier) -> bool:
    try:
        return carrier.get(address, private_network=True).status == HTTPStatus.OK
    except Unreachable:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
