"""A cart as the shop brings it: checked here, before any of it goes to a buyer."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

#: at most 18 digits before the point and 6 behind it, ASCII only (reliability sheet, B1)
AMOUNT = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})", re.ASCII)


def _amount(text: str) -> str:
    if not AMOUNT.fullmatch(text):
        message = "must be a decimal number such as 12.50, without exponent or thousands separator"
        raise ValueError(message)
    return text


def _positive(text: str) -> str:
    if Decimal(_amount(text)) <= 0:
        message = "must be greater than zero"
        raise ValueError(message)
    return text


def _not_negative(text: str) -> str:
    if Decimal(_amount(text)) < 0:
        message = "must not be negative"
        raise ValueError(message)
    return text


Price = Annotated[str, AfterValidator(_not_negative)]
Amount = Annotated[str, AfterValidator(_amount)]
Quantity = Annotated[str, AfterValidator(_positive)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Charge(_Part):
    """Shipping or tax of the whole cart."""

    amount: Amount
    currency: Currency | None = None
    description: str = Field(min_length=1, max_length=2000)


class CartLine(_Part):
    """One line of a cart; amounts are decimal text."""

    supplier_part_id: str = Field(min_length=1, max_length=256)
    supplier_part_auxiliary_id: str | None = Field(default=None, max_length=1024)
    quantity: Quantity
    unit_price: Price
    currency: Currency | None = None
    description: str = Field(min_length=1, max_length=4000)
    language: str | None = Field(default=None, pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
    unit_of_measure: str = Field(min_length=1, max_length=32)
    classification: str = Field(min_length=1, max_length=64)
    classification_domain: str = Field(default="UNSPSC", min_length=1, max_length=64)
    manufacturer_part_id: str | None = Field(default=None, max_length=256)
    manufacturer_name: str | None = Field(default=None, max_length=256)
    lead_time_days: int | None = Field(default=None, ge=0, le=9999)
    url: str | None = Field(default=None, max_length=2048)
    extrinsics: dict[str, str] = Field(default_factory=dict)


class Cart(_Part):
    """What the shopper brings home."""

    currency: Currency
    lines: tuple[CartLine, ...] = Field(max_length=10_000)
    shipping: Charge | None = None
    tax: Charge | None = None
