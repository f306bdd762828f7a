"""The floor: the least that could accept an order durably, to hold the gateway against.

One bare endpoint that parses, validates with the compiled schema, and commits the same rows through
the sqlite module, inline: nobody is identified, nothing is masked, compared or carried on.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import uvicorn
from lxml import etree
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.cxml.grammar import compiled

ANSWER = (
    b'<?xml version="1.0" encoding="UTF-8"?><cXML payloadID="floor" '
    b'timestamp="2026-11-21T10:00:00+00:00"><Response><Status code="200" text="OK"/></Response>'
    b"</cXML>"
)
TABLES = """
CREATE TABLE documents (id INTEGER PRIMARY KEY, kind TEXT, payload_id TEXT, body TEXT, answer TEXT);
CREATE TABLE claims (id INTEGER PRIMARY KEY, payload_id TEXT UNIQUE, digest TEXT, answer BLOB);
CREATE TABLE orders (id INTEGER PRIMARY KEY, order_id TEXT UNIQUE, total TEXT, document_id INTEGER);
CREATE TABLE order_lines (id INTEGER PRIMARY KEY, order_id INTEGER, position INTEGER, quantity TEXT,
  part TEXT, auxiliary TEXT, description TEXT, price TEXT, currency TEXT, unit TEXT);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, queue TEXT, payload_id TEXT UNIQUE, document BLOB);
"""


def opened(path: Path) -> sqlite.Connection:
    """Open the database as the gateway does: WAL, and a commit is on the disk when it returns."""
    database = sqlite.connect(path, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.executescript(TABLES)
    return database


def commit(database: sqlite.Connection, root: etree._Element, body: bytes) -> None:
    """Commit the rows of one order."""
    payload_id = root.get("payloadID")
    header = root.find("Request/OrderRequest/OrderRequestHeader")
    assert header is not None
    database.execute("BEGIN IMMEDIATE")
    document = database.execute(
        "INSERT INTO documents (kind, payload_id, body, answer) VALUES (?, ?, ?, ?)",
        ("OrderRequest", payload_id, body.decode(), ANSWER.decode()),
    ).lastrowid
    database.execute(
        "INSERT INTO claims (payload_id, digest, answer) VALUES (?, ?, ?)",
        (payload_id, "0" * 64, ANSWER),
    )
    order = database.execute(
        "INSERT INTO orders (order_id, total, document_id) VALUES (?, ?, ?)",
        (header.get("orderID"), header.findtext("Total/Money"), document),
    ).lastrowid
    database.executemany(
        "INSERT INTO order_lines (order_id, position, quantity, part, auxiliary, description,"
        " price, currency, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                order,
                position,
                item.get("quantity"),
                item.findtext("ItemID/SupplierPartID"),
                item.findtext("ItemID/SupplierPartAuxiliaryID"),
                item.findtext("ItemDetail/Description"),
                item.findtext("ItemDetail/UnitPrice/Money"),
                "EUR",
                item.findtext("ItemDetail/UnitOfMeasure"),
            )
            for position, item in enumerate(root.iterfind("Request/OrderRequest/ItemOut"), 1)
        ],
    )
    database.execute(
        "INSERT INTO outbox (queue, payload_id, document) VALUES (?, ?, ?)",
        (f"order:{order}", payload_id, body),
    )
    database.execute("COMMIT")


def floor(path: Path) -> Starlette:
    """Make the bare application."""
    database = opened(path)
    schema = compiled()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

    async def accept(request: Request) -> Response:
        body = await request.body()
        root = etree.fromstring(body, parser)
        assert schema.validate(root)
        commit(database, root, body)
        return Response(ANSWER, media_type="text/xml")

    return Starlette(routes=[Route("/cxml", accept, methods=["POST"])])


def main() -> None:
    """`python -m benchmarks.floor PORT FILE`."""
    uvicorn.run(
        floor(Path(sys.argv[2])), port=int(sys.argv[1]), log_level="error", access_log=False
    )


if __name__ == "__main__":
    main()
