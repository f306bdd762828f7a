"""What one unit costs, where a price is for more than one or for another measure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from gateway.cxml.amounts import PriceBasisQuantity

#: exact for what can be written, and far beyond a cent for what repeats
EXACT: Final = Context(prec=80)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """For how much a price is; both are above zero."""

    #: in the unit of the basis
    quantity: Decimal
    #: so many units of the basis are one of the line (cXML.dtd, PriceBasisQuantity)
    factor: Decimal = Decimal(1)


def basis_of(said: PriceBasisQuantity | None) -> Basis | None:
    """Read a basis; None for one unit of the line, or for nothing sensible."""
    if said is None:
        return None
    factor = Decimal(1) if said.conversion_factor is None else said.conversion_factor
    if said.quantity <= 0 or factor <= 0:
        return None
    return Basis(quantity=said.quantity, factor=factor)


def of_one(price: Decimal, basis: Basis | None) -> Decimal:
    """Give the price of one unit of the line (protocol sheet 2.3, PriceBasisQuantity)."""
    if basis is None:
        return price
    return EXACT.divide(EXACT.multiply(price, basis.factor), basis.quantity)
