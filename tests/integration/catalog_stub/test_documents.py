"""Documents at the shop's cXML address: answered, kept, counted, as the mood allows."""

from __future__ import annotations

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from tests.integration.catalog_stub.conftest import RunningShop
from tests.integration.catalog_stub.orders import a_profile_request, an_order, status_of
from tests.integration.catalog_stub.small_gateway import SmallGateway


def test_order_is_acknowledged_and_kept(shop: RunningShop) -> None:
    """A new order is answered with 200 and kept byte for byte."""
    raw = an_order()

    answer = shop.hand_in(raw)

    kept = shop.received()[0]
    assert (200, 200) == (answer.status_code, status_of(answer))
    assert raw == base64.b64decode(kept["raw"])
    assert ("production", "1.1.1@buyer.example", "PO-1", 1) == (
        kept["environment"],
        kept["payloadID"],
        kept["orderID"],
        kept["count"],
    )


def test_same_payload_again_is_a_repeat(shop: RunningShop) -> None:
    """An order that comes twice is answered twice and executed once."""
    shop.hand_in(an_order())

    answer = shop.hand_in(an_order())

    kept = shop.received()[0]
    assert 200 == status_of(answer)
    assert (2, 1, True) == (kept["count"], kept["executed"], kept["identical"])
    assert 1 == shop.http.get("/health").json()["orders"]


def test_same_payload_at_the_same_time_is_executed_once(shop: RunningShop) -> None:
    """However many copies of an order arrive together, one of them counts."""
    raw = an_order()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(shop.hand_in, [raw] * 24))

    row = shop.received()[0]
    assert {200} == {status_of(answer) for answer in answers}
    assert (24, 1) == (row["count"], row["executed"])


def test_repeat_that_differs_is_told(shop: RunningShop) -> None:
    """Whoever watches the shop sees whether a repeat was the same document."""
    shop.hand_in(an_order())

    shop.hand_in(an_order(order_id="PO-2"))

    assert [False] == [row["identical"] for row in shop.received()]


def test_environments_share_no_order(shop: RunningShop) -> None:
    """What comes to the test address is no order of the real shop."""
    shop.hand_in(an_order(mode="test"), "/test/cxml")

    real, test = shop.http.get("/orders").text, shop.http.get("/test/orders").text

    assert ["test"] == [row["environment"] for row in shop.received()]
    assert (False, True) == ("PO-1" in real, "PO-1" in test)


def test_test_order_is_refused_at_the_real_address(shop: RunningShop) -> None:
    """An order that calls itself a test never becomes a real one."""
    answer = shop.hand_in(an_order(mode="test"))

    assert (450, 0) == (status_of(answer), shop.received()[0]["executed"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (an_order(secret="wrong"), 401),
        (an_order(type="delete"), 417),
        (an_order(order_id=""), 406),
        (b"<html></html>", 406),
        (b"not xml", 406),
        (b"", 406),
        (b'<!DOCTYPE cXML [<!ENTITY a "b">]><cXML payloadID="1">&a;</cXML>', 406),
        (an_order().replace(b"OrderRequest>", b"QuoteRequest>"), 450),
    ],
)
def test_what_is_no_order_of_ours_is_refused(shop: RunningShop, raw: bytes, expected: int) -> None:
    """A document that the shop cannot take is answered with its reason, in HTTP 200."""
    answer = shop.hand_in(raw)

    assert (200, expected) == (answer.status_code, status_of(answer))
    assert (1, 0) == (len(shop.received()), shop.http.get("/health").json()["orders"])


def test_profile_says_where_orders_go(shop: RunningShop) -> None:
    """A ProfileRequest is answered with the requests taken and their address."""
    answer = shop.hand_in(a_profile_request(), "/test/cxml")

    offers = etree.fromstring(answer.content).iterfind("Response/ProfileResponse/Transaction")
    assert {
        "OrderRequest",
        "ProfileRequest",
        "ReceiptRequest",
        "OrderStatusRequest",
        "StatusUpdateRequest",
    } == {offer.get("requestName") for offer in offers}
    assert f"{shop.address}/test/cxml" in answer.text


