"""What a shop that takes its orders as JSON says about them, and remembers over a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.catalog_stub.conftest import OpenShop, order_page, received_when
from tests.integration.catalog_stub.small_supplier_api import SmallSupplierApi
from tests.waiting import until


@pytest.mark.parametrize(
    ("wish", "act", "said"),
    [
        ("accept", "confirm", {"confirmation_id": "PO-1-C1", "version": 1}),
        (
            "reject",
            "reject",
            {
                "confirmation_id": "PO-1-C1",
                "version": 1,
                "reason": "The goods of this order cannot be delivered.",
            },
        ),
    ],
)
def test_shop_answers_by_itself(
    api: SmallSupplierApi, open_json_shop: OpenShop, wish: str, act: str, said: dict[str, Any]
) -> None:
    """With the setting, each new order is answered under a key made of its event."""
    api.tell()
    shop = open_json_shop(auto_confirm=wish)

    rows = shop.confirmations_when(1)

    assert [(200, "OK")] == [(row["status"], row["reason"]) for row in rows]
    assert [("ord_PO-1", act, f"evt_1.{act}.1", said)] == [
        (told.order, told.act, told.key, told.said) for told in api.told
    ]


def test_lines_that_come_later_have_a_date(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """A late order is told line by line."""
    api.tell()
    shop = open_json_shop(mood="backordering")

    shop.confirmations_when(1)

    lines = api.told[0].said["lines"]
    assert [(1, "backordered"), (2, "backordered")] == [
        (line["line_number"], line["status"]) for line in lines
    ]
    assert all(line["delivery_date"] for line in lines)


def test_line_is_divided_by_hand(api: SmallSupplierApi, open_json_shop: OpenShop) -> None:
    """A line that is confirmed in parts has an entry for each part."""
    api.tell()
    shop = open_json_shop()
    parts = {"accepted-0": "3", "backordered-0": "1", "rejected-0": "1"}

    shop.post(f"{order_page(shop)}/confirm", kind="detail", **parts)
    shop.confirmations_when(1)

    lines = [line for line in api.told[0].said["lines"] if line["line_number"] == 1]
    assert [("accept", "3"), ("backordered", "1"), ("reject", "1")] == [
        (line["status"], line["quantity"]) for line in lines
    ]
    assert lines[2]["reason"]


def test_order_is_sent_off_and_invoiced_by_hand(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """Two buttons send everything off that was not sent, and invoice it."""
    api.tell()
    shop = open_json_shop()
    page = order_page(shop)

    for what in ("ship notice", "invoice"):
        shop.post(f"{page}/follow", what=what)
    assert until(lambda: all(row["over"] for row in shop.http.get("/sent").json()))

    assert [("ship", "PO-1-S1"), ("invoice", "PO-1-I1")] == [
        (told.act, told.said.get("shipment_id") or told.said.get("invoice_id")) for told in api.told
    ]


def test_repeating_shop_says_the_same_twice(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """In the mood repeating the same words go out twice, under the same key."""
    api.tell()
    open_json_shop(auto_confirm="accept", mood="repeating")

    assert until(lambda: len(api.told) == 2)

    assert api.told[0] == api.told[1]


def test_refusal_is_shown_in_the_words_of_the_gateway(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """What is refused is left, and the desk shows code and words."""
    fault = {"field": "lines.0", "code": "GW-401", "message": "Too much.", "advice": None}
    api.answers = [(409, {"errors": [fault]})]
    api.tell()
    shop = open_json_shop(auto_confirm="accept")

    rows = shop.confirmations_when(1)

    assert [(1, 409, "GW-401: Too much. (lines.0)")] == [
        (row["attempts"], row["status"], row["reason"]) for row in rows
    ]


def test_gateway_that_is_away_is_told_again_under_the_same_key(
    api: SmallSupplierApi, open_json_shop: OpenShop
) -> None:
    """A trouble that may pass is waited for, being asked to wait too."""
    api.answers = [(503, {"errors": []}), (429, {"errors": []}), (200, {"errors": "?"})]
    api.tell()
    shop = open_json_shop(auto_confirm="accept")

    rows = shop.confirmations_when(1)

    assert [(4, 200)] == [(row["attempts"], row["status"]) for row in rows]
    assert (4, 1) == (len(api.told), len({(told.key, str(told.said)) for told in api.told}))


def test_journal_remembers_how_far_was_read(
    api: SmallSupplierApi, open_json_shop: OpenShop, tmp_path: Path
) -> None:
    """A shop that is opened again goes on behind the last event, and knows its orders."""
    journal = str(tmp_path / "journal.jsonl")
    api.tell()
    first = open_json_shop(journal=journal, auto_confirm="accept")
    first.confirmations_when(1)
    assert until(lambda: first.http.get("/health").json()["events"]["production"]["cursor"] == "1")
    api.asked.clear()

    again = open_json_shop(journal=journal, auto_confirm="accept", test_api_key=None)
    assert until(lambda: api.asked != [])

    assert "1" == api.asked[0]
    assert ["PO-1-C1"] == [row["confirmID"] for row in again.confirmations()]
    assert "200 taken" in again.http.get("/orders").text
    assert 1 == len(api.told)


def test_answer_that_had_not_arrived_goes_out_after_a_restart(
    api: SmallSupplierApi, open_json_shop: OpenShop, tmp_path: Path
) -> None:
    """The same words go out again under the same key."""
    journal = str(tmp_path / "journal.jsonl")
    api.answers = [(503, {"errors": []})]
    api.tell()
    first = open_json_shop(journal=journal, mood="backordering", retry_seconds=3600)
    assert until(lambda: len(api.told) == 1)
    assert [False] == [row["over"] for row in first.confirmations()]

    again = open_json_shop(journal=journal, mood="backordering")
    again.confirmations_when(1)

    assert api.told[0] == api.told[1]


def test_order_that_was_entered_and_not_answered_is_answered_after_a_restart(
    api: SmallSupplierApi, open_json_shop: OpenShop, tmp_path: Path
) -> None:
    """Being cut off between the two loses nothing: the event is read again."""
    journal = tmp_path / "journal.jsonl"
    api.tell()
    first = open_json_shop(journal=str(journal), auto_confirm="none")
    received_when(first, 1)
    assert until(lambda: '"cursor"' in journal.read_text("utf-8"))
    entered = [row for row in journal.read_text("utf-8").splitlines() if '"cursor"' not in row]
    journal.write_text("\n".join(entered) + "\n", "utf-8")

    again = open_json_shop(journal=str(journal), auto_confirm="accept")
    rows = again.confirmations_when(1)

    assert [("PO-1", 200)] == [(row["orderID"], row["status"]) for row in rows]
    assert [(2, 1)] == [(row["count"], row["executed"]) for row in again.received()]
