"""Ship notices: held against their orders, carried to the buyer, never more than was ordered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gateway.cxml.confirmations import ConfirmationType, ItemStatus
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.ship_notices import ShipNoticeOperation
from tests import followers, letters
from tests.desk import Desk
from tests.followers import portion, ship_notice

UPDATE, DELETE = ShipNoticeOperation.UPDATE, ShipNoticeOperation.DELETE


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


def ordered(desk: Desk, number: str = "PO-1") -> letters.Post:
    """Place an order: ten of line 1, four of line 2."""
    order = letters.order(
        number, letters.line(1, quantity="10"), letters.line(2, part="B-2", quantity="4")
    )
    assert 200 == desk.status(order).code
    return order


def carried(desk: Desk) -> list[dict[str, object]]:
    """List what goes to the buyer."""
    return desk.rows("SELECT kind, payload_id, mode FROM outbox WHERE towards = 'buyer'")


def test_a_ship_notice_goes_to_the_buyer_under_its_own_id(active: Desk) -> None:
    """The buyer hears what is on its way, and the order's story has it line by line."""
    order = ordered(active)
    said = ship_notice("S-1", portion(order, (1, "6"), (2, "4")))

    told = active.status(said)

    assert (200, "OK") == (told.code, told.text)
    assert [
        {"kind": "ShipNoticeRequest", "payload_id": said.payload_id, "mode": "active"}
    ] == carried(active)
    assert [(1, 6), (2, 4)] == [
        (row["line_number"], int(str(row["quantity"])))
        for row in active.rows("SELECT line_number, quantity FROM follow_up_lines ORDER BY id")
    ]


def test_more_than_was_ordered_is_refused_with_its_numbers(active: Desk) -> None:
    """Over-shipping is refused, naming the line and all three quantities; nothing is kept."""
    order = ordered(active)
    active.status(ship_notice("S-1", portion(order, (1, "6"))))

    told = active.status(ship_notice("S-2", portion(order, (1, "5"))))

    assert 409 == told.code
    assert (
        "ShipNoticeItem/@quantity, line 1: 5 now, 6 were shipped before, and 10 were ordered"
        in (told.content)
    )
    assert 1 == len(active.rows("SELECT id FROM follow_ups"))
    assert 1 == len(carried(active))


def test_a_line_in_several_parts_is_added_up(active: Desk) -> None:
    """A line may stand in one notice several times, and counts with all of them."""
    order = ordered(active)

    told = active.status(ship_notice("S-1", portion(order, (1, "6"), (1, "5"))))

    assert 409 == told.code


@pytest.mark.parametrize(
    ("lines", "code", "named"),
    [
        (((9, "1"),), 400, "line 9"),
        (((1, "-1"),), 400, "ShipNoticeItem/@quantity of line 1"),
        ((), 200, ""),
    ],
)
def test_a_portion_is_lines_of_its_order(
    active: Desk, lines: tuple[tuple[int, str], ...], code: int, named: str
) -> None:
    """Lines that the order lacks are refused; no lines at all are the whole order."""
    order = ordered(active)

    told = active.status(ship_notice("S-1", portion(order, *lines)))

    assert code == told.code
    assert named in told.content


def test_the_whole_order_is_what_is_left_of_it(active: Desk) -> None:
    """After a part, a portion without lines ships the rest, and only once."""
    order = ordered(active)
    active.status(ship_notice("S-1", portion(order, (1, "6"))))

    answers = [active.status(ship_notice(number, portion(order))).code for number in ("S-2", "S-3")]

    assert [200, 409] == answers
    assert [6, 4, 4] == [
        int(str(row["quantity"]))
        for row in active.rows("SELECT quantity FROM follow_up_lines ORDER BY id")
    ]


def test_an_update_takes_the_place_of_the_notice_before(active: Desk) -> None:
    """A newer form of a notice is complete: only what it says counts."""
    order = ordered(active)
    first = ship_notice("S-1", portion(order, (1, "10")))
    active.status(first)

    told = active.status(
        ship_notice("S-1", portion(order, (1, "9")), operation=UPDATE, replaces=first)
    )

    assert 200 == told.code
    assert 200 == active.status(ship_notice("S-2", portion(order, (1, "1")))).code
    assert 409 == active.status(ship_notice("S-3", portion(order, (1, "1")))).code


def test_an_update_of_what_was_replaced_is_too_late(active: Desk) -> None:
    """A notice that arrives behind a newer one changes nothing."""
    order = ordered(active)
    first = ship_notice("S-1", portion(order, (1, "1")))
    newer = ship_notice("S-1", portion(order, (1, "2")), operation=UPDATE, replaces=first)
    late = ship_notice("S-1", portion(order, (1, "3")), operation=UPDATE, replaces=first)

    answers = [active.status(said).code for said in (first, newer, late)]

    assert [200, 200, 409] == answers


def test_a_withdrawn_notice_makes_room_again(active: Desk) -> None:
    """What was not sent off after all can be sent off later; the withdrawal is carried on."""
    order = ordered(active)
    first = ship_notice("S-1", portion(order, (1, "10")))
    active.status(first)

    told = active.status(ship_notice("S-1", operation=DELETE, replaces=first))

    assert 200 == told.code
    assert 200 == active.status(ship_notice("S-2", portion(order, (1, "10")))).code
    assert 3 == len(carried(active))


