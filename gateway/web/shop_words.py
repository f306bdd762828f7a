"""What the shop API says: the models of its answers, as OpenAPI tells them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from gateway.rules.parties import Mode
from gateway.rules.visits import Destination, SelectedItem, Shopper, VisitLine
from gateway.store.states import Operation, SessionState


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Buyer(_Said):
    """The organisation that the shopper shops for."""

    name: str


class ShopSession(_Said):
    """One visit: who shops for whom, and what is to be shown."""

    session: str = Field(description="The token that names the visit.")
    state: SessionState
    mode: Mode = Field(description="In test nothing is ordered, delivered or charged.")
    operation: Operation = Field(
        description="A new cart, an earlier one to change, or an earlier one to look at."
    )
    language: str = Field(description="The language of the shopper, such as en-US.")
    connection: str = Field(description="The connection as the gateway's operators name it.")
    buyer: Buyer
    user: Shopper
    ship_to: Destination | None
    selected_item: SelectedItem | None = Field(description="The item to open the shop at.")
    lines: tuple[VisitLine, ...] = Field(description="The cart that is opened again.")
    return_url: str | None = Field(
        description="Where to send the browser, once the cart was put or the visit cancelled."
    )


class ReturnAddress(_Said):
    """Where the shop sends the browser now."""

    return_url: str


class ShopFault(_Said):
    """One thing that is wrong."""

    field: str = Field(description="The faulty field, such as lines.0.quantity; may be empty.")
    message: str


class ShopFaults(_Said):
    """Everything that is wrong."""

    errors: tuple[ShopFault, ...]
