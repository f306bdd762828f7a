"""What follows an order that the shop has taken: its ship notice, and its invoice."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from lxml import etree
from lxml.builder import E

from catalog_stub.cxml.orders import OrderDocument, OrderLine
from catalog_stub.cxml.writing import LANGUAGE
from catalog_stub.moments import stamp

#: How long a parcel is on its way.
TRANSIT = timedelta(days=2)
_CENT = Decimal("0.01")


def ship_notice_request(order: OrderDocument, number: str, at: datetime) -> etree._Element:
    """Return the ShipNoticeRequest that sends all of an order off."""
    level = E.ServiceLevel("Standard")
    level.set(LANGUAGE, "en")
    header = E.ShipNoticeHeader(
        level,
        shipmentID=number,
        noticeDate=stamp(at),
        shipmentDate=stamp(at),
        deliveryDate=stamp(at + TRANSIT),
    )
    control = E.ShipControl(
        E.CarrierIdentifier("Parcel Line", domain="companyName"), E.ShipmentIdentifier(number)
    )
    items = [
        E.ShipNoticeItem(
            E.UnitOfMeasure(line.unit_of_measure),
            quantity=f"{line.quantity:f}",
            lineNumber=str(line.line_number),
        )
        for line in _wanted(order)
    ]
    portion = E.ShipNoticePortion(_reference(order), *items)
    return E.ShipNoticeRequest(header, control, portion)


def invoice_request(order: OrderDocument, number: str, at: datetime) -> etree._Element:
    """Return the InvoiceDetailRequest for all of an order, at the prices of the order."""
    currency = order.currency or "EUR"
    lines = [line for line in _wanted(order) if line.amount is not None]
    total = sum((_rounded(line) for line in lines), Decimal(0))
    header = E.InvoiceDetailRequestHeader(
        E.InvoiceDetailHeaderIndicator(),
        E.InvoiceDetailLineIndicator(),
        invoiceID=number,
        invoiceDate=stamp(at),
        purpose="standard",
        operation="new",
    )
    items = [_invoiced(line, place, currency) for place, line in enumerate(lines, start=1)]
    part = E.InvoiceDetailOrder(E.InvoiceDetailOrderInfo(_reference(order)), *items)
    return E.InvoiceDetailRequest(header, part, _summary(total, currency))


def _wanted(order: OrderDocument) -> list[OrderLine]:
    return [line for line in order.lines if line.quantity > 0]


def _reference(order: OrderDocument) -> etree._Element:
    reference = E.OrderReference(
        E.DocumentReference(payloadID=order.payload_id), orderID=order.order_id
    )
    if order.order_date:
        reference.set("orderDate", order.order_date)
    return reference


def _invoiced(line: OrderLine, place: int, currency: str) -> etree._Element:
    money = line.currency or currency
    return E.InvoiceDetailItem(
        E.UnitOfMeasure(line.unit_of_measure),
        E.UnitPrice(E.Money(f"{line.unit_price:f}", currency=money)),
        E.InvoiceDetailItemReference(lineNumber=str(line.line_number)),
        E.SubtotalAmount(E.Money(f"{_rounded(line):f}", currency=money)),
        invoiceLineNumber=str(place),
        quantity=f"{line.quantity:f}",
    )


def _rounded(line: OrderLine) -> Decimal:
    return (line.amount or Decimal(0)).quantize(_CENT)


def _summary(total: Decimal, currency: str) -> etree._Element:
    described = E.Description("Included in the prices")
    described.set(LANGUAGE, "en")
    return E.InvoiceDetailSummary(
        E.SubtotalAmount(_money(total, currency)),
        E.Tax(_money(Decimal("0.00"), currency), described),
        E.NetAmount(_money(total, currency)),
        E.DueAmount(_money(total, currency)),
    )


def _money(amount: Decimal, currency: str) -> etree._Element:
    return E.Money(f"{amount:f}", currency=currency)
