"""Brings what a parties file declares into the database: made where missing, else put right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, insert, or_, select, update

from gateway.errors import Misconfigured
from gateway.rules.declared import (
    Declared,
    DeclaredConnection,
    DeclaredCredential,
    DeclaredParty,
    DeclaredRoute,
)
from gateway.rules.parties import IdentitySettings
from gateway.store import credentials, facts
from gateway.store.credentials import Credential, NewCredential, Owner
from gateway.store.engine import Transaction
from gateway.store.tables import connections, identities, networks, parties, routes
from gateway.vault import CREDENTIAL, OUTBOUND, WEBHOOK, Vault

#: each kind of key, and where another party may have the same
KEYS: Final = {
    "shop_key": (parties.c.shop_key,),
    "api_key": (parties.c.api_key, parties.c.test_api_key),
    "test_api_key": (parties.c.api_key, parties.c.test_api_key),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load did, by names such as `party acme` and `connection acme/stub`."""

    created: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    #: credentials that the file does not name and that still work
    kept: tuple[str, ...] = ()
    #: secrets that the file has as they were before a rotation; they were not brought back
    outdated: tuple[str, ...] = ()


def load(tx: Transaction, declared: Declared, vault: Vault, now: datetime) -> Loaded:
    """
    Load what is declared; loading the same again changes nothing.

    No party, connection or credential is deleted, no connection changes its state, and a changed
    secret replaces the old one at once; one that a rotation has replaced does not come back. Raises
    Misconfigured where the file contradicts the database; the transaction must then be rolled back.
    """
    loading = _Loading(tx, vault, now)
    loading.gateway(declared.identity)
    for network in declared.networks:
        loading.network(network.name, network.credentials)
    # An identity can move from one party to another only once the first has let go of it.
    moved = {party.name for party in declared.parties if loading.lets_go(party)}
    for party in declared.parties:
        loading.party(party, changed=party.name in moved)
    for connection in declared.connections:
        loading.connection(connection)
    return Loaded(
        created=tuple(loading.created),
        changed=tuple(loading.changed),
        unchanged=tuple(loading.unchanged),
        kept=tuple(loading.kept),
        outdated=tuple(loading.outdated),
    )


