"""What a connection has shown in test, for the go-live checklist."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Table, exists, select

from gateway.rules.go_live import Proof
from gateway.rules.parties import Mode
from gateway.store.engine import Transaction
from gateway.store.states import SessionState
from gateway.store.tables import confirmations, orders, sessions


def seen(tx: Transaction, connection_id: int) -> frozenset[Proof]:
    """Tell which steps of the checklist a connection has been through in test."""
    asked = {
        # a session is opened by a setup request that was answered with a start page, and only so
        Proof.SETUP: select(sessions.c.id).where(*_tests(sessions, connection_id)),
        Proof.CART: select(sessions.c.id).where(
            *_tests(sessions, connection_id), sessions.c.state == SessionState.RETURNED
        ),
        Proof.ORDER: select(orders.c.id).where(*_tests(orders, connection_id)),
        Proof.CONFIRMATION: select(confirmations.c.id)
        .join(orders, orders.c.id == confirmations.c.order_id)
        .where(*_tests(orders, connection_id)),
    }
    return frozenset(proof for proof, rows in asked.items() if _any(tx, rows))


def _tests(table: Table, connection_id: int) -> tuple[ColumnElement[bool], ...]:
    return (table.c.connection_id == connection_id, table.c.mode == Mode.TEST)


def _any(tx: Transaction, rows: Select[tuple[int]]) -> bool:
    return bool(tx.scalar(select(exists(rows))))
