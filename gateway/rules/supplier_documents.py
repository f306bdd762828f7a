"""Makes the cXML that a supplier without cXML means: confirmations, ship notices, invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from babel.numbers import get_currency_precision

from gateway.cxml.amounts import (
    Money,
    PriceBasisQuantity,
    Tax,
    TaxableAmount,
    TaxAmount,
    TaxDetail,
    UnitPrice,
)
from gateway.cxml.confirmations import (
    ConfirmationHeader,
    ConfirmationItem,
    ConfirmationOperation,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.contacts import Contact, Name
from gateway.cxml.invoice_lines import (
    InvoiceDetailItem,
    InvoiceDetailItemReference,
    InvoiceDetailOrder,
    InvoiceDetailOrderInfo,
)
from gateway.cxml.invoice_sums import (
    DueAmount,
    GrossAmount,
    NetAmount,
    ShippingAmount,
    SubtotalAmount,
)
from gateway.cxml.invoices import (
    InvoiceDetailHeaderIndicator,
    InvoiceDetailLineIndicator,
    InvoiceDetailRequest,
    InvoiceDetailRequestHeader,
    InvoiceDetailSummary,
)
from gateway.cxml.items import ItemID
from gateway.cxml.payments import PaymentTerm
from gateway.cxml.references import DocumentReference, OrderReference
from gateway.cxml.ship_notices import (
    CarrierIdentifier,
    FulfillmentType,
    ShipControl,
    ShipmentIdentifier,
    ShipmentType,
    ShipNoticeHeader,
    ShipNoticeItem,
    ShipNoticePortion,
    ShipNoticeRequest,
)
from gateway.cxml.texts import Comments, Description
from gateway.rules.deviations import MOST_DECIMALS
from gateway.rules.homecoming import inside
from gateway.rules.leaving_out import ANY_UNIT
from gateway.rules.ordered import NOTHING
from gateway.rules.prices import EXACT, of_one
from gateway.rules.supplier_bodies import (
    Confirm,
    ConfirmedLine,
    Invoice,
    InvoicedTax,
    LineWord,
    Reject,
    Said,
    Ship,
)
from gateway.rules.supplier_ground import Ground, Line

Body = ConfirmationRequest | ShipNoticeRequest | InvoiceDetailRequest

#: the name of a carrier, where it is no code (cXML.dtd, CarrierIdentifier)
COMPANY: Final = "companyName"
CARRIER: Final = "carrierCorporate"
NO_TAX: Final = "No tax"
_STATUSES: Final = {
    LineWord.REJECT: ItemStatus.REJECT,
    LineWord.BACKORDERED: ItemStatus.BACKORDERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What a document is written with: now, as cXML says it, and a number where none is said."""

    now: str
    number: str


def document(said: Said, ground: Ground, pen: Pen) -> Body:
    """Make the document that a body means; it must have no faults on its ground."""
    if isinstance(said, Ship):
        return _ship_notice(said, ground, pen)
    if isinstance(said, Invoice):
        return _invoice(said, ground, pen)
    return _confirmation(said, ground, pen)


def _reference(ground: Ground) -> OrderReference:
    return OrderReference(
        order_id=ground.order_id,
        order_date=ground.order_date,
        document_reference=DocumentReference(payload_id=ground.payload_id),
    )


def _comments(*words: str | None) -> tuple[Comments, ...]:
    return tuple(Comments(lang="en", inner=inside(each)) for each in words if each)


# ── confirmations ─────────────────────────────────────────────────────────────────────────────


def _confirmation(said: Confirm | Reject, ground: Ground, pen: Pen) -> ConfirmationRequest:
    kind = ConfirmationType.REJECT
    comments = said.reason if isinstance(said, Reject) else said.comments
    entries = () if isinstance(said, Reject) else said.lines
    if isinstance(said, Confirm):
        kind = ConfirmationType.DETAIL if entries else ConfirmationType.ACCEPT
    spoken = {entry.line_number for entry in entries}
    return ConfirmationRequest(
        header=ConfirmationHeader(
            type=kind,
            notice_date=pen.now,
            confirm_id=said.confirmation_id or pen.number,
            operation=ConfirmationOperation.NEW,
            comments=_comments(comments),
        ),
        order_reference=_reference(ground),
        items=tuple(
            _confirmed(line, [entry for entry in entries if entry.line_number == line.number])
            for line in ground.lines
            if line.number in spoken
        ),
    )


