"""A shop that takes its orders as JSON: reads events, and answers by the supplier API."""

from __future__ import annotations

import base64
import json

import pytest

from tests.integration.catalog_stub.conftest import (
    OpenShop,
    RunningShop,
    order_page,
    received_when,
)
from tests.integration.catalog_stub.small_supplier_api import SmallSupplierApi, signed
from tests.waiting import until


def ring(shop: RunningShop, **signing: int | str) -> int:
    """Send a webhook; return the status of its answer."""
    body = b'{"id": "evt_1"}'
    age, secret = int(signing.get("age", 0)), str(signing.get("secret", ""))
    headers = signed(body, age=age, secret=secret)
    return int(shop.http.post("/webhook", content=body, headers=headers).status_code)


def test_events_are_read_at_the_start(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """Whatever was told before the shop opened is read page by page, in its order."""
    told = [api.tell(order_id=f"PO-{number}") for number in range(5)]

    shop = open_json_shop()

    assert told == [row["payloadID"] for row in received_when(shop, 5)]
    assert 5 == shop.http.get("/health").json()["orders"]
    assert "PO-4" in shop.http.get("/orders").text


def test_order_stands_on_the_desk_as_any_other(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """The page of an order shows what the event told."""
    api.tell()
    shop = open_json_shop()

    page = shop.http.get(order_page(shop)).text

    for words in (
        "acme/paper",
        "Task chair",
        "€349.00",
        "50667 Köln",
        "Please ring.",
        "b7k2",
        "plan.pdf",
    ):
        assert words in page


def test_test_events_are_read_with_the_test_key(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """Test orders stand on the test desk, and are answered with the test key."""
    api.tell("test")
    shop = open_json_shop(auto_confirm="accept")

    shop.confirmations_when(1)

    assert ["test"] == [row["environment"] for row in shop.received()]
    assert ["test"] == [told.mode for told in api.told]


def test_test_order_with_the_real_key_is_left_aside(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """An order that calls itself a test never becomes a real one."""
    api.tell("active")
    api.events["active"][0]["order"]["mode"] = "test"

    shop = open_json_shop()

    assert [[450]] == [row["answers"] for row in received_when(shop, 1)]
    assert 0 == shop.http.get("/health").json()["orders"]


def test_webhook_makes_the_shop_look(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """A genuine webhook is answered with 204, and the events are read at once."""
    shop = open_json_shop()
    assert until(lambda: len(api.asked) == 2)
    api.tell()

    status = ring(shop)

    assert 204 == status
    assert ["evt_1"] == [row["payloadID"] for row in received_when(shop, 1)]
    assert [("evt_1", 204)] == [
        (row["id"], row["answer"]) for row in shop.http.get("/webhooks").json()
    ]


@pytest.mark.parametrize("signing", [{"age": 301}, {"age": -301}, {"secret": "whsec_b3RoZXI="}])
def test_forged_webhook_wakes_nobody(
    api: SmallSupplierApi, open_json_shop: OpenShop, signing: dict[str, int | str]
) -> None:
    """A webhook that is old or signed by somebody else is answered with 401."""
    shop = open_json_shop()

    assert 401 == ring(shop, **signing)
    assert [None] == [row["id"] for row in shop.http.get("/webhooks").json()]


def test_shop_without_a_webhook_secret_has_no_address_for_webhooks(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """What cannot be checked is not taken."""
    shop = open_json_shop(webhook_secret=None)

    assert 404 == ring(shop)


def test_shop_that_takes_json_has_no_counter_for_documents(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """Nobody hands a cXML document in where no secret guards it."""
    shop = open_json_shop()

    assert 404 == shop.hand_in(b"<cXML/>").status_code


def test_shop_looks_by_itself_too(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """Without any webhook the events are read before long."""
    shop = open_json_shop(poll_seconds=0.02)
    assert until(lambda: len(api.asked) > 2)

    api.tell()

    assert 1 == len(received_when(shop, 1))


def test_absent_gateway_is_asked_again(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """While the gateway is away the shop says so, and goes on where it was."""
    api.is_away = True
    shop = open_json_shop(poll_seconds=0.02)
    assert until(lambda: "503" in str(shop.http.get("/health").json()["events"]["production"]))
    api.tell()

    api.is_away = False

    assert 1 == len(received_when(shop, 1))


def test_changed_order_is_a_new_matter(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """A change and a cancellation reach the order that they are about."""
    api.tell()
    api.tell(type="order.update", quantity="7")
    api.tell(type="order.delete")
    api.tell(type="receipt.new")
    shop = open_json_shop(auto_confirm="accept")

    received_when(shop, 4)
    shop.confirmations_when(2)

    page = shop.http.get(order_page(shop)).text
    assert "version 3" in page
    assert "cancelled" in page
    assert ["evt_1.confirm.1", "evt_2.confirm.2"] == [told.key for told in api.told]


def test_unknown_event_holds_up_nobody(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """An event of a kind that the shop does not know is kept, and the next one read."""
    api.tell(type="order.frozen")
    api.events["active"].append({"cursor": "?"})
    api.tell()

    shop = open_json_shop()

    assert ["order.frozen", "order.new"] == [row["kind"] for row in received_when(shop, 2)]


@pytest.mark.parametrize(("mood", "status"), [("refusing", 410), ("failing", 500), ("broken", 200)])
def test_shop_out_of_order_reads_nothing(
    api: SmallSupplierApi, open_json_shop: OpenShop, mood: str, status: int
) -> None:
    """In these moods webhooks are turned away, and events wait until the mood is better."""
    shop = open_json_shop(mood=mood, refusal_code=410)
    api.tell()

    assert status == ring(shop)
    shop.change_mood(mood="normal")
    ring(shop)

    assert 1 == len(received_when(shop, 1))


def test_raw_event_is_kept(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """What came can be looked at as it came, with what the shop does not understand of it."""
    api.tell()
    shop = open_json_shop()

    (row,) = received_when(shop, 1)

    assert api.events["active"][0] == json.loads(base64.b64decode(row["raw"]))
