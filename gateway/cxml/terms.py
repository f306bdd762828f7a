"""Terms: how goods are delivered, how far they may differ, and what must be confirmed."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Money
from gateway.cxml.binding import Aside, Attr, Content, Rest, element
from gateway.cxml.contacts import Address
from gateway.cxml.texts import Comments
from gateway.cxml.values import Moment


@element("Period")
class Period:
    """From when to when."""

    start_date: Annotated[str, Attr("startDate"), Moment()]
    end_date: Annotated[str, Attr("endDate"), Moment()]
    rest: Rest | None = None


@element("DeliveryPeriod")
class DeliveryPeriod:
    """Between which days to deliver."""

    period: Period
    rest: Rest | None = None


@element("TermsOfDeliveryCode")
class TermsOfDeliveryCode:
    """Who decides and pays for the way; `Other` is said in words."""

    value: Annotated[str, Attr("value")]
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("ShippingPaymentMethod")
class ShippingPaymentMethod:
    """How the way is paid; `Other` is said in words."""

    value: Annotated[str, Attr("value")]
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("TransportTerms")
class TransportTerms:
    """Who bears which risk on the way, such as `FCA`; `Other` is said in words."""

    value: Annotated[str, Attr("value")]
    text: Annotated[str, Content()] = ""
    rest: Rest | None = None


TERMS_OF_DELIVERY_ORDER = (
    "TermsOfDeliveryCode ShippingPaymentMethod TransportTerms Address Comments"
)


@element("TermsOfDelivery", children=TERMS_OF_DELIVERY_ORDER)
class TermsOfDelivery:
    """On which terms goods are delivered."""

    code: TermsOfDeliveryCode | None = None
    shipping_payment_method: ShippingPaymentMethod | None = None
    transport_terms: TransportTerms | None = None
    address: Address | None = None
    comments: tuple[Comments, ...] = ()
    rest: Rest | None = None


@element("Percentage")
class Percentage:
    """So many per cent."""

    percent: Annotated[Decimal, Attr("percent")]
    rest: Rest | None = None


@element("Value")
class Value:
    """So many units."""

    value: Annotated[Decimal, Attr("value")]
    rest: Rest | None = None


@element("QuantityTolerance")
class QuantityTolerance:
    """By how much a quantity may differ."""

    limit: Percentage | Value
    rest: Rest | None = None


@element("PriceTolerance")
class PriceTolerance:
    """By how much a price may differ."""

    limit: Percentage | Money
    rest: Rest | None = None


class TimeUnit(StrEnum):
    """In what a time is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


@element("TimeTolerance")
class TimeTolerance:
    """By how much a day may differ."""

    limit: Annotated[int, Attr("limit")]
    type: Annotated[TimeUnit | None, Attr("type")] = None
    rest: Rest | None = None


@element("Tolerances", children="QuantityTolerance PriceTolerance TimeTolerance")
class Tolerances:
    """By how much a delivery may differ from the order."""

    quantity: QuantityTolerance | None = None
    price: PriceTolerance | None = None
    time: TimeTolerance | None = None
    rest: Rest | None = None


@element("Lower")
class Lower:
    """How far below something may be."""

    tolerances: Tolerances
    rest: Rest | None = None


@element("Upper")
class Upper:
    """How far above something may be."""

    tolerances: Tolerances
    rest: Rest | None = None


class OrderConfirmations(StrEnum):
    """Whether an order may be confirmed."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "notAllowed"
    #: the ship notice waits for it
    REQUIRED_BEFORE_ASN = "requiredBeforeASN"


class Allowance(StrEnum):
    """Whether something may be sent."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "notAllowed"


class InvoiceAllowance(StrEnum):
    """Whether an invoice may be sent, or whether the buyer settles by the receipt (ERS)."""

    IS_ERS = "isERS"
    IS_NOT_ERS = "isNotERS"
    ALLOWED = "allowed"
    NOT_ALLOWED = "notAllowed"


class Editable(StrEnum):
    """Whether the unit price may be changed."""

    YES = "yes"
    NO = "no"


@element("OCInstruction", children="Lower Upper")
class OCInstruction:
    """What may be confirmed."""

    value: Annotated[OrderConfirmations | None, Attr("value")] = None
    lower: Lower | None = None
    upper: Upper | None = None
    rest: Rest | None = None


@element("ASNInstruction", children="Lower Upper")
class ASNInstruction:
    """What may be said about shipments."""

    value: Annotated[Allowance | None, Attr("value")] = None
    lower: Lower | None = None
    upper: Upper | None = None
    rest: Rest | None = None


@element("InvoiceInstruction", children="TemporaryPrice Lower Upper")
class InvoiceInstruction:
    """What may be invoiced."""

    value: Annotated[InvoiceAllowance | None, Attr("value")] = None
    unit_price_editable: Annotated[Editable | None, Attr("unitPriceEditable")] = None
    lower: Lower | None = None
    upper: Upper | None = None
    rest: Rest | None = None


@element("SESInstruction", children="Lower Upper")
class SESInstruction:
    """What may be said about services rendered."""

    value: Annotated[Allowance | None, Attr("value")] = None
    unit_price_editable: Annotated[Editable | None, Attr("unitPriceEditable")] = None
    lower: Lower | None = None
    upper: Upper | None = None
    rest: Rest | None = None


CONTROL_KEYS_ORDER = "OCInstruction ASNInstruction InvoiceInstruction SESInstruction"


@element("ControlKeys", children=CONTROL_KEYS_ORDER)
class ControlKeys:
    """Which documents the buyer wants or forbids after the order."""

    confirmations: Annotated[OCInstruction | None, Aside()] = None
    ship_notices: Annotated[ASNInstruction | None, Aside()] = None
    invoices: Annotated[InvoiceInstruction | None, Aside()] = None
    service_entries: Annotated[SESInstruction | None, Aside()] = None
    rest: Rest | None = None
