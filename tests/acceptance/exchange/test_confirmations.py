"""Confirmations: their grammar, which of them stand, and what they make of their order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.cxml.confirmations import ConfirmationRequest, ConfirmationType, ItemStatus
from tests import letters
from tests.desk import Desk
from tests.followers import confirmed, portion, ship_notice

T, S = ConfirmationType, ItemStatus
ALL = ((S.ACCEPT, "10"),)


@pytest.fixture
def active(desk: Desk) -> Desk:
    """A desk whose connection is active."""
    desk.activate()
    return desk


@pytest.fixture
def order(active: Desk) -> letters.Post:
    """An order: ten of line 1, four of line 2."""
    placed = letters.order(
        "PO-1", letters.line(1, quantity="10"), letters.line(2, part="B-2", quantity="4")
    )
    assert 200 == active.status(placed).code
    return placed


def state(desk: Desk) -> object:
    """Give the state of the only order."""
    (row,) = desk.rows("SELECT state FROM orders")
    return row["state"]


@pytest.mark.parametrize(
    ("kind", "lines", "left_in"),
    [
        (T.BACKORDERED, (), "confirmed"),
        (T.EXCEPT, ((1, "10", ((S.ACCEPT, "4"), (S.REJECT, "6"))),), "confirmed"),
        (T.DETAIL, ((1, "10", ((S.REJECT, "10"),)), (2, "4", ((S.REJECT, "4"),))), "rejected"),
        (T.REQUEST_TO_PAY, ((1, "2", ((S.REQUEST_TO_PAY, "2"),)),), "received"),
    ],
)
def test_what_the_lines_say_decides_about_the_order(
    active: Desk,
    order: letters.Post,
    kind: ConfirmationType,
    lines: tuple[tuple[int, str, tuple[tuple[ItemStatus, str], ...]], ...],
    left_in: str,
) -> None:
    """An order is rejected when all of its lines are, and each type is carried to the buyer."""
    told = active.status(confirmed(order, kind, *lines))

    assert (200, left_in) == (told.code, state(active))
    assert 1 == len(active.rows("SELECT id FROM outbox WHERE kind = 'ConfirmationRequest'"))


def test_what_contradicts_the_order_is_refused(active: Desk, order: letters.Post) -> None:
    """A fault is told with its line and its quantities, and nothing is carried on."""
    told = active.status(confirmed(order, T.DETAIL, (1, "11", ((S.ACCEPT, "11"),))))

    assert 400 == told.code
    assert "line 1 is 11, and 10 were ordered" in told.content
    assert "received" == state(active)
    assert [] == active.rows("SELECT id FROM outbox WHERE kind = 'ConfirmationRequest'")


def test_an_update_takes_the_place_of_the_confirmation_before(
    active: Desk, order: letters.Post
) -> None:
    """An update is complete: what only the earlier one said is open again."""
    first = confirmed(order, T.DETAIL, (1, "10", ((S.REJECT, "10"),)), (2, "4", ((S.REJECT, "4"),)))
    active.status(first)

    told = active.status(confirmed(order, T.DETAIL, (1, "10", ((S.REJECT, "10"),)), replaces=first))

    assert (200, "confirmed") == (told.code, state(active))
    assert [None, 1] == [
        row["replaces_id"] for row in active.rows("SELECT replaces_id FROM confirmations")
    ]


def test_an_update_of_what_was_replaced_is_too_late(active: Desk, order: letters.Post) -> None:
    """A confirmation that arrives behind a newer one changes nothing."""
    first = confirmed(order, T.DETAIL, (1, "10", ALL))
    newer = confirmed(order, T.DETAIL, (1, "10", ((S.REJECT, "10"),)), replaces=first)
    late = confirmed(order, T.DETAIL, (1, "10", ALL), replaces=first)

    answers = [active.status(said).code for said in (first, newer, late)]

    assert [200, 200, 409] == answers


def test_an_update_of_nothing_is_taken_and_told(active: Desk, order: letters.Post) -> None:
    """It is complete, so nothing is lost; the supplier hears that the first one never came."""
    never_sent = confirmed(order, T.DETAIL, (1, "10", ALL))

    told = active.status(confirmed(order, T.DETAIL, (1, "10", ALL), replaces=never_sent))

    assert 200 == told.code
    assert "is not known here" in told.content


def test_the_newest_word_on_the_whole_order_stands(active: Desk, order: letters.Post) -> None:
    """A reject behind an accept is taken, and says that it takes its place."""
    active.status(confirmed(order, T.ACCEPT))

    told = active.status(confirmed(order, T.REJECT))

    assert (200, "rejected") == (told.code, state(active))
    assert "takes the place of everything that was confirmed" in told.content


def test_what_was_shipped_cannot_be_rejected(active: Desk, order: letters.Post) -> None:
    """Goods that are on their way are not refused behind the buyer's back."""
    active.status(ship_notice("S-1", portion(order, (1, "7"))))

    told = active.status(confirmed(order, T.EXCEPT, (1, "10", ((S.ACCEPT, "5"), (S.REJECT, "5")))))

    assert 409 == told.code
    assert "Line 1: 5 of 10 are rejected, but 7 were shipped." in told.content


def test_a_line_in_another_unit_is_taken_and_told(active: Desk, order: letters.Post) -> None:
    """Nobody knows how many pieces a box holds; it is not counted as too many."""
    body = confirmed(order, T.DETAIL, (1, "11", ((S.ACCEPT, "11"),))).bytes()

    told = active.status(body.replace(b">EA<", b">BX<"))

    assert 200 == told.code
    assert "another unit of measure" in told.content


def test_a_number_where_the_payload_id_belongs_finds_its_order(
    active: Desk, order: letters.Post
) -> None:
    """Some write the order's number into DocumentReference and nothing else."""
    said = confirmed(order, T.ACCEPT)
    assert isinstance(said.body, ConfirmationRequest)
    reference = said.body.order_reference
    named = reference.document_reference
    assert named is not None
    odd = replace(reference, order_id=None, document_reference=replace(named, payload_id="PO-1"))

    told = active.status(said.but(body=replace(said.body, order_reference=odd)))

    assert (200, "confirmed") == (told.code, state(active))


def test_a_confirmation_that_crossed_a_change_is_held_against_what_it_names(
    active: Desk, order: letters.Post
) -> None:
    """Its quantities are those of the version that it speaks of; the one that stands stays open."""
    change = letters.changed(order, letters.line(1, quantity="5"))
    active.status(change)

    crossed = active.status(confirmed(order, T.DETAIL, (1, "10", ALL)))
    too_many = active.status(confirmed(change, T.DETAIL, (1, "10", ALL)))

    assert (200, 400) == (crossed.code, too_many.code)
    assert "earlier version" in crossed.content
    assert "received" == state(active)
