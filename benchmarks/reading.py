"""What reading an order costs, beside what libxml2 needs to parse and validate it, in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from benchmarks.orders import order
from gateway.cxml import documents
from gateway.cxml.grammar import compiled

TURNS = 25
#: lines of an order, and the most that reading it may cost, in times of parsing and validating it
GOALS = {10: 8.0, 1000: 6.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians in milliseconds of processor time, and the median of the ratios of each turn."""

    lines: int
    least_ms: float
    ours_ms: float
    ratio: float


def cost(lines: int) -> Cost:
    """Read an order through the front door into its typed model, and hold it against libxml2."""
    body, schema = order(1, lines), compiled()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

    def least() -> None:
        assert schema.validate(etree.fromstring(body, parser))

    def ours() -> None:
        assert not documents.read(body).errors

    times = max(1, 1000 // lines)
    turns = [(_ms(least, times), _ms(ours, times)) for _ in range(TURNS)]
    return Cost(
        lines=lines,
        least_ms=statistics.median(turn[0] for turn in turns),
        ours_ms=statistics.median(turn[1] for turn in turns),
        ratio=statistics.median(turn[1] / turn[0] for turn in turns),
    )


def _ms(once: Callable[[], None], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        once()
    return (time.process_time() - began) * 1000 / times
