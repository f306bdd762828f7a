"""A supplier API small enough to read: a list of events, and addresses for what is said of them."""

from __future__ import annotations

import base64
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

API_KEY = "key-for-real-orders"
TEST_API_KEY = "key-for-test-orders"
#: `whsec_` and base64, as Standard Webhooks writes a secret
WEBHOOK_SECRET = "whsec_bm90LWEtc2VjcmV0LWJ1dC1sb25nLWVub3VnaA=="
_MODES = {f"Bearer {API_KEY}": "active", f"Bearer {TEST_API_KEY}": "test"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that the shop said."""

    mode: str
    order: str
    act: str
    key: str
    said: dict[str, Any]


@dataclass
class SmallSupplierApi:
    """What the small API holds; tests put events in and read out what the shop said."""

    address: str = ""
    events: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"active": [], "test": []}
    )
    told: list[Told] = field(default_factory=list)
    #: The answers to the next things said, in order; after them everything is taken.
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    #: From where the events were read, each time.
    asked: list[str | None] = field(default_factory=list)
    is_away: bool = False

    def tell(self, mode: str = "active", **differences: str) -> str:
        """Add an event about an order of two lines; return its id."""
        number = sum(len(events) for events in self.events.values()) + 1
        event = an_event(f"evt_{number}", mode, **differences)
        self.events[mode].append(event)
        return str(event["id"])

    def app(self) -> Starlette:
        """Return the API as an application."""
        return Starlette(
            routes=[
                Route("/supplier/events", self._events),
                Route("/supplier/orders/{order}/{act}", self._say, methods=["POST"]),
            ]
        )

    async def _events(self, request: Request) -> Response:
        mode = _MODES.get(request.headers.get("authorization", ""))
        if self.is_away or mode is None:
            return JSONResponse({"errors": []}, status_code=503 if self.is_away else 401)
        after = request.query_params.get("after")
        self.asked.append(after)
        begin, most = int(after or 0), 2
        events = self.events[mode][begin : begin + most]
        end = begin + len(events)
        more = end < len(self.events[mode])
        return JSONResponse({"events": events, "next": str(end), "more": more})

    async def _say(self, request: Request) -> Response:
        place = request.path_params
        self.told.append(
            Told(
                mode=_MODES[request.headers["authorization"]],
                order=place["order"],
                act=place["act"],
                key=request.headers["idempotency-key"],
                said=json.loads(await request.body()),
            )
        )
        taken = (201, {"document": "1@gateway", "status": 200, "message": "OK", "findings": []})
        status, body = self.answers.pop(0) if self.answers else taken
        return JSONResponse(body, status_code=status)


def an_event(event_id: str, mode: str = "active", **differences: str) -> dict[str, Any]:
    """An event; `type`, `order_id` and `quantity` of its first line may differ."""
    wanted = {"type": "order.new", "order_id": "PO-1", "quantity": "5"} | differences
    return {
        "id": event_id,
        "cursor": event_id,
        "type": wanted["type"],
        "happened_at": "2026-11-21T20:45:00+00:00",
        "something_new": {"that": "nobody knows yet"},
        "receipt": None,
        "order": {
            "id": f"ord_{wanted['order_id']}",
            "order_id": wanted["order_id"],
            "version": 1,
            "mode": mode,
            "connection": "acme/paper",
            "buyer": "acme",
            "type": "regular",
            "ordered_at": "2026-11-21T20:45:00+00:00",
            "total": {"amount": "2094.00", "currency": "EUR"},
            "ship_to": _SHIP_TO,
            "comments": ["Please ring."],
            "attachments": [_FILE],
            "lines": [
                _line(1, wanted["quantity"], "OF-1005", "b7k2", "Task chair"),
                _line(2, "1", "OF-1006", None, "Lamp"),
            ],
        },
    }


_FILE = {
    "id": "1.1",
    "name": "plan.pdf",
    "content_type": "application/pdf",
    "size": 4711,
    "sha256": "0" * 64,
}
_SHIP_TO = {
    "address_id": "7",
    "name": "Werk Süd",
    "street": ["Hauptstraße 1"],
    "city": "Köln",
    "postal_code": "50667",
    "country": "DE",
}


def _line(
    number: int, quantity: str, part: str, auxiliary: str | None, description: str
) -> dict[str, Any]:
    return {
        "line_number": number,
        "quantity": quantity,
        "unit_of_measure": "EA",
        "supplier_part_id": part,
        "supplier_part_auxiliary_id": auxiliary,
        "description": description,
        "unit_price": {"amount": "349.00", "currency": "EUR"},
        "comments": [],
        "extrinsics": {},
    }


def signed(body: bytes, name: str = "evt_1", *, age: int = 0, secret: str = "") -> dict[str, str]:
    """Headers of a webhook that was signed so many seconds ago."""
    sent_at = str(int(time.time()) - age)
    key = base64.b64decode((secret or WEBHOOK_SECRET).removeprefix("whsec_"))
    mac = hmac.digest(key, f"{name}.{sent_at}.".encode() + body, "sha256")
    signature = base64.b64encode(mac).decode("ascii")
    return {
        "webhook-id": name,
        "webhook-timestamp": sent_at,
        "webhook-signature": f"v1,{signature}",
    }
