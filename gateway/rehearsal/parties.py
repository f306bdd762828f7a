"""Who may appear in a document and with which secret, as far as the tester's bench must know it.

It reads the same `parties.toml` that `gateway load` reads, and leaves faults to that command.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.errors import Misconfigured

_FROM_ENVIRONMENT = "env:"
_TELLING = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An identity of a party, a network or a connection, with its secret if it has one."""

    owner: str
    domain: str
    value: str
    secret: str | None = None

    def answers_to(self, domain: str, value: str) -> bool:
        """Tell whether that is this identity: domains without case, values exactly."""
        return self.domain.casefold() == domain.casefold() and self.value == value


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One connection: its name, and the two parties that it joins."""

    name: str
    buyer: str
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Everybody in one parties file; `homes` gives, for a buyer, the first origin of its carts."""

    known: tuple[Known, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    homes: Mapping[str, str] = field(default_factory=dict)

    def find(self, domain: str, value: str, secret: str | None = None) -> Known | None:
        """Find an identity: the one with this secret, else one that has any, else one at all."""
        found = [known for known in self.known if known.answers_to(domain, value)]
        return min(found, key=lambda each: (each.secret != secret, not each.secret), default=None)

    def place(self, known: Known) -> tuple[str, int]:
        """Tell whose identity it is, and which of theirs."""
        return known.owner, self._owned_by(known.owner).index(known)

    def at(self, owner: str, place: int) -> Known | None:
        """Give the identity that an owner has in that place, or the owner's first with a secret."""
        owned = self._owned_by(owner)
        if place < len(owned):
            return owned[place]
        return min(owned, key=lambda each: not each.secret, default=None)

    def between(self, owners: Iterable[str]) -> list[str]:
        """Name every connection that joins two of these owners, or is itself one of them."""
        named = set(owners)
        return [
            each.name
            for each in self.pairings
            if each.name in named or {each.buyer, each.supplier} <= named
        ]

    def secrets(self) -> frozenset[str]:
        """Give every secret that is long enough not to be found somewhere by chance."""
        return frozenset(
            each.secret for each in self.known if each.secret and len(each.secret) >= _TELLING
        )

    def _owned_by(self, owner: str) -> list[Known]:
        return [known for known in self.known if known.owner == owner]


@dataclass(frozen=True, slots=True, kw_only=True)
class Casting:
    """Who plays whom: the parties that a document was written for, and those that the target has.

    `roles` says which name stands for which, where the two do not use the same names.
    """

    written: Parties
    target: Parties
    roles: Mapping[str, str]

    def player(self, domain: str, value: str, secret: str | None = None) -> Known | None:
        """Find who speaks there in place of the identity that is written; None when nobody does."""
        written = self.written.find(domain, value, secret)
        if written is None:
            return self.target.find(domain, value, secret)
        owner, place = self.written.place(written)
        return self.target.at(self.roles.get(owner, owner), place)

    def home(self, address: str) -> str:
        """Give an address the origin of the buyer that plays the one it belongs to."""
        for owner, origin in self.written.homes.items():
            if address == origin or address.startswith((f"{origin}/", f"{origin}?")):
                new = self.target.homes.get(self.roles.get(owner, owner), origin)
                return new + address.removeprefix(origin)
        return address


def read_parties(path: Path, environment: Mapping[str, str] | None = None) -> Parties:
    """Read a parties file.

    Secrets that are written `env:NAME` are looked up in `environment`; one that is not there
    stays unknown.
    Raises Misconfigured when it is no TOML, or a name or identity is not where it belongs.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
        return Parties(
            known=tuple(_known(tables, environment or {})),
            pairings=tuple(_pairing(each) for each in tables.get("connection", [])),
            homes={
                each["name"]: host
                for each in tables.get("buyer", [])
                for host in each.get("return_hosts", [])[:1]
                if "*" not in host
            },
        )
    except OSError as fault:
        raise Misconfigured(f"the parties file {path.name} cannot be read") from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Misconfigured(f"the parties file {path.name} is not TOML: {fault}") from fault
    except (KeyError, TypeError, AttributeError) as fault:
        raise Misconfigured(f"the parties file {path.name} lacks something: {fault}") from fault


def _known(tables: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[Known]:
    for kind in ("network", "buyer", "supplier", "connection"):
        for table in tables.get(kind, []):
            owner = _pairing(table).name if kind == "connection" else table["name"]
            for domain, value, secret in _identities(table):
                yield Known(
                    owner=owner,
                    domain=domain,
                    value=value.strip(),
                    secret=_opened(secret, environment),
                )


def _identities(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    # The short `secret` belongs to the first identity.
    short = table.get("secret")
    for identity in table.get("identities", []):
        yield identity["domain"], identity["value"], short
        short = None
    for credential in table.get("credentials", []):
        yield credential["domain"], credential["value"], credential.get("secret")


def _opened(secret: str | None, environment: Mapping[str, str]) -> str | None:
    if secret is not None and secret.startswith(_FROM_ENVIRONMENT):
        return environment.get(secret.removeprefix(_FROM_ENVIRONMENT))
    return secret


def _pairing(table: Mapping[str, Any]) -> Pairing:
    parts = [table["buyer"], table["supplier"], table.get("label")]
    return Pairing(
        name="/".join(part for part in parts if part),
        buyer=table["buyer"],
        supplier=table["supplier"],
    )
