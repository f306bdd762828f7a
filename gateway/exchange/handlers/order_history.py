"""Finds the order that an OrderRequest belongs to, with every version of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gateway.cxml.orders import Change, OrderRequest
from gateway.exchange.outcome import Case
from gateway.rules import order_states
from gateway.rules.order_changes import Known
from gateway.rules.parties import Mode
from gateway.store import order_versions, orders
from gateway.store.order_versions import Repeat, Version
from gateway.store.orders import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An order with all that came of it so far, the first version first."""

    order: Order
    versions: tuple[Version, ...]
    repeats: tuple[Repeat, ...]
    #: the payloadIDs of the versions that were handed over, the latest last
    passed_on: tuple[str, ...]

    @property
    def known(self) -> tuple[Known, ...]:
        """The versions as the rules see them."""
        again: defaultdict[int, set[str]] = defaultdict(set)
        for repeat in self.repeats:
            again[repeat.number].add(repeat.payload_id)
        return tuple(
            Known(
                number=version.number,
                change=version.change,
                state=version.state,
                digest=version.digest,
                said_version=version.said_version,
                payload_ids=frozenset({version.payload_id, *again[version.number]}),
            )
            for version in self.versions
        )

    @property
    def standing(self) -> Version:
        """The version that counts."""
        return order_states.standing(self.versions)

    @property
    def is_cancelled(self) -> bool:
        """Whether the buyer does not want the order any more."""
        return order_states.is_cancelled(self.versions)


def history_of(case: Case, order: OrderRequest) -> History | None:
    """
    Find the order that a document speaks of, and hold it; None when we have none.

    A new order is looked for in its own mode alone: a number that was tried out in test is free.
    """
    found = _named(case, order)
    if found is None:
        return None
    order_versions.hold(case.tx, found.id)
    return History(
        order=found,
        versions=tuple(order_versions.of_order(case.tx, found.id)),
        repeats=tuple(order_versions.repeats(case.tx, found.id)),
        passed_on=tuple(order_versions.passed_on(case.tx, found.id)),
    )


def _named(case: Case, order: OrderRequest) -> Order | None:
    header = order.header
    if header.type is Change.NEW:
        return _numbered(case, order, case.mode)
    referred = None
    if header.document_reference is not None:
        connection = case.speaking.connection.id
        named = header.document_reference.payload_id
        referred = orders.by_payload_id(case.tx, connection, named)
    if referred is not None and referred.order_id == header.order_id:
        return referred
    other = Mode.ACTIVE if case.mode is Mode.TEST else Mode.TEST
    return _numbered(case, order, case.mode) or _numbered(case, order, other)


def _numbered(case: Case, order: OrderRequest, mode: Mode) -> Order | None:
    connection = case.speaking.connection.id
    return orders.by_number(case.tx, connection, mode, order.header.order_id)
