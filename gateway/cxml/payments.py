"""Payments: the card that an order is paid with, and when an invoice is due."""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal
from typing import Annotated

from gateway.cxml.amounts import Money
from gateway.cxml.binding import Attr, Rest, element
from gateway.cxml.contacts import PostalAddress
from gateway.cxml.texts import Extrinsic
from gateway.cxml.values import Moment


@element("PCard")
class PCard:
    """A purchasing card; its number is never shown."""

    number: Annotated[str, Attr("number")] = field(repr=False)
    expiration: Annotated[str | None, Attr("expiration"), Moment()] = None
    name: Annotated[str | None, Attr("name")] = None
    postal_address: PostalAddress | None = None
    rest: Rest | None = None


@element("PaymentToken")
class PaymentToken:
    """What stands in a card's place; `number` shows no more than the card's last figures."""

    number: Annotated[str | None, Attr("number")] = field(default=None, repr=False)
    token: Annotated[str, Attr("token")] = field(repr=False)
    expiration: Annotated[str | None, Attr("expiration"), Moment()] = None
    name: Annotated[str | None, Attr("name")] = None
    rest: Rest | None = None


@element("Payment")
class Payment:
    """What an order is paid with (cXML.dtd forgets PaymentToken by declaring an entity twice)."""

    means: PCard | PaymentToken | None = None
    rest: Rest | None = None


@element("DiscountPercent")
class DiscountPercent:
    """A discount in per cent; below zero it is a penalty."""

    percent: Annotated[Decimal, Attr("percent")]
    rest: Rest | None = None


@element("DiscountAmount")
class DiscountAmount:
    """A discount in money; below zero it is a penalty."""

    money: Money
    rest: Rest | None = None


@element("Discount")
class Discount:
    """What paying in time takes off."""

    by: DiscountPercent | DiscountAmount
    rest: Rest | None = None


@element("PaymentTerm", children="Discount Extrinsic")
class PaymentTerm:
    """Within how many days to pay, and what that takes off; without a discount the net term."""

    pay_in_days: Annotated[int, Attr("payInNumberOfDays")]
    discount: Discount | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("InvoiceDetailPaymentTerm")
class InvoiceDetailPaymentTerm:
    """The same in an older form, as per cent."""

    pay_in_days: Annotated[int, Attr("payInNumberOfDays")]
    percentage_rate: Annotated[Decimal, Attr("percentageRate")]
    rest: Rest | None = None
