"""Reads an invoice's lines as they are held against orders: signs, sums, and what counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gateway.cxml.amounts import PriceBasisQuantity, Sum, UnitPrice
from gateway.cxml.invoice_lines import (
    InvoiceDetailHeaderOrder,
    InvoiceDetailItem,
    InvoiceDetailOrder,
    InvoiceDetailServiceItem,
)
from gateway.cxml.invoices import InvoiceDetailRequestHeader, InvoicePurpose
from gateway.rules.invoices import InvoicedLine

CREDITS: Final = frozenset({InvoicePurpose.CREDIT_MEMO, InvoicePurpose.LINE_LEVEL_CREDIT_MEMO})
#: these ask for more money for what was invoiced already, and for nothing more of the order
DEBITS: Final = frozenset({InvoicePurpose.DEBIT_MEMO, InvoicePurpose.LINE_LEVEL_DEBIT_MEMO})


def is_memo(header: InvoiceDetailRequestHeader) -> bool:
    """Tell whether it mends an invoice that was sent before."""
    return header.purpose in CREDITS | DEBITS


def lines_of(
    part: InvoiceDetailOrder | InvoiceDetailHeaderOrder, header: InvoiceDetailRequestHeader
) -> list[InvoicedLine]:
    """Give what an invoice asks for of one order; credits are below zero, however written."""
    if isinstance(part, InvoiceDetailHeaderOrder):
        return [_whole(part, header)]
    return [
        _service(item, header)
        if isinstance(item, InvoiceDetailServiceItem)
        else _goods(item, header)
        for item in part.items
    ]


def _whole(part: InvoiceDetailHeaderOrder, header: InvoiceDetailRequestHeader) -> InvoicedLine:
    money = part.summary.subtotal.money
    return InvoicedLine(
        position=part.summary.line_number,
        number=None,
        quantity=None,
        amount=_signed(money.amount, header),
        currency=money.currency,
        counts=_counts(header),
    )


def _goods(item: InvoiceDetailItem, header: InvoiceDetailRequestHeader) -> InvoicedLine:
    reference = item.item_reference
    return InvoicedLine(
        position=item.line_number,
        number=reference.line_number,
        quantity=_signed(item.quantity, header),
        unit=item.unit_of_measure,
        part=reference.item_id.supplier_part_id if reference.item_id else None,
        unit_price=_price(item.unit_price),
        price_basis=_basis(item.price_basis_quantity),
        amount=_amount(item.subtotal, header),
        currency=_currency(item.unit_price, item.subtotal),
        is_extra=item.is_ad_hoc,
        counts=_counts(header),
    )


def _service(item: InvoiceDetailServiceItem, header: InvoiceDetailRequestHeader) -> InvoicedLine:
    reference = item.item_reference
    return InvoicedLine(
        position=item.line_number,
        number=reference.line_number,
        quantity=_signed(item.quantity, header) if item.quantity is not None else None,
        unit=item.unit_of_measure,
        part=reference.item_id.supplier_part_id if reference.item_id else None,
        unit_price=_price(item.unit_price),
        price_basis=_basis(item.price_basis_quantity),
        amount=_amount(item.subtotal, header),
        currency=_currency(item.unit_price, item.subtotal),
        is_extra=item.is_ad_hoc or reference.line_number is None,
        counts=_counts(header),
        is_service=True,
    )


def _counts(header: InvoiceDetailRequestHeader) -> bool:
    """Tell whether an invoice changes how much of its orders is invoiced."""
    indicator = header.header_indicator
    is_rebate = indicator is not None and indicator.is_price_based_credit
    return not (header.is_information_only or is_rebate or header.purpose in DEBITS)


def _signed(value: Decimal, header: InvoiceDetailRequestHeader) -> Decimal:
    return -abs(value) if header.purpose in CREDITS else value


def _amount(subtotal: Sum | None, header: InvoiceDetailRequestHeader) -> Decimal | None:
    return _signed(subtotal.money.amount, header) if subtotal else None


def _currency(price: UnitPrice | None, subtotal: Sum | None) -> str | None:
    said = price or subtotal
    return said.money.currency if said else None


def _price(price: UnitPrice | None) -> Decimal | None:
    return price.money.amount if price else None


def _basis(basis: PriceBasisQuantity | None) -> Decimal | None:
    """Tell for how many units of the line a price is; None for one, or for nothing sensible."""
    if basis is None:
        return None
    units = basis.quantity * (basis.conversion_factor or 1)
    return units if units > 0 else None
