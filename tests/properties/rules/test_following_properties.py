"""What holds of orders and what follows them, in whatever order it comes."""

from __future__ import annotations

from dataclasses import dataclass
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
from gateway.cxml.references import OrderReference
from gateway.rules import confirmations_grammar as grammar
from gateway.rules import fulfilment, invoices
from gateway.rules.confirmations_standing import (
    Part,
    Statement,
    confirmed,
    order_state,
    taken_back,
)
from gateway.rules.invoices import InvoicedLine, Match, Standing
from gateway.rules.ordered import NOTHING, OrderedLine, Share, sums

NUMBERS = st.integers(1, 4)
AMOUNTS = st.decimals(min_value=0, max_value=12, places=1, allow_nan=False)
SIGNED = st.decimals(min_value=-12, max_value=12, places=1, allow_nan=False)
UNITS = st.sampled_from(["EA", "EA", "EA", "BX", None])


def lines_of(quantities: list[Decimal]) -> tuple[OrderedLine, ...]:
    """Make an order of so many of each."""
    return tuple(
        OrderedLine(
            number=number,
            quantity=quantity,
            unit="EA",
            part="A-1",
            unit_price=Decimal("2.50"),
            currency="EUR",
        )
        for number, quantity in enumerate(quantities, start=1)
    )


ORDERS = st.lists(
    st.decimals(min_value=1, max_value=10, places=1, allow_nan=False), min_size=1, max_size=3
).map(lines_of)
SHARES = st.lists(
    st.builds(Share, number=NUMBERS, quantity=AMOUNTS, unit=UNITS), min_size=1, max_size=4
)


@dataclass(frozen=True, slots=True)
class Step:
    """A ship notice that comes, and which of the earlier ones it replaces or withdraws."""

    shares: list[Share]
    ends: int
    is_withdrawal: bool


STEPS = st.lists(st.builds(Step, SHARES, st.integers(-4, 5), st.booleans()), max_size=12)


@given(ORDERS, STEPS)
def test_never_more_is_shipped_than_was_ordered(
    lines: tuple[OrderedLine, ...], steps: list[Step]
) -> None:
    """Whatever is shipped, replaced or withdrawn: what stands never exceeds the order."""
    stands: list[list[Share]] = []

    for step in steps:
        rest = [one for place, one in enumerate(stands) if place != step.ends]
        before = sums(lines, [share for one in rest for share in one])
        bad = fulfilment.shipping_faults(lines, step.shares) or fulfilment.over_shipped(
            lines, before, step.shares
        )
        if step.is_withdrawal:
            stands = rest
        elif not bad:
            stands = [*rest, step.shares]

    shipped = sums(lines, [share for one in stands for share in one])
    assert all(shipped.get(line.number, NOTHING) <= line.quantity for line in lines)


@given(ORDERS, STEPS)
def test_the_rest_can_always_be_shipped(lines: tuple[OrderedLine, ...], steps: list[Step]) -> None:
    """A portion without lines never ships too much, and leaves nothing."""
    before: dict[int, Decimal] = {}
    for step in steps:
        if not fulfilment.over_shipped(lines, before, step.shares):
            added = sums(lines, step.shares)
            before = {n: before.get(n, NOTHING) + added.get(n, NOTHING) for n in range(1, 5)}

    rest = fulfilment.rest(lines, before)

    assert () == fulfilment.over_shipped(lines, before, rest)
    left = sums(lines, rest)
    assert all(
        before.get(line.number, NOTHING) + left.get(line.number, NOTHING) == line.quantity
        for line in lines
    )


