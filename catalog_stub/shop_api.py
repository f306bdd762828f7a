"""The gateway's shop API as the shop's server sees it: who is here, take this cart, never mind."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_stub.wire import gateway_client

Operation = Literal["create", "edit", "inspect"]


class _Reply(BaseModel):
    """Part of an answer; what we do not know is left aside, so that the gateway may grow."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Shopper(_Reply):
    """The person who shops, as far as the buyer told."""

    name: str | None = None
    email: str | None = None
    unique_name: str | None = None


class Buyer(_Reply):
    """The organisation that the shopper shops for."""

    name: str


class ShipTo(_Reply):
    """Where the goods are to go."""

    name: str | None = None
    street: tuple[str, ...] = ()
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


class SelectedItem(_Reply):
    """The article that the shopper picked in the procurement system already."""

    supplier_part_id: str
    supplier_part_auxiliary_id: str | None = None


class CartLine(_Reply):
    """A line that comes back to be edited or looked at."""

    quantity: Decimal
    supplier_part_id: str
    supplier_part_auxiliary_id: str | None = None
    description: str | None = None
    unit_price: Decimal | None = None
    currency: str | None = None
    unit_of_measure: str | None = None


class Session(_Reply):
    """One visit, as the gateway tells it."""

    session: str
    state: str
    mode: Literal["test", "active"]
    operation: Operation
    language: str = "en"
    buyer: Buyer
    user: Shopper = Shopper()
    ship_to: ShipTo | None = None
    selected_item: SelectedItem | None = None
    lines: tuple[CartLine, ...] = ()
    #: Where the browser goes, once the visit has come to its end.
    return_url: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether something can still be brought home from this visit."""
        return self.state in {"opened", "started"}


class _ReturnAddress(_Reply):
    return_url: str


class _Fault(_Reply):
    field: str
    message: str


class _Faults(_Reply):
    errors: tuple[_Fault, ...]


class GatewayRefusal(Exception):
    """The gateway answered, but not with what was asked for."""

    def __init__(self, status: int, complaints: tuple[str, ...] = ()) -> None:
        super().__init__(f"The gateway answered with HTTP {status}.")
        self.status = status
        #: What it finds wrong with a cart, one sentence each.
        self.complaints = complaints


class GatewayAway(Exception):
    """The gateway does not answer, or not so that it can be understood."""


R = TypeVar("R", bound=_Reply)


class ShopApi:
    """Calls the gateway with the shop's key; safe to use from several threads."""

    def __init__(self, gateway: str, shop_key: str, timeout_seconds: float) -> None:
        headers = {"Authorization": f"Bearer {shop_key}", "Accept": "application/json"}
        self._client = gateway_client(gateway, timeout_seconds, headers)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def session(self, token: str) -> Session:
        """Return the visit of this token; raises `GatewayRefusal` or `GatewayAway`."""
        return _read(Session, self._call("GET", token))

    def put_cart(self, token: str, cart: Mapping[str, Any]) -> str:
        """Hand over the cart; return where the browser goes; raises as `session` does."""
        return _read(_ReturnAddress, self._call("PUT", token, "/cart", cart)).return_url

    def cancel(self, token: str) -> str:
        """Give the visit up; return where the browser goes; raises as `session` does."""
        return _read(_ReturnAddress, self._call("POST", token, "/cancel")).return_url

    def _call(
        self, method: str, token: str, rest: str = "", cart: Mapping[str, Any] | None = None
    ) -> httpx2.Response:
        path = f"/shop/sessions/{quote(token, safe='')}{rest}"
        try:
            answer = self._client.request(method, path, json=cart)
        except httpx2.RequestError as error:
            raise GatewayAway("The gateway does not answer.") from error
        if answer.is_server_error:
            raise GatewayAway(f"The gateway answered with HTTP {answer.status_code}.")
        if answer.status_code != HTTPStatus.OK:
            raise GatewayRefusal(answer.status_code, _complaints(answer))
        return answer


def _read(model: type[R], answer: httpx2.Response) -> R:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise GatewayAway("The gateway's answer cannot be understood.") from error


def _complaints(answer: httpx2.Response) -> tuple[str, ...]:
    try:
        faults = _Faults.model_validate_json(answer.content).errors
    except ValidationError:
        return ()
    return tuple(f"{fault.field}: {fault.message}" for fault in faults)
