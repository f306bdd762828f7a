"""What the supplier API says beside its events: orders as they stand, answers, faults."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from gateway.cxml.finding_codes import Severity
from gateway.rules.order_states import OrderState
from gateway.rules.supplier_events import Order, OrderLine


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SupplierFault(_Said):
    """One thing that is wrong."""

    field: str = Field(description="The faulty field, such as lines.0.quantity; may be empty.")
    code: str | None = Field(default=None, description="For programs; docs/errors.md has it.")
    message: str
    advice: str | None = None


class SupplierFaults(_Said):
    """Everything that is wrong."""

    errors: tuple[SupplierFault, ...]


class LineNow(OrderLine):
    """One line of an order, and how much of it is done."""

    confirmed: str
    backordered: str
    rejected: str
    shipped: str
    invoiced: str


class OrderNow(Order):
    """An order as it was told last, and what became of it since."""

    state: OrderState
    lines: tuple[LineNow, ...]


class Noticed(_Said):
    """Something that was noticed in what was said, and does not stand in its way."""

    severity: Severity
    code: str
    message: str
    advice: str


class Accepted(_Said):
    """What was said is stored, and goes to the buyer where the buyer takes it."""

    document: str = Field(description="The payloadID of the cXML document that was made of it.")
    status: int = Field(description="As cXML counts: 200.")
    message: str
    findings: tuple[Noticed, ...]
