"""Waits for what happens beside a test, within bounds."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(fact: Callable[[], bool], seconds: float = 10) -> bool:
    """Wait for a fact to become true, and tell whether it did."""
    end = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
