"""How the shop speaks to the gateway: in cXML, or in JSON; whoever has something to say asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import httpx2

from catalog_stub.cxml.confirmations import Confirmation
from catalog_stub.cxml.writing import Status
from catalog_stub.ledger import Order
from catalog_stub.moods import Environment

#: From this status on a trouble is the other side's and may pass.
PASSING = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One thing that the shop says, ready to be posted; each copy of it is the same."""

    #: What the gateway knows a repeat by: the payloadID, or the Idempotency-Key.
    document_id: str
    environment: Environment
    path: str
    body: bytes


class Voice(Protocol):
    """Turns what the shop wants to say into letters, and understands what comes back."""

    def confirm(self, order: Order, confirmation: Confirmation, at: datetime) -> Letter:
        """Write what is said about an order."""

    def ship(self, order: Order, number: str, at: datetime) -> Letter:
        """Write that all of an order was sent off, under this number."""

    def invoice(self, order: Order, number: str, at: datetime) -> Letter:
        """Write the invoice for all of an order, under this number."""

    def headers(self, letter: Letter) -> Mapping[str, str]:
        """Return the headers that a letter is posted with."""

    def heard(self, answer: httpx2.Response) -> Status:
        """Read the answer to a letter; a code from 500 on means that it may be tried again."""
