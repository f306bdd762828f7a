"""Facts: what there is one of, such as the gateway's own identity."""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import bindparam, select

from gateway.rules.parties import IdentitySettings
from gateway.store.dialects import insert
from gateway.store.engine import Transaction
from gateway.store.rows import Prepared
from gateway.store.tables import facts

OWN_IDENTITY: Final = "own_identity"
SEALED: Final = "sealed"
#: another text after every change of parties, connections, credentials and routes
PARTIES_VERSION: Final = "parties_version"

_SELECT = Prepared(select(facts.c.value).where(facts.c.name == bindparam("fact")))
_INSERT = insert(facts)
_FIRST = _INSERT.on_conflict_do_nothing()
_UPSERT = _INSERT.on_conflict_do_update(
    index_elements=[facts.c.name], set_={"value": _INSERT.excluded.value}
)


def own_identity(tx: Transaction) -> IdentitySettings | None:
    """Tell who we are unless a connection says otherwise; None until a parties file was loaded."""
    found = _value(tx, OWN_IDENTITY)
    return None if found is None else IdentitySettings.model_validate(found)


def set_own_identity(tx: Transaction, identity: IdentitySettings) -> None:
    """Remember who we are."""
    tx.execute(_UPSERT, {"name": OWN_IDENTITY, "value": identity.model_dump()})


def sealed(tx: Transaction) -> str | None:
    """Give the value that was sealed with the first key, in base64; None in a new database."""
    found: str | None = _value(tx, SEALED)
    return found


def set_sealed(tx: Transaction, value: str) -> None:
    """Remember what was sealed with the first key; a later one changes nothing."""
    tx.execute(_FIRST, {"name": SEALED, "value": json.dumps(value)})


def parties_version(tx: Transaction) -> str:
    """Tell the version of who is who; triggers give it another at every change. Empty: none yet."""
    version: str | None = _value(tx, PARTIES_VERSION)
    return version or ""


def _value(tx: Transaction, name: str) -> Any:  # noqa: ANN401 - JSON
    return _SELECT.value(tx, fact=name)
