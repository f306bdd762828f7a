"""A mail leaves no unit of an order untold, whatever is confirmed."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gateway.cxml.confirmations import (
    ConfirmationHeader,
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.references import DocumentReference, OrderReference
from gateway.rules.confirmations_standing import Confirmed
from gateway.rules.fates import Line, fates, is_refusal

KINDS = st.sampled_from([kind for kind in ConfirmationType if kind != "requestToPay"])
STATUSES = st.sampled_from([status for status in ItemStatus if status != "requestToPay"])
UP_TO_NINE = st.integers(0, 9).map(Decimal)


@st.composite
def lines_with_words(
    draw: st.DrawFn, number: int
) -> tuple[Line, Confirmed, ConfirmationItem | None]:
    """Draw a line, what was known of it, and perhaps what is said of some of its units now."""
    said = draw(st.lists(st.tuples(STATUSES, st.integers(1, 9).map(Decimal)), max_size=3))
    known = Confirmed(
        accepted=draw(UP_TO_NINE), backordered=draw(UP_TO_NINE), rejected=draw(UP_TO_NINE)
    )
    told = sum((quantity for _, quantity in said), Decimal(0))
    line = Line(
        number=number,
        part="A-1",
        description="Ring binder",
        quantity=max(told, known.told) + draw(UP_TO_NINE),
        unit="EA",
        price=None,
        currency=None,
    )
    item = ConfirmationItem(
        line_number=number,
        quantity=told,
        unit_of_measure="EA",
        statuses=tuple(ConfirmationStatus(type=kind, quantity=quantity) for kind, quantity in said),
    )
    return line, known, item if said else None


@given(
    KINDS,
    st.integers(1, 6).flatmap(lambda n: st.tuples(*map(lines_with_words, range(1, n + 1)))),
)
def test_every_unit_of_every_line_has_one_fate(
    kind: ConfirmationType,
    drawn: tuple[tuple[Line, Confirmed, ConfirmationItem | None], ...],
) -> None:
    """What a confirmation says, and what it leaves as it was, add up to what was ordered."""
    confirmation = ConfirmationRequest(
        header=ConfirmationHeader(type=kind, notice_date="2026-11-21T10:00:00+00:00"),
        order_reference=OrderReference(document_reference=DocumentReference(payload_id="1@a")),
        items=tuple(item for _, _, item in drawn if item is not None),
    )

    rows = fates(
        confirmation,
        [line for line, _, _ in drawn],
        {line.number: known for line, known, _ in drawn},
    )

    told: Counter[int] = Counter()
    for row in rows:
        told[row["number"]] += int(row["quantity"])
    assert {line.number: int(line.quantity) for line, _, _ in drawn if line.quantity} == +told
    assert is_refusal(rows) == ({"not coming"} == {row["fate"] for row in rows})
