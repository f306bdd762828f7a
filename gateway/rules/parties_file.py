"""Reads a parties file: every fault in it at once, with its line, or what it declares."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.errors import Misconfigured
from gateway.rules import parties_checks
from gateway.rules.declared import (
    Declared,
    DeclaredConnection,
    DeclaredCredential,
    DeclaredNetwork,
    DeclaredParty,
    DeclaredRoute,
)
from gateway.rules.parties import (
    BuyerSettings,
    ConnectionSettings,
    IdentitySettings,
    Role,
    SupplierSettings,
)
from gateway.rules.parties_checks import Entries
from gateway.rules.parties_schema import (
    SECTIONS,
    ConnectionEntry,
    CredentialEntry,
    GatewayEntry,
    NetworkEntry,
    PartyEntry,
    RouteEntry,
    SupplierEntry,
)
from gateway.rules.safeguard_settings import SafeguardSettings
from gateway.rules.toml_lines import Path, TomlLines

_AT: Final = re.compile(r" \(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")
#: pydantic's kinds of fault, said for people
WORDS: Final = {
    "bool_parsing": "true or false is wanted here",
    "bool_type": "true or false is wanted here",
    "model_type": "a table is wanted here",
    "string_too_short": "it must not be empty",
    "string_type": "text in quotes is wanted here",
    "tuple_type": "a list is wanted here",
}
Settings = TypeVar("Settings", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing that is wrong; without a line it is about the file as a whole."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


def read_parties(text: str, environment: Mapping[str, str]) -> Declared:
    """
    Read a parties file; secrets written `env:NAME` are taken from the environment given.

    Raises Misconfigured whose message names every fault on a line of its own.
    """
    found = understand(text, environment)
    if isinstance(found, Declared):
        return found
    raise Misconfigured("\n".join(map(str, found)))


def understand(text: str, environment: Mapping[str, str]) -> Declared | tuple[Fault, ...]:
    """Give what a parties file declares, or everything that is wrong with it."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        return (_no_toml(exc, text),)
    reading = _Reading(content, environment)
    entries = reading.entries()
    faults = [*reading.faults, *parties_checks.faults(entries)]
    if faults:
        lines = TomlLines(text)
        placed = {Fault(line=lines.line(path) or 0, message=said) for path, said in faults}
        return tuple(sorted(placed))
    return _declared(entries)


def _no_toml(error: tomllib.TOMLDecodeError, text: str) -> Fault:
    said = str(error)
    place = _AT.search(said)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    return Fault(line=line, message=f"this is not TOML: {_AT.sub('', said)}")


# ── the form of each entry ────────────────────────────────────────────────────────────────────


class _Reading:
    """Reads every entry on its own, so that a fault in one does not hide those of the others."""

    def __init__(self, content: Mapping[str, Any], environment: Mapping[str, str]) -> None:
        self._content = content
        self._environment = dict(environment)
        self.faults: list[tuple[Path, str]] = []

    def entries(self) -> Entries:
        known = ["gateway", *SECTIONS]
        for name in self._content:
            if name not in known:
                self.faults.append(((name,), unknown_key(name, known)))
        gateway = None
        if "gateway" in self._content:
            gateway = self._entry(("gateway",), GatewayEntry, self._content["gateway"])
        sections = {name: dict(self._section(name)) for name in SECTIONS}
        return Entries(
            gateway=gateway,  # type: ignore[arg-type]  # by its class
            networks=sections["network"],  # type: ignore[arg-type]  # by the table of sections
            buyers=sections["buyer"],  # type: ignore[arg-type]  # by the table of sections
            suppliers=sections["supplier"],  # type: ignore[arg-type]  # by the table of sections
            connections=sections["connection"],  # type: ignore[arg-type]  # by the table too
            named={name: _names(self._content.get(name)) for name in SECTIONS},
        )

    def _section(self, name: str) -> Iterator[tuple[int, BaseModel]]:
        tables = self._content.get(name, [])
        if not isinstance(tables, list):
            self.faults.append(((name,), f"write [[{name}]]: there can be several"))
            return
        for index, table in enumerate(tables):
            entry = self._entry((name, index), SECTIONS[name], table)
            if entry is not None:
                yield index, entry

    def _entry(self, path: Path, shape: type[BaseModel], table: object) -> BaseModel | None:
        try:
            return shape.model_validate(table, context=self._environment)
        except ValidationError as exc:
            for error in exc.errors(include_url=False, include_input=False):
                self.faults.append(((*path, *error["loc"]), _words(error, shape)))
            return None


