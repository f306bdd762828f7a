"""`python -m tests.crash`: plays every point on both databases, with seeds, and prints a table."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import Progress

from tests import postgres
from tests.crash.campaign import Result, played, scene
from tests.crash.points import POINTS, Point
from tests.crash.report import table
from tests.ports import unused_port

DATABASES: Final = ("sqlite", "postgresql")


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder / 'gateway.db'}"
        return
    with postgres.fresh_database(postgres.start()) as url:
        yield url


def _one_seed(name: str, points: list[Point], seed: int) -> Iterator[Result | str]:
    """Play all points of one database with one seed; a text is a repeat answered otherwise."""
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        chance = Random(f"{name} {seed}")  # noqa: S311 - the moments, not a secret
        with (
            _database(name, Path(folder)) as url,
            scene(url, Path(folder), unused_port(), chance) as stage,
        ):
            yield from played(stage, points, seed)
            yield from stage.repeated()


def crash(
    seeds: Annotated[int, typer.Option(envvar="SEEDS", min=1, help="Seeds a point.")] = 20,
    first: Annotated[int, typer.Option(help="The first seed.")] = 1,
    database: Annotated[str, typer.Option(help="sqlite, postgresql, or both.")] = "both",
    only: Annotated[str, typer.Option(help="Points whose name holds this alone.")] = "",
) -> None:
    """Strike the gateway at every point, and tell what it lost: exit status 0 means nothing."""
    if shutil.which("strace") is None:
        raise typer.BadParameter("strace is missing, and most faults are made with it.")
    postgres.open_run()
    names = DATABASES if database == "both" else (database,)
    wanted = {
        name: [point for point in POINTS if point.is_on(name) and only in point.name]
        for name in names
    }
    results: dict[str, list[Result]] = {name: [] for name in names}
    faults: list[str] = []
    try:
        with Progress(disable=not sys.stderr.isatty(), console=Console(stderr=True)) as progress:
            bar = progress.add_task("striking", total=seeds * sum(map(len, wanted.values())))
            for seed in range(first, first + seeds):
                for name in names:
                    for told in _one_seed(name, wanted[name], seed):
                        _note(told, name, seed, results[name], faults)
                        progress.advance(bar, isinstance(told, Result))
    finally:
        postgres.stop()
        typer.echo(table(results))
    for fault in faults:
        typer.echo(fault)
    raise typer.Exit(bool(faults))


def _note(
    told: Result | str, name: str, seed: int, results: list[Result], faults: list[str]
) -> None:
    if isinstance(told, str):
        faults.append(f"{name}, seed {seed}, at the end: {told}")
        return
    results.append(told)
    new = [f"{name}, seed {seed}, {told.point.name}: {fault}" for fault in told.violations]
    faults += new
    for fault in new:
        typer.echo(fault, err=True)  # a long run tells at once


if __name__ == "__main__":
    typer.run(crash)
