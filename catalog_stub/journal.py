"""The journal file: one JSON line for each document received, written before it is answered."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from catalog_stub.cxml.envelope import read_envelope
from catalog_stub.cxml.orders import OrderDocument, read_order
from catalog_stub.cxml.parcels import Parcel, take_apart
from catalog_stub.cxml.reading import UnreadableDocument, parse
from catalog_stub.ledger import Arrival
from catalog_stub.moods import Environment


class Journal:
    """An append-only file of arrivals; safe to use from several threads of one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def append(self, arrival: Arrival) -> None:
        """Write an arrival down; it is on the disk when this returns."""
        line = json.dumps(_as_row(arrival)) + "\n"
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> Iterator[Arrival]:
        """Yield what was written down before; a last line cut short by a crash is left out."""
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    yield _from_row(json.loads(line))


def _as_row(arrival: Arrival) -> dict[str, str | int | bool | None]:
    return {
        "environment": arrival.environment.value,
        "payloadID": arrival.payload_id,
        "orderID": arrival.order_id,
        "kind": arrival.kind,
        "arrival": arrival.arrived_at.isoformat(),
        "answer": arrival.answer,
        "taken": arrival.order is not None,
        "contentType": arrival.content_type,
        "raw": base64.b64encode(arrival.raw).decode("ascii"),
    }


def _from_row(row: dict[str, str]) -> Arrival:
    raw = base64.b64decode(row["raw"])
    content_type = row.get("contentType", "")
    parcel = _opened(raw, content_type)
    return Arrival(
        environment=Environment(row["environment"]),
        payload_id=row["payloadID"],
        order_id=row["orderID"],
        kind=row["kind"],
        raw=raw,
        arrived_at=datetime.fromisoformat(row["arrival"]),
        answer=int(row["answer"]),
        order=_order_in(parcel.document) if row["taken"] else None,
        content_type=content_type,
        attachments=parcel.attachments,
    )


def _opened(raw: bytes, content_type: str) -> Parcel:
    try:
        return take_apart(raw, content_type)
    except UnreadableDocument:
        return Parcel(document=raw)


def _order_in(document: bytes) -> OrderDocument:
    return read_order(read_envelope(parse(document)))
