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

from benchmarks.orders import PARTIES

READY_SECONDS = 30


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


def free_port() -> int:
    """Give a loopback port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env={**os.environ, **environment})
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


@contextmanager
def floor() -> Iterator[Server]:
    """Run the floor."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.floor", str(port), f"{folder}/floor.db"]
        with _running(command, port, {}) as server:
            yield server


@contextmanager
def gateway() -> Iterator[Server]:
    """Run the gateway with the bench's parties, on SQLite, as `gateway serve` runs it."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "GATEWAY_DATABASE_URL": f"sqlite:///{folder}/gateway.db",
            "GATEWAY_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "GATEWAY_LOG_LEVEL": "error",
        }
        parties = Path(folder, "parties.toml")
        parties.write_text(PARTIES)
        program = [sys.executable, "-m", "gateway"]
        for command in (
            ["load", str(parties)],
            ["connection", "activate", "bench-buyer/bench-supplier", "--force", "a benchmark"],
        ):
            subprocess.run(
                [*program, *command],
                env={**os.environ, **environment},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        # accepting alone is measured; carrying has threads, and figures, of its own
        environment["GATEWAY_WORKER_THREADS"] = "0"
        with _running([*program, "serve", "--port", str(port)], port, environment) as server:
            yield server
