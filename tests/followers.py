"""Documents that follow orders, written with the typed language: shipped, invoiced, taken in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from gateway.cxml.amounts import Money, PriceBasisQuantity, Tax, UnitPrice
from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationOperation,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.contacts import Contact, Name
from gateway.cxml.invoice_lines import (
    InvoiceDetailHeaderOrder,
    InvoiceDetailItem,
    InvoiceDetailItemReference,
    InvoiceDetailOrder,
    InvoiceDetailOrderInfo,
    InvoiceDetailOrderSummary,
)
from gateway.cxml.invoice_sums import DueAmount, NetAmount, SubtotalAmount
from gateway.cxml.invoices import (
    InvoiceDetailHeaderIndicator,
    InvoiceDetailLineIndicator,
    InvoiceDetailRequest,
    InvoiceDetailRequestHeader,
    InvoiceDetailSummary,
    InvoiceOperation,
    InvoicePurpose,
)
from gateway.cxml.order_status import (
    ItemReference,
    OrderStatusRequest,
    OrderStatusRequestHeader,
    OrderStatusRequestItem,
)
from gateway.cxml.orders import OrderRequest
from gateway.cxml.receipts import (
    ReceiptItem,
    ReceiptItemReference,
    ReceiptOperation,
    ReceiptOrder,
    ReceiptOrderInfo,
    ReceiptRequest,
    ReceiptRequestHeader,
)
from gateway.cxml.references import DocumentReference, OrderReference
from gateway.cxml.responses import Status
from gateway.cxml.ship_notices import (
    CarrierIdentifier,
    ServiceLevel,
    ShipControl,
    ShipmentIdentifier,
    ShipmentType,
    ShipNoticeHeader,
    ShipNoticeItem,
    ShipNoticeOperation,
    ShipNoticePortion,
    ShipNoticeRequest,
)
from gateway.cxml.status_updates import StatusUpdateRequest
from gateway.cxml.texts import Description
from gateway.rules.prices import basis_of, of_one
from tests.letters import (
    BUYER,
    SUPPLIER,
    SUPPLIER_SECRET,
    Body,
    Post,
    confirmation,
    fresh_id,
)

MOMENT = "2026-11-22T09:00:00+00:00"


def _by_supplier(body: Body) -> Post:
    return Post(
        body=body,
        payload_id=fresh_id(),
        sender=SUPPLIER,
        secret=SUPPLIER_SECRET,
        from_=SUPPLIER,
        to=BUYER,
    )


def _order_of(placed: Post) -> OrderRequest:
    assert isinstance(placed.body, OrderRequest)
    return placed.body


def reference(placed: Post) -> OrderReference:
    """Name an order as it was placed."""
    return OrderReference(
        order_id=_order_of(placed).header.order_id,
        document_reference=DocumentReference(payload_id=placed.payload_id),
    )


def _before(earlier: Post | None) -> DocumentReference | None:
    return DocumentReference(payload_id=earlier.payload_id) if earlier else None


def confirmed(
    placed: Post,
    kind: ConfirmationType,
    *lines: tuple[int, str, tuple[tuple[ItemStatus, str], ...]],
    replaces: Post | None = None,
) -> Post:
    """Confirm line by line: each a number, its quantity, and what becomes of how many."""
    said = confirmation(placed, kind)
    assert isinstance(said.body, ConfirmationRequest)
    header = said.body.header
    if replaces is not None:
        assert isinstance(replaces.body, ConfirmationRequest)
        header = replace(
            header,
            confirm_id=replaces.body.header.confirm_id,
            operation=ConfirmationOperation.UPDATE,
            document_reference=_before(replaces),
        )
    items = tuple(
        ConfirmationItem(
            line_number=number,
            quantity=Decimal(quantity),
            unit_of_measure="EA",
            statuses=tuple(
                ConfirmationStatus(type=type_, quantity=Decimal(part), unit_of_measure="EA")
                for type_, part in parts
            ),
        )
        for number, quantity, parts in lines
    )
    return said.but(body=replace(said.body, header=header, items=items))


def dearer(placed: Post, price: str) -> Post:
    """Confirm the first line of an order at another price."""
    line = _order_of(placed).items[0]
    assert line.line_number is not None
    quantity = format(line.quantity, "f")
    said = confirmed(
        placed,
        ConfirmationType.DETAIL,
        (line.line_number, quantity, ((ItemStatus.DETAIL, quantity),)),
    )
    assert isinstance(said.body, ConfirmationRequest)
    (item,) = said.body.items
    (word,) = item.statuses
    other = replace(word, unit_price=UnitPrice(money=_money(Decimal(price))))
    return said.but(body=replace(said.body, items=(replace(item, statuses=(other,)),)))


def portion(placed: Post, *lines: tuple[int, str]) -> ShipNoticePortion:
    """Ship so many of each line; without lines, the whole order."""
    return ShipNoticePortion(
        order_reference=reference(placed),
        items=tuple(
            ShipNoticeItem(line_number=number, quantity=Decimal(quantity), unit_of_measure="EA")
            for number, quantity in lines
        ),
    )


def ship_notice(
    number: str,
    *portions: ShipNoticePortion,
    operation: ShipNoticeOperation = ShipNoticeOperation.NEW,
    replaces: Post | None = None,
    planned: bool = False,
) -> Post:
    """Say that something was sent off."""
    return _by_supplier(
        ShipNoticeRequest(
            header=ShipNoticeHeader(
                shipment_id=number,
                operation=operation,
                notice_date=MOMENT,
                shipment_date=MOMENT,
                delivery_date=MOMENT,
                shipment_type=ShipmentType.PLANNED if planned else None,
                service_levels=(ServiceLevel(lang="en", text="overnight"),),
                document_reference=_before(replaces),
            ),
            controls=(
                ShipControl(
                    carriers=(CarrierIdentifier(domain="companyName", text="Carrier"),),
                    shipments=(ShipmentIdentifier(text="T-1"),),
                ),
            ),
            portions=portions,
        )
    )


def _money(amount: Decimal) -> Money:
    return Money(currency="EUR", amount=amount)


def invoiced(
    placed: Post,
    *lines: tuple[int, str],
    price: str = "12.50",
    unit: str = "EA",
    basis: PriceBasisQuantity | None = None,
) -> InvoiceDetailOrder:
    """Invoice so many of each line of an order; a price is for one, or for its basis."""
    one = of_one(Decimal(price), basis_of(basis))
    return InvoiceDetailOrder(
        order_info=InvoiceDetailOrderInfo(order=reference(placed)),
        items=tuple(
            InvoiceDetailItem(
                line_number=place,
                quantity=Decimal(quantity),
                unit_of_measure=unit,
                unit_price=UnitPrice(money=_money(Decimal(price))),
                price_basis_quantity=basis,
                item_reference=InvoiceDetailItemReference(line_number=number),
                subtotal=SubtotalAmount(money=_money(Decimal(quantity) * one)),
            )
            for place, (number, quantity) in enumerate(lines, start=1)
        ),
    )


def invoiced_whole(placed: Post, amount: str) -> InvoiceDetailHeaderOrder:
    """Invoice an order as a whole."""
    return InvoiceDetailHeaderOrder(
        order_info=InvoiceDetailOrderInfo(order=reference(placed)),
        summary=InvoiceDetailOrderSummary(
            line_number=1, subtotal=SubtotalAmount(money=_money(Decimal(amount)))
        ),
    )


def invoice(
    number: str,
    *orders: InvoiceDetailOrder | InvoiceDetailHeaderOrder,
    purpose: InvoicePurpose = InvoicePurpose.STANDARD,
    operation: InvoiceOperation = InvoiceOperation.NEW,
    replaces: Post | None = None,
) -> Post:
    """Ask for money, or give some back."""
    nothing = _money(Decimal("0.00"))
    is_whole = any(isinstance(order, InvoiceDetailHeaderOrder) for order in orders)
    return _by_supplier(
        InvoiceDetailRequest(
            header=InvoiceDetailRequestHeader(
                invoice_id=number,
                invoice_date=MOMENT,
                purpose=purpose,
                operation=operation,
                header_indicator=InvoiceDetailHeaderIndicator(is_header_invoice=is_whole),
                line_indicator=InvoiceDetailLineIndicator(),
                document_reference=_before(replaces),
            ),
            orders=orders,
            summary=InvoiceDetailSummary(
                subtotal=SubtotalAmount(money=nothing),
                tax=Tax(money=nothing, description=Description(lang="en", inner="VAT")),
                net=NetAmount(money=nothing),
                due=DueAmount(money=nothing),
            ),
        )
    )


def receipt(
    number: str,
    placed: Post,
    *lines: tuple[int, str],
    operation: ReceiptOperation = ReceiptOperation.NEW,
    replaces: Post | None = None,
) -> Post:
    """Take so many of each line in."""
    return Post(
        body=ReceiptRequest(
            header=ReceiptRequestHeader(
                receipt_id=number,
                operation=operation,
                receipt_date=MOMENT,
                document_reference=_before(replaces),
            ),
            orders=(
                ReceiptOrder(
                    order_info=ReceiptOrderInfo(order=reference(placed)),
                    items=tuple(
                        ReceiptItem(
                            receipt_line_number=place,
                            quantity=Decimal(quantity),
                            item_reference=ReceiptItemReference(line_number=line),
                        )
                        for place, (line, quantity) in enumerate(lines, start=1)
                    ),
                ),
            ),
        ),
        payload_id=fresh_id(),
    )


def question(number: str, placed: Post, *lines: int) -> Post:
    """Ask what becomes of an order, or of some lines of it."""
    return Post(
        body=OrderStatusRequest(
            header=OrderStatusRequestHeader(
                request_id=number,
                request_date=MOMENT,
                order=reference(placed),
                contacts=(Contact(role="buyer", name=Name(lang="en", text="Acme")),),
            ),
            items=tuple(
                OrderStatusRequestItem(item_reference=ItemReference(line_number=line))
                for line in lines
            ),
        ),
        payload_id=fresh_id(),
    )


def news(about: Post, *, code: int = 200, by_buyer: bool = False) -> Post:
    """Tell what became of a document that was sent earlier."""
    body = StatusUpdateRequest(
        document_reference=DocumentReference(payload_id=about.payload_id),
        status=Status(code=code, text="OK", content="Forwarded."),
    )
    return Post(body=body, payload_id=fresh_id()) if by_buyer else _by_supplier(body)
