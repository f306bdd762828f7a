"""What holds for every order that is held against its cart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.cxml.amounts import Money, UnitPrice
from gateway.cxml.items import ItemDetail, ItemID, ItemOut
from gateway.cxml.texts import Description
from gateway.rules.cart_matches import By, HeldLine, Match
from gateway.rules.deviations import within
from gateway.rules.safeguard_settings import Action, Check
from gateway.rules.safeguards import judge
from tests.strategies import CURRENCIES
from tests.unit.rules.test_cart_matches import HELD
from tests.unit.rules.test_safeguards import FOUND, ground, order_of

PRICES = st.decimals("0.01", "99999.99", places=4, allow_nan=False)
QUANTITIES = st.decimals("0.001", "9999", places=3, allow_nan=False)
UNITS = st.sampled_from(["EA", "BX", "KGM", "C62", "MTR"])
PARTS = st.from_regex(r"[A-Z]-[0-9]{1,6}", fullmatch=True)
HELD_LINES = st.builds(
    HeldLine,
    **{name: st.just(getattr(HELD, name)) for name in ("line_number", "key", "auxiliary_id", "id")},
    **{name: st.just(getattr(HELD, name)) for name in ("session_id", "connection_id", "mode")},
    **{name: st.just(getattr(HELD, name)) for name in ("came_home_at", "description")},
    supplier_part_id=PARTS,
    quantity=QUANTITIES,
    unit_price=PRICES,
    currency=CURRENCIES,
    unit_of_measure=UNITS,
)
ACTIONS = st.sampled_from(Action)


def ordered(held: HeldLine, number: int = 1) -> ItemOut:
    """Order a line exactly as it came home."""
    return ItemOut(
        quantity=held.quantity,
        line_number=number,
        item_id=ItemID(supplier_part_id=held.supplier_part_id),
        item_detail=ItemDetail(
            unit_price=UnitPrice(money=Money(currency=held.currency, amount=held.unit_price)),
            descriptions=(Description(lang="en", inner=held.description),),
            unit_of_measure=held.unit_of_measure,
        ),
    )


@given(held=HELD_LINES, quantity=QUANTITIES)
def test_a_line_as_it_came_home_is_never_flagged(held: HeldLine, quantity: Decimal) -> None:
    """However many of it are ordered, nothing is said of a line that is as it was."""
    order = order_of(replace(ordered(held), quantity=quantity))
    checks = {
        flag.deviation.check for flag in judge(ground(order, (Match(line=held, by=By.KEY),))).flags
    }

    assert checks <= {Check.CURRENCIES, Check.TOTAL}


@given(held=HELD_LINES, other=HELD_LINES)
def test_every_single_change_is_flagged(held: HeldLine, other: HeldLine) -> None:
    """Part, price, currency and unit cannot differ from the cart without being seen."""
    differs = {
        Check.PART: held.supplier_part_id != other.supplier_part_id,
        Check.CURRENCY: held.currency != other.currency,
        Check.PRICE: held.currency == other.currency and held.unit_price != other.unit_price,
        Check.UNIT: held.unit_of_measure != other.unit_of_measure,
    }
    assume(any(differs.values()))

    judged = judge(ground(order_of(ordered(other)), (Match(line=held, by=By.KEY),)))
    found = {flag.deviation.check for flag in judged.flags}

    assert {check for check, is_other in differs.items() if is_other} == found & set(differs)


@given(
    expected=PRICES,
    found=PRICES,
    percent=st.none() | st.decimals(0, 200, places=2),
    amount=st.none() | PRICES,
)
def test_a_wider_bound_never_refuses_what_a_narrower_took(
    expected: Decimal, found: Decimal, percent: Decimal | None, amount: Decimal | None
) -> None:
    """Widening a bound that is given takes no less; every value is within itself."""
    wider = [bound and bound * 2 for bound in (percent, amount)]

    assert within(expected, expected, percent, amount)
    assert not within(expected, found, percent, amount) or within(expected, found, *wider)


@given(
    known=st.lists(st.booleans(), min_size=1, max_size=6),
    action=ACTIONS,
    special=st.dictionaries(st.sampled_from(Check), ACTIONS, max_size=3),
)
def test_what_is_done_follows_from_what_is_flagged(
    known: list[bool], action: Action, special: dict[Check, Action]
) -> None:
    """A line is left out only for a reason, and an order without lines is never sent."""
    order = order_of(*(ordered(HELD, number) for number in range(1, len(known) + 1)))
    origins = [FOUND if each else None for each in known]

    judged = judge(ground(order, origins, {"action": action, "actions": special}))
    reasons = {flag.action for flag in judged.flags}
    is_refused = judged.action is Action.REJECT_ORDER

    assert is_refused == (len(judged.rejected) == len(order.items))
    assert not judged.rejected or reasons & {Action.REJECT_LINE, Action.REJECT_ORDER}
    assert (Action.HOLD in reasons) == (judged.action is Action.HOLD) or is_refused
