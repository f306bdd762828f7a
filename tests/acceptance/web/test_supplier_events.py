"""What a supplier without cXML reads of its buyers' orders, in the order in which it happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.cxml.envelope import DeploymentMode
from tests import letters
from tests.front import Front, status_of

REAL = {"Authorization": f"Bearer {letters.API_KEY}"}
TEST = {"Authorization": f"Bearer {letters.TEST_API_KEY}"}


@pytest.fixture
def told(front: Front) -> Front:
    """A front whose supplier speaks no cXML; its connection is active."""
    front.load(letters.parties(without_cxml=letters.WITHOUT_CXML))
    front.activate()
    return front


def post(front: Front, document: letters.Post) -> tuple[str, str]:
    """Post a document."""
    return status_of(front.client.post("/cxml", content=document.bytes()))


def read(front: Front, key: dict[str, str] = REAL, **wanted: str | int) -> dict[str, Any]:
    """Read what happened."""
    answer = front.client.get("/supplier/events", headers=key, params=wanted)
    assert 200 == answer.status_code, answer.text
    said: dict[str, Any] = answer.json()
    return said


def test_an_order_is_read_whole(told: Front) -> None:
    """Who wants what, where to, at which price, as decimal text."""
    post(told, letters.order("PO-1", letters.line(1, auxiliary="red")))

    (event,) = read(told)["events"]

    assert ("order.new", "2026-11-21T12:00:00+00:00") == (event["type"], event["happened_at"])
    order = event["order"]
    address = {
        "address_id": "1",
        "name": "Acme",
        "deliver_to": [],
        "street": ["Quay 1"],
        "city": "Harbour",
        "postal_code": "10115",
        "country": "DE",
    }
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
        "bill_to": address,
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
        "changes": [],
    } == order


def test_an_order_that_can_be_read_is_with_its_supplier(told: Front) -> None:
    """Nothing waits in the outbox for it."""
    post(told, letters.order("PO-1"))

    assert [{"state": "sent"}] == told.rows("SELECT state FROM orders")
    assert [] == told.rows("SELECT id FROM outbox")


def test_events_are_read_page_by_page(told: Front) -> None:
    """Each once, the oldest first; the last cursor is kept for what comes later."""
    for number in range(5):
        post(told, letters.order(f"PO-{number}"))

    first = read(told, limit=3)
    second = read(told, after=first["next"])
    third = read(told, after=second["next"])

    numbers = [event["order"]["order_id"] for page in (first, second) for event in page["events"]]
    assert [f"PO-{number}" for number in range(5)] == numbers
    assert [True, False, False] == [page["more"] for page in (first, second, third)]
    assert ([], second["next"]) == (third["events"], third["next"])


def test_an_empty_feed_has_a_cursor_too(told: Front) -> None:
    """With it, the first event is not missed."""
    begun = read(told)
    post(told, letters.order("PO-1"))

    later = read(told, after=begun["next"])

    assert ([], 1) == (begun["events"], len(later["events"]))


def test_a_change_tells_what_changed(told: Front) -> None:
    """The whole order as it is now, and beside it what was otherwise."""
    placed = letters.order("PO-1", letters.line(1), letters.line(2, part="B-2"))
    post(told, placed)
    post(told, letters.changed(placed, letters.line(1, quantity="3")))

    first, second = read(told)["events"]

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


def test_a_cancellation_is_read(told: Front) -> None:
    """Behind the order that it takes back."""
    placed = letters.order("PO-1")
    post(told, placed)
    post(told, letters.cancelled(placed))

    assert ["order.new", "order.delete"] == [each["type"] for each in read(told)["events"]]


def test_each_key_opens_the_orders_of_its_mode_alone(told: Front) -> None:
    """A test never stands beside a real order."""
    post(told, letters.order("PO-REAL"))
    post(told, letters.order("PO-TEST").but(mode=DeploymentMode.TEST))

    seen = {
        name: [(event["order"]["order_id"], event["order"]["mode"]) for event in found["events"]]
        for name, found in (("real", read(told)), ("test", read(told, TEST)))
    }

    assert {"real": [("PO-REAL", "active")], "test": [("PO-TEST", "test")]} == seen


def test_a_cursor_of_tests_means_nothing_among_real_orders(told: Front) -> None:
    """It is refused, not taken for another."""
    post(told, letters.order("PO-TEST").but(mode=DeploymentMode.TEST))
    cursor = read(told, TEST)["next"]

    answer = told.client.get("/supplier/events", headers=REAL, params={"after": cursor})

    assert (422, "after") == (answer.status_code, answer.json()["errors"][0]["field"])


def test_without_a_test_key_tests_are_answered_here(front: Front) -> None:
    """As for a supplier with cXML that has no test environment."""
    front.load(letters.parties(without_cxml='interface = "json"\napi_key = "k"\n'))

    post(front, letters.order("PO-1"))

    assert [{"origin": "gateway"}] == front.rows("SELECT origin FROM confirmations")
    assert [] == front.rows("SELECT id FROM events")


def test_another_suppliers_orders_are_not_read(told: Front) -> None:
    """Its own feed is empty."""
    post(told, letters.order("PO-1"))
    other = """
[[supplier]]
name = "other"
identities = [{ domain = "DUNS", value = "9" }]
interface = "json"
api_key = "key of another"
"""
    told.load(letters.parties(without_cxml=letters.WITHOUT_CXML) + other)

    assert [] == read(told, {"Authorization": "Bearer key of another"})["events"]


@pytest.mark.parametrize("key", [None, "Bearer", "Bearer wrong", f"Basic {letters.API_KEY}"])
def test_a_wrong_key_is_told_nothing(told: Front, key: str | None) -> None:
    """In the form of every fault of this API."""
    headers = {"Authorization": key} if key else {}

    answer = told.client.get("/supplier/events", headers=headers)

    fault = {
        "field": "",
        "message": "The bearer key is missing or not right.",
        "code": None,
        "advice": None,
    }
    assert (401, {"errors": [fault]}) == (answer.status_code, answer.json())
    assert "Bearer" == answer.headers["www-authenticate"]


def test_guessing_keys_is_slowed_down(told: Front) -> None:
    """The right key as well, from there."""
    for _ in range(20):
        told.client.get("/supplier/events", headers={"Authorization": "Bearer wrong"})

    assert 429 == told.client.get("/supplier/events", headers=REAL).status_code


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
def test_what_is_asked_wrongly_is_told(told: Front, wanted: dict[str, str], field: str) -> None:
    """With the field, and never the value."""
    answer = told.client.get("/supplier/events", headers=REAL, params=wanted)

    assert (422, [field]) == (
        answer.status_code,
        [fault["field"] for fault in answer.json()["errors"]],
    )


def test_what_was_read_is_known(told: Front) -> None:
    """Whoever asks for what comes after has what came before."""
    post(told, letters.order("PO-1"))
    cursor = read(told)["next"]
    before = told.rows("SELECT read_position, read_at FROM feeds")

    told.clock.advance(timedelta(minutes=1).total_seconds())
    read(told, after=cursor)

    assert [{"read_position": 0, "read_at": None}] == before
    (after,) = told.rows("SELECT read_position, read_at FROM feeds")
    assert 1 == after["read_position"]
    assert "12:01:00" in str(after["read_at"])
