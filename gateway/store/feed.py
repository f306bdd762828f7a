"""Feeds: what a supplier without cXML reads, event by event; none is skipped, none comes late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select, update

from gateway.clock import timestamp
from gateway.rules import supplier_events
from gateway.rules.parties import Mode
from gateway.rules.supplier_events import EventType
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.feed_tables import events, feeds
from gateway.store.rows import columns_of, maker, values_of
from gateway.store.tables import parties

#: the cursor before the first event
START: Final = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something to be read; the feed gives it its position."""

    supplier_id: int
    mode: Mode
    event_id: str
    type: EventType
    connection_id: int
    #: row of the order, and its name in addresses
    order_id: int | None
    order_key: str | None
    version: int | None
    #: of the document that it tells of
    payload_id: str
    #: gateway.rules.supplier_events.Content, by name
    content: dict[str, Any]
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(NewEvent):
    """Something that was written; positions of a feed count from 1, without gaps."""

    id: int
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """How far a feed has come, and how far it was read."""

    position: int
    read_position: int
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What a supplier has not asked on from yet; `since` is the moment of the oldest."""

    supplier: str
    mode: Mode
    count: int
    since: datetime


_event = maker(Event)
_feed = maker(Feed)
_unread = maker(Unread)
_COLUMNS = columns_of(events, Event)
_OWN = (
    events.c.supplier_id == bindparam("supplier"),
    events.c.mode == bindparam("of_mode"),
)
# Whoever writes holds the row until the commit: positions become visible in their order, and a
# reader that has seen one has seen all before it.
_NEXT = (
    insert(feeds)
    .values(supplier_id=bindparam("supplier"), mode=bindparam("of_mode"), position=1)
    .on_conflict_do_update(
        index_elements=[feeds.c.supplier_id, feeds.c.mode],
        set_={"position": feeds.c.position + 1},
    )
    .returning(feeds.c.position)
)
_WRITE = insert(events).returning(events.c.id)
_PAGE = (
    select(*_COLUMNS)
    .where(*_OWN, events.c.position > bindparam("after"))
    .order_by(events.c.position)
    .limit(bindparam("most"))
)
_POSITION = select(events.c.position).where(*_OWN, events.c.event_id == bindparam("event"))
_ORDER = select(events.c.order_id).where(*_OWN, events.c.order_key == bindparam("key")).limit(1)
_OF_ORDER = select(*_COLUMNS).where(events.c.order_id == bindparam("order")).order_by(events.c.id)
_FEED = select(*columns_of(feeds, Feed)).where(
    feeds.c.supplier_id == bindparam("supplier"), feeds.c.mode == bindparam("of_mode")
)
# What was not asked on from: somebody may have seen it, but nobody said so.
_UNREAD = (
    select(parties.c.name, feeds.c.mode, func.count(), func.min(events.c.happened_at))
    .join(parties, parties.c.id == feeds.c.supplier_id)
    .join(
        events,
        (events.c.supplier_id == feeds.c.supplier_id)
        & (events.c.mode == feeds.c.mode)
        & (events.c.position > feeds.c.read_position),
    )
    .group_by(parties.c.name, feeds.c.mode)
    .order_by(parties.c.name, feeds.c.mode)
)
_READ = (
    update(feeds)
    .where(
        feeds.c.supplier_id == bindparam("supplier"),
        feeds.c.mode == bindparam("of_mode"),
        feeds.c.read_position < bindparam("up_to"),
    )
    .values(read_position=bindparam("up_to"), read_at=bindparam("now"))
)


def write(tx: Transaction, new: NewEvent) -> Event:
    """Write an event behind all others of its feed, which is held until the transaction ends."""
    feed = {"supplier": new.supplier_id, "of_mode": new.mode}
    position: int = tx.execute(_NEXT, feed).scalar_one()
    values = values_of(new)
    row: int = tx.execute(_WRITE, {**values, "position": position}).scalar_one()
    return Event(**values, id=row, position=position)


def page(tx: Transaction, supplier_id: int, mode: Mode, *, after: int, limit: int) -> list[Event]:
    """List what happened after a position, the oldest first."""
    wanted = {"supplier": supplier_id, "of_mode": mode, "after": after, "most": limit}
    return [_event(row) for row in tx.execute(_PAGE, wanted)]


def said(event: Event) -> supplier_events.Event:
    """Say an event as its supplier reads it, in its feed and in webhooks alike."""
    return supplier_events.Event.model_validate(
        {
            **event.content,
            "id": event.event_id,
            "cursor": event.event_id,
            "type": event.type,
            "happened_at": timestamp(event.happened_at),
        }
    )


def position_of(tx: Transaction, supplier_id: int, mode: Mode, cursor: str) -> int | None:
    """Tell which position a cursor means; None when it is none of this feed."""
    if cursor == START:
        return 0
    wanted = {"supplier": supplier_id, "of_mode": mode, "event": cursor}
    found: int | None = tx.execute(_POSITION, wanted).scalar()
    return found


def order_of(tx: Transaction, supplier_id: int, mode: Mode, key: str) -> int | None:
    """Find the row of an order by its name in addresses; None unless the supplier may see it."""
    wanted = {"supplier": supplier_id, "of_mode": mode, "key": key}
    found: int | None = tx.execute(_ORDER, wanted).scalar()
    return found


def of_order(tx: Transaction, order_row: int) -> list[Event]:
    """List what its supplier could read of an order, the oldest first."""
    return [_event(row) for row in tx.execute(_OF_ORDER, {"order": order_row})]


def progress(tx: Transaction, supplier_id: int, mode: Mode) -> Feed:
    """Tell how far a feed has come, and how far it was read."""
    row = tx.execute(_FEED, {"supplier": supplier_id, "of_mode": mode}).first()
    return Feed(position=0, read_position=0, read_at=None) if row is None else _feed(row)


def read_up_to(tx: Transaction, supplier_id: int, mode: Mode, position: int, now: datetime) -> None:
    """Note that a supplier asked for what comes after a position; it only ever goes up."""
    wanted = {"supplier": supplier_id, "of_mode": mode, "up_to": position, "now": now}
    tx.execute(_READ, wanted)


def unread(tx: Transaction) -> list[Unread]:
    """List the feeds that hold something unread."""
    return [_unread(row) for row in tx.execute(_UNREAD)]
