"""Which cart line an ordered line comes from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from gateway.rules.cart_matches import By, HeldLine, Match, Shelf, Sought
from gateway.rules.parties import Mode

OURS, OTHERS = 1, 2
HELD = HeldLine(
    line_number=1,
    supplier_part_id="A-1",
    key="k7qd2flxab",
    auxiliary_id="red",
    quantity=Decimal(2),
    unit_price=Decimal("12.50"),
    currency="EUR",
    unit_of_measure="EA",
    description="Ring binder",
    id=1,
    session_id=1,
    connection_id=OURS,
    mode=Mode.ACTIVE,
    came_home_at=datetime(2026, 11, 21, tzinfo=UTC),
)
OLDER = replace(HELD, id=0, unit_price=Decimal(11))
TEST = replace(HELD, id=2, mode=Mode.TEST)
FOREIGN = replace(HELD, id=3, connection_id=OTHERS)
SOUGHT = Sought(
    supplier_part_id="A-1",
    key="k7qd2flxab",
    auxiliary_id="k7qd2flxab.red",
    unit_price=Decimal("12.5"),
    currency="EUR",
    unit_of_measure=" ea ",
)
KEYLESS = replace(SOUGHT, key=None, auxiliary_id="")
NAMED = replace(KEYLESS, auxiliary_id="red", unit_price=Decimal(1))


def shelf(*keyed: HeldLine, alike: tuple[HeldLine, ...] = ()) -> Shelf:
    """Hold lines by their key, and others by their part."""
    return Shelf(
        connection_id=OURS,
        mode=Mode.ACTIVE,
        keyed={HELD.key or "": keyed},
        parts={"A-1": alike},
        unit_of=lambda unit: unit.strip().upper(),
    )


@pytest.mark.parametrize(
    ("held", "sought", "expected"),
    [
        (shelf(HELD, OLDER), SOUGHT, (HELD, By.KEY)),
        (shelf(TEST, HELD), SOUGHT, (HELD, By.KEY)),
        (shelf(FOREIGN, TEST), SOUGHT, (TEST, By.KEY)),
        (shelf(FOREIGN), SOUGHT, (FOREIGN, By.KEY)),
        (shelf(HELD), replace(SOUGHT, supplier_part_id="B-2"), (HELD, By.KEY)),
        (shelf(alike=(HELD, OLDER)), NAMED, (HELD, By.AUXILIARY)),
        (shelf(alike=(TEST,)), NAMED, (TEST, By.AUXILIARY)),
        (shelf(alike=(TEST, HELD)), NAMED, (HELD, By.AUXILIARY)),
        (shelf(alike=(OLDER, HELD)), KEYLESS, (HELD, By.PRICE)),
        (shelf(alike=(TEST,)), KEYLESS, None),
        (shelf(alike=(HELD,)), replace(KEYLESS, unit_price=Decimal(1)), None),
        (shelf(alike=(HELD,)), replace(KEYLESS, currency="USD"), None),
        (shelf(alike=(HELD,)), replace(KEYLESS, unit_of_measure="BX"), None),
        (shelf(alike=(HELD,)), replace(KEYLESS, unit_of_measure=None), None),
        (shelf(), SOUGHT, None),
    ],
)
def test_a_line_is_found_by_the_surest_sign(
    held: Shelf, sought: Sought, expected: tuple[HeldLine, By] | None
) -> None:
    """Our key first, then the shop's own id, then part, unit and price; of several the newest."""
    wanted = Match(line=expected[0], by=expected[1]) if expected else None

    assert wanted == held.match(sought)


@pytest.mark.parametrize("sought", [SOUGHT, replace(SOUGHT, supplier_part_id="B-2")])
def test_a_cart_is_opened_again_with_its_own_lines_only(sought: Sought) -> None:
    """A key of another connection, or of another part, opens nothing."""
    held = shelf(FOREIGN) if sought is SOUGHT else shelf(HELD)

    assert held.own(sought) is None
