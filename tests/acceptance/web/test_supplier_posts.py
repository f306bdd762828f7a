"""What a supplier without cXML says of an order, and what its buyer gets of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from lxml import etree

from gateway.cxml.envelope import DeploymentMode
from tests import letters
from tests.json_supplier import JsonSupplier

FILES = "/supplier/orders/{order}/attachments/{attachment}"
TWO = (letters.line(1, quantity="4"), letters.line(2, part="B-2", quantity="1"))


@pytest.fixture
def ordered(supplier: JsonSupplier) -> JsonSupplier:
    """A supplier with one order, of two lines."""
    supplier.front.post(letters.order("PO-1", *TWO))
    return supplier


def texts(root: etree._Element, *paths: str) -> list[list[str]]:
    """Give what stands at some places of a document."""
    return [[str(found) for found in root.xpath(path)] for path in paths]


def lines(supplier: JsonSupplier, *names: str) -> list[tuple[str, ...]]:
    """Tell some figures of each line of the order."""
    return [tuple(line[name] for name in names) for line in supplier.order("PO-1")["lines"]]


def faults(answer: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a response
    """Give the fields and the words of what is wrong."""
    return [(each["field"], each["message"]) for each in answer.json()["errors"]]


def test_a_plain_yes_accepts_the_order(ordered: JsonSupplier) -> None:
    """The buyer gets a confirmation, addressed to it, that names the order."""
    answer = ordered.say("PO-1", "confirm", {"confirmation_id": "C-1", "comments": "Thanks <you>"})

    assert 201 == answer.status_code
    said = answer.json()
    assert (200, "The confirmation is stored and will be carried to the buyer.", []) == (
        said["status"],
        said["message"],
        said["findings"],
    )
    (root,) = ordered.front.sent("ConfirmationRequest")
    assert said["document"] == root.get("payloadID")
    assert [["accept"], ["C-1"], ["PO-1"], ["Thanks <you>"], ["AN01000000001"], ["production"]] == (
        texts(
            root,
            "//ConfirmationHeader/@type",
            "//ConfirmationHeader/@confirmID",
            "//OrderReference/@orderID",
            "//ConfirmationHeader/Comments/text()",
            "Header/To/Credential/Identity/text()",
            "Request/@deploymentMode",
        )
    )
    assert [("4", "0"), ("1", "0")] == lines(ordered, "confirmed", "rejected")
    assert "confirmed" == ordered.order("PO-1")["state"]


def test_line_by_line(ordered: JsonSupplier) -> None:
    """Several entries split a line; a price or a day of one's own is a detail; the rest is open."""
    body = {
        "lines": [
            {"line_number": 1, "status": "accept", "quantity": "1", "unit_price": "13.00"},
            {
                "line_number": 1,
                "status": "backordered",
                "quantity": "2",
                "delivery_date": "2026-12-24",
            },
            {"line_number": 2, "status": "reject", "reason": "Sold out"},
        ]
    }

    answer = ordered.say("PO-1", "confirm", body)

    assert 201 == answer.status_code, answer.text
    (root,) = ordered.front.sent("ConfirmationRequest")
    assert [
        ["detail"],
        ["4", "1"],
        ["detail", "backordered", "unknown", "reject"],
        ["1", "2", "1", "1"],
        ["13.00"],
        ["2026-12-24T12:00:00+00:00"],
        ["Sold out"],
    ] == texts(
        root,
        "//ConfirmationHeader/@type",
        "//ConfirmationItem/@quantity",
        "//ConfirmationStatus/@type",
        "//ConfirmationStatus/@quantity",
        "//ConfirmationStatus/UnitPrice/Money/text()",
        "//ConfirmationStatus/@deliveryDate",
        "//ConfirmationStatus/Comments/text()",
    )
    assert [("1", "2", "0"), ("0", "0", "1")] == lines(
        ordered, "confirmed", "backordered", "rejected"
    )


def test_an_entry_without_quantity_is_all_that_is_left(ordered: JsonSupplier) -> None:
    """Beside one that says how many."""
    body = {
        "lines": [
            {"line_number": 1, "status": "accept", "quantity": "1"},
            {"line_number": 1, "status": "reject", "reason": "No more"},
        ]
    }

    ordered.say("PO-1", "confirm", body)

    assert [("1", "3"), ("0", "0")] == lines(ordered, "confirmed", "rejected")


def test_a_no_rejects_the_order(ordered: JsonSupplier) -> None:
    """With its reason."""
    answer = ordered.say("PO-1", "reject", {"reason": "We do not deliver there."})

    assert 201 == answer.status_code
    (root,) = ordered.front.sent("ConfirmationRequest")
    assert [["reject"], ["We do not deliver there."]] == texts(
        root, "//ConfirmationHeader/@type", "//ConfirmationHeader/Comments/text()"
    )
    assert "rejected" == ordered.order("PO-1")["state"]


