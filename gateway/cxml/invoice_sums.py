"""The amounts of invoices: what each of the many sums in them means."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from gateway.cxml.accounting import Distribution
from gateway.cxml.amounts import Money, Sum
from gateway.cxml.binding import Aside, Attr, Rest, element
from gateway.cxml.texts import Description


@element("SubtotalAmount")
class SubtotalAmount(Sum):
    """Before taxes, shipping and special handling."""


@element("GrossAmount")
class GrossAmount(Sum):
    """The subtotal with taxes, shipping and special handling."""


@element("TotalCharges")
class TotalCharges(Sum):
    """All that was added to the price."""


@element("TotalAllowances")
class TotalAllowances(Sum):
    """All that was taken off the price."""


@element("TotalAmountWithoutTax")
class TotalAmountWithoutTax(Sum):
    """The gross amount before taxes."""


@element("NetAmount")
class NetAmount(Sum):
    """The gross amount without discounts: what the invoice asks for."""


@element("DepositAmount")
class DepositAmount(Sum):
    """What was paid before."""


@element("DueAmount")
class DueAmount(Sum):
    """What is left to pay; below zero on a credit memo."""


@element("SpecialHandlingAmount", children="Money Description Distribution")
class SpecialHandlingAmount:
    """What special handling costs."""

    money: Money
    description: Description | None = None
    distributions: tuple[Distribution, ...] = ()
    rest: Rest | None = None


@element("ShippingAmount", children="Money Distribution")
class ShippingAmount:
    """What the way costs."""

    money: Money
    distributions: tuple[Distribution, ...] = ()
    rest: Rest | None = None


@element("InvoiceDetailDiscount", children="Money Distribution")
class InvoiceDetailDiscount:
    """What is taken off, as money and perhaps in per cent."""

    percentage_rate: Annotated[Decimal | None, Attr("percentageRate"), Aside()] = None
    money: Money
    distributions: tuple[Distribution, ...] = ()
    rest: Rest | None = None
