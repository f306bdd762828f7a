"""Which secret key a database was sealed with: a known value tells, before anything is lost."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Final

from gateway.errors import Misconfigured
from gateway.store import facts
from gateway.store.engine import Database, Transaction
from gateway.vault import Vault

PURPOSE: Final = "key"
#: what is sealed does not matter, only whether it opens
KNOWN: Final = "gateway"


def agree(database: Database, vault: Vault) -> None:
    """
    Remember the key that a new database is sealed with, and let no other one in.

    Raises Misconfigured when the database was sealed with another key.
    """
    with database.reading() as tx:
        if compare(tx, vault):
            return
    with database.transaction() as tx:
        facts.set_sealed(tx, b64encode(vault.seal(KNOWN, PURPOSE)).decode("ascii"))
        compare(tx, vault)


def compare(tx: Transaction, vault: Vault) -> bool:
    """Tell whether a key is known, and is this one; raises Misconfigured when it is another."""
    sealed = facts.sealed(tx)
    if sealed is None:
        return False
    try:
        vault.open(b64decode(sealed), PURPOSE)
    except Misconfigured as exc:
        raise Misconfigured(
            "The secret key is not the one that this database was sealed with. Bring the first one"
            " back, from GATEWAY_SECRET_KEY or the key file of a backup."
        ) from exc
    return True