def _confirmed(line: Line, entries: Sequence[ConfirmedLine]) -> ConfirmationItem:
    """Say what becomes of a line; of what no entry speaks of, nothing is known yet."""
    unit = line.unit or ANY_UNIT
    told = sum((Decimal(entry.quantity) for entry in entries if entry.quantity), NOTHING)
    rest = line.quantity - told
    statuses = [
        _status(line, entry, Decimal(entry.quantity) if entry.quantity else rest, unit)
        for entry in entries
    ]
    if rest > 0 and all(entry.quantity for entry in entries):
        statuses.append(
            ConfirmationStatus(type=ItemStatus.UNKNOWN, quantity=rest, unit_of_measure=unit)
        )
    return ConfirmationItem(
        line_number=line.number,
        quantity=line.quantity,
        unit_of_measure=unit,
        statuses=tuple(statuses),
    )


def _status(line: Line, entry: ConfirmedLine, quantity: Decimal, unit: str) -> ConfirmationStatus:
    differs = entry.unit_price is not None or entry.delivery_date is not None
    as_ordered = ItemStatus.DETAIL if differs else ItemStatus.ACCEPT
    return ConfirmationStatus(
        type=_STATUSES.get(entry.status, as_ordered),
        quantity=quantity,
        unit_of_measure=unit,
        delivery_date=entry.delivery_date,
        unit_price=_other_price(line, entry.unit_price),
        comments=_comments(entry.reason, entry.comments),
    )


def _other_price(line: Line, price: str | None) -> UnitPrice | None:
    """Say a price of one unit as the order says its own: for as much as that one is."""
    if price is None or line.currency is None:
        return None
    amount = Decimal(price)
    if line.basis is not None:
        amount = EXACT.divide(EXACT.multiply(amount, line.basis.quantity), line.basis.factor)
    return UnitPrice(money=Money(currency=line.currency, amount=_short(amount)))


# ── ship notices ──────────────────────────────────────────────────────────────────────────────


def _ship_notice(said: Ship, ground: Ground, pen: Pen) -> ShipNoticeRequest:
    shipped = _shares(said, ground, ground.unshipped())
    complete = FulfillmentType.COMPLETE if said.complete else FulfillmentType.PARTIAL
    return ShipNoticeRequest(
        header=ShipNoticeHeader(
            shipment_id=said.shipment_id,
            notice_date=pen.now,
            shipment_date=said.shipped_at or pen.now,
            delivery_date=said.delivery_date,
            shipment_type=ShipmentType.ACTUAL,
            fulfillment_type=None if said.complete is None else complete,
            contacts=_carrier(said),
            comments=_comments(said.comments),
        ),
        controls=_controls(said),
        portions=(
            ShipNoticePortion(
                order_reference=_reference(ground),
                items=tuple(
                    ShipNoticeItem(
                        ship_notice_line_number=place,
                        line_number=line.number,
                        quantity=quantity,
                        unit_of_measure=line.unit or ANY_UNIT,
                    )
                    for place, (line, quantity) in enumerate(shipped, start=1)
                ),
            ),
        ),
    )


def _carrier(said: Ship) -> tuple[Contact, ...]:
    """Name a carrier whose number for the shipment is not known."""
    if said.carrier is None or said.tracking_number is not None:
        return ()
    return (Contact(role=CARRIER, name=Name(lang="en", text=said.carrier)),)


def _controls(said: Ship) -> tuple[ShipControl, ...]:
    if said.carrier is None or said.tracking_number is None:
        return ()
    return (
        ShipControl(
            carriers=(CarrierIdentifier(domain=COMPANY, text=said.carrier),),
            shipments=(ShipmentIdentifier(text=said.tracking_number),),
        ),
    )


def _shares(
    said: Ship | Invoice, ground: Ground, rest: Sequence[tuple[Line, Decimal]]
) -> list[tuple[Line, Decimal]]:
    if not said.lines:
        return list(rest)
    named = [(ground.line(entry.line_number), Decimal(entry.quantity)) for entry in said.lines]
    return [(line, quantity) for line, quantity in named if line is not None]


# ── invoices ──────────────────────────────────────────────────────────────────────────────────


