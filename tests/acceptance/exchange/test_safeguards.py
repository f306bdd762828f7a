"""Orders beside the carts that they come from: flagged, without a line, rejected, or held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from gateway.cxml.documents import read
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.items import ItemOut
from gateway.delivery.refusal import Pen
from gateway.delivery.release import reject_held, release_held
from gateway.errors import Conflict
from gateway.rules.cart_matches import BroughtLine
from gateway.rules.parties import Mode
from gateway.store import orders
from gateway.store.orders import Order
from tests import letters
from tests.desk import Desk

KEY, OTHER_KEY = "k7qd2flxab", "aaaaaaaaaa"
CART_LINE = BroughtLine(
    line_number=1,
    supplier_part_id="A-1",
    key=KEY,
    auxiliary_id="red",
    quantity=Decimal(2),
    unit_price=Decimal("12.50"),
    currency="EUR",
    unit_of_measure="EA",
    description="Ring binder",
)
SECOND = replace(CART_LINE, line_number=2, key=OTHER_KEY, supplier_part_id="B-2", auxiliary_id="")
OTHERS = """
[[buyer]]
name = "others"
identities = [{ domain = "NetworkID", value = "AN01000000002" }]
[[connection]]
buyer = "others"
supplier = "stub"
"""
CHEAP = letters.line(1, auxiliary=f"{KEY}.red", price="0.01")
FAIR = letters.line(2, part="B-2", auxiliary=OTHER_KEY)

Guarded = Callable[..., Desk]


@pytest.fixture
def guarded(desk: Desk) -> Guarded:
    """An active desk with a cart, and safeguards as the test wants them."""

    def made(settings: str = "") -> Desk:
        desk.load(f"{letters.parties()}\n[connection.safeguards]\n{settings}\n")
        desk.activate()
        desk.bring(CART_LINE, SECOND)
        return desk

    return made


def documents(desk: Desk, kind: str) -> list[etree._Element]:
    """Open the documents of a kind that are on their way."""
    rows = desk.rows(f"SELECT document FROM outbox WHERE kind = '{kind}' ORDER BY id")  # noqa: S608
    return [
        etree.fromstring(desk.around.vault.open(bytes(row["document"]), "outbox"))  # type: ignore[call-overload]
        for row in rows
    ]


def flags(desk: Desk) -> list[tuple[object, ...]]:
    """Give what was noticed: line, safeguard, action, what the cart and the order say."""
    rows = desk.rows("SELECT * FROM order_flags ORDER BY id")
    names = ("line_number", "safeguard", "action", "expected", "found")
    return [tuple(row[name] for name in names) for row in rows]


def placed(desk: Desk, number: str = "PO-1") -> Order:
    """Give an order as it stands."""
    with desk.around.database.reading() as tx:
        found = orders.by_number(tx, 1, Mode.ACTIVE, number)
    assert found is not None
    return found


def pen(desk: Desk) -> Pen:
    """Give what deciding about an order needs."""
    return Pen(vault=desk.around.vault, ids=desk.around.ids, now=desk.around.clock.now())


def test_a_price_that_was_tampered_with_is_flagged(guarded: Guarded) -> None:
    """By default the order goes on, and everybody is told what is not as in the cart."""
    desk = guarded()

    answered = desk.status(letters.order("PO-1", CHEAP, FAIR))

    assert [(1, "price", "flag", "12.50 EUR", "0.01 EUR")] == flags(desk)
    assert 200 == answered.code
    assert "GW-606" in answered.content
    assert "/cXML/Request/OrderRequest/ItemOut[1]/ItemDetail/UnitPrice/Money" in answered.content
    assert "0.01" not in answered.content
    assert 1 == len(documents(desk, "OrderRequest"))


def test_the_supplier_is_told_what_was_noticed(guarded: Guarded) -> None:
    """The order says it itself, of the line, without a value, where the grammar has room for it."""
    desk = guarded()

    desk.post(letters.order("PO-1", CHEAP, FAIR))

    (carried,) = documents(desk, "OrderRequest")
    assert ["Line 1: The unit price is not the one in the cart (GW-606)."] == carried.xpath(
        "//OrderRequestHeader/Extrinsic[@name='GatewayNotes']/text()"
    )
    assert () == read(etree.tostring(carried, encoding="utf-8")).errors


def test_an_order_without_any_cart_goes_on_as_it_came(guarded: Guarded) -> None:
    """That is usual where nobody shops through the gateway; nothing is added to such an order."""
    desk = guarded()

    desk.post(letters.order("PO-1", letters.line(1, part="X"), letters.line(2, part="Y")))

    assert [] == documents(desk, "OrderRequest")[0].xpath("//Extrinsic")


def test_an_honest_order_is_answered_as_ever(guarded: Guarded) -> None:
    """An order out of its cart carries no advice and no flag, however many are ordered."""
    desk = guarded()
    item = letters.line(1, auxiliary=f"{KEY}.red", quantity="3")

    answered = desk.status(letters.order("PO-1", item))

    assert "The order is stored and will be passed on." == answered.content
    assert [] == flags(desk)
    assert ["red"] == documents(desk, "OrderRequest")[0].xpath("//SupplierPartAuxiliaryID/text()")


def test_an_order_without_a_cart_is_taken_with_an_advice(guarded: Guarded) -> None:
    """What names no cart of ours is carried on, and said once for the whole order."""
    desk = guarded()

    answered = desk.status(letters.order("PO-1", letters.line(1, part="X"), letters.line(2)))
    known = desk.status(letters.order("PO-2", letters.line(1, part="X"), letters.line(2, part="Y")))

    assert "ItemOut[1]/ItemID" in answered.content
    assert "GW-601, " in known.content
    assert [(1, "cart"), (None, "cart")] == [flag[:2] for flag in flags(desk)]


def test_a_rejected_line_does_not_reach_the_supplier(guarded: Guarded) -> None:
    """The supplier gets the others under their numbers, the buyer hears why at once."""
    desk = guarded('actions = { price = "reject-line" }')

    desk.status(letters.order("PO-1", CHEAP, FAIR))

    (carried,) = documents(desk, "OrderRequest")
    (told,) = documents(desk, "ConfirmationRequest")
    item = told.find(".//ConfirmationItem")
    assert ["2"] == carried.xpath("//ItemOut/@lineNumber")
    assert Decimal(25) == Decimal(carried.findtext(".//Total/Money", ""))
    assert "detail" == told.xpath("string(//ConfirmationHeader/@type)")
    assert item is not None
    assert ["1", "2"] == [item.get("lineNumber"), item.get("quantity")]
    assert ["reject"] == item.xpath("ConfirmationStatus/@type")
    assert "Line 1: The unit price is not the one in the cart." in item.xpath("string()")
    assert () == read(etree.tostring(told)).errors
    assert "received" == placed(desk).state


def test_a_supplier_cannot_accept_what_it_never_saw(guarded: Guarded) -> None:
    """Its accept of the order goes to the buyer as an except: our rejection of a line stands."""
    desk = guarded('actions = { price = "reject-line" }')
    post = letters.order("PO-1", CHEAP, FAIR)

    desk.status(post)
    answered = desk.status(letters.confirmation(post))

    told = documents(desk, "ConfirmationRequest")[-1]
    assert 200 == answered.code
    assert "except" == told.xpath("string(//ConfirmationHeader/@type)")
    assert [("1", "reject")] == [
        (item.get("lineNumber"), item.xpath("string(ConfirmationStatus/@type)"))
        for item in told.iter("ConfirmationItem")
    ]
    assert () == read(etree.tostring(told)).errors
    assert "confirmed" == placed(desk).state


def test_a_rejected_order_does_not_reach_the_supplier(guarded: Guarded) -> None:
    """The order is answered 200, rejected by a confirmation, and goes nowhere."""
    desk = guarded('action = "reject-order"')

    answered = desk.status(letters.order("PO-1", CHEAP, FAIR))

    (told,) = documents(desk, "ConfirmationRequest")
    assert (200, 0) == (answered.code, len(documents(desk, "OrderRequest")))
    assert "reject" == told.xpath("string(//ConfirmationHeader/@type)")
    assert "The unit price is not the one in the cart." in told.xpath("string(//Comments)")
    assert ("rejected", True) == (
        placed(desk).state,
        str(placed(desk).reason).startswith("The order was not accepted. Line 1:"),
    )


def test_a_held_order_goes_on_when_it_is_released(guarded: Guarded) -> None:
    """A person looks, lets it go, and the supplier gets it as if it had just come."""
    desk = guarded('actions = { price = "hold" }')
    post = letters.order("PO-1", CHEAP, FAIR)

    desk.status(post)
    before = (placed(desk).state, len(documents(desk, "OrderRequest")))
    with desk.around.database.transaction() as tx:
        gone = release_held(tx, placed(desk), pen(desk), actor="somebody")

    (carried,) = documents(desk, "OrderRequest")
    assert (("held", 0), 1) == (before, gone)
    assert (post.payload_id, "received") == (carried.get("payloadID"), placed(desk).state)
    assert ["red"] == carried.xpath("//SupplierPartAuxiliaryID/text()")
    assert [] == desk.rows("SELECT id FROM held_documents")
    assert [("order_released", "somebody")] == [
        (row["action"], row["actor"])
        for row in desk.rows("SELECT * FROM audit WHERE action LIKE 'order%'")
    ]


def test_a_held_order_that_is_rejected_never_goes_on(guarded: Guarded) -> None:
    """The buyer is told the person's reason, and nobody can release it any more."""
    desk = guarded('action = "hold"')
    desk.status(letters.order("PO-1", CHEAP))
    order = placed(desk)

    with desk.around.database.transaction() as tx:
        reject_held(tx, order, "Please order anew.", pen(desk), actor="somebody")

    (told,) = documents(desk, "ConfirmationRequest")
    assert ("rejected", 0) == (placed(desk).state, len(documents(desk, "OrderRequest")))
    assert "Please order anew." == told.xpath("string(//Comments)")
    with desk.around.database.transaction() as tx, pytest.raises(Conflict):
        release_held(tx, order, pen(desk), actor="somebody")


