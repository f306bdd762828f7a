"""Makes the PunchOutOrderMessage of a visit once, and keeps it: a reload sends the very same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

import structlog
from lxml import etree

from gateway.clock import timestamp
from gateway.cxml.documents import serialise
from gateway.cxml.masking import masked
from gateway.cxml.versions import fit
from gateway.cxml.writing import write as write_element
from gateway.exchange.surroundings import Surroundings
from gateway.rules.addressing import leg
from gateway.rules.cart_keys import key_of
from gateway.rules.cart_matches import BroughtLine
from gateway.rules.carts import Cart
from gateway.rules.homecoming import HomeLine, OpenedLine, Way, home_lines, inside, message
from gateway.rules.parties import Mode, Role
from gateway.store import connections, journal, sessions
from gateway.store.engine import Transaction
from gateway.store.states import Direction, Operation
from gateway.web.visit import Visit

log = structlog.get_logger()

#: the kind of the document, and what its seal is for
KIND: Final = "PunchOutOrderMessage"
#: of an empty total where nothing tells a currency
ANY_CURRENCY: Final = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A message that was made of a visit, and is nobody's until it is kept."""

    visit: Visit

    way: Way
    root: etree._Element
    lines: tuple[HomeLine, ...]
    sealed: bytes
    moment: datetime


def made_of(tx: Transaction, visit: Visit, around: Surroundings) -> Made:
    """
    Make the message of a visit; a long cart takes seconds, and no writer should wait for it.

    A visit that only looked, or whose shop put no cart, brings home that nothing changes.
    """
    looked = visit.session.operation is Operation.INSPECT
    return _made(tx, visit, None if looked else visit.session.cart, around)


def bring_home(tx: Transaction, made: Made) -> bool:
    """
    End a visit with its cart: keep the message with its lines and a journal row.

    False when somebody else was first: what they kept counts.
    """
    rows = [_row(home) for home in made.lines]
    kept = sessions.return_(
        tx, made.visit.session.id, made.sealed, made.way.payload_id, made.moment, rows
    )
    if kept:
        _note(tx, made)
    return kept


def go_without(tx: Transaction, visit: Visit, around: Surroundings) -> bool:
    """
    End a visit without a cart: the message says that nothing changes.

    False when the visit was not going on any more.
    """
    if visit.session.return_address is None:
        return sessions.cancel(tx, visit.session.id, around.clock.now())
    made = _made(tx, visit, None, around)
    kept = sessions.cancel(tx, visit.session.id, made.moment, made.sealed, made.way.payload_id)
    if kept:
        _note(tx, made)
    return kept


def _made(tx: Transaction, visit: Visit, cart: Cart | None, around: Surroundings) -> Made:
    now = around.clock.now()

    def key_of_line(number: int) -> str:
        return key_of(visit.token(f"line {number}", around))

    lines = home_lines(cart, _opened(visit), key_of_line) if cart else ()
    way = _way(tx, visit, cart, around)
    version = visit.connection.settings.dtd_version
    root = fit(write_element(message(way, lines)), version)
    sealed = around.vault.seal(serialise(root, version=version), KIND)
    return Made(visit=visit, way=way, root=root, lines=lines, sealed=sealed, moment=now)


def _opened(visit: Visit) -> list[OpenedLine]:
    known = visit.session.visit
    return [
        OpenedLine(
            supplier_part_id=line.supplier_part_id,
            key=key,
            own=inside(line.supplier_part_auxiliary_id or ""),
        )
        for line, key in zip_longest(known.lines, known.keys)
        if key or line.supplier_part_auxiliary_id
    ]


def _way(tx: Transaction, visit: Visit, cart: Cart | None, around: Surroundings) -> Way:
    session, connection = visit.session, visit.connection
    mode = Mode(session.mode)
    route = connections.route(tx, connection, Role.BUYER, KIND, mode=mode)
    currencies = (line.currency for line in session.visit.lines if line.currency)
    return Way(
        leg=leg(connection.names, route.identity, towards=Role.BUYER, mode=mode),
        payload_id=around.ids.payload_id(),
        timestamp=timestamp(around.clock.now()),
        in_reply_to=session.setup_payload_id,
        language=session.language,
        buyer_cookie=session.buyer_cookie,
        operation_allowed=connection.settings.operation_allowed,
        currency=next(currencies, ANY_CURRENCY),
        cart=cart,
    )


def _row(home: HomeLine) -> BroughtLine:
    return BroughtLine(
        line_number=home.number,
        supplier_part_id=home.line.supplier_part_id,
        key=home.key,
        auxiliary_id=home.own,
        quantity=home.quantity,
        unit_price=home.unit_price,
        currency=home.currency,
        unit_of_measure=home.line.unit_of_measure,
        description=home.line.description,
        lead_time_days=home.line.lead_time_days,
    )


def _note(tx: Transaction, made: Made) -> None:
    way, visit = made.way, made.visit
    journal.write(
        tx,
        journal.NewEntry(
            connection_id=visit.connection.id,
            direction=Direction.OUT,
            kind=KIND,
            payload_id=way.payload_id,
            mode=way.leg.mode,
            moment=made.moment,
            status=204 if way.cart is None else 200,
            body=masked(made.root),
            session_id=visit.session.id,
        ),
    )
    log.info(
        "visit_ended",
        connection=visit.connection.name,
        payload_id=way.payload_id,
        mode=way.leg.mode.value,
        lines=None if way.cart is None else len(way.cart.lines),
    )