def _names(tables: object) -> frozenset[str]:
    """Name the entries of a section, faulty ones too: what refers to them is not at fault."""
    found = tables if isinstance(tables, list) else []
    return frozenset(str(each.get("name")) for each in found if isinstance(each, dict))


def _words(error: ErrorDetails, shape: type[BaseModel]) -> str:
    key = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "")
    if error["type"] == "extra_forbidden":
        return unknown_key(key, _keys(shape, error["loc"][:-1]))
    if error["type"] == "missing":
        return f"{key} is missing"
    said = WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{key}: {said[:1].lower()}{said[1:]}".removeprefix(": ")


def unknown_key(key: str, known: Iterable[str]) -> str:
    """Say that a key is not known, and which one may have been meant."""
    near = get_close_matches(key, list(known), n=1)
    return f"unknown key {key}" + (f"; did you mean {near[0]}?" if near else "")


def _keys(shape: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    nested: dict[str, type[BaseModel]] = {
        "identity": IdentitySettings,
        "identities": IdentitySettings,
        "credentials": CredentialEntry,
        "route": RouteEntry,
        "safeguards": SafeguardSettings,
    }
    for part in path:
        shape = nested.get(str(part), shape)
    return list(shape.model_fields)


# ── from entries to what is declared ──────────────────────────────────────────────────────────


def _declared(entries: Entries) -> Declared:
    return Declared(
        identity=entries.gateway.identity if entries.gateway else None,
        networks=tuple(_network(each) for each in entries.networks.values()),
        parties=tuple(_party(each) for _, each in entries.parties()),
        connections=tuple(_connection(each) for each in entries.connections.values()),
    )


def _network(entry: NetworkEntry) -> DeclaredNetwork:
    return DeclaredNetwork(name=entry.name, credentials=_credentials(entry.credentials))


def _party(entry: PartyEntry) -> DeclaredParty:
    short: tuple[DeclaredCredential, ...] = ()
    if entry.secret is not None:
        short = (DeclaredCredential(identity=entry.identities[0], secret=entry.secret),)
    supplier = entry if isinstance(entry, SupplierEntry) else None
    return DeclaredParty(
        name=entry.name,
        role=Role.SUPPLIER if supplier else Role.BUYER,
        settings=_settings(SupplierSettings, supplier)
        if supplier
        else _settings(BuyerSettings, entry),
        identities=entry.identities,
        credentials=(*short, *_credentials(entry.credentials)),
        outbound_secret=entry.outbound_secret,
        shop_key=supplier.shop_key if supplier else None,
        api_key=supplier.api_key if supplier else None,
        test_api_key=supplier.test_api_key if supplier else None,
        webhook_secrets=supplier.webhook_secret if supplier else (),
    )


def _connection(entry: ConnectionEntry) -> DeclaredConnection:
    return DeclaredConnection(
        buyer=entry.buyer,
        supplier=entry.supplier,
        label=entry.label,
        network=entry.network,
        settings=_settings(ConnectionSettings, entry),
        credentials=_credentials(entry.credentials),
        routes=tuple(_route(each) for each in entry.route),
    )


def _route(entry: RouteEntry) -> DeclaredRoute:
    return DeclaredRoute(
        towards=entry.towards,
        kind=entry.kind,
        address=entry.url,
        identity=entry.identity,
        secret=entry.secret,
    )


def _credentials(entries: Iterable[CredentialEntry]) -> tuple[DeclaredCredential, ...]:
    return tuple(
        DeclaredCredential(
            identity=IdentitySettings(domain=each.domain, value=each.value),
            secret=each.secret,
            kinds=each.kinds,
        )
        for each in entries
    )


def _settings(shape: type[Settings], entry: BaseModel) -> Settings:
    """Keep of an entry what is a setting."""
    return shape.model_validate({name: getattr(entry, name) for name in shape.model_fields})