def test_a_withdrawal_of_nothing_is_refused(active: Desk) -> None:
    """What was never said cannot be taken back."""
    told = active.status(ship_notice("S-never", operation=DELETE))

    assert (417, "Expectation Failed") == (told.code, told.text)
    assert "shipmentID" in told.content


def test_a_planned_shipment_does_not_count_as_shipped(active: Desk) -> None:
    """A plan leaves room for the shipment itself."""
    order = ordered(active)

    answers = [
        active.status(ship_notice("S-1", portion(order, (1, "10")), planned=True)).code,
        active.status(ship_notice("S-2", portion(order, (1, "10")))).code,
    ]

    assert [200, 200] == answers


def test_a_number_is_used_once(active: Desk) -> None:
    """The same again under another id is one notice; other content under its number is none."""
    order = ordered(active)
    said = ship_notice("S-1", portion(order, (1, "1")))
    active.status(said)

    again = active.status(said.but(payload_id=letters.fresh_id()))
    other = active.status(ship_notice("S-1", portion(order, (1, "2"))))

    assert (200, 409) == (again.code, other.code)
    assert 1 == len(carried(active))


def test_a_rejected_order_is_not_shipped(active: Desk) -> None:
    """A supplier that said no says yes first."""
    order = ordered(active)
    active.status(letters.confirmation(order, ConfirmationType.REJECT))

    told = active.status(ship_notice("S-1", portion(order, (1, "1"))))

    assert 409 == told.code
    assert "rejected" in told.content


def test_shipping_what_was_rejected_is_noticed(active: Desk) -> None:
    """A line that was partly rejected and ships all the same is carried on, and seen."""
    order = ordered(active)
    parts = ((ItemStatus.ACCEPT, "4"), (ItemStatus.REJECT, "6"))
    active.status(followers.confirmed(order, ConfirmationType.EXCEPT, (1, "10", parts)))

    told = active.status(ship_notice("S-1", portion(order, (1, "5"))))

    assert 200 == told.code
    assert "Line 1: 5 are shipped, though 6 of 10 were rejected." in told.content
    (row,) = active.rows("SELECT remarks FROM follow_ups")
    assert "though 6 of 10" in str(row["remarks"])


def test_one_notice_for_two_orders(active: Desk) -> None:
    """A shipment may hold goods of several orders; each is held against its own."""
    first, second = ordered(active, "PO-1"), ordered(active, "PO-2")
    active.status(ship_notice("S-0", portion(second, (1, "10"))))

    together = active.status(
        ship_notice("S-1", portion(first, (1, "10")), portion(second, (2, "4")))
    )
    too_much = active.status(
        ship_notice("S-2", portion(first, (2, "1")), portion(second, (1, "1")))
    )

    assert (200, 409) == (together.code, too_much.code)
    assert "line 1: 1 now, 10 were shipped before" in too_much.content


def test_an_order_of_nobody_is_refused(active: Desk) -> None:
    """An order that was not passed to this supplier cannot be shipped by it."""
    told = active.status(ship_notice("S-1", portion(letters.order("PO-never"))))

    assert (417, "Expectation Failed") == (told.code, told.text)
    assert "OrderReference" in told.content


def test_shipping_a_test_order_stays_a_test(desk_with: Callable[..., Desk]) -> None:
    """What follows a test order reaches the buyer as test, on an active connection too."""
    desk = desk_with(test_orders_url="http://127.0.0.1:9/test/cxml")
    order = ordered(desk)
    desk.activate()

    told = desk.status(
        ship_notice("S-1", portion(order, (1, "1"))).but(mode=DeploymentMode.PRODUCTION)
    )

    assert 200 == told.code
    assert ["test"] == [row["mode"] for row in carried(desk)]
    assert [{"mode": "test"}] == desk.rows("SELECT mode FROM follow_ups")


def test_a_test_notice_leaves_a_real_order_alone(active: Desk) -> None:
    """A supplier that tries something out ships nothing."""
    order = ordered(active)
    tried = ship_notice("S-1", portion(order, (1, "10"))).but(mode=DeploymentMode.TEST)

    told = active.status(tried)

    assert 200 == told.code
    assert [] == carried(active)
    assert [] == active.rows("SELECT id FROM follow_ups")


def test_tests_and_real_orders_never_share_a_notice(desk_with: Callable[..., Desk]) -> None:
    """One document is a test or it is real."""
    desk = desk_with(test_orders_url="http://127.0.0.1:9/test/cxml")
    tried = ordered(desk, "PO-1")
    desk.activate()
    real = ordered(desk, "PO-2")

    told = desk.status(ship_notice("S-1", portion(tried, (1, "1")), portion(real, (1, "1"))))

    assert 400 == told.code
    assert [] == carried(desk)


def test_what_counts_is_the_order_as_it_stands(active: Desk) -> None:
    """After a change, its quantities are the most that can be shipped."""
    order = ordered(active)
    active.status(letters.changed(order, letters.line(1, quantity="12")))

    answers = [
        active.status(ship_notice("S-1", portion(order, (1, "12")))).code,
        active.status(ship_notice("S-2", portion(order, (2, "1")))).code,
    ]

    assert [200, 400] == answers


def test_a_cancelled_order_is_not_shipped(active: Desk) -> None:
    """What the buyer does not want any more stays where it is."""
    order = ordered(active)
    active.status(letters.cancelled(order))

    told = active.status(ship_notice("S-1", portion(order, (1, "1"))))

    assert 409 == told.code
    assert "cancelled" in told.content
