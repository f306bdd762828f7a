"""How far an order may differ from the cart that it comes from, and what is done beyond that."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field


class Check(StrEnum):
    """What is looked at in an order."""

    #: does it come from a cart of ours?
    CART = "cart"
    #: is the cart one of this connection?
    FOREIGN_CART = "foreign-cart"
    #: was the cart made in test? A real order with one is always held
    TEST_CART = "test-cart"
    #: how long ago did the cart go home?
    AGE = "age"
    PART = "part"
    PRICE = "price"
    CURRENCY = "currency"
    UNIT = "unit"
    QUANTITY = "quantity"
    #: can it be there when it is wanted?
    DELIVERY = "delivery"
    SHIPPING = "shipping"
    #: is Total the sum of the lines?
    TOTAL = "total"
    #: are all lines in the currency of Total?
    CURRENCIES = "currencies"
    #: does the buyer name terms of its own? They are noted, and never accepted
    TERMS = "terms"


class Action(StrEnum):
    """What is done about an order that differs too far."""

    #: it goes on; the difference is told to the buyer and shown to people
    FLAG = "flag"
    #: it goes on without the line, and the buyer is told so
    REJECT_LINE = "reject-line"
    REJECT_ORDER = "reject-order"
    #: a person releases or rejects it
    HOLD = "hold"


#: what is always done, whatever the settings say
FIXED: Final[dict[Check, Action]] = {Check.TEST_CART: Action.HOLD, Check.TERMS: Action.FLAG}

#: by so much a total may differ where nothing else is said: a buyer may keep fewer decimals
ROUNDING: Final = Decimal("0.05")

Bound = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
Days = Annotated[int, Field(ge=0, le=3650)]


class SafeguardSettings(BaseModel):
    """
    The safeguards of a connection; the defaults are what we recommend.

    A price, a total or a shipping price may differ by no more than each bound that is given, per
    cent and amount; where neither is, it may not differ at all, but for the rounding of a total. A
    quantity without a bound may be any: buyers change quantities while they approve.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action = Field(
        default=Action.FLAG, description="What is done about whatever differs too far."
    )
    actions: dict[Check, Action] = Field(
        default_factory=dict, description="The same, check by check, where it is not `action`."
    )
    price_percent: Bound | None = Field(
        default=None, description="How far a unit price may be from the cart's, in per cent of it."
    )
    price_amount: Bound | None = Field(default=None, description="The same in money.")
    quantity_percent: Bound | None = Field(
        default=None,
        description="How far a quantity may be from the cart's; else it may be any.",
    )
    total_percent: Bound | None = Field(
        default=None, description="How far Total may be from the sum of the lines, in per cent."
    )
    total_amount: Bound | None = Field(
        default=None, description=f"The same in money; {ROUNDING} where neither is given."
    )
    shipping_percent: Bound | None = Field(
        default=None, description="How far the shipping price may be from the cart's, in per cent."
    )
    shipping_amount: Bound | None = Field(default=None, description="The same in money.")
    delivery_days: Days = Field(
        default=3,
        description="So many days sooner than the cart's lead time a delivery may be asked for.",
    )
    cart_days: Days = Field(
        default=90, description="So many days after it went home a cart may be ordered."
    )

    @property
    def total_bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """How far Total may be from the sum, per cent and amount."""
        said = self.total_percent, self.total_amount
        return (None, ROUNDING) if said == (None, None) else said

    def action_on(self, check: Check, *, whole: bool) -> Action:
        """Tell what is done; a difference of the whole order rejects no line, but holds it."""
        chosen = FIXED.get(check) or self.actions.get(check, self.action)
        return Action.HOLD if whole and chosen is Action.REJECT_LINE else chosen
