"""Money and what is said in it: prices, totals, shipping, tax."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from gateway.cxml.binding import Aside, Attr, Child, Content, Rest, element
from gateway.cxml.platforms import FourDecimals, Unit
from gateway.cxml.texts import Description, Extrinsic
from gateway.cxml.values import CurrencyCode, Moment


@element("Money")
class Money:
    """An amount in a currency (ISO 4217)."""

    currency: Annotated[str, Attr("currency"), CurrencyCode()]
    amount: Annotated[Decimal, Content(), FourDecimals()]
    alternate_amount: Annotated[Decimal | None, Attr("alternateAmount")] = None
    alternate_currency: Annotated[str | None, Attr("alternateCurrency")] = None
    rest: Rest | None = None


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What the many elements share that only say which amount theirs is."""

    money: Money
    rest: Rest | None = None


@element("UnitPrice", children="Money Modifications PricingConditions")
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


@element("TaxableAmount")
class TaxableAmount(Sum):
    """What the tax is taken of."""


@element("TaxAmount")
class TaxAmount(Sum):
    """What one tax takes."""


TAX_DETAIL_ORDER = (
    "TaxableAmount TaxAmount TaxLocation TaxAdjustmentAmount Description"
    " TriangularTransactionLawReference TaxRegime TaxExemption Extrinsic"
)


@element("TaxDetail", children=TAX_DETAIL_ORDER)
class TaxDetail:
    """One tax of several; its category is the sender's own word, such as `vat`."""

    category: Annotated[str, Attr("category")]
    purpose: Annotated[str | None, Attr("purpose")] = None
    percentage_rate: Annotated[Decimal | None, Attr("percentageRate")] = None
    tax_point_date: Annotated[str | None, Attr("taxPointDate"), Moment()] = None
    taxable_amount: TaxableAmount | None = None
    tax_amount: TaxAmount
    description: Description | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
    rest: Rest | None = None


@element("Tax", children="Money TaxAdjustmentAmount Description TaxDetail Distribution Extrinsic")
class Tax:
    """What the state takes; the standard wants a description with it."""

    money: Money
    description: Description | None = None
    details: Annotated[tuple[TaxDetail, ...], Aside()] = ()
    extrinsics: Annotated[tuple[Extrinsic, ...], Aside()] = ()
    rest: Rest | None = None


@element("PriceBasisQuantity", children="UnitOfMeasure Description")
class PriceBasisQuantity:
    """
    For how many units a price is meant.

    So many units of this quantity as `conversion_factor` says are one unit of the line.
    """

    quantity: Annotated[Decimal, Attr("quantity")]
    conversion_factor: Annotated[Decimal | None, Attr("conversionFactor")] = None
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    description: Description | None = None
    rest: Rest | None = None


@element("UnitRate", children="Money UnitOfMeasure PriceBasisQuantity TermReference")
class UnitRate:
    """What one unit of something measured costs, such as an hour."""

    money: Money
    unit_of_measure: Annotated[str | None, Child("UnitOfMeasure"), Unit()] = None
    price_basis_quantity: PriceBasisQuantity | None = None
    rest: Rest | None = None
