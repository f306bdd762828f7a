"""Journal: every document in and out, its answer and its findings; secrets are masked before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from gateway.cxml.findings import Finding, Severity
from gateway.rules.parties import Mode
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared, columns_of, names_of, values_of
from gateway.store.states import Direction
from gateway.store.tables import documents

LONGEST_PAYLOAD_ID = 1024
LONGEST_KIND = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A document to be written down; `body` and `answer` are masked already."""

    #: None: nobody we know
    connection_id: int | None
    direction: str
    kind: str
    payload_id: str | None
    mode: Mode | None
    moment: datetime
    #: address of the sender, for documents that came in
    source: str | None = None
    #: the cXML status that we answered or were answered
    status: int | None = None
    body: str
    answer: str | None = None
    findings: Sequence[Finding] = ()
    session_id: int | None = None
    order_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(NewEntry):
    """A document that was written down."""

    id: int
    direction: Direction


_COLUMNS = columns_of(documents, Entry)
_INSERT = Prepared(insert(documents).returning(documents.c.id), *names_of(NewEntry))
_BY_ID = select(*_COLUMNS).where(documents.c.id == bindparam("document"))
_LISTED = select(*_COLUMNS).order_by(documents.c.id.desc()).limit(bindparam("most"))
_THIS = update(documents).where(documents.c.id == bindparam("document"))
_RELATE = Prepared(_THIS.values(order_id=bindparam("order"), session_id=bindparam("session")))
_MARK = _THIS.values(status=bindparam("new_status"), answer=bindparam("new_answer"))


def write(tx: Transaction, entry: NewEntry, *, answer: str | None = None) -> int:
    """Write a document down, `answer` in place of the entry's own; returns its row."""
    values = values_of(entry)
    values["findings"] = [asdict(finding) for finding in entry.findings]
    # Nobody may choose such a name that the refusal of it cannot be written down.
    values["payload_id"] = entry.payload_id and entry.payload_id[:LONGEST_PAYLOAD_ID]
    values["kind"] = entry.kind[:LONGEST_KIND]
    if answer is not None:
        values["answer"] = answer
    row: int = _INSERT.value(tx, **values)
    return row


def relate(tx: Transaction, entry_id: int, *, order_id: int | None, session_id: int | None) -> None:
    """Say which order and which session a document belongs to."""
    _RELATE.run(tx, document=entry_id, order=order_id, session=session_id)


def mark(tx: Transaction, entry_id: int, status: int | None, answer: str | None) -> None:
    """Write down how a document that went out was answered."""
    tx.execute(_MARK, {"document": entry_id, "new_status": status, "new_answer": answer})


def by_id(tx: Transaction, entry_id: int) -> Entry | None:
    """Find a document by its row."""
    row = tx.execute(_BY_ID, {"document": entry_id}).first()
    return None if row is None else _entry(row)


def listed(  # noqa: PLR0913 - each is one way to narrow the list
    tx: Transaction,
    *,
    connection: int | None = None,
    kind: str | None = None,
    direction: str | None = None,
    payload_id: str | None = None,
    order_id: int | None = None,
    limit: int = 50,
    before_id: int | None = None,
) -> list[Entry]:
    """List documents, the newest first; the last one's row is `before_id` of the next page."""
    wanted = {
        documents.c.connection_id: connection,
        documents.c.kind: kind,
        documents.c.direction: direction,
        documents.c.payload_id: payload_id,
        documents.c.order_id: order_id,
    }
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if before_id is not None:
        conditions.append(documents.c.id < before_id)
    return [_entry(row) for row in tx.execute(_LISTED.where(*conditions), {"most": limit})]


def _entry(row: Row[Any]) -> Entry:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    values["findings"] = tuple(_finding(each) for each in values["findings"])
    return Entry(**values)


def _finding(said: dict[str, Any]) -> Finding:
    values = tuple((name, value) for name, value in said["values"])
    return Finding(**{**said, "severity": Severity(said["severity"]), "values": values})
