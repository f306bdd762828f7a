"""Runs every measurement, side by side in one run, and prints the tables of docs/performance.md."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import servers
from benchmarks.carrying import scaled, sick_share
from benchmarks.orders import order
from benchmarks.reading import GOALS, cost
from benchmarks.servers import Server
from benchmarks.shares import shares

ROUNDS = 5
ORDERS = 1500
WARM_UP = 200
CONNECTIONS = 8
#: as many as the machine has cores that the figures on the page were made on
PROCESSES = 2
SIZES = (1, 10, 100, 1000, 2500, 5000)
TIMES = 5
GOAL = 0.25
MEMORY_FACTOR = 16
MEMORY_SLACK_MIB = 32

screen = Console()
Figures = dict[str, float]


def load(server: Server, *, first: int, count: int, lines: int, connections: int) -> Figures:
    """Post orders from a process of its own."""
    numbers = [server.port, first, count, lines, connections]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", *map(str, numbers)],
        check=True,
        capture_output=True,
        text=True,
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def rate(opened: Callable[[], AbstractContextManager[Server]]) -> Figures:
    """Measure one server alone, fresh, after a warm-up."""
    with opened() as server:
        load(server, first=0, count=WARM_UP, lines=10, connections=CONNECTIONS)
        return load(server, first=WARM_UP, count=ORDERS, lines=10, connections=CONNECTIONS)


def acceptance() -> None:
    """Hold the gateway, in one process and in two, against the floor, in turns."""
    contenders: dict[str, Callable[[], AbstractContextManager[Server]]] = {
        "gateway, one process": servers.gateway,
        f"gateway, {PROCESSES} processes": partial(servers.gateway, PROCESSES),
        "floor": servers.floor,
    }
    rounds = [
        {name: rate(opened) for name, opened in contenders.items()}
        for _ in track(range(ROUNDS), "accepting orders", console=screen, transient=True)
    ]
    table = Table(
        "", "orders/s, median", "p50 ms", "p99 ms", "of the floor", title="10-line orders accepted"
    )
    for name in contenders:
        runs = [each[name] for each in rounds]
        ratios = [each[name]["per_second"] / each["floor"]["per_second"] for each in rounds]
        table.add_row(
            name,
            *(
                f"{statistics.median(run[key] for run in runs):.1f}"
                for key in ("per_second", "p50_ms", "p99_ms")
            ),
            f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})",
        )
    screen.print(table)
    screen.print(f"goal: {GOAL} of the floor")


def reading() -> None:
    """Hold parse, gate, schema and typed reading against libxml2's parsing and validating."""
    table = Table("lines", "libxml2 ms", "read ms", "ratio", "goal", title="one order read")
    for lines, goal in GOALS.items():
        told = cost(lines)
        table.add_row(
            str(lines),
            f"{told.least_ms:.3f}",
            f"{told.ours_ms:.3f}",
            f"{told.ratio:.1f}",
            f"at most {goal:.0f}",
        )
    screen.print(table)


def growth() -> None:
    """Measure time and memory from 1 line to 5,000."""
    table = Table("lines", "body KiB", "ms", "µs a line", "peak MiB", "allowed MiB")
    with servers.gateway() as server:
        load(server, first=0, count=WARM_UP, lines=10, connections=1)
        for lines in SIZES:
            body = len(order(1, lines))
            server.forget_peak()
            before = server.peak_mib()
            took = load(server, first=1, count=TIMES, lines=lines, connections=1)["p50_ms"]
            allowed = MEMORY_FACTOR * body / 2**20 + MEMORY_SLACK_MIB
            table.add_row(
                str(lines),
                f"{body / 1024:.0f}",
                f"{took:.1f}",
                f"{took * 1000 / lines:.0f}",
                f"{server.peak_mib() - before:.0f}",
                f"{allowed:.0f}",
            )
    screen.print(table)


def where() -> None:
    """Say where the time of one order goes; the stations overlap, SQL is part of most."""
    table = Table("station", "share", title="inside one accepted order, under the profiler")
    for name, share in shares().items():
        table.add_row(name, f"{share:.0%}")
    screen.print(table)


def carrying() -> None:
    """Hold carrying against sick suppliers, and against more workers."""
    shares_kept = [sick_share() for _ in range(3)]
    screen.print(
        f"healthy suppliers beside sick ones: median {statistics.median(shares_kept):.2f} of their"
        f" throughput, from {min(shares_kept):.2f} to {max(shares_kept):.2f} (goal 0.95)"
    )
    rates = scaled()
    table = Table("workers", "deliveries/s", "of linear", title="carried, PostgreSQL, 30 ms each")
    for workers, per_second in rates.items():
        table.add_row(str(workers), f"{per_second:.1f}", f"{per_second / workers / rates[1]:.2f}")
    screen.print(table)


if __name__ == "__main__":
    reading()
    acceptance()
    growth()
    where()
    carrying()
