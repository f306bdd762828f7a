"""What the tests of the post stand on: a database with orders in it, and a small real supplier."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import pytest
from sqlalchemy import update

from gateway.carrier import Bounds, Carrier
from gateway.clock import Clock, SystemClock, SystemIds
from gateway.delivery.attempt import Means
from gateway.store import orders, outbox, tables
from gateway.store.connections import Connection
from gateway.store.engine import Database, open_database
from gateway.store.outbox import Delivery
from gateway.vault import OUTBOUND, Vault
from tests.integration.store.makes import document, new_delivery, new_order, stage

SECRET: Final = "what we say <to> stub"
KEY: Final = "a key of this test that is long enough"
VAULT: Final = Vault(KEY)
CARD: Final = "4111111111111111"
ORDER: Final = """<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">
<cXML payloadID="{payload_id}" timestamp="2026-11-21T20:45:00+00:00"><Header>\
<From><Credential domain="DUNS"><Identity>acme</Identity></Credential></From>\
<To><Credential domain="DUNS"><Identity>stub</Identity></Credential></To>\
<Sender><Credential domain="NetworkID"><Identity>us</Identity></Credential>\
<UserAgent>g</UserAgent></Sender></Header>\
<Request deploymentMode="test"><OrderRequest>{card}</OrderRequest></Request></cXML>"""


def status(code: int, text: str = "x") -> bytes:
    """Make a cXML Response."""
    return (
        '<cXML payloadID="1@stub" timestamp="2026-11-21T20:45:00+00:00"><Response>'
        f'<Status code="{code}" text="{text}"/></Response></cXML>'
    ).encode()


@dataclass
class Supplier:
    """A real little supplier on loopback: says what it is told to, and remembers what it heard."""

    url: str
    heard: list[bytes] = field(default_factory=list)
    #: the Content-Type of each, and all of its headers by lower-case name
    types: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    #: what is said to the first, second … document; the last one again and again
    says: list[tuple[int, bytes]] = field(default_factory=lambda: [(200, status(200, "OK"))])
    #: done before an answer, with the number of the document from 0
    before: Callable[[int], None] = lambda _number: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Take a document and give the answer to it."""
        with self.lock:
            number = len(self.heard)
            self.heard.append(body)
            self.headers.append({name.lower(): value for name, value in headers.items()})
            self.types.append(self.headers[-1].get("content-type", ""))
        self.before(number)
        return self.says[min(number, len(self.says) - 1)]

    @property
    def payload_ids(self) -> list[str]:
        """The payloadIDs that were heard, in order."""
        return [body.decode().partition('payloadID="')[2].partition('"')[0] for body in self.heard]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    supplier: Supplier


class _Desk(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Answer one document."""
        http, answer = self.server.supplier.hear(
            self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers.items())
        )
        self.send_response(http)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def suppliers() -> Iterator[Callable[[], Supplier]]:
    """Open suppliers that are closed at the end of the block."""
    servers: list[_Server] = []

    def opened() -> Supplier:
        server = _Server(("127.0.0.1", 0), _Desk)
        server.supplier = Supplier(f"http://127.0.0.1:{server.server_port}/cxml")
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return server.supplier

    yield opened

    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def new_supplier() -> Iterator[Callable[[], Supplier]]:
    """Open suppliers that are closed when the test is over."""
    with suppliers() as opened:
        yield opened


@pytest.fixture
def supplier(new_supplier: Callable[[], Supplier]) -> Supplier:
    """One open supplier."""
    return new_supplier()


@dataclass(frozen=True)
class Post:
    """A database in which documents wait to be carried, and what carrying them needs."""

    database: Database
    connection: Connection
    means: Means

    def put(self, supplier: Supplier, payload_id: str, *, queue: str = "", card: str = "") -> int:
        """Put a document into the outbox, in a queue of its own unless one is named."""
        return self._put(supplier, payload_id, queue or payload_id, card, None)

    def order(self, supplier: Supplier, number: str) -> tuple[int, int]:
        """Place an order and put its document into the outbox; gives both rows."""
        with self.database.transaction() as tx:
            heard = document(tx, self.connection, f"{number}@buyer")
            row = orders.place(tx, new_order(self.connection, heard, number), [])
            assert row is not None
        return row, self._put(supplier, f"{number}@buyer", f"supplier:order:{row}", "", row)

    def _put(
        self, supplier: Supplier, payload_id: str, queue: str, card: str, order: int | None
    ) -> int:
        body = ORDER.format(payload_id=payload_id, card=card).encode()
        new = new_delivery(
            self.connection,
            payload_id,
            order_id=order,
            queue=queue,
            address=supplier.url,
            private_network=True,
            document=VAULT.seal(body, "outbox"),
            holds_card=bool(card),
        )
        with self.database.transaction() as tx:
            row = outbox.put(tx, new, self.means.clock.now())
        assert row is not None
        return row

    def delivery(self, row: int) -> Delivery:
        """Read a delivery."""
        with self.database.reading() as tx:
            found = outbox.by_id(tx, row)
        assert found is not None
        return found

    def attempts(self, row: int) -> list[outbox.Attempt]:
        """Read the tries of a delivery."""
        with self.database.reading() as tx:
            return outbox.attempts(tx, row)

    def claimed(self, lease_seconds: float = 15) -> list[Delivery]:
        """Claim everything that is due, as a worker does."""
        with self.database.transaction() as tx:
            now = self.means.clock.now()
            return outbox.claim(tx, now=now, lease_seconds=lease_seconds, limit=100)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table and no row, on SQLite and on PostgreSQL."""
    opened = open_database(database_url, connections=40)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def carrier() -> Carrier:
    """A carrier whose patience is short."""
    return Carrier(Bounds(connect_seconds=2, exchange_seconds=10))


@pytest.fixture
def post(database: Database, carrier: Carrier) -> Post:
    """A database with one connection, whose supplier is sent a secret of ours."""
    return post_on(database, carrier, SystemClock())


def post_on(database: Database, carrier: Carrier, clock: Clock) -> Post:
    """Put a connection, whose supplier is sent a secret of ours, into an empty database."""
    connection = stage(database).connection
    with database.transaction() as tx:
        tx.execute(update(tables.parties).values(outbound_secret=VAULT.seal(SECRET, OUTBOUND)))
    means = Means(
        database=database,
        carrier=carrier,
        vault=VAULT,
        clock=clock,
        ids=SystemIds("gateway.example", clock),
    )
    return Post(database, connection, means)
