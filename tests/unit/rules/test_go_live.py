"""The go-live checklist."""

from __future__ import annotations

import pytest

from gateway.rules.go_live import Proof, checklist
from gateway.rules.parties import BuyerSettings, SupplierSettings

BUYER = BuyerSettings(documents_url="https://buyer.example/cxml")
SHOP = SupplierSettings(shop_url="https://shop.example/", orders_url="https://shop.example/cxml")


def missing(buyer: BuyerSettings, supplier: SupplierSettings, *seen: str) -> list[str]:
    """List what stands in the way."""
    return [item.proof.value for item in checklist(buyer, supplier, seen) if item.is_missing]


def test_everything_must_be_seen_of_a_connection_that_can_do_everything() -> None:
    """With a shop, an order address and a buyer who listens, nothing may be left out."""
    assert ["setup", "cart", "order", "confirmation"] == missing(BUYER, SHOP)


def test_what_was_seen_stands_no_longer_in_the_way() -> None:
    """Each step that was seen in test is done."""
    assert ["order", "confirmation"] == missing(BUYER, SHOP, "setup", "cart")
    assert [] == missing(BUYER, SHOP, *Proof)


@pytest.mark.parametrize(
    ("buyer", "supplier", "expected"),
    [
        (BUYER, SupplierSettings(orders_url="https://s.example/"), ["order", "confirmation"]),
        (BUYER, SupplierSettings(test_shop_url="https://s.example/"), ["setup", "cart"]),
        (BuyerSettings(), SHOP, ["setup", "cart", "order"]),
        (BuyerSettings(), SupplierSettings(), []),
    ],
)
def test_what_a_connection_cannot_do_does_not_count(
    buyer: BuyerSettings, supplier: SupplierSettings, expected: list[str]
) -> None:
    """Without a shop no cart is asked for, without an order address no order."""
    assert expected == missing(buyer, supplier)
