"""What goes one way goes one way, whoever asks the database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import IntegrityError

from gateway.rules.parties import Mode, State
from gateway.store import (
    claims,
    confirmations,
    connections,
    feed,
    journal,
    orders,
    outbox,
    sessions,
    tables,
)
from gateway.store.engine import Database, open_database
from gateway.store.migrations import triggers
from gateway.store.states import SessionState
from gateway.store.upgrade import config_for, upgrade
from tests.integration.store.makes import (
    NOW,
    Stage,
    cart_line,
    document,
    new_delivery,
    new_event,
    new_order,
    new_session,
)

ACTIVE, TEST = Mode.ACTIVE, Mode.TEST
_SCRIPTS = ScriptDirectory.from_config(config_for())
REVISIONS = [script.revision for script in _SCRIPTS.walk_revisions()]
FIXED = ["documents", "cart_lines", "orders", "confirmations", "outbox", "events"]


@pytest.fixture
def full(scene: Stage) -> Stage:
    """A connection with one row of everything that has a mode, in test."""
    connection = scene.connection
    with scene.database.transaction() as tx:
        document_id = document(tx, connection)
        order = orders.place(tx, new_order(connection, document_id), [])
        assert order is not None
        said = confirmations.NewConfirmation(
            order_id=order,
            mode=TEST,
            origin="supplier",
            type="accept",
            confirm_id=None,
            payload_id="c@shop",
            notice_date="2026-11-21",
            comments=None,
            lines=[],
            document_id=document_id,
            moment=NOW,
        )
        confirmations.write(tx, said)
        outbox.put(tx, new_delivery(connection), NOW)
        feed.write(tx, new_event(connection))
        session = sessions.open_(tx, new_session(connection))
        sessions.start(tx, "s-start", NOW)
        sessions.return_(tx, session, b"", "1@us", NOW, [cart_line()])
    return scene


def test_an_active_connection_never_goes_back(scene: Stage) -> None:
    """Not even by hand."""
    with scene.database.transaction() as tx:
        connections.activate(tx, scene.connection, actor="somebody", now=NOW)

    with pytest.raises(IntegrityError, match="never goes back"), scene.database.transaction() as tx:
        tx.execute(update(tables.connections).values(state=State.TEST))


@pytest.mark.parametrize("moment", [None, NOW - timedelta(days=1)])
def test_the_moment_of_activation_never_changes(scene: Stage, moment: datetime | None) -> None:
    """It is neither cleared nor moved."""
    with scene.database.transaction() as tx:
        connections.activate(tx, scene.connection, actor="somebody", now=NOW)

    with pytest.raises(IntegrityError, match="activation"), scene.database.transaction() as tx:
        tx.execute(update(tables.connections).values(activated_at=moment))


@pytest.mark.parametrize("table", FIXED)
def test_what_was_seen_in_a_mode_stays_in_it(full: Stage, table: str) -> None:
    """Documents, carts, orders, confirmations and deliveries never change their mode."""
    change = update(tables.metadata.tables[table])

    with pytest.raises(IntegrityError, match="never changes"), full.database.transaction() as tx:
        tx.execute(change.values(mode=ACTIVE))


@pytest.mark.parametrize("state", [SessionState.OPENED, SessionState.STARTED])
def test_an_open_session_becomes_active_and_never_a_test(scene: Stage, state: str) -> None:
    """Its connection's activation takes it along, and nothing takes it back."""
    with scene.database.transaction() as tx:
        sessions.open_(tx, new_session(scene.connection))
        tx.execute(update(tables.sessions).values(state=state))
        tx.execute(update(tables.sessions).values(mode=ACTIVE))

    with pytest.raises(IntegrityError, match="session"), scene.database.transaction() as tx:
        tx.execute(update(tables.sessions).values(mode=TEST))