def test_a_change_waits_behind_an_order_that_is_held(guarded: Guarded) -> None:
    """Released together, order and change reach the supplier one behind the other."""
    desk = guarded('actions = { price = "hold" }')
    first = letters.order("PO-1", CHEAP)
    change = letters.changed(first, letters.line(1, auxiliary=f"{KEY}.red"))

    desk.status(first)
    desk.status(change)
    with desk.around.database.transaction() as tx:
        release_held(tx, placed(desk), pen(desk), actor="somebody")

    assert [first.payload_id, change.payload_id] == [
        root.get("payloadID") for root in documents(desk, "OrderRequest")
    ]
    assert "received" == placed(desk).state


def test_everything_that_is_held_goes_on_in_its_order(guarded: Guarded) -> None:
    """Each version refers to one that the supplier has by then, whatever stood between."""
    desk = guarded('actions = { price = "hold" }')
    fair = letters.line(1, auxiliary=f"{KEY}.red")
    sent = letters.order("PO-1", fair)
    held = letters.changed(sent, CHEAP)
    behind = letters.changed(held, fair)
    internal = letters.changed(behind, is_internal_version=True)
    last = letters.changed(internal, letters.line(1, auxiliary=f"{KEY}.red", quantity="5"))
    for post in (sent, held, behind, internal, last):
        assert 200 == desk.status(post).code
    before = len(documents(desk, "OrderRequest"))

    with desk.around.database.transaction() as tx:
        gone = release_held(tx, placed(desk), pen(desk), actor="somebody")

    roots = documents(desk, "OrderRequest")
    assert (1, 3) == (before, gone)
    assert [post.payload_id for post in (sent, held, behind, last)] == [
        root.get("payloadID") for root in roots
    ]
    assert [post.payload_id for post in (sent, held, behind)] == [
        root.xpath("string(//OrderRequestHeader/DocumentReference/@payloadID)")
        for root in roots[1:]
    ]
    assert (5, "received") == (placed(desk).version, placed(desk).state)


