"""Hostile documents, sent over HTTP to a gateway that runs, on each database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.store.engine import Transaction, open_database
from gateway.store.tables import metadata
from tests.acceptance.enemies.siege import CLASSES, SLACK, Collection, Verdict, besieged
from tests.processes import GatewayProcess


def rows(tx: Transaction) -> str:
    """Read the whole database as text."""
    return "\n".join(
        repr(tuple(row)) for table in metadata.sorted_tables for row in tx.execute(table.select())
    )


def lasting(
    verdicts: list[Verdict], collection: Collection, gateway: GatewayProcess
) -> list[Verdict]:
    """
    Give the faults that are the documents' own.

    A process grows now and then for itself, while any document is on its way; a document that
    needs too much memory needs it again when it is sent again.
    """
    grown = {verdict.file for verdict in verdicts if verdict.faults == "memory"}
    classes = ",".join(sorted({file[:2] for file in grown}))
    again = collection.sent(gateway, "--cls", classes, "--slack", str(SLACK)) if grown else []
    return [
        *(verdict for verdict in verdicts if verdict.faults and verdict.file not in grown),
        *(verdict for verdict in again if verdict.faults and verdict.file in grown),
    ]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_no_document_does_harm(
    collection: Collection, database_url: str, tmp_path: Path, new_port: Callable[[], int]
) -> None:
    """
    Honest documents are taken, hostile ones refused in time and memory, and nothing leaks.

    What is refused leaves no order, no session and no delivery; what is taken fetches nothing. No
    secret, no card number and no word of a file is in an answer, in the log or in the database.
    """
    folder = tmp_path / "gateway"
    with besieged(collection, folder, database_url, new_port()) as gateway:
        verdicts = collection.sent(gateway, "--cls", ",".join(CLASSES), "--slack", str(SLACK))
        faulty = lasting(verdicts, collection, gateway)
    database = open_database(database_url)
    with database.reading() as tx:
        kept = rows(tx)
        taken_up = {row.payload_id for row in tx.execute(metadata.tables["claims"].select())}
        done = [
            {
                row[0]
                for row in tx.execute(metadata.tables[table].select().with_only_columns(column))
            }
            for table, column in WRITTEN
        ]
    database.close()

    assert [] == faulty
    assert len(verdicts) > 300
    controls = set(collection.expected("accept"))
    assert controls == {verdict.file for verdict in verdicts if verdict.is_taken} & controls
    refused = collection.payload_ids(collection.expected("reject"))
    assert set() == refused & set().union(taken_up, *done)
    everything = kept + gateway.log()
    assert [] == [secret for secret in collection.secrets if secret in everything]


#: what a document that is taken can lead to
WRITTEN = [
    ("order_versions", metadata.tables["order_versions"].c.payload_id),
    ("sessions", metadata.tables["sessions"].c.setup_payload_id),
    ("outbox", metadata.tables["outbox"].c.payload_id),
]