def test_goods_are_shipped_in_parts(ordered: JsonSupplier) -> None:
    """First some, then without naming lines all that is left."""
    some = {
        "shipment_id": "S-1",
        "carrier": "Post",
        "tracking_number": "T-1",
        "complete": False,
        "lines": [{"line_number": 1, "quantity": "3"}],
    }

    first = ordered.say("PO-1", "ship", some)
    second = ordered.say("PO-1", "ship", {"shipment_id": "S-2", "carrier": "Post"})

    assert [201, 201] == [first.status_code, second.status_code]
    one, two = ordered.front.sent("ShipNoticeRequest")
    assert [["S-1"], ["partial"], ["Post"], ["T-1"], ["1"], ["3"]] == texts(
        one,
        "//@shipmentID",
        "//@fulfillmentType",
        "//CarrierIdentifier/text()",
        "//ShipmentIdentifier/text()",
        "//ShipNoticeItem/@lineNumber",
        "//ShipNoticeItem/@quantity",
    )
    assert [["S-2"], ["Post"], ["1", "2"], ["1", "1"]] == texts(
        two,
        "//@shipmentID",
        "//Contact[@role='carrierCorporate']/Name/text()",
        "//ShipNoticeItem/@lineNumber",
        "//ShipNoticeItem/@quantity",
    )
    assert [("4",), ("1",)] == lines(ordered, "shipped")


def test_more_than_was_ordered_is_not_shipped(ordered: JsonSupplier) -> None:
    """The rule that refuses it says why."""
    answer = ordered.say(
        "PO-1", "ship", {"shipment_id": "S-1", "lines": [{"line_number": 1, "quantity": "5"}]}
    )

    assert 409 == answer.status_code
    (fault,) = answer.json()["errors"]
    assert ("", "conflict", None) == (fault["field"], fault["code"], fault["advice"])
    assert "line 1: 5 now, and 4 were ordered." in fault["message"]
    assert [] == ordered.front.sent("ShipNoticeRequest")


def test_what_is_all_shipped_has_no_rest(ordered: JsonSupplier) -> None:
    """A second notice of everything is refused."""
    ordered.say("PO-1", "ship", {"shipment_id": "S-1"})

    again = ordered.say("PO-1", "ship", {"shipment_id": "S-2"})

    assert (409, [("", "Everything that was not rejected is shipped already.")]) == (
        again.status_code,
        faults(again),
    )


def test_an_invoice_adds_up(ordered: JsonSupplier) -> None:
    """Lines at the order's prices, shipping, tax and the days to pay."""
    body = {
        "invoice_id": "I-1",
        "invoiced_at": "2026-11-21",
        "due_date": "2026-12-21",
        "shipping": {"amount": "4.90"},
        "tax": {"amount": "12.81", "rate": "19", "description": "VAT 19 %"},
    }

    answer = ordered.say("PO-1", "invoice", body)

    assert 201 == answer.status_code, answer.text
    (root,) = ordered.front.sent("InvoiceDetailRequest")
    assert [
        ["I-1"],
        ["30"],
        ["4", "1"],
        ["50.00", "12.50"],
        ["62.50"],
        ["12.81", "67.40", "12.81"],
        ["4.90"],
        ["80.21"],
        ["80.21"],
    ] == texts(
        root,
        "//@invoiceID",
        "//PaymentTerm/@payInNumberOfDays",
        "//InvoiceDetailItem/@quantity",
        "//InvoiceDetailItem/SubtotalAmount/Money/text()",
        "//InvoiceDetailSummary/SubtotalAmount/Money/text()",
        "//InvoiceDetailSummary/Tax//Money/text()",
        "//InvoiceDetailSummary/ShippingAmount/Money/text()",
        "//InvoiceDetailSummary/NetAmount/Money/text()",
        "//InvoiceDetailSummary/DueAmount/Money/text()",
    )
    assert [("4",), ("1",)] == lines(ordered, "invoiced")


def test_an_invoice_at_another_price_is_told(ordered: JsonSupplier) -> None:
    """It goes on, and the answer says what does not fit."""
    body = {
        "invoice_id": "I-1",
        "lines": [{"line_number": 1, "quantity": "1", "unit_price": "13"}],
    }

    answer = ordered.say("PO-1", "invoice", body)

    assert 201 == answer.status_code
    assert "Invoice line 1 has another price than the order." in answer.json()["message"]


def test_the_same_again_is_one_thing(ordered: JsonSupplier) -> None:
    """Even where it would mean something else by now: there is no rest to ship any more."""
    body = {"shipment_id": "S-1"}

    first = ordered.say("PO-1", "ship", body, key="ship PO-1")
    second = ordered.say("PO-1", "ship", body, key="ship PO-1")

    assert (201, first.json()) == (second.status_code, second.json())
    assert 1 == len(ordered.front.sent("ShipNoticeRequest"))


