"""Changes and cancellations: the next version of an order, kept whole and carried on behind it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.items import LineChange
from gateway.cxml.orders import Change
from tests import letters
from tests.acceptance.exchange.order_views import LINES, lines_now, placed, waiting
from tests.desk import Desk


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


def test_a_change_is_the_whole_order_and_is_carried_behind_it(active: Desk) -> None:
    """The lines of the change count; the supplier gets it after the order, in the same queue."""
    order = placed(active)
    change = letters.changed(order, letters.line(1, quantity="5"), letters.line(3, part="C-3"))

    told = active.status(change)

    assert (200, "OK") == (told.code, told.text)
    assert [(1, "A-1", Decimal(5)), (3, "C-3", Decimal(2))] == lines_now(active)
    assert [{"version": 2, "state": "received"}] == active.rows("SELECT version, state FROM orders")
    assert [order.payload_id, change.payload_id] == [
        document.get("payloadID") for document in waiting(active)
    ]
    assert 1 == len(active.rows("SELECT DISTINCT queue FROM outbox"))


def test_what_changed_is_kept_line_by_line_and_field_by_field(active: Desk) -> None:
    """A person sees at once what is different in a version."""
    order = placed(active)

    active.status(letters.changed(order, letters.line(1, quantity="5"), letters.line(3)))

    rows = active.rows("SELECT differences FROM order_versions ORDER BY number")
    first, second = (json.loads(str(row["differences"])) for row in rows)
    assert [] == first
    assert [
        ("changed", None, "Total/Money", "50.00", "87.50"),
        ("changed", 1, "@quantity", "2", "5"),
        ("removed", 2, None, None, None),
        ("added", 3, None, None, None),
    ] == [
        tuple(each[key] for key in ("kind", "line", "field", "before", "after")) for each in second
    ]


def test_a_cancellation_leaves_the_lines_and_goes_behind_the_order(active: Desk) -> None:
    """What was ordered can still be read; the supplier hears of it in its turn."""
    order = placed(active)
    cancellation = letters.cancelled(order, version=2)

    told = active.status(cancellation)

    assert 200 == told.code
    assert [{"state": "cancelled"}] == active.rows("SELECT state FROM orders")
    assert [(1, "A-1", Decimal(2)), (2, "B-2", Decimal(2))] == lines_now(active)
    assert [order.payload_id, cancellation.payload_id] == [
        document.get("payloadID") for document in waiting(active)
    ]


def test_a_change_under_a_new_id_is_one_change(active: Desk) -> None:
    """Sent again by a person it is known by its content, and the next change may refer to it."""
    order = placed(active)
    change = letters.changed(order, letters.line(1, quantity="5"))
    active.status(change)
    again = change.but(payload_id=letters.fresh_id())

    told = active.status(again)

    assert (200, True) == (told.code, "one order" in told.content)
    assert 2 == len(waiting(active))
    assert 200 == active.status(letters.changed(again, letters.line(1, quantity="6"))).code
    assert [(1, "A-1", Decimal(6))] == lines_now(active)
    [*_, last] = waiting(active)
    assert [change.payload_id] == last.xpath("//DocumentReference/@payloadID")


@pytest.mark.parametrize("late", [{"version": 2}, {"version": 1, "is_linked": False}])
def test_what_is_older_than_what_stands_is_refused(active: Desk, late: dict[str, int]) -> None:
    """A change that arrives late does not undo the later one."""
    order = placed(active)
    active.status(letters.changed(order, letters.line(1, quantity="5"), version=2))

    told = active.status(letters.changed(order, letters.line(1, quantity="9"), **late))  # type: ignore[arg-type]  # by name

    assert (409, "Conflict") == (told.code, told.text)
    assert [(1, "A-1", Decimal(5))] == lines_now(active)
    assert 2 == len(waiting(active))


@pytest.mark.parametrize("type_", [Change.UPDATE, Change.DELETE])
def test_a_change_of_what_we_do_not_have_is_refused(active: Desk, type_: Change) -> None:
    """Nobody can tell what an order was that never came."""
    never_sent = letters.order("PO-never")

    told = active.status(letters.changed(never_sent, type=type_))

    assert (417, "Expectation Failed") == (told.code, told.text)
    assert [] == active.rows("SELECT id FROM orders")


def test_a_change_behind_a_version_that_never_came_is_refused(active: Desk) -> None:
    """What lies between was lost on its way, and has to come first."""
    order = placed(active)
    lost = letters.changed(order, letters.line(1, quantity="5"))
    later = letters.changed(lost, letters.line(1, quantity="6"))

    assert 417 == active.status(later).code
    assert 200 == active.status(lost).code
    assert 200 == active.status(later).code
    assert [(1, "A-1", Decimal(6))] == lines_now(active)


@pytest.mark.parametrize(
    ("type_", "state"), [(Change.UPDATE, "received"), (Change.DELETE, "cancelled")]
)
def test_a_connection_can_take_changes_of_orders_from_before_it(
    active: Desk, type_: Change, state: str
) -> None:
    """Orders that were placed before the gateway was there can still be changed."""
    active.load(letters.parties() + 'changes_of_unknown_orders = "take"\n')

    told = active.status(letters.changed(letters.order("PO-old"), type=type_, version=4))

    assert 200 == told.code
    assert [{"version": 1, "state": state}] == active.rows("SELECT version, state FROM orders")
    assert [str(type_)] == waiting(active)[0].xpath("//OrderRequestHeader/@type")


def test_a_change_without_any_sign_of_its_place_is_the_next_one(active: Desk) -> None:
    """The order of arrival decides, and the buyer is told so."""
    order = placed(active)

    told = active.status(letters.changed(order, letters.line(1, quantity="5"), is_linked=False))

    assert (200, True) == (told.code, "DocumentReference" in told.content)
    assert [(1, "A-1", Decimal(5))] == lines_now(active)


def test_a_change_back_without_any_sign_of_its_place_is_refused(active: Desk) -> None:
    """It may be an old one that was held up as well; nobody can tell."""
    order = placed(active)
    five = letters.changed(order, letters.line(1, quantity="5"), is_linked=False)
    active.status(five)
    active.status(letters.changed(order, letters.line(1, quantity="6"), is_linked=False))

    told = active.status(five.but(payload_id=letters.fresh_id()))

    assert (409, True) == (told.code, "orderVersion" in told.content)
    assert [(1, "A-1", Decimal(6))] == lines_now(active)


def test_a_cancelled_order_stays_cancelled(active: Desk) -> None:
    """It is not changed any more; whoever cancels once more has what they want."""
    order = placed(active)
    cancellation = letters.cancelled(order)
    active.status(cancellation)

    change = active.status(letters.changed(cancellation, letters.line(1, quantity="5")))
    again = active.status(letters.cancelled(order, order_date="2026-11-22T10:00:00+00:00"))
    new = active.status(letters.order("PO-1", letters.line(1, quantity="5")))

    assert [409, 200, 409] == [change.code, again.code, new.code]
    assert [{"state": "cancelled"}] == active.rows("SELECT state FROM orders")
    assert 2 == len(waiting(active))


def test_an_internal_version_is_kept_and_not_carried_on(active: Desk) -> None:
    """The buyer's own book-keeping is no business of the supplier's, but part of the chain."""
    order = placed(active)
    internal = letters.changed(order, version=2, is_internal_version=True)

    told = active.status(internal)
    later = letters.changed(internal, letters.line(1, quantity="5"), version=3)
    assert 200 == active.status(later).code

    assert 200 == told.code
    first, last = waiting(active)
    assert (order.payload_id, later.payload_id) == (first.get("payloadID"), last.get("payloadID"))
    assert [order.payload_id] == last.xpath("//DocumentReference/@payloadID")
    assert ["received", "internal", "received"] == [
        row["state"] for row in active.rows("SELECT state FROM order_versions ORDER BY number")
    ]


def test_an_internal_version_cannot_change_what_is_ordered(active: Desk) -> None:
    """The supplier would deliver something else than the buyer has in its books."""
    order = placed(active)

    told = active.status(
        letters.changed(order, letters.line(1, quantity="5"), is_internal_version=True)
    )

    assert (400, True) == (told.code, "isInternalVersion" in told.content)
    assert 1 == len(active.rows("SELECT id FROM order_versions"))


def test_a_line_can_be_taken_out_by_name(active: Desk) -> None:
    """A line that is repeated with operation delete is no line of the order any more."""
    order = placed(active)
    gone = replace(LINES[1], operation=LineChange.DELETE)

    active.status(letters.changed(order, LINES[0], gone))

    assert [(1, "A-1", Decimal(2))] == lines_now(active)


def test_lines_without_numbers_keep_theirs(active: Desk) -> None:
    """A line is known by its part, and a new one gets a number that no other ever had."""
    bare = [replace(line, line_number=None) for line in (*LINES, letters.line(3, part="C-3"))]
    order = placed(active, "PO-1", *bare)

    change = letters.changed(order, bare[2], bare[1])
    active.status(change)
    active.status(
        letters.changed(change, replace(letters.line(part="D-4"), line_number=None), bare[1])
    )

    assert [(2, "B-2", Decimal(2)), (4, "D-4", Decimal(2))] == lines_now(active)


@pytest.mark.parametrize(
    ("said", "mode", "state"),
    [
        (None, "test", "rejected"),
        (DeploymentMode.PRODUCTION, "test", "rejected"),
        (DeploymentMode.TEST, "test", "confirmed"),
    ],
)
def test_a_change_follows_the_mode_of_its_order(
    desk: Desk, said: DeploymentMode | None, mode: str, state: str
) -> None:
    """An order that was placed in test stays a test, whatever its connection has become since."""
    order = placed(desk)
    desk.activate()

    told = desk.status(letters.changed(order, letters.line(1, quantity="5")).but(mode=said))

    assert 200 == told.code
    assert [{"mode": mode, "version": 2, "state": state}] == desk.rows(
        "SELECT mode, version, state FROM orders"
    )
    assert [] == desk.rows("SELECT id FROM outbox WHERE mode = 'active'")


@pytest.mark.parametrize("type_", [Change.UPDATE, Change.DELETE])
def test_a_test_change_leaves_a_real_order_alone(active: Desk, type_: Change) -> None:
    """A buyer that tries something out changes nothing that is real."""
    order = placed(active)

    told = active.status(letters.changed(order, type=type_).but(mode=DeploymentMode.TEST))

    assert (200, True) == (told.code, "left as it is" in told.content)
    assert [{"version": 1, "state": "received"}] == active.rows("SELECT version, state FROM orders")
    assert 1 == len(waiting(active))


def test_a_held_order_is_not_overtaken_by_its_change(desk_with: Callable[..., Desk]) -> None:
    """What waits for a person is followed by what came behind it, never passed."""
    desk = desk_with(orders_url="http://127.0.0.1:9/cxml")
    desk.activate()
    order = placed(desk)
    with desk.around.database.transaction() as tx:
        tx.exec_driver_sql("UPDATE order_versions SET state = 'held', state_reason = 'look'")
        tx.exec_driver_sql("DELETE FROM outbox")

    told = desk.status(letters.changed(order, letters.line(1, quantity="5")))

    assert (200, True) == (told.code, "person" in told.content)
    assert [{"version": 2, "state": "held", "reason": "look"}] == desk.rows(
        "SELECT version, state, reason FROM orders"
    )
    assert [] == waiting(desk)


def test_what_is_said_of_an_earlier_version_leaves_the_later_one_open(active: Desk) -> None:
    """A confirmation that crossed a change on its way speaks of the order as it was."""
    order = placed(active)
    change = letters.changed(order, letters.line(1, quantity="5"))
    active.status(change)

    active.status(letters.confirmation(order))
    between = active.rows("SELECT state FROM orders")
    active.status(letters.confirmation(change, ConfirmationType.REJECT))

    assert [{"state": "received"}] == between
    assert [{"state": "rejected"}] == active.rows("SELECT state FROM orders")
    assert ["confirmed", "rejected"] == [
        row["state"] for row in active.rows("SELECT state FROM order_versions ORDER BY number")
    ]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ({"order_type": "blanket"}, "effectiveDate"),
        ({"order_type": "release"}, "agreementID"),
        ({"order_type": "regular"}, ""),
        ({"order_type": "stockTransport"}, ""),
    ],
)
def test_every_sort_of_order_is_taken(active: Desk, header: dict[str, str], told: str) -> None:
    """What a sort of order should say and does not is an advice."""
    document = letters.order("PO-1").bytes()
    written = document.replace(
        b'orderType="regular"', f'orderType="{header["order_type"]}"'.encode()
    )

    answered = active.status(written)

    assert 200 == answered.code
    assert told in answered.content
    assert [header] == active.rows("SELECT order_type FROM order_versions")
