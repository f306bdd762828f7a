"""InvoiceDetailRequest: what the supplier asks for, held against its orders and carried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from gateway.cxml.invoice_lines import InvoiceDetailHeaderOrder, InvoiceDetailOrder
from gateway.cxml.invoices import (
    InvoiceDetailRequest,
    InvoiceDetailRequestHeader,
    InvoiceOperation,
)
from gateway.errors import BadRequest, Conflict
from gateway.exchange import following
from gateway.exchange.following import Followed
from gateway.exchange.outcome import Case, NoteFollowUp, Outcome
from gateway.rules import invoice_reading
from gateway.rules import invoices as rules
from gateway.rules.invoices import InvoicedLine, Standing, Verdict
from gateway.store import follow_ups, standing
from gateway.store.follow_ups import FollowUp, FollowUpLine
from gateway.store.orders import Order

NO_ORDER: Final = "Some of it names no order that we know; it was not held against one."
FITS: Final = {
    rules.Result.MATCHED: "It fits the order, the confirmations and the ship notices.",
    rules.Result.ORDER_ONLY: "It fits the order; not all of it was confirmed and shipped yet.",
}


def take_invoice(case: Case) -> Outcome:
    """
    Take an invoice, a memo, or the withdrawal of one.

    Raises ExpectationFailed for an order that is not the supplier's, BadRequest for lines that the
    order lacks, Conflict where more would be invoiced than was ordered.
    """
    request = case.document.envelope.request
    said = request.body if request else None
    if not isinstance(said, InvoiceDetailRequest):
        raise BadRequest
    found = [_order(case, part) for part in said.orders]
    if said.header.operation is InvoiceOperation.DELETE:
        return _withdrawn(case, said, [order for order in found if order])
    followed = following.together(case, [order for order in found if order])
    before = following.earlier(case, said.header.invoice_id, followed.mode)
    if following.is_resent(case, before):
        return following.known(followed)
    following.free(before, "invoiceID")
    if not invoice_reading.is_memo(said.header):
        following.open_only(followed, "invoiced")
    judged = _judged(case, said, followed, [order.id if order else None for order in found])
    return following.carried(case, followed, _note(said, judged), "invoice")


def _order(case: Case, part: InvoiceDetailOrder | InvoiceDetailHeaderOrder) -> Order | None:
    named = part.order_info.order
    return following.named(case, named) if named else None


# ── three ways ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One line of an invoice, the order that it is of, and how it fits."""

    line: InvoicedLine
    order_row: int | None
    verdict: Verdict


def _judged(
    case: Case, said: InvoiceDetailRequest, followed: Followed, rows: Sequence[int | None]
) -> list[_Judged]:
    """Hold the invoice against each of its orders. Raises what refuses it."""
    lines = [
        (row, line)
        for row, part in zip(rows, said.orders, strict=True)
        for line in invoice_reading.lines_of(part, said.header)
    ]
    unbacked = [line for row, line in lines if row is None]
    judged = _with(None, unbacked, rules.without_order(unbacked))
    for order in followed.orders:
        mine = [line for row, line in lines if row == order.id]
        judged += _with(order.id, mine, _checked(case, order, mine))
    return judged


def _with(
    row: int | None, lines: Sequence[InvoicedLine], verdicts: Sequence[Verdict]
) -> list[_Judged]:
    pairs = zip(lines, verdicts, strict=True)
    return [_Judged(line=line, order_row=row, verdict=verdict) for line, verdict in pairs]


def _checked(case: Case, order: Order, now: Sequence[InvoicedLine]) -> tuple[Verdict, ...]:
    known = _standing(case, order)
    if found := rules.faults(known, now):
        raise BadRequest(" ".join(found))
    if found := rules.beyond(known, now):
        raise Conflict(" ".join(found))
    return rules.verdicts(known, now)


def _standing(case: Case, order: Order) -> Standing:
    lines = standing.order_lines(case.tx, order)
    earlier = standing.invoices(case.tx, order.id)
    return Standing(
        lines=lines,
        total=order.total,
        currency=order.currency,
        confirmed=standing.word(case.tx, order, lines),
        shipped=standing.shipped(case.tx, order.id, lines),
        invoiced=rules.running(lines, earlier),
        amount=rules.amount(order.currency, earlier),
    )


def _note(said: InvoiceDetailRequest, judged: Sequence[_Judged]) -> NoteFollowUp:
    result = rules.summed_up([each.verdict for each in judged])
    odd = [words for each in judged for words in rules.told(each.line, each.verdict)]
    unbacked = [NO_ORDER] if any(each.order_row is None for each in judged) else []
    return NoteFollowUp(
        number=said.header.invoice_id,
        operation=said.header.operation.value,
        type=said.header.purpose.value,
        result=result.value,
        remarks=(*unbacked, *odd) or (FITS.get(result, ""),),
        lines=tuple(_kept(each, place) for place, each in enumerate(judged, start=1)),
    )


def _kept(each: _Judged, place: int) -> FollowUpLine:
    line = each.line
    return FollowUpLine(
        order_id=each.order_row,
        position=place,
        line_number=line.number,
        quantity=line.quantity,
        unit_of_measure=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        currency=line.currency,
        counts=line.counts,
        verdict={key: match.value for key, match in asdict(each.verdict).items()},
    )


# ── withdrawals ───────────────────────────────────────────────────────────────────────────────


def _withdrawn(case: Case, said: InvoiceDetailRequest, found: Sequence[Order]) -> Outcome:
    before = following.withdrawn(
        _meant(case, said.header), "DocumentReference in InvoiceDetailRequestHeader"
    )
    followed = following.together(case, [*found, *following.orders_of(case, before)])
    for order in followed.orders:
        lines = standing.order_lines(case.tx, order)
        left = standing.invoices(case.tx, order.id, without=before.id)
        if too_much := rules.left_too_much(lines, left):
            raise Conflict(" ".join(too_much))
    note = NoteFollowUp(
        number=said.header.invoice_id,
        operation=said.header.operation.value,
        type=said.header.purpose.value,
        lines=tuple(
            FollowUpLine(order_id=order.id, position=place, counts=False)
            for place, order in enumerate(followed.orders, start=1)
        ),
        stands=False,
        ends=before.id,
    )
    return following.carried(case, followed, note, "withdrawal of the invoice")


def _meant(case: Case, header: InvoiceDetailRequestHeader) -> FollowUp | None:
    """Find the invoice that is withdrawn: by its document, else by its number."""
    reference, number = header.document_reference, header.invoice_id_info
    named = reference.payload_id if reference else None
    by_number = following.earlier(
        case, number.invoice_id if number else header.invoice_id, case.mode
    )
    before = following.current(case, by_number, named)
    if named:
        by_document = follow_ups.by_payload_id(case.tx, case.speaking.connection.id, named)
        return by_document or before
    return before
