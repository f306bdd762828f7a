"""What an order's header must say for its sort of order, and what it should."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.cxml.orders import Change, OrderRequest, OrderType

_RELEASES = frozenset({OrderType.RELEASE, OrderType.STOCK_TRANSPORT_RELEASE})


def faults(order: OrderRequest) -> tuple[str, ...]:
    """Tell what keeps an order from being taken, in plain words."""
    header = order.header
    if header.is_internal_version and header.type is not Change.UPDATE:
        return (
            (
                f"OrderRequestHeader/@isInternalVersion cannot be yes with type {header.type}:"
                " the supplier has to see it."
            ),
        )
    return ()


def advice(order: OrderRequest) -> tuple[str, ...]:
    """Tell what an order lacks that its sort should have; it is taken all the same."""
    return tuple(_advice(order))


def _advice(order: OrderRequest) -> Iterator[str]:
    header = order.header
    agreed = header.agreement_id or header.agreement_payload_id
    if header.order_type in _RELEASES and not agreed and not all(i.agreement for i in order.items):
        yield "OrderRequestHeader/@agreementID is missing: nothing tells what is released."
    if header.order_type is OrderType.BLANKET and header.effective_date is None:
        yield "OrderRequestHeader/@effectiveDate is missing from a blanket order."
    if header.requisition_id and any(item.requisition_id for item in order.items):
        yield "requisitionID stands in OrderRequestHeader and in ItemOut; give it in one place."
