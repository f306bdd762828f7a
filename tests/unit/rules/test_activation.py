"""What a document is that names several orders."""

from __future__ import annotations

import pytest

from gateway.rules.activation import mode_after_all
from gateway.rules.parties import Mode

TEST, ACTIVE = Mode.TEST, Mode.ACTIVE


@pytest.mark.parametrize(
    ("mode", "orders", "is_then"),
    [
        (ACTIVE, [], ACTIVE),
        (TEST, [], TEST),
        (ACTIVE, [ACTIVE, ACTIVE], ACTIVE),
        (ACTIVE, [TEST], TEST),
        (ACTIVE, [TEST, TEST], TEST),
        (TEST, [ACTIVE], TEST),
        (TEST, [TEST], TEST),
        (ACTIVE, [TEST, ACTIVE], None),
        (TEST, [ACTIVE, TEST], None),
    ],
)
def test_a_document_is_what_all_of_its_orders_are(
    mode: Mode, orders: list[Mode], is_then: Mode | None
) -> None:
    """What follows a test is a test, and nothing is a test and real at once."""
    assert is_then == mode_after_all(mode, orders)
