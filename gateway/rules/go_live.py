"""The go-live checklist: what must have been seen in test before a connection may become active."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from gateway.rules.parties import BuyerSettings, Interface, SupplierSettings


class Proof(StrEnum):
    """One thing that a connection shows in test; the value is how it is stored and shown."""

    #: a PunchOutSetupRequest was answered with a start page
    SETUP = "setup"
    #: a cart came home to the buyer
    CART = "cart"
    #: an order was taken
    ORDER = "order"
    #: the buyer was sent what became of an order
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist; `needed` is false for what the connection cannot do."""

    proof: Proof
    needed: bool
    seen: bool

    @property
    def is_missing(self) -> bool:
        """Whether this line stands in the way."""
        return self.needed and not self.seen


def checklist(
    buyer: BuyerSettings, supplier: SupplierSettings, seen: Collection[str]
) -> tuple[Item, ...]:
    """Make the checklist of a connection from what its two sides can do and what was seen."""
    has_shop = bool(supplier.shop_url or supplier.test_shop_url)
    is_told = supplier.interface is Interface.JSON
    takes_orders = is_told or bool(supplier.orders_url or supplier.test_orders_url)
    hears = bool(buyer.documents_url or buyer.confirmations_url)
    needed = {
        Proof.SETUP: has_shop,
        Proof.CART: has_shop,
        Proof.ORDER: takes_orders,
        Proof.CONFIRMATION: takes_orders and hears,
    }
    return tuple(
        Item(proof=proof, needed=needed[proof], seen=proof.value in seen) for proof in Proof
    )
