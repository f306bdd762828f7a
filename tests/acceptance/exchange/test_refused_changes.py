"""What becomes of an order whose change or cancellation meets a supplier that cannot take it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from gateway.cxml.orders import Change
from gateway.delivery.verdict import Outcome
from tests import letters
from tests.acceptance.exchange.order_views import lines_now, placed, waiting
from tests.deliveries import carried
from tests.desk import Desk


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


@pytest.mark.parametrize(
    ("type_", "words"),
    [(Change.UPDATE, "stands as it was"), (Change.DELETE, "the order stands")],
)
def test_a_version_that_the_supplier_refuses_leaves_what_stood(
    active: Desk, type_: Change, words: str
) -> None:
    """The buyer hears of that version that it was rejected; the order is what it was before."""
    order = placed(active)
    carried(active, Outcome.DELIVERED)
    change = letters.changed(order, letters.line(1, quantity="5"), type=type_)
    active.status(change)

    carried(active, Outcome.REFUSED)

    assert [{"version": 1, "state": "sent"}] == active.rows("SELECT version, state FROM orders")
    assert [(1, "A-1", Decimal(2)), (2, "B-2", Decimal(2))] == lines_now(active)
    (said,) = active.rows("SELECT type, about, comments FROM confirmations")
    assert ("reject", change.payload_id) == (said["type"], said["about"])
    assert words in str(said["comments"])
    (news,) = active.rows("SELECT document FROM outbox WHERE towards = 'buyer'")
    told = etree.fromstring(
        active.around.vault.open(bytes(news["document"]), "outbox")  # type: ignore[call-overload]  # bytes
    )
    assert [change.payload_id] == told.xpath("//OrderReference/DocumentReference/@payloadID")


def test_a_change_that_is_refused_behind_its_back_is_not_what_was_cancelled(active: Desk) -> None:
    """The supplier knows the order as it was before; that is what a cancellation leaves."""
    order = placed(active)
    carried(active, Outcome.DELIVERED)
    change = letters.changed(order, letters.line(1, quantity="5"), type=Change.UPDATE)
    active.status(change)
    active.status(letters.changed(change, letters.line(1), type=Change.DELETE))

    carried(active, Outcome.REFUSED)

    assert [{"version": 3, "state": "cancelled"}] == active.rows(
        "SELECT version, state FROM orders"
    )
    assert [(1, "A-1", Decimal(2)), (2, "B-2", Decimal(2))] == lines_now(active)


def test_an_order_goes_on_after_a_refused_change(active: Desk) -> None:
    """The buyer may follow the version that was refused, or the one that stands."""
    order = placed(active)
    carried(active, Outcome.DELIVERED)
    refused = letters.changed(order, letters.line(1, quantity="5"))
    active.status(refused)
    carried(active, Outcome.REFUSED)

    first = letters.changed(refused, letters.line(1, quantity="6"))
    second = letters.changed(first, letters.line(1, quantity="7"))

    assert [200, 200] == [active.status(each).code for each in (first, second)]
    assert [first.payload_id] == carried(active, Outcome.DELIVERED)
    assert [second.payload_id] == carried(active, Outcome.DELIVERED)
    assert [{"version": 4, "state": "sent"}] == active.rows("SELECT version, state FROM orders")


def test_nothing_of_an_order_overtakes_what_came_before_it(active: Desk) -> None:
    """An order that fails at first holds its change and its cancellation back."""
    order = placed(active)
    change = letters.changed(order, letters.line(1, quantity="5"))
    cancellation = letters.cancelled(change)
    for post in (change, cancellation):
        active.status(post)

    tries = [
        carried(active, outcome) for _ in range(3) for outcome in (Outcome.AGAIN, Outcome.DELIVERED)
    ]

    ids = [order.payload_id, change.payload_id, cancellation.payload_id]
    assert [[payload_id] for payload_id in ids for _ in range(2)] == tries
    assert [{"state": "cancelled"}] == active.rows("SELECT state FROM orders")


def test_a_cancelled_order_that_waits_for_a_person_ends_here(active: Desk) -> None:
    """What was never passed on need not be taken back."""
    order = placed(active)
    with active.around.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE order_versions SET state = 'held', state_reason = 'look'")
        tx.exec_driver_sql("DELETE FROM outbox")

    told = active.status(letters.cancelled(order))

    assert (200, True) == (told.code, "was not passed on" in told.content)
    assert [{"state": "cancelled"}] == active.rows("SELECT state FROM orders")
    assert [] == waiting(active)
