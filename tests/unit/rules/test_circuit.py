"""How long an address that fails is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.circuit import is_sick, pause

WISHES = st.none() | st.timedeltas(timedelta(0), timedelta(days=365))


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(1, 0), (4, 0), (5, 5), (6, 10), (7, 20), (10, 160), (11, 300), (100_000, 300)],
)
def test_pause_doubles_from_five_seconds_to_five_minutes(failures: int, seconds: float) -> None:
    """Four failures are nobody's fault yet; from the fifth on the address is left alone."""
    assert seconds == pause(failures, None).total_seconds()
    assert is_sick(failures) == (seconds > 0)


@pytest.mark.parametrize(
    ("failures", "wished", "expected"),
    [
        (1, timedelta(seconds=120), timedelta(seconds=120)),
        (1, timedelta(hours=20), timedelta(minutes=5)),
        (5, timedelta(seconds=1), timedelta(seconds=5)),
        (5, timedelta(seconds=600), timedelta(seconds=600)),
        (5, timedelta(days=365), timedelta(hours=1)),
    ],
)
def test_wish_of_an_address_holds_for_all_of_it(
    failures: int, wished: timedelta, expected: timedelta
) -> None:
    """Who asks for a pause gets it at once, the longer the more often it failed before."""
    assert expected == pause(failures, wished)


@given(st.integers(1, 10**9), WISHES)
def test_no_address_is_left_alone_for_long(failures: int, wished: timedelta | None) -> None:
    """Whatever happens, the next delivery is tried within the hour."""
    assert timedelta(0) <= pause(failures, wished) <= timedelta(hours=1)
