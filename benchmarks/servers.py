"""The two servers that are held against each other, each in a process and folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.orders import PARTIES
from tests.ports import unused_port

READY_SECONDS = 30
PROGRAM = (sys.executable, "-m", "gateway")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens, and its process."""

    port: int
    pid: int

    def peak_mib(self) -> float:
        """Tell the most memory it has had since the peak was last forgotten, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(row for row in status.splitlines() if row.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def forget_peak(self) -> None:
        """Let the peak begin again at what it has now."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"{port} did not open")


def _wait_for_all(server: Server, processes: int) -> None:
    """Wait until each process listens: a port that several share is open with the first."""
    until = time.monotonic() + READY_SECONDS
    family = psutil.Process(server.pid)
    while sum(_listens(each, server.port) for each in _with_children(family)) < processes:
        if time.monotonic() > until:
            sys.exit(f"not all of {processes} processes listen on {server.port}")
        time.sleep(0.05)


def _with_children(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children()]


def _listens(process: psutil.Process, port: int) -> bool:
    lines = process.net_connections("tcp4")
    return any(line.status == psutil.CONN_LISTEN and line.laddr.port == port for line in lines)


def _environment(folder: str, port: int) -> dict[str, str]:
    return {
        "GATEWAY_DATABASE_URL": f"sqlite:///{folder}/gateway.db",
        "GATEWAY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "GATEWAY_LOG_LEVEL": "error",
        # accepting alone is measured; carrying has threads, and figures, of its own
        "GATEWAY_WORKER_THREADS": "0",
    }


def _load_parties(folder: str, environment: dict[str, str]) -> None:
    """Make the tables, with one connection that is active."""
    parties = Path(folder, "parties.toml")
    parties.write_text(PARTIES)
    for command in (
        ["load", str(parties)],
        ["connection", "activate", "bench-buyer/bench-supplier", "--force", "a benchmark"],
    ):
        subprocess.run(
            [*PROGRAM, *command],
            env={**os.environ, **environment},
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def floor() -> Iterator[Server]:
    """Run the floor, on the tables that the gateway makes."""
    port = unused_port()
    with tempfile.TemporaryDirectory() as folder:
        _load_parties(folder, _environment(folder, port))
        command = [sys.executable, "-m", "benchmarks.floor", str(port), f"{folder}/gateway.db"]
        with _running(command, port, {}) as server:
            yield server


@contextmanager
def gateway(processes: int = 1) -> Iterator[Server]:
    """Run the gateway with the bench's parties, on SQLite, as `gateway serve` runs it."""
    port = unused_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder, port) | {"GATEWAY_PROCESSES": str(processes)}
        _load_parties(folder, environment)
        command = [*PROGRAM, "serve", "--port", str(port)]
        with _running(command, port, environment) as server:
            _wait_for_all(server, processes)
            yield server
