"""Checks the entries of a parties file against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pydantic import BaseModel

from gateway.rules import interfaces
from gateway.rules.interfaces import Found
from gateway.rules.parties import IdentitySettings, Interface, Role
from gateway.rules.parties_schema import (
    BuyerEntry,
    ConnectionEntry,
    CredentialEntry,
    GatewayEntry,
    NetworkEntry,
    SupplierEntry,
)
from gateway.rules.return_hosts import Unfit, faults_of, origin_of
from gateway.rules.toml_lines import Path

#: addresses that a browser is sent to; the gateway itself never calls them
BROWSED: Final = frozenset({"shop_url", "test_shop_url"})

ROTATE: Final = "connection rotate-secret gives it a new one beside the old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The entries that are well formed, by their place; `named` knows the others' names too."""

    gateway: GatewayEntry | None
    networks: dict[int, NetworkEntry]
    buyers: dict[int, BuyerEntry]
    suppliers: dict[int, SupplierEntry]
    connections: dict[int, ConnectionEntry]
    named: dict[str, frozenset[str]]

    def parties(self) -> Iterator[tuple[Path, BuyerEntry | SupplierEntry]]:
        """List buyers and suppliers with their places."""
        for index, buyer in self.buyers.items():
            yield ("buyer", index), buyer
        for index, supplier in self.suppliers.items():
            yield ("supplier", index), supplier


def faults(entries: Entries) -> Found:
    """Find what does not fit together, each with its place."""
    yield from _names(entries)
    yield from _identities(entries)
    yield from interfaces.keys(entries.suppliers)
    yield from _twice(entries)
    for path, party in entries.parties():
        yield from _addresses(path, party, private=party.allow_private_network)
        if isinstance(party, BuyerEntry):
            yield from _return_hosts(path, party)
        else:
            yield from interfaces.faults(path, party)
    for index, connection in entries.connections.items():
        yield from _references(("connection", index), connection, entries)
        yield from _routes(("connection", index), connection, entries)
    yield from _connection_names(entries)


def _names(entries: Entries) -> Found:
    taken: set[str] = set()
    for path, party in entries.parties():
        if party.name in taken:
            yield (*path, "name"), f"name: there is another party named {party.name}"
        taken.add(party.name)
    networks: set[str] = set()
    for index, network in entries.networks.items():
        if network.name in networks:
            yield ("network", index, "name"), f"name: there is another network {network.name}"
        networks.add(network.name)


def _identities(entries: Entries) -> Found:
    owners: dict[tuple[str, str], str] = {}
    for path, party in entries.parties():
        for place, identity in enumerate(party.identities):
            owner = owners.setdefault(identity.key, party.name)
            where = (*path, "identities", place)
            written = f"{identity.domain} {identity.value}"
            if owner != party.name:
                yield where, f"the identity {written} belongs to {owner} already"
            elif identity.key in {each.key for each in party.identities[:place]}:
                yield where, f"the identity {written} is written twice"


def _twice(entries: Entries) -> Found:
    for path, party in entries.parties():
        short = party.identities[:1] if party.secret else ()
        yield from _same_identity(path, short, party.credentials)
    for index, network in entries.networks.items():
        yield from _same_identity(("network", index), (), network.credentials)
    for index, connection in entries.connections.items():
        yield from _same_identity(("connection", index), (), connection.credentials)


def _same_identity(
    path: Path, short: tuple[IdentitySettings, ...], credentials: tuple[CredentialEntry, ...]
) -> Found:
    seen = {identity.key for identity in short}
    for place, credential in enumerate(credentials):
        if credential.key in seen:
            written = f"{credential.domain} {credential.value}"
            yield (*path, "credentials", place), f"{written} has a secret already; {ROTATE}"
        seen.add(credential.key)


def _addresses(path: Path, entry: BaseModel, *, private: bool) -> Found:
    for name in type(entry).model_fields:
        address = getattr(entry, name) if name.endswith("url") else None
        if address is not None:
            yield from _address((*path, name), address, private=private or name in BROWSED)


def _address(path: Path, address: str, *, private: bool) -> Found:
    try:
        origin = origin_of(address)
    except Unfit as unfit:
        yield path, f"{path[-1]}: {unfit}"
        return
    if origin.scheme == "http" and not private:
        yield path, f"{path[-1]}: http is for allow_private_network = true; write https"


def _return_hosts(path: Path, buyer: BuyerEntry) -> Found:
    for place, pattern in enumerate(buyer.return_hosts):
        wrong = faults_of(pattern)
        if wrong:
            yield (*path, "return_hosts", place), f"return_hosts: {wrong}"


def _references(path: Path, connection: ConnectionEntry, entries: Entries) -> Found:
    named = {
        "buyer": connection.buyer,
        "supplier": connection.supplier,
        "network": connection.network,
    }
    for section, name in named.items():
        known = entries.named[section]
        if name is not None and name not in known:
            near = get_close_matches(name, sorted(known), n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            yield (*path, section), f"{section}: there is no {section} named {name}{meant}"


def _routes(path: Path, connection: ConnectionEntry, entries: Entries) -> Found:
    private = {
        Role.BUYER: _private(connection.buyer, entries.buyers),
        Role.SUPPLIER: _private(connection.supplier, entries.suppliers),
    }
    by_events = {
        each.name for each in entries.suppliers.values() if each.interface is Interface.JSON
    }
    seen: set[tuple[Role, str | None]] = set()
    for place, route in enumerate(connection.route):
        where = (*path, "route", place)
        if (route.towards, route.kind) in seen:
            yield where, "there is another route towards the same side for the same kind"
        seen.add((route.towards, route.kind))
        if route.url is None and route.identity is None and route.secret is None:
            yield where, "a route gives a url, an identity or a secret; this one gives none"
        yield from _addresses(where, route, private=private[route.towards])
        if route.towards is Role.SUPPLIER and connection.supplier in by_events:
            yield where, interfaces.NO_ROUTE


def _private(name: str, parties: dict[int, BuyerEntry] | dict[int, SupplierEntry]) -> bool:
    return any(each.name == name and each.allow_private_network for each in parties.values())


def _connection_names(entries: Entries) -> Found:
    taken: set[tuple[str, str, str | None]] = set()
    for index, connection in entries.connections.items():
        name = (connection.buyer, connection.supplier, connection.label)
        if name in taken:
            yield (
                ("connection", index),
                "there is another connection of these two; give one of them a label",
            )
        taken.add(name)
