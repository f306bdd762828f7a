"""Reads an invoice's lines as they are held against orders: signs, sums, and what counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from gateway.cxml.amounts import Sum, UnitPrice
from gateway.cxml.invoice_lines import (
    InvoiceDetailHeaderOrder,
    InvoiceDetailItem,
    InvoiceDetailOrder,
    InvoiceDetailServiceItem,
)
from gateway.cxml.invoices import InvoiceDetailRequestHeader, InvoicePurpose
from gateway.rules.invoices import InvoicedLine
from gateway.rules.prices import basis_of

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
    return [_line(item, header) for item in part.items]


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


def _line(
    item: InvoiceDetailItem | InvoiceDetailServiceItem, header: InvoiceDetailRequestHeader
) -> InvoicedLine:
    reference = item.item_reference
    return InvoicedLine(
        position=item.line_number,
        number=reference.line_number,
        quantity=None if item.quantity is None else _signed(item.quantity, header),
        unit=item.unit_of_measure,
        part=reference.item_id.supplier_part_id if reference.item_id else None,
        unit_price=item.unit_price.money.amount if item.unit_price else None,
        basis=basis_of(item.price_basis_quantity),
        amount=_signed(item.subtotal.money.amount, header) if item.subtotal else None,
        currency=_currency(item.unit_price, item.subtotal),
        # work may be for no line at all
        is_extra=item.is_ad_hoc or reference.line_number is None,
        counts=_counts(header),
        is_service=isinstance(item, InvoiceDetailServiceItem),
    )


def _counts(header: InvoiceDetailRequestHeader) -> bool:
    """Tell whether an invoice changes how much of its orders is invoiced."""
    indicator = header.header_indicator
    is_rebate = indicator is not None and indicator.is_price_based_credit
    return not (header.is_information_only or is_rebate or header.purpose in DEBITS)


def _signed(value: Decimal, header: InvoiceDetailRequestHeader) -> Decimal:
    return -abs(value) if header.purpose in CREDITS else value


def _currency(price: UnitPrice | None, subtotal: Sum | None) -> str | None:
    said = price or subtotal
    return said.money.currency if said else None
