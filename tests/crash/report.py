"""The report of a crash run: a row for every point and fault, as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tests.crash.campaign import Result
from tests.crash.points import POINTS, Point

HEAD: Final = "| database | point | fault | played | struck | broken promises |"
RULE: Final = "|---|---|---|---|---|---|"


def table(results: Mapping[str, Sequence[Result]]) -> str:
    """Write the table; promises count only where the fault really struck."""
    rows = [row for name, told in results.items() for row in _rows(name, told)]
    struck = sum(result.has_struck for told in results.values() for result in told)
    played = sum(map(len, results.values()))
    broken = sum(bool(result.violations) for told in results.values() for result in told)
    total = f"{struck} of {played} faults struck; {broken} broke a promise."
    return "\n".join([HEAD, RULE, *rows, "", total])


def _rows(name: str, results: Sequence[Result]) -> list[str]:
    return [_row(name, point, of) for point in POINTS if (of := _of(point, results))]


def _of(point: Point, results: Sequence[Result]) -> list[Result]:
    return [result for result in results if result.point is point]


def _row(name: str, point: Point, results: Sequence[Result]) -> str:
    struck = sum(result.has_struck for result in results)
    broken = sum(bool(result.violations) for result in results)
    fault = point.fault
    return f"| {name} | {point.name} | {fault} | {len(results)} | {struck} | {broken} |"