class _Loading:
    """One load under way."""

    def __init__(self, tx: Transaction, vault: Vault, now: datetime) -> None:
        self._tx = tx
        self._vault = vault
        self._now = now
        self.created: list[str] = []
        self.changed: list[str] = []
        self.unchanged: list[str] = []
        self.kept: list[str] = []
        self.outdated: list[str] = []

    # ── who takes part ────────────────────────────────────────────────────────────────────────

    def gateway(self, identity: IdentitySettings | None) -> None:
        """Remember who we are."""
        held = facts.own_identity(self._tx)
        if identity is None and held is None:
            raise Misconfigured("The parties file does not say who we are: [gateway] is missing.")
        if identity is None:
            return
        if identity != held:
            facts.set_own_identity(self._tx, identity)
        self._note("gateway", new=held is None, other=identity != held)

    def network(self, name: str, declared: Sequence[DeclaredCredential]) -> None:
        """Load a hub and its credentials."""
        row = self._row(networks, name)
        network_id = row["id"] if row else self._insert(networks, {"name": name})
        thing = f"network {name}"
        other = self._credentials(thing, Owner(network_id=network_id), declared)
        self._note(thing, new=row is None, other=other)

    def lets_go(self, party: DeclaredParty) -> bool:
        """Forget the identities of a party that is to have others; tell whether it is."""
        row = self._row(parties, party.name)
        if row is None or self._identities(row["id"]) == list(party.identities):
            return False
        self._tx.execute(delete(identities).where(identities.c.party_id == row["id"]))
        return True

    def party(self, party: DeclaredParty, *, changed: bool) -> None:
        """Load a buyer or a supplier, its identities and its credentials."""
        row = self._row(parties, party.name)
        if row is not None and row["role"] != party.role:
            raise Misconfigured(f"{party.name} is a {row['role']} already, not a {party.role}.")
        held = row["webhook_secrets"] if row else None
        webhooks = json.dumps(party.webhook_secrets) if party.webhook_secrets else None
        values: dict[str, Any] = {
            "settings": party.settings.model_dump(mode="json"),
            "outbound_secret": self._outbound(party, row),
            "shop_key": self._digest(party.shop_key),
            "api_key": self._digest(party.api_key),
            "test_api_key": self._digest(party.test_api_key),
            "webhook_secrets": self._sealed(webhooks, held, WEBHOOK),
        }
        self._require_own_keys(party, values)
        fixed = {"name": party.name, "role": party.role, "loaded_at": self._now}
        party_id, other = self._put(parties, row, fixed, values)
        if row is None or changed:
            self._name(party_id, party)
        thing = f"party {party.name}"
        renewed = self._credentials(thing, Owner(party_id=party_id), party.credentials)
        self._note(thing, new=row is None, other=other or changed or renewed)

    def _outbound(self, party: DeclaredParty, row: dict[str, Any] | None) -> bytes | None:
        """Seal what we send to a party, unless a rotation has replaced just that."""
        held = row["outbound_secret"] if row else None
        before = row["replaced_secret"] if row else None
        if held and self._is_outdated(party.outbound_secret, held, [before], OUTBOUND):
            self.outdated.append(f"outbound_secret of party {party.name}")
            return bytes(held)
        return self._sealed(party.outbound_secret, held, OUTBOUND)

    def _digest(self, key: str | None) -> str | None:
        return self._vault.digest(key) if key else None

    def _require_own_keys(self, party: DeclaredParty, digests: dict[str, Any]) -> None:
        """A key opens one door: of a shop, of real orders, or of tests."""
        for name, columns in KEYS.items():
            if digests[name] is None:
                continue
            same = [column == digests[name] for column in columns]
            owner = self._tx.execute(select(parties.c.name).where(or_(*same))).scalar()
            if owner not in (None, party.name):
                raise Misconfigured(f"The {name} of {party.name} is that of {owner} already.")

    def _identities(self, party_id: int) -> list[IdentitySettings]:
        rows = self._tx.execute(
            select(identities.c.domain, identities.c.value)
            .where(identities.c.party_id == party_id)
            .order_by(identities.c.position)
        )
        return [IdentitySettings(domain=domain, value=value) for domain, value in rows]

    def _name(self, party_id: int, party: DeclaredParty) -> None:
        for position, identity in enumerate(party.identities):
            domain_key, value = identity.key
            self._require_free(party, identity)
            self._insert(
                identities,
                {
                    "party_id": party_id,
                    "position": position,
                    "domain": identity.domain,
                    "domain_key": domain_key,
                    "value": value,
                },
            )

    def _require_free(self, party: DeclaredParty, identity: IdentitySettings) -> None:
        domain_key, value = identity.key
        owner = self._tx.execute(
            select(parties.c.name)
            .join(identities)
            .where(identities.c.domain_key == domain_key, identities.c.value == value)
        ).scalar()
        if owner is not None:
            raise Misconfigured(
                f"The identity {identity.domain} {identity.value} of {party.name} belongs to"
                f" {owner} already."
            )

    # ── how they are connected ────────────────────────────────────────────────────────────────

    def connection(self, connection: DeclaredConnection) -> None:
        """Load a connection, its credentials and its routes; a new one is in test."""
        row = self._row(connections, connection.name)
        fixed = {
            "name": connection.name,
            "buyer_id": self._id(parties, connection.buyer),
            "supplier_id": self._id(parties, connection.supplier),
            "label": connection.label or "",
            "created_at": self._now,
        }
        values = {
            "settings": connection.settings.model_dump(mode="json"),
            "network_id": self._id(networks, connection.network) if connection.network else None,
        }
        connection_id, other = self._put(connections, row, fixed, values)
        thing = f"connection {connection.name}"
        owner = Owner(connection_id=connection_id)
        renewed = self._credentials(thing, owner, connection.credentials)
        rerouted = self._routes(connection_id, connection.routes)
        self._note(thing, new=row is None, other=other or renewed or rerouted)

    def _routes(self, connection_id: int, declared: Sequence[DeclaredRoute]) -> bool:
        own = routes.c.connection_id == connection_id
        held = {
            (row["towards"], row["kind"]): dict(row)
            for row in self._tx.execute(select(routes).where(own)).mappings()
        }
        wanted = [self._route(connection_id, each, held) for each in declared]
        before = [{**row, "id": None} for row in held.values()]
        if _sorted(before) == _sorted([{**row, "id": None} for row in wanted]):
            return False
        self._tx.execute(delete(routes).where(own))
        for values in wanted:
            self._insert(routes, values)
        return True

    def _route(
        self, connection_id: int, route: DeclaredRoute, held: dict[tuple[str, str], dict[str, Any]]
    ) -> dict[str, Any]:
        kind = route.kind or ""
        before = held.get((route.towards, kind), {}).get("secret")
        return {
            "connection_id": connection_id,
            "towards": route.towards,
            "kind": kind,
            "address": route.address,
            "domain": route.identity.domain if route.identity else None,
            "value": route.identity.value if route.identity else None,
            "secret": self._sealed(route.secret, before, OUTBOUND),
        }

    # ── secrets ───────────────────────────────────────────────────────────────────────────────

    def _credentials(
        self, thing: str, owner: Owner, declared: Sequence[DeclaredCredential]
    ) -> bool:
        held = {each.key: each for each in credentials.lasting(self._tx, owner)}
        renewed = [self._credential(thing, owner, each, held) for each in declared]
        left = held.keys() - {each.identity.key for each in declared}
        self.kept += [f"credential {domain} {value} of {thing}" for domain, value in sorted(left)]
        return any(renewed)

    def _credential(
        self,
        thing: str,
        owner: Owner,
        wanted: DeclaredCredential,
        held: dict[tuple[str, str], Credential],
    ) -> bool:
        before = held.get(wanted.identity.key)
        kinds = None if wanted.kinds is None else list(wanted.kinds)
        if before is None:
            sealed = self._vault.seal(wanted.secret, CREDENTIAL)
            new = NewCredential.of(owner, wanted.identity, sealed, kinds=kinds, now=self._now)
            credentials.add(self._tx, new)
            return True
        sealed = self._renewed(thing, owner, wanted, before)
        if (before.secret, before.kinds) == (sealed, kinds):
            return False
        credentials.replace(self._tx, before.id, secret=sealed, kinds=kinds)
        return True

    def _renewed(
        self, thing: str, owner: Owner, wanted: DeclaredCredential, before: Credential
    ) -> bytes:
        """Seal the secret of a credential, unless a rotation has replaced just that."""
        replaced = credentials.replaced(self._tx, owner)
        earlier = [each.secret for each in replaced if each.key == before.key]
        if self._is_outdated(wanted.secret, before.secret, earlier, CREDENTIAL):
            self.outdated.append(f"credential {' '.join(before.key)} of {thing}")
            return before.secret
        if self._is_sealed_in(before.secret, wanted.secret, CREDENTIAL):
            return before.secret
        return self._vault.seal(wanted.secret, CREDENTIAL)

    def _is_outdated(
        self, secret: str | None, held: bytes, earlier: Sequence[bytes | None], purpose: str
    ) -> bool:
        """Tell whether a secret is one from before a rotation, and not the one that is used."""
        if secret is None or self._is_sealed_in(held, secret, purpose):
            return False
        return any(each and self._is_sealed_in(each, secret, purpose) for each in earlier)

    def _is_sealed_in(self, sealed: bytes, secret: str, purpose: str) -> bool:
        return self._vault.same(self._vault.open(sealed, purpose), secret)

    def _sealed(self, secret: str | None, held: bytes | None, purpose: str) -> bytes | None:
        """Seal a secret; what is sealed already stays as it is, since each seal is another."""
        if secret is None:
            return None
        if held is not None and self._is_sealed_in(held, secret, purpose):
            return held
        return self._vault.seal(secret, purpose)

    # ── rows ──────────────────────────────────────────────────────────────────────────────────

    def _row(self, table: Table, name: str) -> dict[str, Any] | None:
        found = self._tx.execute(
            select(table).where(table.c.name == bindparam("name")), {"name": name}
        )
        row = found.mappings().first()
        return None if row is None else dict(row)

    def _id(self, table: Table, name: str) -> int:
        found: int = self._tx.execute(select(table.c.id).where(table.c.name == name)).scalar_one()
        return found

    def _insert(self, table: Table, values: dict[str, Any]) -> int:
        row: int = self._tx.execute(insert(table).returning(table.c.id), values).scalar_one()
        return row

    def _put(
        self,
        table: Table,
        row: dict[str, Any] | None,
        fixed: dict[str, Any],
        values: dict[str, Any],
    ) -> tuple[int, bool]:
        """Make a row, or change in it what is other; tells its id and whether it was changed."""
        if row is None:
            return self._insert(table, {**fixed, **values}), False
        if any(row[name] != value for name, value in values.items()):
            self._tx.execute(update(table).where(table.c.id == row["id"]).values(values))
            return row["id"], True
        return row["id"], False

    def _note(self, thing: str, *, new: bool, other: bool) -> None:
        which = self.created if new else self.changed if other else self.unchanged
        which.append(thing)


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["towards"], row["kind"]))
