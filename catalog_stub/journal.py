"""The journal file: one JSON line for each document received or made, written before it counts."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from catalog_stub.cxml.envelope import read_envelope
from catalog_stub.cxml.orders import OrderDocument, read_order
from catalog_stub.cxml.parcels import Attachment, Parcel, take_apart
from catalog_stub.cxml.reading import UnreadableDocument, parse
from catalog_stub.desk import Statement
from catalog_stub.events import MEDIA_TYPE, read_event
from catalog_stub.ledger import Arrival
from catalog_stub.moods import Environment
from catalog_stub.warehouse import Sent

_STATEMENT: Final = TypeAdapter(Statement)
_SENT: Final = TypeAdapter(Sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a journal remembers, the earliest first; of what was made, how it stood at last."""

    arrivals: list[Arrival] = field(default_factory=list)
    statements: dict[str, Statement] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    #: How far each environment has read the gateway's events.
    cursors: dict[Environment, str] = field(default_factory=dict)


class Journal:
    """An append-only file; safe to use from several threads of one process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def append(self, arrival: Arrival) -> None:
        """Write an arrival down; it is on the disk when this returns, as after each of these."""
        self._write(_as_row(arrival))

    def said(self, statement: Statement) -> None:
        """Write down what is said about an order, and again what came of it."""
        self._write({"said": _STATEMENT.dump_python(statement, mode="json")})

    def sent(self, sent: Sent) -> None:
        """Write down a ship notice or an invoice, and again what came of it."""
        self._write({"sent": _SENT.dump_python(sent, mode="json")})

    def read_up_to(self, environment: Environment, cursor: str) -> None:
        """Write down how far the events were read."""
        self._write({"environment": environment.value, "cursor": cursor})

    def recall(self) -> Memory:
        """Return what was written down before."""
        memory = Memory()
        for row in self._rows():
            if "said" in row:
                statement = _STATEMENT.validate_python(row["said"])
                memory.statements[statement.payload_id] = statement
            elif "sent" in row:
                sent = _SENT.validate_python(row["sent"])
                memory.sent[sent.payload_id] = sent
            elif "cursor" in row:
                memory.cursors[Environment(row["environment"])] = row["cursor"]
            else:
                memory.arrivals.append(_from_row(row))
        return memory

    def _write(self, row: dict[str, Any]) -> None:
        line = json.dumps(row) + "\n"
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _rows(self) -> Iterator[dict[str, Any]]:
        """Yield the lines; a last one that was cut short by a crash is left out."""
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                if line.endswith("\n"):
                    yield json.loads(line)


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
    order, attachments = _read_again(raw, content_type, is_order=bool(row["taken"]))
    return Arrival(
        environment=Environment(row["environment"]),
        payload_id=row["payloadID"],
        order_id=row["orderID"],
        kind=row["kind"],
        raw=raw,
        arrived_at=datetime.fromisoformat(row["arrival"]),
        answer=int(row["answer"]),
        order=order,
        content_type=content_type,
        attachments=attachments,
    )


def _read_again(
    raw: bytes, content_type: str, *, is_order: bool
) -> tuple[OrderDocument | None, tuple[Attachment, ...]]:
    if content_type == MEDIA_TYPE:
        event = read_event(raw)
        return event.order if is_order else None, event.attachments
    parcel = _opened(raw, content_type)
    order = read_order(read_envelope(parse(parcel.document))) if is_order else None
    return order, parcel.attachments


def _opened(raw: bytes, content_type: str) -> Parcel:
    try:
        return take_apart(raw, content_type)
    except UnreadableDocument:
        return Parcel(document=raw)
