"""Credentials: identities with secrets, and the connections that each may speak on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, or_, select, update

from gateway.rules.parties import IdentitySettings
from gateway.store import connections
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.parties import Party
from gateway.store.rows import Prepared, columns_of, maker, values_of
from gateway.store.tables import credentials

Pair = tuple[str, str]

#: how often at most a use is written down
USE_NOTED_EVERY = timedelta(minutes=1)
_SAME_AFTER_ROTATION = (
    "connection_id",
    "party_id",
    "network_id",
    "domain",
    "domain_key",
    "value",
    "kinds",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a credential is; exactly one is given, by its row."""

    connection_id: int | None = None
    party_id: int | None = None
    network_id: int | None = None

    @property
    def column_and_row(self) -> tuple[str, int]:
        """The one that is given."""
        ((column, row),) = ((name, row) for name, row in values_of(self).items() if row is not None)
        return column, row


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCredential:
    """A credential to be stored; exactly one of the three owners is given."""

    connection_id: int | None = None
    party_id: int | None = None
    network_id: int | None = None
    domain: str
    #: the domain as it is compared
    domain_key: str
    value: str
    #: sealed
    secret: bytes
    #: the kinds of document it may speak for; None: all of its side
    kinds: list[str] | None = None
    created_at: datetime
    #: set by a rotation
    valid_until: datetime | None = None

    @classmethod
    def of(
        cls,
        owner: Owner,
        identity: IdentitySettings,
        secret: bytes,
        *,
        kinds: list[str] | None,
        now: datetime,
    ) -> NewCredential:
        """Make the credential of an owner's identity."""
        return NewCredential(
            **values_of(owner),
            domain=identity.domain,
            domain_key=identity.key[0],
            value=identity.value,
            secret=secret,
            kinds=kinds,
            created_at=now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential(NewCredential):
    """An identity with its secret, of a connection, a party or a network."""

    id: int
    last_used_at: datetime | None

    @property
    def key(self) -> Pair:
        """The identity as it is compared."""
        return (self.domain_key, self.value)

    @property
    def owner(self) -> Owner:
        """Whose it is."""
        return Owner(
            connection_id=self.connection_id,
            party_id=self.party_id,
            network_id=self.network_id,
        )


_credential = maker(Credential)
_in_force = or_(credentials.c.valid_until.is_(None), credentials.c.valid_until > bindparam("now"))
_SELECT = select(*columns_of(credentials, Credential)).order_by(credentials.c.id)
_NAMED = Prepared(
    _SELECT.where(
        credentials.c.domain_key == bindparam("domain"),
        credentials.c.value == bindparam("known_as"),
        _in_force,
    )
)
_OF_NETWORKS = _SELECT.where(credentials.c.network_id.is_not(None), _in_force)
_INSERT = insert(credentials)
_USED = Prepared(
    update(credentials)
    .where(
        credentials.c.id == bindparam("credential"),
        or_(credentials.c.last_used_at.is_(None), credentials.c.last_used_at < bindparam("before")),
    )
    .values(last_used_at=bindparam("now"))
)
_EXPIRE = (
    update(credentials)
    .where(credentials.c.id == bindparam("credential"))
    .values(valid_until=bindparam("until"))
)
_REPLACE = (
    update(credentials)
    .where(credentials.c.id == bindparam("credential"))
    .values(secret=bindparam("new_secret"), kinds=bindparam("new_kinds"))
)


def named(tx: Transaction, pairs: Sequence[Pair], now: datetime) -> list[Credential]:
    """Find the credentials of identities, `(domain in lower case, value)`, that are in force."""
    # One at a time: there is one as a rule, and a list of pairs is put together anew at each call.
    return [
        _credential(row)
        for domain, value in dict.fromkeys(pairs)
        for row in _NAMED.rows(tx, domain=domain, known_as=value, now=now)
    ]


def of_networks(tx: Transaction, now: datetime) -> list[Credential]:
    """List the credentials of every network that are in force."""
    return [_credential(row) for row in tx.execute(_OF_NETWORKS, {"now": now})]


def connections_of(tx: Transaction, credential: Credential) -> list[Connection]:
    """
    List the connections that a credential may speak on.

    A connection's own: that one; a party's: where it is buyer or supplier; a network's: where it
    may speak for the buyer.
    """
    return connections.of_owner(
        tx,
        connection_id=credential.connection_id,
        party_id=credential.party_id,
        network_id=credential.network_id,
    )


def used(tx: Transaction, credential_id: int, now: datetime) -> None:
    """Note that a credential was used, at most once a minute."""
    _USED.run(tx, credential=credential_id, now=now, before=now - USE_NOTED_EVERY)


def add(tx: Transaction, new: NewCredential) -> None:
    """Store a credential."""
    tx.execute(_INSERT, values_of(new))


def replace(
    tx: Transaction, credential_id: int, *, secret: bytes, kinds: Sequence[str] | None
) -> None:
    """Replace the sealed secret and the kinds of a credential at once."""
    tx.execute(
        _REPLACE,
        {
            "credential": credential_id,
            "new_secret": secret,
            "new_kinds": None if kinds is None else list(kinds),
        },
    )


def lasting(tx: Transaction, owner: Owner) -> list[Credential]:
    """List the credentials of one owner that no rotation has given an end."""
    return [each for each in _of(tx, owner) if each.valid_until is None]


def replaced(tx: Transaction, owner: Owner) -> list[Credential]:
    """List the credentials of one owner that a rotation has given an end, past ones too."""
    return [each for each in _of(tx, owner) if each.valid_until is not None]


def _of(tx: Transaction, owner: Owner) -> list[Credential]:
    column, value = owner.column_and_row
    return [_credential(row) for row in tx.execute(_SELECT.where(credentials.c[column] == value))]


def rotate(
    tx: Transaction,
    owner: Connection | Party,
    secret: bytes,
    *,
    overlap: timedelta,
    now: datetime,
) -> int:
    """
    Give an owner's identities a new sealed secret; the old one works on for the overlap.

    Returns how many credentials were rotated.
    """
    is_connection = isinstance(owner, Connection)
    whose = Owner(connection_id=owner.id) if is_connection else Owner(party_id=owner.id)
    held = lasting(tx, whose)
    for old in held:
        tx.execute(_EXPIRE, {"credential": old.id, "until": now + overlap})
        new = {name: getattr(old, name) for name in _SAME_AFTER_ROTATION}
        add(tx, NewCredential(**new, secret=secret, created_at=now))
    return len(held)