def test_change_and_cancellation_are_versions_of_one_order(shop: RunningShop) -> None:
    """An update and a delete change the order that is there."""
    shop.hand_in(an_order("1@b"))
    shop.hand_in(an_order("2@b", type="update"))

    shop.hand_in(an_order("3@b", type="delete"))

    page = shop.http.get("/orders").text
    assert 1 == shop.http.get("/health").json()["orders"]
    assert ("version 3" in page, "cancelled" in page) == (True, True)


@pytest.mark.parametrize(
    ("change", "http_status", "code"),
    [
        ({"mood": "refusing"}, 200, 406),
        ({"mood": "refusing", "code": 409}, 200, 409),
        ({"mood": "failing"}, 500, 500),
        ({"mood": "slow", "seconds": 0.01}, 200, 200),
    ],
)
def test_mood_decides_the_answer(
    shop: RunningShop, change: dict[str, object], http_status: int, code: int
) -> None:
    """In its moods the shop answers as real systems do on bad days."""
    shop.change_mood(**change)

    answer = shop.hand_in(an_order())

    assert (http_status, code) == (answer.status_code, status_of(answer))


def test_broken_shop_answers_with_a_web_page(shop: RunningShop) -> None:
    """In the mood broken the answer is HTML in HTTP 200."""
    shop.change_mood(mood="broken")

    answer = shop.hand_in(an_order())

    assert (200, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )


def test_order_refused_in_a_mood_is_taken_later(shop: RunningShop) -> None:
    """What was not taken on a bad day is a first order on a good one."""
    shop.change_mood(mood="failing")
    shop.hand_in(an_order())
    shop.change_mood(mood="normal")

    shop.hand_in(an_order())

    row = shop.received()[0]
    assert (2, 1, [500, 200]) == (row["count"], row["executed"], row["answers"])


def test_moods_belong_to_an_environment(shop: RunningShop) -> None:
    """The test environment can be unwell while the real one is well."""
    answer = shop.change_mood(mood="broken", environment="test")

    moods = answer.json()
    assert ("normal", "broken") == (moods["production"]["mood"], moods["test"]["mood"])


@pytest.mark.parametrize(
    ("content", "media_type", "expected"),
    [
        (b'{"mood": "silent"}', "text/plain", 415),
        (b'{"mood": "grumpy"}', "application/json", 422),
        (b'{"mood": "slow", "seconds": -1}', "application/json", 422),
    ],
)
def test_moods_that_make_no_sense_are_refused(
    shop: RunningShop, content: bytes, media_type: str, expected: int
) -> None:
    """Only a mood that there is, sent as JSON, changes anything."""
    answer = shop.http.post("/moods", content=content, headers={"Content-Type": media_type})

    moods = shop.http.get("/moods").json()
    assert (expected, "normal") == (answer.status_code, moods["production"]["mood"])


def test_received_can_be_asked_for_one_document(shop: RunningShop) -> None:
    """Whoever watches can ask for one order, and leave the bytes out."""
    shop.hand_in(an_order("1@b"))
    shop.hand_in(an_order("2@b", order_id="PO-2"))

    rows = shop.http.get("/received?orderID=PO-2&raw=0").json()

    assert [("2@b", False)] == [(row["payloadID"], "raw" in row) for row in rows]


def test_journal_outlives_the_shop(
    gateway: SmallGateway, open_shop: Callable[..., RunningShop], tmp_path: Path
) -> None:
    """A shop that is opened again with its journal knows what it has taken."""
    journal = str(tmp_path / "journal.jsonl")
    open_shop(journal=journal).hand_in(an_order())

    shop = open_shop(journal=journal)
    shop.hand_in(an_order())

    assert [(2, 1)] == [(row["count"], row["executed"]) for row in shop.received()]
    assert 1 == shop.http.get("/health").json()["orders"]


def test_large_body_is_not_read(open_shop: Callable[..., RunningShop]) -> None:
    """A body over the limit is turned away."""
    shop = open_shop(max_body_bytes=100)

    assert 413 == shop.hand_in(an_order()).status_code