@pytest.mark.parametrize(
    ("actions", "told", "state"),
    [
        ('{ age = "hold", price = "reject-order" }', "reject", "refused"),
        ('{ age = "hold", price = "reject-line" }', "detail", "held"),
    ],
)
def test_what_is_not_accepted_behind_a_held_order_is_told_at_once(
    guarded: Guarded, actions: str, told: str, state: str
) -> None:
    """A change is judged although it waits: what is rejected of it never reaches the supplier."""
    desk = guarded(f"cart_days = 7\nactions = {actions}")
    desk.around.clock.advance(8 * 86_400)  # type: ignore[attr-defined]  # it is a stopped one
    first = letters.order("PO-1", letters.line(1, auxiliary=f"{KEY}.red"), FAIR)
    change = letters.changed(first, CHEAP, FAIR)

    codes = [desk.status(post).code for post in (first, change)]
    with desk.around.database.transaction() as tx:
        release_held(tx, placed(desk), pen(desk), actor="somebody")

    assert [200, 200] == codes
    assert [told] == [
        root.xpath("string(//ConfirmationHeader/@type)")
        for root in documents(desk, "ConfirmationRequest")
    ]
    assert b"0.01" not in b"".join(map(etree.tostring, documents(desk, "OrderRequest")))
    assert {"refused": 1, "held": 2}[state] == len(documents(desk, "OrderRequest"))


