"""What a supplier without cXML reads of its buyers' orders, in the order in which it happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.cxml.envelope import DeploymentMode
from tests import letters
from tests.front import Front
from tests.json_supplier import JsonSupplier

ADDRESS = {
    "address_id": "1",
    "name": "Acme",
    "deliver_to": [],
    "street": ["Quay 1"],
    "city": "Harbour",
    "postal_code": "10115",
    "country": "DE",
}


def test_an_order_is_read_whole(supplier: JsonSupplier) -> None:
    """Who wants what, where to, at which price, as decimal text."""
    supplier.front.post(letters.order("PO-1", letters.line(1, auxiliary="red")))

    (event,) = supplier.read()["events"]

    assert ("order.new", "2026-11-21T12:00:00+00:00") == (event["type"], event["happened_at"])
    order = event["order"]
    assert {
        "id": order["id"],
        "order_id": "PO-1",
        "version": 1,
        "mode": "active",
        "connection": "acme/stub",
        "buyer": "acme",
        "type": "regular",
        "ordered_at": "2026-11-21T10:00:00+00:00",
        "total": {"amount": "25.00", "currency": "EUR"},
        "shipping": None,
        "tax": None,
        "ship_to": None,
        "bill_to": ADDRESS,
        "contacts": [],
        "comments": [],
        "extrinsics": {},
        "lines": [
            {
                "line_number": 1,
                "quantity": "2",
                "unit_of_measure": "EA",
                "supplier_part_id": "A-1",
                "supplier_part_auxiliary_id": "red",
                "description": "Ring binder",
                "unit_price": {"amount": "12.50", "currency": "EUR"},
                "requested_delivery": None,
                "comments": [],
                "extrinsics": {},
            }
        ],
        "attachments": [],
        "changes": [],
    } == order


def test_an_order_that_can_be_read_is_with_its_supplier(supplier: JsonSupplier) -> None:
    """Nothing waits in the outbox for it."""
    supplier.front.post(letters.order("PO-1"))

    assert [{"state": "sent"}] == supplier.front.rows("SELECT state FROM orders")
    assert [] == supplier.front.rows("SELECT id FROM outbox")


def test_events_are_read_page_by_page(supplier: JsonSupplier) -> None:
    """Each once, the oldest first; the last cursor is kept for what comes later."""
    for number in range(5):
        supplier.front.post(letters.order(f"PO-{number}"))

    first = supplier.read(limit=3)
    second = supplier.read(after=first["next"])
    third = supplier.read(after=second["next"])

    numbers = [event["order"]["order_id"] for page in (first, second) for event in page["events"]]
    assert [f"PO-{number}" for number in range(5)] == numbers
    assert [True, False, False] == [page["more"] for page in (first, second, third)]
    assert ([], second["next"]) == (third["events"], third["next"])


def test_an_empty_feed_has_a_cursor_too(supplier: JsonSupplier) -> None:
    """With it, the first event is not missed."""
    begun = supplier.read()
    supplier.front.post(letters.order("PO-1"))

    later = supplier.read(after=begun["next"])

    assert ([], 1) == (begun["events"], len(later["events"]))


def test_a_change_tells_what_changed(supplier: JsonSupplier) -> None:
    """The whole order as it is now, and beside it what was otherwise."""
    placed = letters.order("PO-1", letters.line(1), letters.line(2, part="B-2"))
    supplier.front.post(placed)
    supplier.front.post(letters.changed(placed, letters.line(1, quantity="3")))

    first, second = supplier.read()["events"]

    assert ("order.update", 2, [1]) == (
        second["type"],
        second["order"]["version"],
        [line["line_number"] for line in second["order"]["lines"]],
    )
    assert [
        {"line_number": None, "field": "total", "was": "50.00", "is": "37.50"},
        {"line_number": 1, "field": "quantity", "was": "2", "is": "3"},
        {"line_number": 2, "field": "line", "was": "ordered", "is": None},
    ] == second["order"]["changes"]
    assert first["order"]["id"] == second["order"]["id"]


def test_a_cancellation_is_read(supplier: JsonSupplier) -> None:
    """Behind the order that it takes back."""
    placed = letters.order("PO-1")
    supplier.front.post(placed)
    supplier.front.post(letters.cancelled(placed))

    assert ["order.new", "order.delete"] == [each["type"] for each in supplier.read()["events"]]


def test_each_key_opens_the_orders_of_its_mode_alone(supplier: JsonSupplier) -> None:
    """A test never stands beside a real order."""
    supplier.front.post(letters.order("PO-REAL"))
    supplier.front.post(letters.order("PO-TEST").but(mode=DeploymentMode.TEST))

    seen = {
        name: [(event["order"]["order_id"], event["order"]["mode"]) for event in found["events"]]
        for name, found in (("real", supplier.read()), ("test", supplier.in_test.read()))
    }

    assert {"real": [("PO-REAL", "active")], "test": [("PO-TEST", "test")]} == seen


def test_a_cursor_of_tests_means_nothing_among_real_orders(supplier: JsonSupplier) -> None:
    """It is refused, not taken for another."""
    supplier.front.post(letters.order("PO-TEST").but(mode=DeploymentMode.TEST))
    cursor = supplier.in_test.read()["next"]

    answer = supplier.front.client.get(
        "/supplier/events", headers=supplier.headers, params={"after": cursor}
    )

    assert (422, "after") == (answer.status_code, answer.json()["errors"][0]["field"])


def test_without_a_test_key_tests_are_answered_here(front: Front) -> None:
    """As for a supplier with cXML that has no test environment."""
    front.load(letters.parties(without_cxml='interface = "json"\napi_key = "k"\n'))

    front.post(letters.order("PO-1"))

    assert [{"origin": "gateway"}] == front.rows("SELECT origin FROM confirmations")
    assert [] == front.rows("SELECT id FROM events")


def test_another_suppliers_orders_are_not_read(supplier: JsonSupplier) -> None:
    """Its own feed is empty."""
    supplier.front.post(letters.order("PO-1"))
    other = """
