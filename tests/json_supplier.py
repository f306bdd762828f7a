"""A supplier without cXML, as it calls the supplier API with one of its keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import httpx2

from tests import letters
from tests.front import Front

_keys = count(1)


@dataclass(frozen=True, kw_only=True)
class JsonSupplier:
    """One key of a supplier, and the gateway that it opens."""

    front: Front
    key: str = letters.API_KEY

    @property
    def in_test(self) -> JsonSupplier:
        """The same supplier with the key of its test orders."""
        return replace(self, key=letters.TEST_API_KEY)

    @property
    def headers(self) -> dict[str, str]:
        """What every call carries."""
        return {"Authorization": f"Bearer {self.key}"}

    def read(self, **wanted: str | int) -> dict[str, Any]:
        """Read what happened."""
        answer = self.front.client.get("/supplier/events", headers=self.headers, params=wanted)
        assert 200 == answer.status_code, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def events(self) -> list[dict[str, Any]]:
        """Read everything that happened."""
        found: list[dict[str, Any]] = self.read(limit=200)["events"]
        return found

    def order_id(self, number: str) -> str:
        """Tell what an order is called in addresses."""
        orders = [event["order"] for event in self.events() if event["order"]]
        return next(str(each["id"]) for each in orders if each["order_id"] == number)

    def order(self, number: str) -> dict[str, Any]:
        """Read an order as it stands now."""
        answer = self.front.client.get(
            f"/supplier/orders/{self.order_id(number)}", headers=self.headers
        )
        assert 200 == answer.status_code, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def say(
        self, number: str, act: str, body: dict[str, Any], *, key: str | None = None
    ) -> httpx2.Response:
        """Say something of an order, under a key of its own unless one is given."""
        return self.front.client.post(
            f"/supplier/orders/{self.order_id(number)}/{act}",
            headers=self.headers | {"Idempotency-Key": key or f"key-{next(_keys)}"},
            json=body,
        )