def test_a_change_is_held_against_its_cart_too(guarded: Guarded) -> None:
    """A change that is not accepted leaves the order as it was."""
    desk = guarded('actions = { price = "reject-order" }')
    first = letters.order("PO-1", letters.line(1, auxiliary=f"{KEY}.red"))

    desk.status(first)
    desk.status(letters.changed(first, CHEAP))

    assert [(1, "price", "reject-order", "12.50 EUR", "0.01 EUR")] == flags(desk)
    assert 1 == len(documents(desk, "OrderRequest"))
    assert "received" == placed(desk).state


def test_another_connections_cart_is_told(guarded: Guarded) -> None:
    """Whoever orders with the key of somebody else's cart is flagged, and learns nothing of it."""
    desk = guarded()
    desk.load(letters.parties() + OTHERS)
    with desk.around.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE cart_lines SET connection_id = 2")

    desk.status(letters.order("PO-1", CHEAP))

    assert [(1, "foreign-cart", "flag", None, None)] == flags(desk)


@pytest.mark.parametrize(
    ("item", "code", "names", "told"),
    [
        (letters.line(auxiliary=f"{KEY}.red"), 200, ["Ring binder"], "stored"),
        (letters.line(part="Z"), 400, [], "ItemOut[1]/ItemDetail/Description"),
    ],
)
def test_a_line_without_a_name_needs_a_cart(
    guarded: Guarded, item: ItemOut, code: int, names: list[str], told: str
) -> None:
    """What a line is may be said by its cart; where nobody says it, the order is refused."""
    desk = guarded()
    assert item.item_detail is not None
    nameless = replace(item, item_detail=replace(item.item_detail, descriptions=()))

    answered = desk.status(letters.order("PO-1", nameless))

    rows = desk.rows("SELECT description FROM order_lines")
    assert (code, names) == (answered.code, [row["description"] for row in rows])
    assert told in answered.content


def test_an_old_cart_is_flagged(guarded: Guarded) -> None:
    """A copied requisition brings back a cart that is long gone."""
    desk = guarded("cart_days = 7")
    clock: Any = desk.around.clock
    clock.advance(timedelta(days=8).total_seconds())

    desk.status(letters.order("PO-1", letters.line(1, auxiliary=f"{KEY}.red")))

    assert [(1, "age", "flag", "7", "8")] == flags(desk)


def test_a_test_never_waits_for_a_person(guarded: Guarded) -> None:
    """A test order that would be held says so, and is answered all the same."""
    desk = guarded('action = "hold"')

    answered = desk.status(letters.order("PO-1", CHEAP).but(mode=DeploymentMode.TEST))

    assert "GW-606" in answered.content
    assert [{"state": "confirmed"}] == desk.rows("SELECT state FROM orders")


def test_a_simulated_answer_rejects_the_same_lines(guarded: Guarded) -> None:
    """In test the buyer sees what would become of its lines."""
    desk = guarded('actions = { price = "reject-line" }')

    desk.status(letters.order("PO-1", CHEAP, FAIR).but(mode=DeploymentMode.TEST))

    (told,) = documents(desk, "ConfirmationRequest")
    assert "except" == told.xpath("string(//ConfirmationHeader/@type)")
    assert ["1"] == told.xpath("//ConfirmationItem/@lineNumber")
    assert () == read(etree.tostring(told)).errors
