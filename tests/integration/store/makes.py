"""Makes rows for the tests of the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import insert

from gateway.rules.cart_matches import BroughtLine
from gateway.rules.parties import (
    BuyerSettings,
    ConnectionSettings,
    IdentitySettings,
    Mode,
    Role,
    SupplierSettings,
)
from gateway.rules.supplier_events import EventType
from gateway.rules.visits import Visit
from gateway.store import connections, facts, feed, journal, orders, outbox, sessions, tables
from gateway.store.connections import Connection
from gateway.store.engine import Database, Transaction
from gateway.store.order_versions import OrderLine
from gateway.store.states import VersionState

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
OURS = IdentitySettings(domain="NetworkID", value="our-gateway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A database with one connection in it."""

    database: Database
    connection: Connection


def stage(database: Database) -> Stage:
    """Put a buyer, a supplier and their connection into an empty database."""
    with database.transaction() as tx:
        facts.set_own_identity(tx, OURS)
        buyer = party(tx, "acme", Role.BUYER, BuyerSettings(documents_url="https://buyer/cxml"))
        supplier = party(
            tx,
            "stub",
            Role.SUPPLIER,
            SupplierSettings(orders_url="https://shop/cxml", test_orders_url="https://shop/test"),
        )
        connection = connect(tx, "acme/stub", buyer, supplier)
    return Stage(database=database, connection=connection)


def party(
    tx: Transaction, name: str, role: Role, settings: BuyerSettings | SupplierSettings
) -> int:
    """Store a party with one identity of domain DUNS and its name as value."""
    row: int = tx.execute(
        insert(tables.parties).returning(tables.parties.c.id),
        {
            "name": name,
            "role": role,
            "settings": settings.model_dump_json(),
            "outbound_secret": f"sealed for {name}".encode(),
            "shop_key": f"key of {name}",
            "loaded_at": NOW,
        },
    ).scalar_one()
    tx.execute(
        insert(tables.identities),
        {
            "party_id": row,
            "position": 0,
            "domain": "DUNS",
            "domain_key": "duns",
            "value": name,
        },
    )
    return row


def connect(tx: Transaction, name: str, buyer: int, supplier: int, **more: object) -> Connection:
    """Store a connection in test."""
    row: int = tx.execute(
        insert(tables.connections).returning(tables.connections.c.id),
        {
            "name": name,
            "buyer_id": buyer,
            "supplier_id": supplier,
            "settings": ConnectionSettings().model_dump_json(),
            "created_at": NOW,
            **more,
        },
    ).scalar_one()
    return connections.by_id(tx, row)


def network(tx: Transaction, name: str) -> int:
    """Store a network."""
    row: int = tx.execute(
        insert(tables.networks).returning(tables.networks.c.id), {"name": name}
    ).scalar_one()
    return row


def entry(connection: Connection, payload_id: str = "1@buyer") -> journal.NewEntry:
    """Make an OrderRequest as the journal takes it."""
    return journal.NewEntry(
        connection_id=connection.id,
        direction="in",
        kind="OrderRequest",
        payload_id=payload_id,
        mode=Mode.TEST,
        moment=NOW,
        source="192.0.2.1",
        status=200,
        body="<cXML/>",
        answer="<cXML/>",
    )


def document(tx: Transaction, connection: Connection, payload_id: str = "1@buyer") -> int:
    """Write an OrderRequest into the journal."""
    return journal.write(tx, entry(connection, payload_id))


def new_session(connection: Connection, name: str = "s", **more: object) -> sessions.NewSession:
    """Make a visit in test whose tokens are its name and their use."""
    made = sessions.NewSession(
        connection_id=connection.id,
        mode=Mode.TEST,
        operation="create",
        setup_payload_id="1@buyer",
        language="en-US",
        buyer_cookie="a<b/>c",
        return_address="https://buyer/return",
        visit=Visit(),
        start_digest=f"{name}-start",
        shop_digest=f"{name}-shop",
        return_digest=f"{name}-return",
        opened_at=NOW,
        start_until=NOW + timedelta(minutes=5),
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def cart_line(
    number: int = 1, part: str = "A-1", auxiliary: str = "x", key: str | None = None
) -> BroughtLine:
    """Make a line that comes home."""
    return BroughtLine(
        line_number=number,
        supplier_part_id=part,
        key=key,
        auxiliary_id=auxiliary,
        quantity=Decimal("2.50"),
        unit_price=Decimal("12.50"),
        currency="EUR",
        unit_of_measure="EA",
        description="Screws",
    )


def new_order(
    connection: Connection, document_id: int, number: str = "PO-1", **more: object
) -> orders.NewOrder:
    """Make an order in test."""
    made = orders.NewOrder(
        connection_id=connection.id,
        mode=Mode.TEST,
        order_id=number,
        state=VersionState.RECEIVED,
        payload_id=f"{number}@buyer",
        digest="d" * 64,
        order_date="2026-11-21",
        total=Decimal("31.250"),
        currency="EUR",
        document_id=document_id,
        received_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def order_line(position: int = 1) -> OrderLine:
    """Make a line of an order."""
    return OrderLine(
        position=position,
        number=position * 10,
        line_number=position * 10,
        quantity=Decimal("2.50"),
        supplier_part_id="A-1",
        auxiliary_id="x",
        description="Screws",
        unit_price=Decimal("12.50"),
        currency="EUR",
        unit_of_measure="EA",
    )


def new_event(connection: Connection, name: str = "evt_1", **more: object) -> feed.NewEvent:
    """Make an event in test that the supplier of a connection reads."""
    made = feed.NewEvent(
        supplier_id=connection.supplier.id,
        mode=Mode.TEST,
        event_id=name,
        type=EventType.ORDER_NEW,
        connection_id=connection.id,
        order_id=None,
        order_key=None,
        version=1,
        payload_id=f"{name}@buyer",
        content={"order": None, "receipt": None},
        happened_at=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name


def new_delivery(
    connection: Connection, payload_id: str = "1@buyer", **more: object
) -> outbox.NewDelivery:
    """Make a document to be carried to the supplier."""
    made = outbox.NewDelivery(
        connection_id=connection.id,
        order_id=None,
        queue="supplier:order:1",
        kind="OrderRequest",
        mode=Mode.TEST,
        payload_id=payload_id,
        towards=Role.SUPPLIER,
        address="https://shop/cxml",
        private_network=False,
        document=b"sealed",
        holds_card=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields by name
