"""What else a supplier without cXML is told: odd orders, held ones, files, receipts, questions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from gateway.cxml.amounts import PriceBasisQuantity
from gateway.cxml.orders import OrderRequest
from gateway.cxml.texts import Comments, Extrinsic
from gateway.delivery.refusal import Pen
from gateway.delivery.release import release_held
from gateway.store import orders
from tests import letters
from tests.followers import news, question, receipt
from tests.json_supplier import JsonSupplier
from tests.parcels import File, naming, with_files


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
        for name, key in ((told["id"], supplier.in_test.headers), ("1.2", supplier.headers))
    ]

    assert ("1.1", "plan.pdf", 256) == (told["id"], told["name"], told["size"])
    assert drawing.content == given.content
    assert [404, 404] == others
