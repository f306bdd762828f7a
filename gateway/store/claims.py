"""Claims: payloadIDs that were answered; the same question gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from gateway.rules.parties import Mode, Role
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared, columns_of, maker
from gateway.store.tables import claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A payloadID that somebody was answered under."""

    id: int
    digest: str
    mode: Mode
    #: sealed; None only inside the transaction that claims
    answer: bytes | None
    document_id: int | None


_claim = maker(Claim)
# PostgreSQL waits here for another transaction that claims the same, and looks again after it.
_MAKE = Prepared(
    insert(claims).on_conflict_do_nothing().returning(claims.c.id),
    *("connection_id", "sender", "payload_id", "digest", "mode", "moment"),
)
_EARLIER = select(*columns_of(claims, Claim)).where(
    claims.c.connection_id == bindparam("connection"),
    claims.c.sender == bindparam("by"),
    claims.c.payload_id == bindparam("payload"),
)
_ANSWER = update(claims).where(claims.c.id == bindparam("claim"))
_ANSWERED = _ANSWER.values(answer=bindparam("sealed"), document_id=bindparam("document"))
_ANSWERED_AS = Prepared(_ANSWERED.values(mode=bindparam("became")))


def make(  # noqa: PLR0913 - the columns of a claim
    tx: Transaction,
    *,
    connection_id: int,
    sender: Role,
    payload_id: str,
    digest: str,
    mode: Mode,
    now: datetime,
) -> int | None:
    """
    Claim a payloadID; None when it was claimed before.

    Waits for another transaction that is claiming it right now, so that after a None the other's
    answer is there.
    """
    row: int | None = _MAKE.value(
        tx,
        connection_id=connection_id,
        sender=sender,
        payload_id=payload_id,
        digest=digest,
        mode=mode,
        moment=now,
    )
    return row


def earlier(tx: Transaction, connection_id: int, sender: Role, payload_id: str) -> Claim | None:
    """Find the claim that was made before."""
    wanted = {"connection": connection_id, "by": sender, "payload": payload_id}
    row = tx.execute(_EARLIER, wanted).first()
    return None if row is None else _claim(row)


def answer(
    tx: Transaction,
    claim_id: int,
    answer: bytes,
    document_id: int,
    mode: Mode | None = None,
) -> None:
    """
    Store the sealed answer, before the transaction that claimed ends.

    `mode` tells what the document turned out to be: a test where it was taken for the real thing,
    never the other way.
    """
    values = {"claim": claim_id, "sealed": answer, "document": document_id}
    if mode is None:
        tx.execute(_ANSWERED, values)
    else:
        _ANSWERED_AS.run(tx, **values, became=mode)
