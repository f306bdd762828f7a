"""What a supplier's hostile answers do to a delivery, over the wire."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.carrier import Bounds, Carrier
from gateway.delivery.verdict import Outcome, Verdict, judge, unreached
from gateway.errors import Unreachable

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
DELIVERED, REFUSED, AGAIN = Outcome.DELIVERED, Outcome.REFUSED, Outcome.AGAIN

EXPECTED = {
    "r-307-canary": AGAIN,
    "r-409-dup": DELIVERED,
    "r-500-already": AGAIN,  # delivered when it says so again
    "r-500-cxml": AGAIN,
    "r-550": AGAIN,
    "r-599": AGAIN,
    "r-chunk-bad": AGAIN,
    "r-cl-mismatch": AGAIN,
    "r-crlf-text": REFUSED,
    "r-garbage": AGAIN,
    "r-header-big": AGAIN,
    "r-header-flood": AGAIN,
    "r-html-text": REFUSED,
    "r-http404-html": AGAIN,
    "r-http429": AGAIN,
    "r-http500-cxml200": DELIVERED,
    "r-retry-after-date-bad": AGAIN,
    "r-retry-after-huge": AGAIN,
    "r-status-abc": AGAIN,
    "r-status-empty": AGAIN,
    "r-status-neg": AGAIN,
    "r-status-unicode": AGAIN,
    "r-text-5mb": AGAIN,
    "r-wrong-root": AGAIN,
}

Supplier = Callable[[bytes], str]


@pytest.fixture
def supplier() -> Iterator[Supplier]:
    """Start a supplier that gives one raw answer, and tell its address."""
    door = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def answer(raw: bytes) -> None:
        with suppress(OSError):
            caller, _ = door.accept()
            with caller:
                caller.settimeout(5)
                caller.recv(65_536)
                caller.sendall(raw)

    def start(raw: bytes) -> str:
        threads.append(threading.Thread(target=answer, args=(raw,), daemon=True))
        threads[0].start()
        return f"http://127.0.0.1:{door.getsockname()[1]}/cxml"

    yield start

    door.close()
    threads[0].join(timeout=10)


@pytest.fixture(scope="module")
def carrier() -> Carrier:
    """A carrier of the usual bounds."""
    return Carrier(Bounds(exchange_seconds=5))


def verdict_of(carrier: Carrier, url: str) -> Verdict:
    """Carry a small document and judge what came back, as an attempt does."""
    try:
        answer = carrier.post(url, b"<cXML/>", headers={}, private_network=True)
    except Unreachable as exc:
        return unreached(exc)
    return judge(answer, tries=1, now=NOW)


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items())
def test_hostile_answer_comes_to_what_it_is(
    shared: Path, supplier: Supplier, carrier: Carrier, name: str, expected: Outcome
) -> None:
    """No unclear answer counts as delivered, and none ends a delivery that could still arrive."""
    raw = (shared / "attacks" / "14-supplier-response" / f"{name}.resp").read_bytes()

    verdict = verdict_of(carrier, supplier(raw))

    assert expected == verdict.outcome
    assert verdict.note.isprintable()