[[supplier]]
name = "other"
identities = [{ domain = "DUNS", value = "9" }]
interface = "json"
api_key = "key of another"
"""
    supplier.front.load(letters.parties(without_cxml=letters.WITHOUT_CXML) + other)

    assert [] == JsonSupplier(front=supplier.front, key="key of another").read()["events"]


@pytest.mark.parametrize("key", [None, "Bearer", "Bearer wrong", f"Basic {letters.API_KEY}"])
def test_a_wrong_key_is_told_nothing(supplier: JsonSupplier, key: str | None) -> None:
    """In the form of every fault of this API."""
    headers = {"Authorization": key} if key else {}

    answer = supplier.front.client.get("/supplier/events", headers=headers)

    fault = {
        "field": "",
        "message": "The bearer key is missing or not right.",
        "code": None,
        "advice": None,
    }
    assert (401, {"errors": [fault]}) == (answer.status_code, answer.json())
    assert "Bearer" == answer.headers["www-authenticate"]


def test_guessing_keys_is_slowed_down(supplier: JsonSupplier) -> None:
    """The right key as well, from there."""
    for _ in range(20):
        supplier.front.client.get("/supplier/events", headers={"Authorization": "Bearer wrong"})

    assert (
        429 == supplier.front.client.get("/supplier/events", headers=supplier.headers).status_code
    )


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"after": "evt_0"}, "after"),
        ({"since": "1"}, "since"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    supplier: JsonSupplier, wanted: dict[str, str], field: str
) -> None:
    """With the field, and never the value."""
    answer = supplier.front.client.get("/supplier/events", headers=supplier.headers, params=wanted)

    assert (422, [field]) == (
        answer.status_code,
        [fault["field"] for fault in answer.json()["errors"]],
    )


def test_what_was_read_is_known(supplier: JsonSupplier) -> None:
    """Whoever asks for what comes after has what came before."""
    supplier.front.post(letters.order("PO-1"))
    cursor = supplier.read()["next"]
    before = supplier.front.rows("SELECT read_position, read_at FROM feeds")

    supplier.front.clock.advance(timedelta(minutes=1).total_seconds())
    supplier.read(after=cursor)

    assert [{"read_position": 0, "read_at": None}] == before
    (after,) = supplier.front.rows("SELECT read_position, read_at FROM feeds")
    assert 1 == after["read_position"]
    assert "12:01:00" in str(after["read_at"])
