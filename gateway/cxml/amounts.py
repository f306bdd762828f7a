"""Money and what is said in it: prices, totals, shipping, tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from gateway.cxml.binding import Attr, Content, Rest, element
from gateway.cxml.texts import Description
from gateway.cxml.values import CurrencyCode


@element("Money")
class Money:
    """An amount in a currency (ISO 4217)."""

    currency: Annotated[str, Attr("currency"), CurrencyCode()]
    amount: Annotated[Decimal, Content()]
    alternate_amount: Annotated[Decimal | None, Attr("alternateAmount")] = None
    alternate_currency: Annotated[str | None, Attr("alternateCurrency")] = None
    rest: Rest | None = None


@element("UnitPrice", children="Money Modifications PricingConditions TradingPartner")
class UnitPrice:
    """What one unit costs."""

    money: Money
    rest: Rest | None = None


@element("Total", children="Money Modifications")
class Total:
    """What all lines cost together; for a blanket order its ceiling."""

    money: Money
    rest: Rest | None = None


@element("Shipping", children="Money Description Modifications")
class Shipping:
    """What the way costs; the standard wants a description with it."""

    money: Money
    description: Description | None = None
    tracking_domain: Annotated[str | None, Attr("trackingDomain")] = None
    tracking_id: Annotated[str | None, Attr("trackingId")] = None
    rest: Rest | None = None


@element("Tax", children="Money TaxAdjustmentAmount Description TaxDetail Distribution Extrinsic")
class Tax:
    """What the state takes; the standard wants a description with it."""

    money: Money
    description: Description | None = None
    rest: Rest | None = None