BILLED = st.lists(
    st.builds(
        InvoicedLine,
        position=st.just(1),
        number=NUMBERS,
        quantity=SIGNED,
        unit=UNITS,
        unit_price=st.sampled_from([Decimal("2.50"), Decimal(3)]),
        amount=SIGNED,
        currency=st.sampled_from(["EUR", "USD"]),
        counts=st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
BILLS = st.lists(st.tuples(BILLED, st.none() | st.integers(0, 5)), max_size=12)


def standing(lines: tuple[OrderedLine, ...], documents: list[list[InvoicedLine]]) -> Standing:
    """Say what is known of an order behind these invoices."""
    return Standing(
        lines=lines,
        total=Decimal(40),
        currency="EUR",
        invoiced=invoices.running(lines, documents),
        amount=invoices.amount("EUR", documents),
    )


@given(ORDERS, BILLS)
def test_never_more_is_invoiced_than_was_ordered(
    lines: tuple[OrderedLine, ...], bills: list[tuple[list[InvoicedLine], int | None]]
) -> None:
    """Whatever is invoiced, credited or withdrawn: what stands never exceeds the order."""
    documents: list[list[InvoicedLine]] = []

    for bill, withdrawn in bills:
        rest = [one for place, one in enumerate(documents) if place != withdrawn]
        if withdrawn is not None and not invoices.left_too_much(lines, rest):
            documents = rest
        elif withdrawn is None and not invoices.beyond(standing(lines, documents), bill):
            documents = [*documents, bill]

    total = invoices.running(lines, documents)
    assert all(NOTHING <= total.get(line.number, NOTHING) <= line.quantity for line in lines)


@given(st.lists(SIGNED, max_size=10))
def test_the_sum_of_whole_invoices_never_exceeds_the_total(amounts: list[Decimal]) -> None:
    """Invoices without lines stay within the order's total, whatever was credited between."""
    documents: list[list[InvoicedLine]] = []

    for amount in amounts:
        bill = [InvoicedLine(position=1, number=None, quantity=None, amount=amount, currency="EUR")]
        if not invoices.beyond(standing((), documents), bill):
            documents.append(bill)

    assert NOTHING <= invoices.amount("EUR", documents) <= Decimal(40) + invoices.ROUNDING


@given(ORDERS, BILLED)
def test_every_invoiced_line_is_judged(
    lines: tuple[OrderedLine, ...], bill: list[InvoicedLine]
) -> None:
    """Each line has its verdict, and a line at another price or currency is never matched."""
    verdicts = invoices.verdicts(standing(lines, []), bill)

    assert len(bill) == len(verdicts)
    assert all(
        verdict.order is not Match.MATCHED
        for line, verdict in zip(bill, verdicts, strict=True)
        if line.unit_price == Decimal(3) or line.currency == "USD"
    )


STATUSES = st.builds(
    ConfirmationStatus,
    type=st.sampled_from([s for s in ItemStatus if s is not ItemStatus.REQUEST_TO_PAY]),
    quantity=AMOUNTS,
    unit_of_measure=st.just("EA"),
)


def _adding_up(item: ConfirmationItem) -> ConfirmationItem:
    told = sum((status.quantity for status in item.statuses), NOTHING)
    return ConfirmationItem(
        line_number=item.line_number,
        quantity=told,
        unit_of_measure="EA",
        statuses=item.statuses,
    )


ITEMS = st.builds(
    ConfirmationItem,
    line_number=NUMBERS,
    quantity=AMOUNTS,
    unit_of_measure=st.just("EA"),
    statuses=st.lists(STATUSES, min_size=1, max_size=2).map(tuple),
).map(_adding_up)
CONFIRMATIONS = st.tuples(
    st.sampled_from(list(ConfirmationType)),
    st.lists(ITEMS, max_size=3).map(tuple),
    st.none() | st.integers(0, 5),
)


def _request(kind: ConfirmationType, items: tuple[ConfirmationItem, ...]) -> ConfirmationRequest:
    return ConfirmationRequest(
        header=ConfirmationHeader(type=kind, notice_date="2026-11-21"),
        order_reference=OrderReference(order_id="PO-1"),
        items=items,
    )


@given(
    ORDERS,
    st.lists(CONFIRMATIONS, max_size=8),
    st.dictionaries(NUMBERS, st.decimals(min_value=0, max_value=1, places=1, allow_nan=False)),
)
def test_never_more_is_confirmed_than_was_ordered(
    lines: tuple[OrderedLine, ...],
    confirmations: list[tuple[ConfirmationType, tuple[ConfirmationItem, ...], int | None]],
    shipped: dict[int, Decimal],
) -> None:
    """Whatever is confirmed and replaced: no line is told of more than was ordered, or shipped."""
    kept: list[Statement] = []

    for row, (kind, items, replaces) in enumerate(confirmations, start=1):
        new = Statement(
            row=row,
            type=kind,
            payload_id=str(row),
            replaces=kept[replaces].row if replaces is not None and replaces < len(kept) else None,
            lines={
                item.line_number: tuple(
                    Part(type=each.type, quantity=each.quantity) for each in item.statuses
                )
                for item in items
            },
        )
        known = confirmed(lines, [*kept, new])
        if not grammar.faults(_request(kind, items), lines) and not taken_back(
            lines, known, shipped
        ):
            kept.append(new)

    known = confirmed(lines, kept)
    assert all(known[line.number].told <= line.quantity for line in lines)
    assert order_state(lines, kept) in {"sent", "confirmed", "rejected"}
    assert all(
        known[line.number].rejected + shipped.get(line.number, NOTHING) <= line.quantity
        for line in lines
        if shipped.get(line.number, NOTHING) > 0
    )