def test_the_same_at_the_same_time_is_one_thing(ordered: JsonSupplier) -> None:
    """Whoever comes second is told what the first was told, or to come again."""
    body = {"shipment_id": "S-1"}

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ordered.say, "PO-1", "ship", body, key="k") for _ in range(8)]
        answers = [each.result(30) for each in asked]

    taken = [each.json()["document"] for each in answers if each.status_code == 201]
    assert {201, 503} >= {each.status_code for each in answers}
    assert 1 == len(set(taken)) == len(ordered.front.sent("ShipNoticeRequest"))


def test_a_key_stands_for_one_thing(ordered: JsonSupplier) -> None:
    """Something else under the same key is refused, whatever it is of."""
    ordered.say("PO-1", "ship", {"shipment_id": "S-1"}, key="k")

    other = ordered.say("PO-1", "ship", {"shipment_id": "S-2"}, key="k")
    act = ordered.say("PO-1", "confirm", {}, key="k")

    words = "This Idempotency-Key was used before, to say something else."
    assert [409, 409] == [other.status_code, act.status_code]
    assert [("", words)] == faults(other) == faults(act)


def test_what_was_refused_can_be_put_right(ordered: JsonSupplier) -> None:
    """A refusal claims nothing: the same key says it again, better."""
    too_much = {"shipment_id": "S-1", "lines": [{"line_number": 1, "quantity": "5"}]}
    ordered.say("PO-1", "ship", too_much, key="k")

    better = ordered.say("PO-1", "ship", {"shipment_id": "S-1"}, key="k")

    assert 201 == better.status_code


def test_a_change_is_confirmed_as_it_was_read(supplier: JsonSupplier) -> None:
    """A yes to the version before leaves the newer one open."""
    placed = letters.order("PO-1", letters.line(1, quantity="1"))
    supplier.front.post(placed)
    supplier.front.post(letters.changed(placed, letters.line(1, quantity="9")))

    answer = supplier.say("PO-1", "confirm", {"version": 1})

    assert "It speaks of an earlier version of the order" in answer.json()["message"]
    assert [("9", "0")] == lines(supplier, "quantity", "confirmed")


def test_a_cancelled_order_is_not_shipped(supplier: JsonSupplier) -> None:
    """The order tells its state, and what was ordered."""
    placed = letters.order("PO-1")
    supplier.front.post(placed)
    supplier.front.post(letters.cancelled(placed))

    answer = supplier.say("PO-1", "ship", {"shipment_id": "S-1"})

    assert ("cancelled", 409) == (supplier.order("PO-1")["state"], answer.status_code)


def test_a_key_touches_only_orders_of_its_mode(supplier: JsonSupplier) -> None:
    """An order of the other mode is as unknown as one that never was."""
    tests = supplier.in_test
    supplier.front.post(letters.order("PO-REAL"))
    supplier.front.post(letters.order("PO-TEST").but(mode=DeploymentMode.TEST))
    addresses = [supplier.order_id("PO-REAL"), tests.order_id("PO-TEST")]

    answers = [
        who.front.client.post(
            f"/supplier/orders/{address}/confirm",
            headers=who.headers | {"Idempotency-Key": "k"},
            json={},
        ).status_code
        for who, address in zip((tests, supplier), addresses, strict=True)
    ]

    assert [404, 404] == answers


def test_a_test_order_is_answered_as_a_test(supplier: JsonSupplier) -> None:
    """Its buyer is told so."""
    tests = supplier.in_test
    supplier.front.post(letters.order("PO-1").but(mode=DeploymentMode.TEST))

    answer = tests.say("PO-1", "confirm", {})

    (root,) = supplier.front.sent("ConfirmationRequest")
    assert (201, [["test"]]) == (answer.status_code, texts(root, "Request/@deploymentMode"))


def test_the_description_is_openapi(supplier: JsonSupplier) -> None:
    """The supplier API describes itself in OpenAPI 3.1, beside the shop API."""
    described = supplier.front.client.get("/docs/supplier/openapi.json").json()
    page = supplier.front.client.get("/docs/supplier")

    posts = {
        f"/supplier/orders/{{order}}/{act}" for act in ("confirm", "reject", "ship", "invoice")
    }
    reads = {"/supplier/events", "/supplier/orders/{order}", FILES}
    assert reads | posts == set(described["paths"])
    confirm = described["paths"]["/supplier/orders/{order}/confirm"]["post"]
    assert {"order", "Idempotency-Key"} == {each["name"] for each in confirm["parameters"]}
    assert {"Event", "OrderNow", "Confirm", "Invoice"} <= set(described["components"]["schemas"])
    assert (200, True) == (page.status_code, "/supplier/orders/{order}/ship" in page.text)
