"""What a supplier without cXML reads of its buyers' orders, in the order in which it happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from gateway.cxml.amounts import PriceBasisQuantity
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.orders import OrderRequest
from gateway.cxml.texts import Comments, Extrinsic
from gateway.delivery.refusal import Pen
from gateway.delivery.release import release_held
from gateway.store import orders
from tests import letters
from tests.followers import news, question, receipt
from tests.front import Front
from tests.json_supplier import JsonSupplier
from tests.parcels import File, naming, with_files


def in_test(supplier: JsonSupplier) -> JsonSupplier:
    """Give the same supplier with the key of its tests."""
    return JsonSupplier(front=supplier.front, key=letters.TEST_API_KEY)


def test_an_order_is_read_whole(supplier: JsonSupplier) -> None:
    """Who wants what, where to, at which price, as decimal text."""
    supplier.front.post(letters.order("PO-1", letters.line(1, auxiliary="red")))

    (event,) = supplier.read()["events"]

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
        for name, found in (("real", supplier.read()), ("test", in_test(supplier).read()))
    }

    assert {"real": [("PO-REAL", "active")], "test": [("PO-TEST", "test")]} == seen


def test_a_cursor_of_tests_means_nothing_among_real_orders(supplier: JsonSupplier) -> None:
    """It is refused, not taken for another."""
    supplier.front.post(letters.order("PO-TEST").but(mode=DeploymentMode.TEST))
    cursor = in_test(supplier).read()["next"]

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


# ── what else happens ─────────────────────────────────────────────────────────────────────────


def test_an_order_without_line_numbers_gets_ours(supplier: JsonSupplier) -> None:
    """A line must have a name that it can be confirmed by."""
    lines = [replace(letters.line(part=part), line_number=None) for part in ("A-1", "B-2")]
    supplier.front.post(letters.order("PO-1", *lines))

    (event,) = supplier.read()["events"]

    assert [(1, "A-1"), (2, "B-2")] == [
        (line["line_number"], line["supplier_part_id"]) for line in event["order"]["lines"]
    ]


def test_a_price_for_many_is_told_as_a_price_for_one(supplier: JsonSupplier) -> None:
    """And invoiced as the buyer wrote it."""
    line = letters.line(1, quantity="200", price="12.50")
    assert line.item_detail is not None
    basis = PriceBasisQuantity(
        quantity=Decimal(100), conversion_factor=Decimal(1), unit_of_measure="EA"
    )
    dear = replace(line, item_detail=replace(line.item_detail, price_basis_quantity=basis))
    supplier.front.post(letters.order("PO-1", dear))

    (told,) = supplier.order("PO-1")["lines"]
    answer = supplier.say("PO-1", "invoice", {"invoice_id": "I-1"})

    assert {"amount": "0.125", "currency": "EUR"} == told["unit_price"]
    assert 201 == answer.status_code
    assert "another price" not in answer.json()["message"]
    (root,) = supplier.front.sent("InvoiceDetailRequest")
    assert ["12.50", "25.00"] == root.xpath("//InvoiceDetailItem//Money/text()")


def test_no_card_number_is_told(supplier: JsonSupplier) -> None:
    """Not even one that stands where it does not belong."""
    placed = letters.order("PO-1")
    assert isinstance(placed.body, OrderRequest)
    card = "4111 1111 1111 1111"
    header = replace(
        placed.body.header,
        comments=(Comments(lang="en", inner=f"Pay with {card}"),),
        extrinsics=(Extrinsic(name="Card", inner=card), Extrinsic(name="CostCenter", inner="4711")),
    )
    supplier.front.post(placed.but(body=replace(placed.body, header=header)))

    (event,) = supplier.read()["events"]

    assert ["Pay with ********"] == event["order"]["comments"]
    assert {"Card": "********", "CostCenter": "4711"} == event["order"]["extrinsics"]


def test_a_held_order_is_read_when_it_is_released(supplier: JsonSupplier) -> None:
    """With its change behind it, and not before."""
    front = supplier.front
    rules = '[connection.safeguards]\naction = "hold"\n'
    front.load(letters.parties(without_cxml=letters.WITHOUT_CXML) + rules)
    placed = letters.order("PO-1", letters.line(1, quantity="1"))
    front.post(placed)
    front.post(letters.changed(placed, letters.line(1, quantity="2")))
    before = supplier.events()

    with front.around.database.transaction() as tx:
        (order,) = orders.listed(tx)
        pen = Pen(vault=front.around.vault, ids=front.around.ids, now=front.clock.now())
        release_held(tx, order, pen, actor="tests")

    assert [] == before
    assert [("order.new", "1"), ("order.update", "2")] == [
        (each["type"], each["order"]["lines"][0]["quantity"]) for each in supplier.events()
    ]
    assert [{"state": "sent"}] == front.rows("SELECT state FROM orders")


def test_a_receipt_is_read(supplier: JsonSupplier) -> None:
    """With the order that it is of."""
    placed = letters.order("PO-1")
    supplier.front.post(placed)
    supplier.front.post(receipt("R-1", placed, (1, "2")))

    order, event = supplier.events()

    assert "receipt.new" == event["type"]
    assert order["order"] == event["order"]
    assert {
        "receipt_id": "R-1",
        "operation": "new",
        "received_at": "2026-11-22T09:00:00+00:00",
        "orders": [
            {
                "id": order["order"]["id"],
                "order_id": "PO-1",
                "lines": [
                    {
                        "line_number": 1,
                        "quantity": "2",
                        "unit_of_measure": None,
                        "type": "received",
                    }
                ],
            }
        ],
    } == event["receipt"]


def test_a_question_is_read(supplier: JsonSupplier) -> None:
    """What becomes of the order is answered by confirming it."""
    placed = letters.order("PO-1")
    supplier.front.post(placed)
    supplier.front.post(question("Q-1", placed))

    order, event = supplier.events()

    assert ("status.asked", order["order"], None) == (
        event["type"],
        event["order"],
        event["receipt"],
    )


def test_what_is_no_event_is_not_carried(supplier: JsonSupplier) -> None:
    """The buyer is told that its supplier takes none."""
    placed = letters.order("PO-1")
    supplier.front.post(placed)

    code, said = supplier.front.post(news(placed, by_buyer=True))

    assert ("200", True) == (code, "takes none from here" in said)


def test_a_file_comes_with_its_order(supplier: JsonSupplier) -> None:
    """It is told by name, and given byte for byte, to nobody else."""
    drawing = File(encoding="base64")
    body, kind = with_files(naming(letters.order("PO-1"), drawing.content_id), drawing)
    supplier.front.client.post("/cxml", content=body, headers={"Content-Type": kind})

    (event,) = supplier.read()["events"]
    (told,) = event["order"]["attachments"]
    address = f"/supplier/orders/{event['order']['id']}/attachments"
    given = supplier.front.client.get(f"{address}/{told['id']}", headers=supplier.headers)
    others = [
        supplier.front.client.get(f"{address}/{name}", headers=key).status_code
        for name, key in ((told["id"], in_test(supplier).headers), ("1.2", supplier.headers))
    ]

    assert ("1.1", "plan.pdf", 256) == (told["id"], told["name"], told["size"])
    assert drawing.content == given.content
    assert [404, 404] == others
