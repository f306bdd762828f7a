"""Changes and cancellations: the next version of an order that we have, and what is new in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from gateway.cxml.items import ItemOut, LineChange
from gateway.cxml.masking import masked
from gateway.cxml.orders import Change, OrderRequest
from gateway.cxml.responses import Response, status
from gateway.cxml.safety import parse
from gateway.errors import BadRequest, NotAcceptable
from gateway.exchange import safeguarding
from gateway.exchange.handlers import order_way
from gateway.exchange.handlers.order_history import History
from gateway.exchange.handlers.order_way import Way
from gateway.exchange.outcome import Case, Outcome, ReviseOrder
from gateway.exchange.safeguarding import Judged
from gateway.rules import order_lines
from gateway.rules.addressing import refer
from gateway.rules.order_differences import Difference, Pages, differences
from gateway.rules.order_states import VersionState, speaking
from gateway.store import journal, order_versions
from gateway.store.order_versions import OrderLine

INTERNAL: Final = "The internal version is stored; it is not passed on."
NEVER_PASSED_ON: Final = "The order was not passed on yet, and never will be: it is cancelled."
NOT_INTERNAL: Final = (
    "OrderRequestHeader/@isInternalVersion is yes, but what is ordered differs from the version"
    " before. Send it without isInternalVersion."
)
BY_ARRIVAL: Final = (
    "neither DocumentReference nor orderVersion tells which version this one follows;"
    " it was taken as the next one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The next version of an order, read and numbered, but not judged yet."""

    order: OrderRequest
    known: History
    number: int
    digest: str
    #: of every line of the document, for life
    numbers: tuple[int, ...]
    #: the lines that the version leaves the order with
    lines: tuple[OrderLine, ...]
    #: the lines of the version before
    before: tuple[OrderLine, ...]

    @property
    def is_cancellation(self) -> bool:
        """Whether the buyer does not want the order any more."""
        return self.order.header.type is Change.DELETE

    @property
    def is_internal(self) -> bool:
        """Whether the version is for the buyer's own books alone."""
        return self.order.header.is_internal_version


def revised(
    case: Case, order: OrderRequest, known: History, *, digest: str, number: int
) -> Outcome:
    """
    Give an order its next version.

    Raises BadRequest for an internal version that changes what is ordered.
    """
    revision = _revision(case, order, known, digest=digest, number=number)
    if revision.is_internal and _ordered(revision.lines) != _ordered(revision.before):
        raise BadRequest(NOT_INTERNAL)
    judged = safeguarding.judged(case, order, revision.numbers)
    way = _way(case, revision, judged)
    return Outcome(
        reply=_reply(case, revision, way),
        mode=case.mode,
        order=ReviseOrder(
            order=known.order.id,
            number=number,
            version=order_way.version_of(
                order, way, order_way.named(revision.lines, judged), digest=digest
            ),
            differences=() if revision.is_cancellation else _differences(case, revision),
        ),
        confirmation=way.confirmation,
        sends=way.sends,
        kept_back=way.kept_back,
        flags=judged.flags,
        findings=judged.findings(case.document.root),
        order_row=known.order.id,
    )


def _revision(
    case: Case, order: OrderRequest, known: History, *, digest: str, number: int
) -> Revision:
    row = known.order.id
    before = order_versions.lines(case.tx, row, known.standing.number)
    highest = order_versions.highest_line(case.tx, row)
    numbers = order_lines.numbers(order.items, before, highest=highest)
    lines = order_way.lines_of(order.items, numbers)
    kept = [line for line, item in zip(lines, order.items, strict=True) if _stays(item)]
    return Revision(
        order=order,
        known=known,
        number=number,
        digest=digest,
        numbers=numbers,
        lines=tuple(kept),
        before=tuple(before),
    )


def _stays(item: ItemOut) -> bool:
    return item.operation is not LineChange.DELETE


def _ordered(lines: Sequence[OrderLine]) -> list[tuple[object, ...]]:
    """Give what a supplier has to know of lines, in one order."""
    return sorted(
        (
            line.number,
            line.quantity,
            line.supplier_part_id,
            line.auxiliary_id or "",
            line.price_of_one or 0,
            line.currency or "",
            line.unit_of_measure or "",
        )
        for line in lines
    )


# ── where it goes ─────────────────────────────────────────────────────────────────────────────


def _way(case: Case, revision: Revision, judged: Judged) -> Way:
    """Let a version go where its order went: never past one that still waits for a person."""
    if revision.is_internal:
        return Way(state=VersionState.INTERNAL)
    known = revision.known
    last = speaking(known.versions)
    waits = last.state is VersionState.HELD and last.payload_id not in known.passed_on
    if waits and _ends_here(revision):
        return Way(state=VersionState.RECEIVED)
    behind = last.state_reason if waits else None
    way = order_way.way_of(case, revision.order, judged, order_row=known.order.id, behind=behind)
    # what is kept back refers to what was passed on by the time that it is released
    for parcel in way.sends:
        refer(parcel.root, known.passed_on)
    return way


def _ends_here(revision: Revision) -> bool:
    """Tell whether the supplier never heard of an order that is cancelled."""
    was_held = speaking(revision.known.versions).state is VersionState.HELD
    return revision.is_cancellation and was_held and not revision.known.passed_on


def _reply(case: Case, revision: Revision, way: Way) -> Response:
    header = revision.order.header
    is_linked = header.document_reference is not None or header.order_version is not None
    more = () if is_linked else (BY_ARRIVAL,)
    if revision.is_internal:
        return Response(status=status(200, order_way.told(INTERNAL, revision.order, *more)))
    if _ends_here(revision):
        return Response(status=status(200, order_way.told(NEVER_PASSED_ON, revision.order)))
    return order_way.reply(case, revision.order, way, *more)


# ── what is new in it ─────────────────────────────────────────────────────────────────────────


def _differences(case: Case, revision: Revision) -> tuple[Difference, ...]:
    """Hold a version against the one before, as the journal has it: without secrets and cards."""
    entry = journal.by_id(case.tx, revision.known.standing.document_id)
    before = _request_in(entry.body if entry else "")
    after = _request_in(masked(case.document.root))
    if before is None or after is None:
        return ()
    numbers = {line.position: line.number for line in revision.before}
    kept = {line.position: line.number for line in revision.lines}
    return differences(_pages(before, numbers), _pages(after, kept))


def _request_in(written: str) -> etree._Element | None:
    try:
        return parse(written.encode()).root.find("Request/OrderRequest")
    except NotAcceptable:
        return None


def _pages(request: etree._Element, numbers: dict[int, int]) -> Pages:
    items = {
        numbers[place]: item
        for place, item in enumerate(request.iterfind("ItemOut"), start=1)
        if place in numbers
    }
    header = request.find("OrderRequestHeader")
    assert header is not None  # noqa: S101 - read from it before
    return Pages(header=header, lines=items)
