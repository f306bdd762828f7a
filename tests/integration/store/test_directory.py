"""Who is who is remembered until the database says that it changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, update

from gateway.rules.parties import IdentitySettings, Mode, Role
from gateway.store import connections, credentials, facts
from gateway.store.credentials import NewCredential, Owner
from gateway.store.directory import Directory
from gateway.store.migrations.parties_version import WATCHED
from gateway.store.tables import credentials as credentials_table
from gateway.store.tables import identities, networks, parties, routes
from tests.integration.store.makes import NOW, Stage

KEY = ("networkid", "AN01")
KIND = "OrderRequest"


def _credential(scene: Stage, valid_until: datetime | None = None) -> NewCredential:
    made = NewCredential.of(
        Owner(party_id=scene.connection.buyer.id),
        IdentitySettings(domain="NetworkID", value="AN01"),
        b"sealed",
        kinds=None,
        now=NOW,
    )
    return replace(made, valid_until=valid_until)


def _version(scene: Stage) -> str:
    with scene.database.reading() as tx:
        return facts.parties_version(tx)


def test_what_was_asked_is_remembered(scene: Stage) -> None:
    """The second time nobody is asked."""
    directory = Directory()
    with scene.database.transaction() as tx:
        credentials.add(tx, _credential(scene))

    with scene.database.reading() as tx:
        inquiry = directory.inquiry(tx)
        (asked,) = inquiry.named([KEY], NOW)
        led = inquiry.connections_of(asked)

    assert [asked] == directory.remembered().named([KEY, KEY], NOW)
    assert [scene.connection] == led == directory.remembered().connections_of(asked)


def test_what_was_not_found_is_not_remembered(scene: Stage) -> None:
    """A stranger leaves nothing behind."""
    directory = Directory()

    with scene.database.reading() as tx:
        assert [] == directory.inquiry(tx).named([KEY], NOW)

    assert {} == directory.remembered().credentials


def test_a_remembered_credential_ends_when_it_ends(scene: Stage) -> None:
    """The overlap of a rotation is over for the memory too."""
    directory = Directory()
    end = NOW + timedelta(hours=1)
    with scene.database.transaction() as tx:
        credentials.add(tx, _credential(scene, end))
        directory.inquiry(tx).named([KEY], NOW)

    held = directory.remembered()

    assert 1 == len(held.named([KEY], end - timedelta(seconds=1)))
    assert [] == held.named([KEY], end)


def test_a_way_is_found_once(scene: Stage) -> None:
    """What a route says is read once for an edition."""
    directory = Directory()
    with scene.database.reading() as tx:
        edition = directory.inquiry(tx).edition

        first = edition.route(tx, scene.connection, Role.SUPPLIER, KIND, Mode.ACTIVE)
        second = edition.route(tx, scene.connection, Role.SUPPLIER, KIND, Mode.ACTIVE)

        assert (
            connections.route(tx, scene.connection, Role.SUPPLIER, KIND, mode=Mode.ACTIVE) == first
        )
    assert first is second


def test_a_change_begins_another_edition(scene: Stage) -> None:
    """What is read after a change never stands beside what was read before it."""
    directory = Directory()
    with scene.database.reading() as tx:
        before = directory.inquiry(tx).edition
        same = directory.inquiry(tx).edition
    with scene.database.transaction() as tx:
        credentials.add(tx, _credential(scene))

    with scene.database.reading() as tx:
        after = directory.inquiry(tx).edition

    assert before is same
    assert before.version != after.version
    assert after is directory.remembered()


def test_whoever_holds_a_connection_learns_the_version(scene: Stage) -> None:
    """In the statement that every message asks anyway."""
    with scene.database.transaction() as tx:
        _, version = connections.hold(tx, scene.connection.id)

    assert _version(scene) == version


def _activated(tx: Connection, scene: Stage) -> None:
    connections.activate(tx, scene.connection, actor="somebody", now=NOW)


def _network(tx: Connection, _scene: Stage) -> None:
    tx.execute(insert(networks), {"name": "hub"})


def _settings(tx: Connection, _scene: Stage) -> None:
    tx.execute(update(parties).values(settings={"allow_private_network": True}))


def _no_identity(tx: Connection, _scene: Stage) -> None:
    tx.execute(identities.delete())


def _route(tx: Connection, scene: Stage) -> None:
    new = {"connection_id": scene.connection.id, "towards": Role.BUYER, "kind": "", "address": "x"}
    tx.execute(insert(routes), new)


def _own_identity(tx: Connection, _scene: Stage) -> None:
    facts.set_own_identity(tx, IdentitySettings(domain="DUNS", value="another"))


def _new_credential(tx: Connection, scene: Stage) -> None:
    credentials.add(tx, _credential(scene))


@pytest.mark.parametrize(
    "change",
    [_activated, _network, _settings, _no_identity, _route, _own_identity, _new_credential],
)
def test_every_change_gives_another_version(scene: Stage, change: object) -> None:
    """Whoever makes it, in the same transaction."""
    before = _version(scene)

    with scene.database.transaction() as tx:
        change(tx, scene)  # type: ignore[operator]  # one of the functions above

    assert before != _version(scene)


def test_a_use_is_no_change(scene: Stage) -> None:
    """That a credential was used says nothing of who it is."""
    with scene.database.transaction() as tx:
        credentials.add(tx, _credential(scene))
    before = _version(scene)

    with scene.database.transaction() as tx:
        tx.execute(update(credentials_table).values(last_used_at=NOW))

    assert before == _version(scene)


def test_every_other_column_of_a_credential_is_watched() -> None:
    """A new column is a change too, unless somebody says otherwise here."""
    (watched,) = (each for each in WATCHED if each.table == "credentials")

    own = {column.name for column in credentials_table.columns} - {"id", "last_used_at"}

    assert own == set(watched.columns)


def test_what_was_taken_back_leaves_the_version(scene: Stage) -> None:
    """A change that is not committed is none."""
    before = _version(scene)

    with scene.database.transaction() as tx:
        tx.execute(update(parties).values(settings={"allow_private_network": True}))
        tx.rollback()

    assert before == _version(scene)


def test_a_use_is_written_once_a_minute(scene: Stage) -> None:
    """More often, the database is not even asked."""
    with scene.database.transaction() as tx:
        credentials.add(tx, _credential(scene))
        edition = Directory().inquiry(tx).edition
        (held,) = credentials.named(tx, [KEY], NOW)
    noted = []

    for seconds in (0, 59, 61):
        with scene.database.transaction() as tx:
            edition.used(tx, held.id, NOW + timedelta(seconds=seconds))
            noted.append(credentials.named(tx, [KEY], NOW)[0].last_used_at)

    assert [NOW, NOW, NOW + timedelta(seconds=61)] == noted