def _invoice(said: Invoice, ground: Ground, pen: Pen) -> InvoiceDetailRequest:
    shares = _shares(said, ground, ground.uninvoiced())
    prices = [entry.unit_price for entry in said.lines] or [None] * len(shares)
    items = tuple(
        _invoiced(place, line, quantity, price)
        for place, ((line, quantity), price) in enumerate(zip(shares, prices, strict=True), start=1)
    )
    invoiced_at = said.invoiced_at or pen.now
    return InvoiceDetailRequest(
        header=InvoiceDetailRequestHeader(
            invoice_id=said.invoice_id,
            invoice_date=invoiced_at,
            header_indicator=InvoiceDetailHeaderIndicator(),
            line_indicator=InvoiceDetailLineIndicator(),
            payment_terms=_terms(said.due_date, invoiced_at),
        ),
        orders=(
            InvoiceDetailOrder(
                order_info=InvoiceDetailOrderInfo(order=_reference(ground)), items=items
            ),
        ),
        summary=_summary(said, items),
    )


def _invoiced(place: int, line: Line, quantity: Decimal, price: str | None) -> InvoiceDetailItem:
    currency = line.currency or ""
    unit = line.unit or ANY_UNIT
    basis = line.basis if price is None else None
    written = Decimal(price) if price is not None else line.unit_price or NOTHING
    one = of_one(written, basis)
    if basis is not None and basis.factor != 1:
        # the unit of its basis is not known here any more
        written, basis = _short(one), None
    amount = _rounded(EXACT.multiply(quantity, one), currency)
    return InvoiceDetailItem(
        line_number=place,
        quantity=quantity,
        unit_of_measure=unit,
        unit_price=UnitPrice(money=Money(currency=currency, amount=written)),
        price_basis_quantity=None
        if basis is None
        else PriceBasisQuantity(
            quantity=basis.quantity, conversion_factor=Decimal(1), unit_of_measure=unit
        ),
        item_reference=InvoiceDetailItemReference(
            line_number=line.number,
            item_id=ItemID(supplier_part_id=line.part),
            description=Description(lang="en", inner=inside(line.description))
            if line.description
            else None,
        ),
        subtotal=SubtotalAmount(money=Money(currency=currency, amount=amount)),
    )


def _summary(said: Invoice, items: Sequence[InvoiceDetailItem]) -> InvoiceDetailSummary:
    currency = next((each.subtotal.money.currency for each in items if each.subtotal), "")
    subtotal = sum((each.subtotal.money.amount for each in items if each.subtotal), NOTHING)
    shipping = _rounded(Decimal(said.shipping.amount), currency) if said.shipping else NOTHING
    tax = _rounded(Decimal(said.tax.amount) if said.tax else NOTHING, currency)
    whole = Money(currency=currency, amount=subtotal + shipping + tax)
    return InvoiceDetailSummary(
        subtotal=SubtotalAmount(money=Money(currency=currency, amount=subtotal)),
        tax=_tax(said.tax, Money(currency=currency, amount=tax), subtotal + shipping),
        shipping=ShippingAmount(money=Money(currency=currency, amount=shipping))
        if said.shipping
        else None,
        gross=GrossAmount(money=whole),
        net=NetAmount(money=whole),
        due=DueAmount(money=whole),
    )


def _tax(said: InvoicedTax | None, money: Money, taxable: Decimal) -> Tax:
    words = said.description if said else NO_TAX
    described = Description(lang="en", inner=inside(words))
    if said is None or said.rate is None:
        return Tax(money=money, description=described)
    detail = TaxDetail(
        category=said.category,
        percentage_rate=Decimal(said.rate),
        taxable_amount=TaxableAmount(money=Money(currency=money.currency, amount=taxable)),
        tax_amount=TaxAmount(money=money),
    )
    return Tax(money=money, description=described, details=(detail,))


def _terms(due: str | None, invoiced: str) -> tuple[PaymentTerm, ...]:
    """Say until when to pay, as cXML counts it: in days."""
    if due is None:
        return ()
    days = (_day(due) - _day(invoiced)).days
    return (PaymentTerm(pay_in_days=max(0, days)),)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def _rounded(amount: Decimal, currency: str) -> Decimal:
    """Round to what can be paid in a currency, half up."""
    places = get_currency_precision(currency)
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def _short(amount: Decimal) -> Decimal:
    """Keep to six decimals what may never end."""
    is_long = int(amount.as_tuple().exponent) < -MOST_DECIMALS
    return round(amount, MOST_DECIMALS) if is_long else amount
