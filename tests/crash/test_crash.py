"""A gateway that is struck at the worst moments keeps what it promised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.crash.campaign import played, scene
from tests.crash.points import POINTS

SEED = 20261122


@pytest.mark.slow
@pytest.mark.strace
@pytest.mark.timeout(300)
def test_struck_at_the_worst_moments_it_loses_doubles_and_alters_nothing(
    database_url: str, strace: Path, tmp_path: Path, new_port: Callable[[], int]
) -> None:
    """Faults at commits and settlings strike, and every acknowledged order is there once, exact."""
    name = database_url.partition(":")[0]
    points = [point for point in POINTS if point.is_short and point.is_on(name)]

    with scene(database_url, tmp_path, new_port(), Random(SEED)) as stage:  # noqa: S311 - a seed
        results = list(played(stage, points, SEED))
        differently = stage.repeated()

    assert [] == [result for result in results if result.violations]
    assert [] == [result.point.name for result in results if not result.has_struck]
    assert [] == differently
