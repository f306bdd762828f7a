"""Parties: the buyers and suppliers who take part, and the identities they go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Text, bindparam, select, type_coerce, update

from gateway.rules.parties import (
    BuyerSettings,
    IdentitySettings,
    Mode,
    Role,
    SupplierSettings,
)
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared
from gateway.store.tables import identities, parties

Identities = dict[int, tuple[IdentitySettings, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A buyer or a supplier; the first identity is the one we name it by towards others."""

    id: int
    name: str
    role: Role
    settings: BuyerSettings | SupplierSettings
    identities: tuple[IdentitySettings, ...]
    #: sealed: what we send to this party
    outbound_secret: bytes | None
    #: digest of the bearer key of the shop API
    shop_key: str | None
    #: digests of the bearer keys of the supplier API: of real orders, and of tests
    api_key: str | None = None
    test_api_key: str | None = None
    #: a sealed JSON list, the newest first
    webhook_secrets: bytes | None = None


#: the columns that `party_of` reads, in its order; settings as text, so that they are read once
COLUMNS = (
    parties.c.id,
    parties.c.name,
    parties.c.role,
    type_coerce(parties.c.settings, Text).label("settings"),
    parties.c.outbound_secret,
    parties.c.shop_key,
    parties.c.api_key,
    parties.c.test_api_key,
    parties.c.webhook_secrets,
)

_SELECT = select(*COLUMNS).order_by(parties.c.name)
_BY_NAME = select(*COLUMNS).where(parties.c.name == bindparam("name"))
_BY_SHOP_KEY = select(*COLUMNS).where(parties.c.shop_key == bindparam("digest"))
_BY_API_KEY = select(*COLUMNS).where(
    (parties.c.api_key == bindparam("digest")) | (parties.c.test_api_key == bindparam("digest"))
)
_ALL_IDENTITIES = select(identities.c.party_id, identities.c.domain, identities.c.value).order_by(
    identities.c.party_id, identities.c.position
)
_IDENTITIES = _ALL_IDENTITIES.where(identities.c.party_id.in_(bindparam("parties", expanding=True)))
#: the two sides of one connection, asked for with every message
PAIR = 2
_IDENTITIES_OF_TWO = Prepared(
    _ALL_IDENTITIES.where(identities.c.party_id.in_([bindparam("one"), bindparam("other")]))
)
_SET_OUTBOUND = (
    update(parties)
    .where(parties.c.id == bindparam("party"))
    .values(outbound_secret=bindparam("sealed"), replaced_secret=parties.c.outbound_secret)
)


def by_name(tx: Transaction, name: str) -> Party | None:
    """Find a party by the name that the parties file gives it."""
    return _one(tx, tx.execute(_BY_NAME, {"name": name}).first())


def by_shop_key(tx: Transaction, digest: str) -> Party | None:
    """Find the supplier whose shop holds a key, by the key's digest."""
    return _one(tx, tx.execute(_BY_SHOP_KEY, {"digest": digest}).first())


def by_api_key(tx: Transaction, digest: str) -> tuple[Party, Mode] | None:
    """Find the supplier that holds a key of the supplier API, and which orders it opens."""
    found = _one(tx, tx.execute(_BY_API_KEY, {"digest": digest}).first())
    if found is None:
        return None
    return found, Mode.ACTIVE if found.api_key == digest else Mode.TEST


def listed(tx: Transaction) -> list[Party]:
    """List every party by name."""
    rows = tx.execute(_SELECT).all()
    known = identities_of(tx, [row.id for row in rows])
    return [party_of(tuple(row), known) for row in rows]


def set_outbound_secret(tx: Transaction, party: Party, sealed: bytes) -> None:
    """
    Replace what we send to a party, from the next try of every delivery on.

    What was sent before is remembered, so that a load of an old file does not bring it back.
    """
    tx.execute(_SET_OUTBOUND, {"party": party.id, "sealed": sealed})


def identities_of(tx: Transaction, ids: Sequence[int]) -> Identities:
    """Give the identities of several parties, each party's first one first."""
    found: dict[int, list[IdentitySettings]] = {}
    rows: Iterable[Row[Any] | tuple[Any, ...]]
    if len(ids) == PAIR:
        rows = _IDENTITIES_OF_TWO.rows(tx, one=ids[0], other=ids[1])
    else:
        rows = tx.execute(_IDENTITIES, {"parties": list(ids)})
    for party_id, domain, value in rows:
        found.setdefault(party_id, []).append(_identity(domain, value))
    return {party_id: tuple(each) for party_id, each in found.items()}


def party_of(row: Sequence[Any], known: Identities) -> Party:
    """Make a party of a row with the columns of COLUMNS."""
    party_id, name, role, settings, outbound_secret, *keys = row
    return Party(
        id=party_id,
        name=name,
        role=role,
        settings=_settings(role, settings),
        identities=known.get(party_id, ()),
        outbound_secret=outbound_secret,
        shop_key=keys[0],
        api_key=keys[1],
        test_api_key=keys[2],
        webhook_secrets=keys[3],
    )


def _one(tx: Transaction, row: Row[Any] | None) -> Party | None:
    return None if row is None else party_of(tuple(row), identities_of(tx, [row.id]))


# Both are frozen values, read anew for every message.
@lru_cache(maxsize=4096)
def _settings(role: Role, text: str) -> BuyerSettings | SupplierSettings:
    shape = BuyerSettings if role is Role.BUYER else SupplierSettings
    return shape.model_validate_json(text)


@lru_cache(maxsize=4096)
def _identity(domain: str, value: str) -> IdentitySettings:
    return IdentitySettings(domain=domain, value=value)