@pytest.mark.parametrize(
    "state", [SessionState.RETURNED, SessionState.CANCELLED, SessionState.EXPIRED]
)
def test_a_session_that_has_ended_stays_what_it_was(scene: Stage, state: str) -> None:
    """A cart that came home in test never becomes real."""
    with scene.database.transaction() as tx:
        sessions.open_(tx, new_session(scene.connection))
        tx.execute(update(tables.sessions).values(state=state))

    with pytest.raises(IntegrityError, match="session"), scene.database.transaction() as tx:
        tx.execute(update(tables.sessions).values(mode=ACTIVE))


def _claim(tx: Connection, scene: Stage, mode: Mode) -> int:
    row = claims.make(
        tx,
        connection_id=scene.connection.id,
        sender=scene.connection.buyer.role,
        payload_id="1@buyer",
        digest="d",
        mode=mode,
        now=NOW,
    )
    assert row is not None
    return row


def test_a_claim_can_turn_out_to_be_a_test_until_it_is_answered(scene: Stage) -> None:
    """What names a test order is a test; once answered, it stays what it was answered as."""
    with scene.database.transaction() as tx:
        row = _claim(tx, scene, ACTIVE)
        claims.answer(tx, row, b"sealed", document(tx, scene.connection), mode=TEST)
        found = claims.earlier(tx, scene.connection.id, scene.connection.buyer.role, "1@buyer")

    assert found is not None
    assert (TEST, b"sealed") == (found.mode, found.answer)


def test_a_test_claim_never_becomes_real(scene: Stage) -> None:
    """A payloadID that was first seen in test stays test."""
    with scene.database.transaction() as tx:
        _claim(tx, scene, TEST)

    with pytest.raises(IntegrityError, match="stays a test"), scene.database.transaction() as tx:
        tx.execute(update(tables.claims).values(mode=ACTIVE))


def test_an_answered_claim_stays_in_its_mode(scene: Stage) -> None:
    """Not even to a test."""
    with scene.database.transaction() as tx:
        row = _claim(tx, scene, ACTIVE)
        claims.answer(tx, row, b"sealed", document(tx, scene.connection))

    with pytest.raises(IntegrityError, match="answered"), scene.database.transaction() as tx:
        tx.execute(update(tables.claims).values(mode=TEST))


def test_nobody_unknown_has_a_mode_and_gets_none(scene: Stage) -> None:
    """A document of nobody we know is neither test nor real."""
    with scene.database.transaction() as tx:
        document_id = document(tx, scene.connection)
        journal.mark(tx, document_id, 200, "<cXML/>")
        found = journal.by_id(tx, document_id)

    assert found is not None
    assert (200, "<cXML/>") == (found.status, found.answer)


# ── after every migration ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_trigger_is_there_after_every_migration(
    bare_database_url: str, revision: str
) -> None:
    """No migration loses what keeps things going one way."""
    database = open_database(bare_database_url)

    upgrade(database._writer, revision)

    with database.reading() as tx:
        assert set() == triggers.missing(tx)
    database.close()


def test_a_rebuilt_table_gets_its_triggers_back(sqlite_database: Database) -> None:
    """Batch mode drops a table with its triggers on SQLite; the next upgrade makes them again."""
    with sqlite_database.transaction() as tx:
        tx.execute(text("PRAGMA defer_foreign_keys = ON"))
        rebuild = Operations(MigrationContext.configure(tx, opts={"render_as_batch": True}))
        with rebuild.batch_alter_table("orders", recreate="always") as batch:
            batch.alter_column("reason", nullable=True)
        lost = triggers.missing(tx)

    sqlite_database.upgrade()

    with sqlite_database.reading() as tx:
        assert set() == triggers.missing(tx)
    assert {"one_way_orders_mode"} == lost


def test_the_migrations_make_the_tables_that_we_describe(database: Database) -> None:
    """What the code expects is what the migrations make: Alembic finds no difference."""
    with database.reading() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})

        assert [] == compare_metadata(context, tables.metadata)
