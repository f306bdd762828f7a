"""How packed bodies are unpacked, and which are not."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from gateway.errors import NotAcceptable, TooLarge
from gateway.web.bodies import unpacked

MOST = 1_000_000
RATIO = 200


def test_gzip_is_unpacked() -> None:
    """A body in gzip is the document that was packed."""
    packed = gzip.compress(b"<cXML/>" * 100)

    assert b"<cXML/>" * 100 == unpacked(packed, most=MOST, most_ratio=RATIO)


def test_several_members_are_one_body() -> None:
    """A gzip body of several members is all of them, one after another (RFC 1952)."""
    packed = gzip.compress(b"<cXML>") + gzip.compress(b"</cXML>")

    assert b"<cXML></cXML>" == unpacked(packed, most=MOST, most_ratio=RATIO)


def test_nothing_packed_is_nothing() -> None:
    """An empty body stays empty."""
    assert b"" == unpacked(b"", most=MOST, most_ratio=RATIO)


@pytest.mark.parametrize(
    "packed",
    [
        b"<cXML/>",
        b"\x1f\x8b",
        gzip.compress(b"<cXML/>")[:-4],
        gzip.compress(b"<cXML/>") + b"rest",
        zlib.compress(b"<cXML/>"),
    ],
    ids=["plain", "begun", "cut", "with a tail", "zlib"],  # gzip writes the time of day
)
def test_what_is_no_whole_gzip_is_refused(packed: bytes) -> None:
    """Plain text, a cut body, a tail of something else and bare zlib are not acceptable."""
    with pytest.raises(NotAcceptable):
        unpacked(packed, most=MOST, most_ratio=RATIO)


def test_more_than_the_limit_is_refused() -> None:
    """One byte beyond the limit is too large."""
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(b"x" * (MOST + 1)), most=MOST, most_ratio=RATIO)


def test_a_bomb_is_dropped_before_it_bursts() -> None:
    """A body that would unpack to 256 MiB is refused with little memory."""
    bomb = gzip.compress(b"\0" * 268_435_456)
    tracemalloc.start()

    with pytest.raises(TooLarge):
        unpacked(bomb, most=400_000_000, most_ratio=RATIO)

    assert tracemalloc.get_traced_memory()[1] < 64_000_000
    tracemalloc.stop()
