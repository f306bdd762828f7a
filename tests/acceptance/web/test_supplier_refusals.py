"""What the supplier API does not take, and how it says so."""

from __future__ import annotations

import pytest

from tests import letters
from tests.json_supplier import JsonSupplier

TWO = (letters.line(1, quantity="4"), letters.line(2, part="B-2", quantity="1"))


@pytest.fixture
def ordered(supplier: JsonSupplier) -> JsonSupplier:
    """A supplier with one order, of two lines."""
    supplier.front.post(letters.order("PO-1", *TWO))
    return supplier


@pytest.mark.parametrize("key", [None, "", "ä", "x" * 201])
def test_a_key_is_needed(ordered: JsonSupplier, key: str | None) -> None:
    """So that nothing is done twice."""
    headers = {b"Idempotency-Key": key.encode()} if key is not None else {}
    headers |= {name.encode(): value.encode() for name, value in ordered.headers.items()}
    address = f"/supplier/orders/{ordered.order_id('PO-1')}/confirm"

    answer = ordered.front.client.post(address, headers=list(headers.items()), json={})

    assert (422, "Idempotency-Key") == (answer.status_code, answer.json()["errors"][0]["field"])


def _line(**fields: object) -> dict[str, object]:
    return {"lines": [{"line_number": 1, **fields}]}


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("confirm", {"colour": "red"}, "colour"),
        ("confirm", _line(status="maybe"), "lines.0.status"),
        ("confirm", _line(status="reject"), "lines.0"),
        ("confirm", _line(status="accept", quantity="-1"), "lines.0.quantity"),
        ("confirm", _line(status="accept", quantity="1e1"), "lines.0.quantity"),
        ("confirm", _line(status="accept", quantity=1), "lines.0.quantity"),
        ("confirm", _line(status="accept", quantity="5"), "lines"),
        ("confirm", _line(status="accept", delivery_date="soon"), "lines.0.delivery_date"),
        (
            "confirm",
            _line(status="accept", delivery_date="2026-12-01T10:00"),
            "lines.0.delivery_date",
        ),
        ("confirm", {"lines": [{"line_number": 9, "status": "accept"}]}, "lines.0.line_number"),
        ("confirm", {"version": 2}, "version"),
        ("confirm", {"confirmation_id": "a\nb"}, "confirmation_id"),
        ("confirm", {"comments": "a\u0000b"}, "comments"),
        ("confirm", {"comments": " "}, "comments"),
        ("reject", {}, "reason"),
        ("ship", {}, "shipment_id"),
        ("ship", {"shipment_id": "S", "tracking_number": "T"}, ""),
        ("ship", {"shipment_id": "S"} | _line(quantity="0"), "lines.0.quantity"),
        ("invoice", {"invoice_id": "I", "tax": {"amount": "1"}}, "tax.description"),
        ("invoice", {"invoice_id": "I", "tax": {"amount": "1 EUR"}}, "tax.amount"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_field(
    ordered: JsonSupplier, act: str, body: dict[str, object], field: str
) -> None:
    """And nothing of it is done."""
    answer = ordered.say("PO-1", act, body)

    assert (422, field) == (answer.status_code, answer.json()["errors"][0]["field"])
    assert [] == ordered.front.rows("SELECT id FROM outbox")


@pytest.mark.parametrize("order", ["0" * 32, "x"])
def test_an_unknown_order_is_not_found(supplier: JsonSupplier, order: str) -> None:
    """To read or to answer."""
    read = supplier.front.client.get(f"/supplier/orders/{order}", headers=supplier.headers)
    said = supplier.front.client.post(
        f"/supplier/orders/{order}/confirm",
        headers=supplier.headers | {"Idempotency-Key": "k"},
        json={},
    )

    assert [404, 404] == [read.status_code, said.status_code]
