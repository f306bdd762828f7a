"""A parties file in the database: loaded once, loaded again, loaded with changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from gateway.errors import Misconfigured
from gateway.rules.parties import Mode, Role, State
from gateway.rules.parties_file import read_parties
from gateway.store import connections, credentials, facts, parties
from gateway.store.engine import Database
from gateway.store.load import Loaded, load
from gateway.vault import CREDENTIAL, OUTBOUND, Vault
from tests.integration.store.makes import NOW, OURS

VAULT = Vault("a key for tests only, long enough to be one")
FILE = """
[gateway]
identity = { domain = "NetworkID", value = "our-gateway" }
[[network]]
name = "hub"
credentials = [{ domain = "NetworkID", value = "HUB", secret = "hub sends" }]
[[buyer]]
name = "acme"
identities = [{ domain = "DUNS", value = "1" }, { domain = "NetworkID", value = "AN1" }]
secret = "acme sends"
outbound_secret = "we send acme"
documents_url = "https://buyer.example/cxml"
[[supplier]]
name = "stub"
identities = [{ domain = "DUNS", value = "2" }]
secret = "stub sends"
shop_key = "bearer"
orders_url = "https://shop.example/cxml"
[[connection]]
buyer = "acme"
supplier = "stub"
network = "hub"
credentials = [{ domain = "DUNS", value = "2", secret = "own", kinds = ["OrderRequest"] }]
[[connection.route]]
towards = "buyer"
url = "https://route.example/cxml"
secret = "for the route"
"""
THINGS = ("gateway", "network hub", "party acme", "party stub", "connection acme/stub")

Loads = Callable[[str], Loaded]


@pytest.fixture
def loads(database: Database) -> Loads:
    """Load a file."""

    def loaded(text: str) -> Loaded:
        with database.transaction() as tx:
            return load(tx, read_parties(text, {}), VAULT, NOW)

    return loaded


def test_what_is_declared_is_there(loads: Loads, database: Database) -> None:
    """Parties, identities, credentials, connection and route; the connection is in test."""
    loaded = loads(FILE)

    with database.reading() as tx:
        connection = connections.by_name(tx, "acme/stub")
        assert connection is not None
        route = connections.route(tx, connection, Role.BUYER, "Any", mode=Mode.TEST)
        shop = parties.by_shop_key(tx, VAULT.digest("bearer"))
        ours = facts.own_identity(tx)
    assert Loaded(created=THINGS, changed=(), unchanged=()) == loaded
    assert (State.TEST, "hub", OURS) == (connection.state, connection.network, ours)
    assert connection.supplier == shop
    assert ["1", "AN1"] == [each.value for each in connection.buyer.identities]
    assert "https://route.example/cxml" == route.address
    assert b"for the route" == VAULT.open(route.secret or b"", OUTBOUND)
    assert b"we send acme" == VAULT.open(connection.buyer.outbound_secret or b"", OUTBOUND)


@pytest.mark.parametrize(
    ("key", "secrets", "kinds"),
    [
        (("duns", "1"), [b"acme sends"], [None]),
        (("duns", "2"), [b"stub sends", b"own"], [None, ["OrderRequest"]]),
        (("networkid", "HUB"), [b"hub sends"], [None]),
    ],
)
def test_every_secret_is_known_by_its_identity(
    loads: Loads,
    database: Database,
    key: tuple[str, str],
    secrets: list[bytes],
    kinds: list[list[str] | None],
) -> None:
    """Sealed, and with the kinds that it may speak for."""
    loads(FILE)

    with database.reading() as tx:
        found = credentials.named(tx, [key], NOW)
    assert sorted(secrets) == sorted(VAULT.open(each.secret, CREDENTIAL) for each in found)
    assert len(kinds) == len(found)


def test_loading_again_changes_nothing(loads: Loads, database: Database) -> None:
    """Not a byte, although each seal of a secret is another."""
    loads(FILE)
    with database.reading() as tx:
        before = (connections.listed(tx), credentials.named(tx, [("duns", "2")], NOW))

    again = loads(FILE)

    with database.reading() as tx:
        assert before == (connections.listed(tx), credentials.named(tx, [("duns", "2")], NOW))
    assert Loaded(created=(), changed=(), unchanged=THINGS) == again


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("our-gateway", "other", "gateway"),
        ("hub sends", "other", "network hub"),
        ("acme sends", "other", "party acme"),
        ("we send acme", "other", "party acme"),
        ("https://buyer.example/cxml", "https://other.example/cxml", "party acme"),
        ('value = "AN1"', 'value = "AN2"', "party acme"),
        ("bearer", "other", "party stub"),
        ('secret = "own"', 'secret = "other"', "connection acme/stub"),
        ('"OrderRequest"', '"ProfileRequest"', "connection acme/stub"),
        ('network = "hub"', "strict = true", "connection acme/stub"),
        ("https://route.example", "https://other.example", "connection acme/stub"),
        ("for the route", "other", "connection acme/stub"),
    ],
)
def test_what_is_other_is_changed_alone(
    loads: Loads, before: str, after: str, changed: str
) -> None:
    """And the next load finds nothing to do."""
    loads(FILE)

    first, second = (loads(FILE.replace(before, after)) for _ in range(2))

    unchanged = tuple(thing for thing in THINGS if thing != changed)
    assert Loaded(created=(), changed=(changed,), unchanged=unchanged) == first
    assert THINGS == second.unchanged


def test_a_changed_secret_replaces_the_old_one_at_once(loads: Loads, database: Database) -> None:
    """Only a rotation lets both work for a while."""
    loads(FILE)
    loads(FILE.replace("acme sends", "acme sends now"))

    with database.reading() as tx:
        (found,) = credentials.named(tx, [("duns", "1")], NOW)
    assert b"acme sends now" == VAULT.open(found.secret, CREDENTIAL)


def test_a_load_leaves_the_state_of_a_connection(loads: Loads, database: Database) -> None:
    """What is active stays so, whatever the file says of it."""
    loads(FILE)
    with database.transaction() as tx:
        connection = connections.by_name(tx, "acme/stub")
        assert connection is not None
        connections.activate(tx, connection, actor="somebody", now=NOW)

    loads(FILE.replace('network = "hub"', "strict = true"))

    with database.reading() as tx:
        found = connections.by_id(tx, connection.id)
    assert (State.ACTIVE, True) == (found.state, found.settings.strict)


def test_nothing_is_deleted(loads: Loads, database: Database) -> None:
    """A shorter file leaves what it does not name, and credentials that still work are told."""
    loads(FILE)

    shorter = loads(FILE.replace('secret = "acme sends"\n', "").partition("[[connection]]")[0])

    with database.reading() as tx:
        assert connections.by_name(tx, "acme/stub") is not None
        assert 1 == len(credentials.named(tx, [("duns", "1")], NOW))
    assert ("credential duns 1 of party acme",) == shorter.kept


@pytest.fixture
def rotated(loads: Loads, database: Database) -> Database:
    """What acme sends us, and what we send acme, was rotated after the file was loaded."""
    loads(FILE)
    with database.transaction() as tx:
        acme = parties.by_name(tx, "acme")
        assert acme is not None
        sealed = VAULT.seal("new", CREDENTIAL)
        credentials.rotate(tx, acme, sealed, overlap=timedelta(days=1), now=NOW)
        parties.set_outbound_secret(tx, acme, VAULT.seal("we send new", OUTBOUND))
    return database


def secrets_of_acme(database: Database) -> list[bytes]:
    """Give what acme may send us when the overlap is over, and then what we send acme."""
    with database.reading() as tx:
        later = credentials.named(tx, [("duns", "1")], NOW + timedelta(days=1))
        acme = parties.by_name(tx, "acme")
    assert acme is not None
    sent = VAULT.open(acme.outbound_secret or b"", OUTBOUND)
    return [*(VAULT.open(each.secret, CREDENTIAL) for each in later), sent]


def test_a_rotated_secret_is_not_brought_back(loads: Loads, rotated: Database) -> None:
    """A file from before the rotation undoes nothing, and its secrets are told as outdated."""
    again = loads(FILE)

    assert ("outbound_secret of party acme", "credential duns 1 of party acme") == again.outdated
    assert [b"new", b"we send new"] == secrets_of_acme(rotated)
    assert () == again.changed


def test_a_file_with_the_rotated_secret_is_as_it_should_be(loads: Loads, rotated: Database) -> None:
    """Once somebody has put the new secrets into the file nothing is told any more."""
    again = loads(FILE.replace("acme sends", "new").replace("we send acme", "we send new"))

    assert ((), ()) == (again.outdated, again.changed)
    assert [b"new", b"we send new"] == secrets_of_acme(rotated)


def test_another_secret_replaces_a_rotated_one(loads: Loads, rotated: Database) -> None:
    """A file with a secret that was never there before is newer than the rotation."""
    again = loads(FILE.replace("acme sends", "newest").replace("we send acme", "we send newest"))

    assert ((), ("party acme",)) == (again.outdated, again.changed)
    assert [b"newest", b"we send newest"] == secrets_of_acme(rotated)


def test_an_identity_can_move_to_another_party(loads: Loads, database: Database) -> None:
    """The file says whose it is now."""
    loads(FILE)
    moved = FILE.replace(', { domain = "NetworkID", value = "AN1" }', "").replace(
        'value = "2" }]\nsecret', 'value = "2" }, { domain = "NetworkID", value = "AN1" }]\nsecret'
    )

    loaded = loads(moved)

    with database.reading() as tx:
        stub = parties.by_name(tx, "stub")
    assert stub is not None
    assert ["2", "AN1"] == [each.value for each in stub.identities]
    assert ("party acme", "party stub") == loaded.changed


def test_a_file_must_say_who_we_are(loads: Loads) -> None:
    """At least the first one."""
    with pytest.raises(Misconfigured, match="who we are"):
        loads("")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FILE.replace('"acme"', '"x"').replace('"stub"', '"acme"'), "acme is a buyer already"),
        (FILE.replace('"stub"', '"other"'), "shop_key of other is that of stub"),
        (FILE.replace('"stub"', '"other"').replace("bearer", "x"), "belongs to stub already"),
    ],
)
def test_a_file_that_contradicts_the_database_is_refused(
    loads: Loads, database: Database, text: str, words: str
) -> None:
    """And nothing of it stays."""
    loads(FILE)
    with database.reading() as tx:
        before = parties.listed(tx)

    with pytest.raises(Misconfigured, match=words):
        loads(text)

    with database.reading() as tx:
        assert before == parties.listed(tx)
