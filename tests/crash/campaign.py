"""Plays points on one database, one after the other, and tells what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.crash.points import Point
from tests.crash.scene import ORDERS_A_FAULT, Scene
from tests.crash.supplier import Supplier
from tests.crash.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a point: whether the fault struck at all, and which promises were broken."""

    point: Point
    seed: int
    has_struck: bool
    violations: tuple[str, ...]


@contextmanager
def scene(database_url: str, folder: Path, port: int, chance: Random) -> Iterator[Scene]:
    """Set a scene on an empty database, and clear it away."""
    with ExitStack() as stack:
        supplier = stack.enter_context(Supplier())
        stack.callback(supplier.shutdown)
        wire = None if database_url.startswith("sqlite") else Wire(database_url)
        if wire is not None:
            stack.callback(wire.close)
        made = Scene(
            folder=folder,
            database_url=database_url,
            port=port,
            chance=chance,
            supplier=supplier,
            wire=wire,
        )
        stack.callback(made.stop)
        made.prepare()
        yield made


def played(stage: Scene, points: Sequence[Point], seed: int) -> Iterator[Result]:
    """Play points in an order by chance; the violations are those that are new with each."""
    known = set(stage.violations())
    for point in stage.chance.sample(points, len(points)):
        stage.struck = False
        point.arm(stage)
        stage.post(ORDERS_A_FAULT)
        stage.end_fault()
        found = [fault for fault in stage.violations() if fault not in known]
        known.update(found)
        yield Result(point=point, seed=seed, has_struck=stage.struck, violations=tuple(found))
