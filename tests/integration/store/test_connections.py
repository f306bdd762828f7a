"""Connections: found, activated, and the routes they give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from gateway.cxml.versions import NEWEST
from gateway.errors import Conflict, Misconfigured
from gateway.rules.parties import (
    BuyerSettings,
    ConnectionSettings,
    Dialect,
    IdentitySettings,
    Mode,
    Role,
    State,
    SupplierSettings,
)
from gateway.store import audit, connections, parties, sessions, tables
from gateway.store.engine import Transaction
from gateway.store.routes import Route
from tests.integration.store.makes import NOW, OURS, Stage, connect, network, new_session, party

KIND = "OrderRequest"


def _route(tx: Transaction, scene: Stage, kind: str, **columns: object) -> None:
    values = {"connection_id": scene.connection.id, "kind": kind, **columns}
    tx.execute(insert(tables.routes), values)


def test_a_connection_is_found_with_both_its_sides(scene: Stage) -> None:
    """By name and by row, with settings and identities."""
    with scene.database.reading() as tx:
        found = connections.by_name(tx, "acme/stub")
        nobody = connections.by_name(tx, "acme/other")

    assert scene.connection == found
    assert nobody is None
    assert ("acme", Role.BUYER) == (found.buyer.name, found.buyer.role)
    assert (IdentitySettings(domain="DUNS", value="stub"),) == found.supplier.identities
    assert isinstance(found.supplier.settings, SupplierSettings)
    assert isinstance(found.buyer.settings, BuyerSettings)


def test_settings_that_were_stored_before_a_setting_existed_are_read(scene: Stage) -> None:
    """What a row does not say has its default."""
    with scene.database.transaction() as tx:
        old = update(tables.connections).values(settings='{"dialect": "sap", "strict": true}')
        tx.execute(old)
    with scene.database.reading() as tx:
        found = connections.by_name(tx, "acme/stub")

    assert found is not None
    assert ConnectionSettings(dialect=Dialect.SAP, strict=True) == found.settings
    assert NEWEST == found.settings.dtd_version


def test_the_way_to_a_side_says_which_version_is_spoken(scene: Stage) -> None:
    """It is that of the connection, towards both sides."""
    settings = ConnectionSettings(dtd_version="1.2.033")
    connection = replace(scene.connection, settings=settings)
    with scene.database.reading() as tx:
        ways = [connections.route(tx, connection, side, KIND, mode=Mode.ACTIVE) for side in Role]

    assert ["1.2.033", "1.2.033"] == [way.dtd_version for way in ways]


def test_a_row_that_is_not_there_is_a_mistake(scene: Stage) -> None:
    """Rows that others refer to are never deleted."""
    with pytest.raises(LookupError), scene.database.reading() as tx:
        connections.by_id(tx, 4711)


def test_connections_are_listed_by_name(scene: Stage) -> None:
    """Each with its network, if it has one."""
    buyer, supplier = scene.connection.buyer.id, scene.connection.supplier.id
    with scene.database.transaction() as tx:
        hub = network(tx, "hub")
        connect(tx, "acme/stub/a", buyer, supplier, label="a", network_id=hub)
        found = connections.listed(tx)

    assert [("acme/stub", None), ("acme/stub/a", "hub")] == [(c.name, c.network) for c in found]


def test_parties_are_found_by_name_and_by_key(scene: Stage) -> None:
    """A shop is known by the digest of its key."""
    with scene.database.reading() as tx:
        found = parties.by_name(tx, "stub")
        by_key = parties.by_shop_key(tx, "key of stub")
        strangers = [parties.by_name(tx, "nobody"), parties.by_shop_key(tx, "other")]
        everybody = [each.name for each in parties.listed(tx)]

    assert scene.connection.supplier == found == by_key
    assert [None, None] == strangers
    assert ["acme", "stub"] == everybody


def test_an_activation_takes_the_open_sessions_along(scene: Stage) -> None:
    """Opened and started visits move, ended ones stay, and the audit says who did it."""
    with scene.database.transaction() as tx:
        for name in ("opened", "started", "ended"):
            sessions.open_(tx, new_session(scene.connection, name))
        sessions.start(tx, "started-start", NOW)
        ended = sessions.start(tx, "ended-start", NOW)
        assert ended is not None
        sessions.cancel(tx, ended.id, NOW)
        moved = connections.activate(tx, scene.connection, actor="somebody", now=NOW)
        now_active = connections.by_id(tx, scene.connection.id)
        modes = [each.mode for each in sessions.listed(tx)]
        (entry,) = audit.listed(tx, subject="acme/stub")

    assert 2 == moved
    assert [Mode.TEST, Mode.ACTIVE, Mode.ACTIVE] == modes
    assert (State.ACTIVE, NOW, "somebody") == (
        now_active.state,
        now_active.activated_at,
        now_active.activated_by,
    )
    assert ("somebody", {"sessions": 2}) == (entry.actor, entry.detail)


def test_an_active_connection_is_not_activated_again(scene: Stage) -> None:
    """The second is told, and nothing is written."""
    with scene.database.transaction() as tx:
        connections.activate(tx, scene.connection, actor="first", now=NOW)

    with pytest.raises(Conflict), scene.database.transaction() as tx:
        connections.activate(tx, scene.connection, actor="second", now=NOW)

    with scene.database.transaction() as tx:
        assert State.ACTIVE is connections.hold(tx, scene.connection.id)[0]
        assert 1 == len(audit.listed(tx))


@pytest.mark.parametrize(
    ("mode", "address"), [(Mode.ACTIVE, "https://shop/cxml"), (Mode.TEST, "https://shop/test")]
)
def test_orders_go_where_their_mode_goes(scene: Stage, mode: Mode, address: str) -> None:
    """As us, with the secret of that supplier."""
    with scene.database.reading() as tx:
        found = connections.route(tx, scene.connection, Role.SUPPLIER, KIND, mode=mode)

    assert (
        Route(address=address, identity=OURS, secret=b"sealed for stub", private_network=False)
        == found
    )


def test_a_test_never_goes_to_the_address_of_real_orders(scene: Stage) -> None:
    """Not even where a route of the connection names one."""
    with scene.database.transaction() as tx:
        _route(tx, scene, "", towards=Role.SUPPLIER, address="https://other/real")
        test = connections.route(tx, scene.connection, Role.SUPPLIER, KIND, mode=Mode.TEST)
        real = connections.route(tx, scene.connection, Role.SUPPLIER, KIND, mode=Mode.ACTIVE)

    assert ("https://shop/test", "https://other/real") == (test.address, real.address)


def test_a_route_of_the_kind_comes_before_one_for_all(scene: Stage) -> None:
    """And what neither says comes from the party."""
    with scene.database.transaction() as tx:
        side = {"towards": Role.BUYER}
        _route(tx, scene, "", **side, address="https://all", domain="DUNS", value="us")
        _route(tx, scene, "ConfirmationRequest", **side, address="https://one")
        found = connections.route(
            tx, scene.connection, Role.BUYER, "ConfirmationRequest", mode=Mode.ACTIVE
        )

    us = IdentitySettings(domain="DUNS", value="us")
    assert (
        Route(address="https://one", identity=us, secret=b"sealed for acme", private_network=False)
        == found
    )


def test_a_buyer_can_have_an_address_for_each_kind(scene: Stage) -> None:
    """Confirmations go to theirs, everything else to the general one."""
    settings = BuyerSettings(
        documents_url="https://b/all", confirmations_url="https://b/c", allow_private_network=True
    )
    with scene.database.transaction() as tx:
        buyer = party(tx, "other", Role.BUYER, settings)
        connection = connect(tx, "other/stub", buyer, scene.connection.supplier.id)
        found = [
            connections.route(tx, connection, Role.BUYER, kind, mode=Mode.TEST)
            for kind in ("ConfirmationRequest", "ShipNoticeRequest", "Anything")
        ]

    assert ["https://b/c", "https://b/all", "https://b/all"] == [each.address for each in found]
    assert {True} == {each.private_network for each in found}


def test_without_an_identity_there_is_no_route(scene: Stage) -> None:
    """The operator is told what is missing."""
    with scene.database.transaction() as tx:
        tx.execute(tables.facts.delete())

        with pytest.raises(Misconfigured, match="identity"):
            connections.route(tx, scene.connection, Role.SUPPLIER, KIND, mode=Mode.TEST)


def test_an_outbound_secret_can_be_replaced(scene: Stage) -> None:
    """The next document takes the new one."""
    with scene.database.transaction() as tx:
        parties.set_outbound_secret(tx, scene.connection.supplier, b"new")
        connection = connections.by_id(tx, scene.connection.id)
        found = connections.route(tx, connection, Role.SUPPLIER, KIND, mode=Mode.TEST)

    assert b"new" == found.secret
