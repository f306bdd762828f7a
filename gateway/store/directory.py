"""Who is who, kept in memory until the database says that it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from gateway.rules.parties import Mode, Role
from gateway.store import connections, credentials, facts
from gateway.store.connections import Connection
from gateway.store.credentials import Credential, Owner, Pair
from gateway.store.engine import Transaction
from gateway.store.routes import Route

#: of so many connections and identities it is kept who they are; beyond that it begins anew
MOST: Final = 20_000
NEVER: Final = datetime.min.replace(tzinfo=UTC)
_Way = tuple[int, Role, str, Mode]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What was read of one version of the parties; holds only what was found."""

    version: str
    credentials: dict[Pair, list[Credential]] = field(default_factory=dict)
    connections: dict[Owner, list[Connection]] = field(default_factory=dict)
    routes: dict[_Way, Route] = field(default_factory=dict)
    #: when a use of a credential was last noted here, by its row
    uses: dict[int, datetime] = field(default_factory=dict)

    def named(self, pairs: Sequence[Pair], now: datetime) -> list[Credential]:
        """Give the credentials of identities that are held and still in force."""
        return [
            each
            for pair in dict.fromkeys(pairs)
            for each in self.credentials.get(pair, ())
            if each.valid_until is None or each.valid_until > now
        ]

    @property
    def edition(self) -> Edition:
        """This one; an Inquiry has it too."""
        return self

    def connections_of(self, credential: Credential) -> list[Connection]:
        """List the connections that a credential may speak on, where that is held."""
        return self.connections.get(credential.owner, [])

    def used(self, tx: Transaction, credential_id: int, now: datetime) -> None:
        """Note that a credential was used, at most once a minute, committed or not."""
        if now - self.uses.get(credential_id, NEVER) > credentials.USE_NOTED_EVERY:
            credentials.used(tx, credential_id, now)
            self.uses[credential_id] = now

    def route(
        self, tx: Transaction, connection: Connection, towards: Role, kind: str, mode: Mode
    ) -> Route:
        """Find a way as `connections.route` does, in a transaction that proved the version."""
        way = (connection.id, towards, kind, mode)
        if way not in self.routes:
            self.routes[way] = connections.route(tx, connection, towards, kind, mode=mode)
        return self.routes[way]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """Asks the database who somebody is, and keeps what it found in an edition."""

    edition: Edition
    tx: Transaction

    def named(self, pairs: Sequence[Pair], now: datetime) -> list[Credential]:
        """Find the credentials of identities that are in force."""
        found = credentials.named(self.tx, pairs, now)
        for pair in {each.key for each in found}:
            self.edition.credentials[pair] = [each for each in found if each.key == pair]
        return found

    def connections_of(self, credential: Credential) -> list[Connection]:
        """List the connections that a credential may speak on."""
        found = credentials.connections_of(self.tx, credential)
        self.edition.connections[credential.owner] = found
        return found


class Directory:
    """
    The newest edition at hand; one for a process, used by all of its threads.

    It may be out of date, so it is never a reason to refuse anybody, and believed only where the
    transaction that acts on it finds its version in the database.
    """

    def __init__(self) -> None:
        self._edition = Edition(version="")

    def remembered(self) -> Edition:
        """Give what is at hand, without asking anybody."""
        return self._edition

    def inquiry(self, tx: Transaction) -> Inquiry:
        """Ask the database, and remember the answers."""
        # The version is read first: what is read after it is as new at least.
        version = facts.parties_version(tx)
        held = self._edition
        if held.version != version or len(held.credentials) + len(held.routes) > MOST:
            held = self._edition = Edition(version=version)
        return Inquiry(edition=held, tx=tx)
