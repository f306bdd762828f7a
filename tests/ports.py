"""Gives ports that nobody listens on, and that nobody takes before the test does."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator
from itertools import chain, cycle
from typing import Final

#: below those that Linux gives to whoever asks for any, as each call of an HTTP client does
_FIRST: Final = 20_000
#: for each worker of a run, up to twelve of them
_EACH: Final = 1_000


def unused_port() -> int:
    """Give a loopback port that nobody listens on, another one at each call."""
    return next(port for port in _MINE if _is_free(port))


def _mine() -> Iterator[int]:
    """Go around the ports of this worker, from anywhere: other runs have the same ones."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _FIRST + worker % 12 * _EACH
    start = random.randrange(first, first + _EACH)  # noqa: S311 - not a secret
    return cycle(chain(range(start, first + _EACH), range(first, start)))


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_MINE: Final = _mine()
