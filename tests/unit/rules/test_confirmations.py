"""The grammar of confirmations, and what they make of an order, type by type."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gateway.cxml.confirmations import ConfirmationRequest, ConfirmationType, ItemStatus
from gateway.rules import confirmations_grammar as grammar
from gateway.rules.confirmations_standing import (
    Confirmed,
    Part,
    Statement,
    confirmed,
    order_state,
    predecessor,
)
from gateway.rules.ordered import OrderedLine
from tests import followers, letters

T, S = ConfirmationType, ItemStatus
ALL = ((S.ACCEPT, "10"),)
ORDER = letters.order(
    "PO-1", letters.line(1, quantity="10"), letters.line(2, part="B-2", quantity="4")
)
Said = tuple[tuple[int, str, tuple[tuple[ItemStatus, str], ...]], ...]


def line(number: int, quantity: str, unit: str | None = "EA") -> OrderedLine:
    """Make a line of the order."""
    return OrderedLine(
        number=number,
        quantity=Decimal(quantity),
        unit=unit,
        part="A-1",
        unit_price=Decimal("12.50"),
        currency="EUR",
    )


LINES = (line(1, "10"), line(2, "4"))


def request(
    kind: ConfirmationType, *lines: tuple[int, str, tuple[tuple[ItemStatus, str], ...]]
) -> ConfirmationRequest:
    """Confirm line by line."""
    body = followers.confirmed(ORDER, kind, *lines).body
    assert isinstance(body, ConfirmationRequest)
    return body


def statement(
    row: int,
    kind: ConfirmationType,
    *lines: tuple[int, ItemStatus, str],
    replaces: int | None = None,
) -> Statement:
    """Make a confirmation as it is kept."""
    return Statement(
        row=row,
        type=kind,
        payload_id=f"{row}@shop.example",
        confirm_id="OC-1",
        replaces=replaces,
        lines={n: (Part(type=type_, quantity=Decimal(q)),) for n, type_, q in lines},
    )


@pytest.mark.parametrize(
    ("kind", "lines", "named"),
    [
        (T.REJECT, ((1, "10", ALL),), "has no ConfirmationItem"),
        (T.EXCEPT, (), "needs a ConfirmationItem"),
        (T.DETAIL, (), "needs a ConfirmationItem"),
        (T.ALL_DETAIL, (), "needs a ConfirmationItem"),
        (T.REPLACE, (), "needs a ConfirmationItem"),
        (T.REPLACE, ((1, "10", ((S.DETAIL, "10"),)),), "needs an ItemIn"),
        (T.ACCEPT, ((1, "10", ((S.REJECT, "10"),)),), "cannot say reject of line 1"),
        (T.BACKORDERED, ((1, "10", ALL),), "cannot say accept of line 1"),
        (T.DETAIL, ((1, "10", ((S.ALL_DETAIL, "10"),)),), "cannot say allDetail of line 1"),
        (T.DETAIL, ((1, "10", ((S.REQUEST_TO_PAY, "10"),)),), "cannot say requestToPay of line 1"),
        (T.DETAIL, ((1, "10", ALL), (1, "10", ALL)), "line 1 more than once"),
        (T.DETAIL, ((3, "10", ALL),), "line 3, which the order lacks"),
        (T.DETAIL, ((1, "11", ((S.ACCEPT, "11"),)),), "line 1 is 11, and 10 were ordered"),
        (T.DETAIL, ((1, "10", ((S.ACCEPT, "11"),)),), "line 1 add up to 11"),
        (T.DETAIL, ((1, "10", ((S.ACCEPT, "4"), (S.REJECT, "5"))),), "line 1 add up to 9"),
    ],
)
def test_a_fault_is_told_with_its_line(kind: ConfirmationType, lines: Said, named: str) -> None:
    """What contradicts itself or the order is named in plain words."""
    (found, *_) = grammar.faults(request(kind, *lines), LINES)

    assert named in found


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (T.ACCEPT, ()),
        (T.ACCEPT, ((1, "10", ALL),)),
        (T.REJECT, ()),
        (T.BACKORDERED, ()),
        (T.BACKORDERED, ((1, "10", ((S.BACKORDERED, "10"),)),)),
        (T.EXCEPT, ((1, "10", ((S.ACCEPT, "4"), (S.REJECT, "6"))),)),
        (T.DETAIL, ((1, "10", ((S.UNKNOWN, "10"),)),)),
        (T.ALL_DETAIL, ((1, "10", ((S.ALL_DETAIL, "10"),)),)),
        (T.REQUEST_TO_PAY, ()),
        (T.REQUEST_TO_PAY, ((1, "2", ((S.REQUEST_TO_PAY, "2"),)),)),
    ],
)
def test_every_type_can_be_said_as_the_standard_says_it(
    kind: ConfirmationType, lines: Said
) -> None:
    """What is right has no faults."""
    assert () == grammar.faults(request(kind, *lines), LINES)


def test_another_unit_is_not_compared() -> None:
    """Nobody knows how many pieces a box holds."""
    said = request(T.DETAIL, (1, "11", ((S.ACCEPT, "11"),)))
    in_boxes = (line(1, "10", "BX"), line(2, "4"))

    assert () == grammar.faults(said, in_boxes)
    assert "another unit of measure" in grammar.remarks(said, in_boxes)[0]


def test_less_than_was_ordered_leaves_the_rest_open() -> None:
    """A line that is confirmed in part is told to its supplier, and nothing is made up."""
    (told,) = grammar.remarks(request(T.DETAIL, (1, "4", ((S.ACCEPT, "4"),))), LINES)

    assert "is 4 where 10 were ordered" in told


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([statement(1, T.ACCEPT)], "confirmed"),
        ([statement(1, T.REJECT)], "rejected"),
        ([statement(1, T.BACKORDERED)], "confirmed"),
        ([statement(1, T.EXCEPT, (1, S.REJECT, "10"))], "confirmed"),
        ([statement(1, T.DETAIL, (1, S.REJECT, "10"))], "confirmed"),
        ([statement(1, T.DETAIL, (1, S.UNKNOWN, "10"))], "sent"),
        ([statement(1, T.REQUEST_TO_PAY)], "sent"),
        ([statement(1, T.REPLACE, (1, S.DETAIL, "10"))], "confirmed"),
        (
            [
                statement(1, T.DETAIL, (1, S.REJECT, "10")),
                statement(2, T.DETAIL, (2, S.REJECT, "4")),
            ],
            "rejected",
        ),
        ([statement(1, T.ACCEPT), statement(2, T.REJECT)], "rejected"),
        ([statement(1, T.REJECT), statement(2, T.ACCEPT)], "confirmed"),
        (
            [statement(1, T.REJECT), statement(2, T.DETAIL, (1, S.ACCEPT, "10"), replaces=1)],
            "confirmed",
        ),
        (
            [statement(1, T.ACCEPT), statement(2, T.DETAIL, (1, S.UNKNOWN, "10"), replaces=1)],
            "sent",
        ),
    ],
)
def test_the_order_is_in_the_state_that_stands(said: list[Statement], state: str) -> None:
    """What was replaced or discarded has no say."""
    assert state == order_state(LINES, said)


def test_a_word_on_one_line_leaves_the_others() -> None:
    """Detail changes the lines that it names; except accepts those that it does not."""
    known = confirmed(LINES, [statement(1, T.EXCEPT, (1, S.BACKORDERED, "10"))])

    assert {
        1: Confirmed(backordered=Decimal(10)),
        2: Confirmed(accepted=Decimal(4)),
    } == known


def test_an_update_finds_what_it_replaces() -> None:
    """By the document that it names, or else by its number."""
    said = [statement(1, T.DETAIL), statement(2, T.DETAIL)]

    by_document = predecessor(said, payload_id="1@shop.example", confirm_id="OC-1")
    by_number = predecessor(said, payload_id="unheard@shop.example", confirm_id="OC-1")
    by_nothing = predecessor(said, payload_id=None, confirm_id=None)

    assert (said[0], said[1], None) == (by_document, by_number, by_nothing)
