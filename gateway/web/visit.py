"""A visit as the pages and the shop API see it: found by its token, judged by its age."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gateway.exchange.surroundings import Surroundings
from gateway.rules.parties import Mode, SupplierSettings
from gateway.settings import Settings
from gateway.store import connections
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.sessions import Session
from gateway.store.states import SessionState

#: what `Vault.derive_token` makes: 256 bits in the letters of an address
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
#: nothing more comes home from a session in one of these
ENDED: Final = frozenset({SessionState.RETURNED, SessionState.CANCELLED, SessionState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A session and the connection that it runs on."""

    session: Session
    connection: Connection

    @property
    def is_test(self) -> bool:
        """Whether nothing of it is real."""
        return self.session.mode is Mode.TEST

    @property
    def shop_address(self) -> str | None:
        """The supplier's shop for this visit; a test goes to the test shop where there is one."""
        settings = self.connection.supplier.settings
        assert isinstance(settings, SupplierSettings)  # noqa: S101 - told to the type checker
        return (self.is_test and settings.test_shop_url) or settings.shop_url

    def token(self, purpose: str, around: Surroundings) -> str:
        """Derive the start, shop or return token again; it is never stored."""
        subject = f"{self.session.connection_id}:{self.session.setup_payload_id}"
        return around.vault.derive_token(purpose, subject)

    def return_url(self, around: Surroundings) -> str:
        """The address of the way home."""
        return f"{around.public_url}/return/{self.token('return', around)}"


def visit_of(tx: Transaction, session: Session | None) -> Visit | None:
    """Put a session together with its connection."""
    if session is None:
        return None
    connection = connections.by_id(tx, session.connection_id)
    return Visit(session=session, connection=connection)


def is_over(session: Session, now: datetime, settings: Settings) -> bool:
    """Tell whether nothing more can come home; a session runs out before anybody sweeps it up."""
    too_old = now > session.opened_at + timedelta(seconds=settings.session_seconds)
    return session.state in ENDED or too_old
