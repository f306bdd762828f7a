"""Credentials: found, used, rotated, and the connections they speak on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.rules.parties import IdentitySettings
from gateway.store import credentials
from gateway.store.credentials import Credential, NewCredential, Owner
from gateway.store.engine import Transaction
from tests.integration.store.makes import NOW, Stage, connect, network

IDENTITY = IdentitySettings(domain="DUNS", value="acme")
KEY = ("duns", "acme")
DAY = timedelta(days=1)


def _add(tx: Transaction, owner: Owner, *, secret: bytes = b"sealed") -> None:
    credentials.add(tx, NewCredential.of(owner, IDENTITY, secret, kinds=None, now=NOW))


def _named(tx: Transaction, **at: timedelta) -> list[Credential]:
    return credentials.named(tx, [KEY], NOW + at.get("after", timedelta()))


def test_a_credential_is_found_by_its_identity(scene: Stage) -> None:
    """The domain in lower case, the value exactly; each pair is looked for once."""
    owner = Owner(party_id=scene.connection.buyer.id)
    with scene.database.transaction() as tx:
        credentials.add(
            tx, NewCredential.of(owner, IDENTITY, b"sealed", kinds=["OrderRequest"], now=NOW)
        )
        (found,) = credentials.named(tx, [KEY, KEY, ("duns", "ACME")], NOW)
        nobody = credentials.named(tx, [], NOW)

    assert [] == nobody
    assert (KEY, b"sealed", ["OrderRequest"]) == (found.key, found.secret, found.kinds)


def test_a_party_speaks_wherever_it_takes_part(scene: Stage) -> None:
    """As buyer or as supplier."""
    buyer, supplier = scene.connection.buyer.id, scene.connection.supplier.id
    with scene.database.transaction() as tx:
        connect(tx, "acme/stub/a", buyer, supplier, label="a")
        for party_id in (buyer, supplier):
            _add(tx, Owner(party_id=party_id))
        found = [credentials.connections_of(tx, each) for each in _named(tx)]

    names = ["acme/stub", "acme/stub/a"]
    assert [names, names] == [[each.name for each in one] for one in found]


def test_a_connection_speaks_for_itself_alone(scene: Stage) -> None:
    """That is how a sandbox is told apart."""
    buyer, supplier = scene.connection.buyer.id, scene.connection.supplier.id
    with scene.database.transaction() as tx:
        sandbox = connect(tx, "acme/stub/a", buyer, supplier, label="a")
        _add(tx, Owner(connection_id=sandbox.id))
        (found,) = _named(tx)

        assert [sandbox] == credentials.connections_of(tx, found)


def test_a_network_speaks_where_it_is_named(scene: Stage) -> None:
    """For the buyers who are connected through it, and for no others."""
    buyer, supplier = scene.connection.buyer.id, scene.connection.supplier.id
    with scene.database.transaction() as tx:
        hub = network(tx, "hub")
        through = connect(tx, "acme/stub/a", buyer, supplier, label="a", network_id=hub)
        _add(tx, Owner(network_id=hub))
        (found,) = credentials.of_networks(tx, NOW)

        assert [found] == _named(tx)
        assert [through] == credentials.connections_of(tx, found)


def test_a_rotated_secret_works_until_its_overlap_ends(scene: Stage) -> None:
    """Both work for a while, then the new one alone."""
    with scene.database.transaction() as tx:
        _add(tx, Owner(party_id=scene.connection.buyer.id), secret=b"old")
        count = credentials.rotate(tx, scene.connection.buyer, b"new", overlap=DAY, now=NOW)
        before = [each.secret for each in _named(tx)]
        after = [each.secret for each in _named(tx, after=DAY)]
        lasting = credentials.lasting(tx, Owner(party_id=scene.connection.buyer.id))

    assert 1 == count
    assert ([b"old", b"new"], [b"new"]) == (before, after)
    assert [b"new"] == [each.secret for each in lasting]


def test_the_secret_of_a_connection_is_rotated_alone(scene: Stage) -> None:
    """Its parties' secrets stay."""
    with scene.database.transaction() as tx:
        _add(tx, Owner(party_id=scene.connection.buyer.id), secret=b"party")
        _add(tx, Owner(connection_id=scene.connection.id), secret=b"old")
        credentials.rotate(tx, scene.connection, b"new", overlap=timedelta(), now=NOW)

        assert {b"party", b"new"} == {each.secret for each in _named(tx)}


def test_a_use_is_noted_once_a_minute(scene: Stage) -> None:
    """Not with every document."""
    with scene.database.transaction() as tx:
        _add(tx, Owner(party_id=scene.connection.buyer.id))
        (row,) = _named(tx)
        noted = []
        for seconds in (0, 59, 61):
            credentials.used(tx, row.id, NOW + timedelta(seconds=seconds))
            noted += [each.last_used_at for each in _named(tx)]

    assert [NOW, NOW, NOW + timedelta(seconds=61)] == noted


@pytest.mark.parametrize("owner", [Owner(), Owner(party_id=1, network_id=1)])
def test_a_credential_has_one_owner(scene: Stage, owner: Owner) -> None:
    """The database refuses none, and more than one."""
    with pytest.raises(Exception, match="one_owner"), scene.database.transaction() as tx:
        _add(tx, owner)
