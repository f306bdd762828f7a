"""The floor: the least that could accept an order durably, to hold the gateway against.

One bare endpoint that parses, validates with the compiled schema, and commits the same rows into
the gateway's own tables through the sqlite module, inline: nobody is identified, nothing is masked,
compared or carried on.
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
NOW = "2026-11-21T10:00:00.000000+00:00"
DOCUMENT = (
    "INSERT INTO documents (connection_id, direction, kind, payload_id, mode, moment, source,"
    " status, body, answer, findings, order_id)"
    " VALUES (1, 'in', 'OrderRequest', ?, 'active', ?, '127.0.0.1', 200, ?, ?, '[]', NULL)"
)
CLAIM = (
    "INSERT INTO claims (connection_id, sender, payload_id, digest, mode, answer, document_id,"
    " moment) VALUES (1, 'buyer', ?, ?, 'active', ?, ?, ?)"
)
ORDER = (
    "INSERT INTO orders (connection_id, mode, order_id, version, state, received_at)"
    " VALUES (1, 'active', ?, 1, 'received', ?)"
)
VERSION = (
    "INSERT INTO order_versions (order_id, number, change, lines_of, payload_id, digest,"
    " order_type, order_date, total, currency, state, differences, document_id, came_at)"
    " VALUES (?, 1, 'new', 1, ?, ?, 'regular', ?, ?, 'EUR', 'received', '[]', ?, ?)"
)
LINE = (
    "INSERT INTO order_lines (order_id, version, position, number, line_number, quantity,"
    " supplier_part_id, auxiliary_id, description, unit_price, currency, unit_of_measure)"
    " VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'EUR', ?)"
)
FLAG = (
    "INSERT INTO order_flags (order_id, payload_id, safeguard, action, place)"
    " VALUES (?, ?, 'cart', 'flag', '')"
)
PARCEL = (
    "INSERT INTO outbox (connection_id, order_id, queue, kind, mode, payload_id, towards, address,"
    " document, state, created_at, due_at) VALUES (1, ?, ?, 'OrderRequest', 'active', ?,"
    " 'supplier', 'http://127.0.0.1:9/cxml', ?, 'waiting', ?, ?)"
)


def opened(path: Path) -> sqlite.Connection:
    """Open a database with the gateway's own tables, and as the gateway does: WAL, synchronous."""
    database = sqlite.connect(path, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA foreign_keys=ON")
    return database


def commit(database: sqlite.Connection, root: etree._Element, body: bytes) -> None:
    """Commit the rows of one order: the same as the gateway's, in its tables."""
    payload_id = root.get("payloadID")
    header = root.find("Request/OrderRequest/OrderRequestHeader")
    assert header is not None
    database.execute("BEGIN IMMEDIATE")
    document = database.execute(
        DOCUMENT, (payload_id, NOW, body.decode(), ANSWER.decode())
    ).lastrowid
    database.execute(CLAIM, (payload_id, "0" * 64, ANSWER, document, NOW))
    number, date = header.get("orderID"), header.get("orderDate")
    total = header.findtext("Total/Money")
    order = database.execute(ORDER, (number, NOW)).lastrowid
    database.execute(VERSION, (order, payload_id, "0" * 64, date, total, document, NOW))
    database.executemany(
        LINE,
        [
            (
                order,
                position,
                position,
                item.get("lineNumber"),
                item.get("quantity"),
                item.findtext("ItemID/SupplierPartID"),
                item.findtext("ItemID/SupplierPartAuxiliaryID"),
                item.findtext("ItemDetail/Description"),
                item.findtext("ItemDetail/UnitPrice/Money"),
                item.findtext("ItemDetail/UnitOfMeasure"),
            )
            for position, item in enumerate(root.iterfind("Request/OrderRequest/ItemOut"), 1)
        ],
    )
    database.execute("UPDATE documents SET order_id = ? WHERE id = ?", (order, document))
    database.execute(FLAG, (order, payload_id))
    database.execute(PARCEL, (order, f"supplier:order:{order}", payload_id, body, NOW, NOW))
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
