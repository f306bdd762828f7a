"""Rotates secrets: the new one works at once, the old one goes on for the overlap."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from gateway.cli.going_live import named
from gateway.cli.opening import Store
from gateway.errors import BadRequest, Conflict, Misconfigured
from gateway.rules.parties import Role
from gateway.store import audit, credentials, parties
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.parties import Party
from gateway.vault import CREDENTIAL, OUTBOUND

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION: Final = re.compile(r"([0-9]{1,6})([smhd])", re.ASCII)


class Side(StrEnum):
    """Which secret is meant."""

    #: what the buyer sends us
    BUYER = "buyer"
    #: what the supplier sends us
    SUPPLIER = "supplier"
    #: what we send the buyer
    TO_BUYER = "to-buyer"
    #: what we send the supplier
    TO_SUPPLIER = "to-supplier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What shall be rotated; without a variable a secret is made."""

    side: Side
    overlap: timedelta
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What was rotated; `secret` only where it was made here."""

    connection: str
    side: Side
    told: str
    old_until: datetime | None
    secret: str | None = field(repr=False)


def duration(text: str) -> timedelta:
    """Read a duration such as `24h`; raises BadRequest for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise BadRequest("The overlap is a number with s, m, h or d behind it, such as 24h.")
    return timedelta(seconds=int(found.group(1)) * _UNITS[found.group(2)])


def rotate(store: Store, name: str, wish: Wish, *, actor: str) -> Rotated:
    """
    Give one side of a connection a new secret.

    Raises Conflict when that side has no secret of its own here.
    """
    given = _given(wish.variable)
    secret = given or store.ids.token()
    with store.database.transaction() as tx:
        connection = named(tx, name)
        if wish.side in (Side.TO_BUYER, Side.TO_SUPPLIER):
            _replace_outbound(store, tx, connection, wish.side, secret)
            until = None
        else:
            until = _rotate_inbound(store, tx, connection, wish, secret)
        audit.write(
            tx,
            now=store.clock.now(),
            actor=actor,
            action="secret_rotated",
            subject=name,
            detail={"side": wish.side.value, "old_until": until and until.isoformat()},
        )
    return Rotated(
        connection=name,
        side=wish.side,
        told=_told(name, wish.side, until),
        old_until=until,
        secret=None if given else secret,
    )


def _given(variable: str) -> str | None:
    if not variable:
        return None
    secret = os.environ.get(variable)
    if not secret:
        raise Misconfigured(f"The variable {variable} is not set.")
    return secret


def _rotate_inbound(
    store: Store, tx: Transaction, connection: Connection, wish: Wish, secret: str
) -> datetime:
    party = connection.buyer if wish.side is Side.BUYER else connection.supplier
    sealed, now = store.vault.seal(secret, CREDENTIAL), store.clock.now()
    # the buyer's credentials may be the connection's own; then they are meant
    owners: list[Connection | Party] = [connection, party] if wish.side is Side.BUYER else [party]
    for owner in owners:
        if credentials.rotate(tx, owner, sealed, overlap=wish.overlap, now=now):
            return now + wish.overlap
    raise Conflict(
        f"{party.name} has no secret of its own here; a network may speak for it."
        " The parties file says who sends which secret."
    )


def _replace_outbound(
    store: Store, tx: Transaction, connection: Connection, side: Side, secret: str
) -> None:
    role = Role.BUYER if side is Side.TO_BUYER else Role.SUPPLIER
    party = connection.buyer if role is Role.BUYER else connection.supplier
    parties.set_outbound_secret(tx, party, store.vault.seal(secret, OUTBOUND))


def _told(name: str, side: Side, until: datetime | None) -> str:
    if until is None:
        whom = side.value.replace("-", " the ")
        return f"{name}: documents {whom} carry the new secret from now on."
    return (
        f"{name}: the {side.value} may send the new secret from now on,"
        f" and the old one until {until:%Y-%m-%d %H:%M} UTC."
        " Change it in the parties file too; until then each load reminds of it."
    )
