"""The shop's voice in JSON: one address for each thing that is said, the key in a header."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ValidationError

from catalog_stub.cxml.confirmations import LATER, Confirmation, Kind, LineShare
from catalog_stub.cxml.followers import TRANSIT
from catalog_stub.cxml.writing import Status
from catalog_stub.ledger import Order
from catalog_stub.moments import stamp
from catalog_stub.moods import Environment
from catalog_stub.voice import PASSING, Letter

_NEVER = "This part of the line cannot be delivered."


class _Fault(BaseModel):
    field: str | None = None
    code: str | None = None
    message: str


class _Answer(BaseModel):
    message: str = ""
    errors: tuple[_Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonVoice:
    """Writes what the gateway's supplier API takes, with the key of each environment."""

    keys: Mapping[Environment, str] = field(repr=False)

    def confirm(self, order: Order, confirmation: Confirmation, at: datetime) -> Letter:
        """Write a confirmation, or a rejection."""
        said: dict[str, Any] = {"confirmation_id": confirmation.confirm_id}
        if order.document.remote_version is not None:
            # What is said is said of what was read, whatever came meanwhile.
            said["version"] = order.document.remote_version
        if confirmation.kind is Kind.REJECT:
            said["reason"] = confirmation.reason
            return self._letter(order, "reject", str(confirmation.number), said)
        if confirmation.reason:
            said["comments"] = confirmation.reason
        lines = list(_lines(order, confirmation, at))
        if lines:
            said["lines"] = lines
        return self._letter(order, "confirm", str(confirmation.number), said)

    def ship(self, order: Order, number: str, at: datetime) -> Letter:
        """Write that everything which was not sent yet is on its way."""
        said = {
            "shipment_id": number,
            "shipped_at": stamp(at),
            "delivery_date": stamp(at + TRANSIT),
            "carrier": "Parcel Line",
            "tracking_number": number,
        }
        return self._letter(order, "ship", number, said)

    def invoice(self, order: Order, number: str, at: datetime) -> Letter:
        """Write the invoice for everything that was not invoiced yet, at the order's prices."""
        said = {"invoice_id": number, "invoiced_at": stamp(at)}
        return self._letter(order, "invoice", number, said)

    def headers(self, letter: Letter) -> Mapping[str, str]:
        """Give the key of the environment, and what a repeat is known by."""
        return {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.keys[letter.environment]}",
            "Idempotency-Key": letter.document_id,
        }

    def heard(self, answer: httpx2.Response) -> Status:
        """Read an answer; being asked to wait may pass as a trouble of the gateway does."""
        try:
            said = _Answer.model_validate_json(answer.content)
        except ValidationError:
            return Status(code=PASSING, reason="The answer cannot be understood.")
        reason = said.message or "; ".join(_words(fault) for fault in said.errors)
        if answer.is_success:
            return Status(code=HTTPStatus.OK, reason=reason)
        must_wait = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
        return Status(code=PASSING if must_wait else answer.status_code, reason=reason)

    @staticmethod
    def _letter(order: Order, act: str, number: str, said: Mapping[str, Any]) -> Letter:
        # The same thing said of the same event has the same key, even after a restart.
        return Letter(
            document_id=f"{order.document.payload_id}.{act}.{number}",
            environment=order.environment,
            path=f"/supplier/orders/{quote(order.document.remote_id or '', safe='')}/{act}",
            body=json.dumps(said, ensure_ascii=False).encode("utf-8"),
        )


def _lines(
    order: Order, confirmation: Confirmation, at: datetime
) -> Iterator[dict[str, str | int]]:
    """Say of each line what is not the same for all of the order."""
    later = stamp(at + LATER)
    if confirmation.kind is Kind.BACKORDERED:
        for line in order.document.lines:
            yield {
                "line_number": line.line_number,
                "status": "backordered",
                "delivery_date": later,
            }
    for share in confirmation.shares:
        yield from _parts(share, later)


def _parts(share: LineShare, later: str) -> Iterator[dict[str, str | int]]:
    number = share.line.line_number
    if share.accepted:
        yield {"line_number": number, "status": "accept", "quantity": f"{share.accepted:f}"}
    if share.backordered:
        yield {
            "line_number": number,
            "status": "backordered",
            "quantity": f"{share.backordered:f}",
            "delivery_date": later,
        }
    if share.rejected:
        yield {
            "line_number": number,
            "status": "reject",
            "quantity": f"{share.rejected:f}",
            "reason": _NEVER,
        }


def _words(fault: _Fault) -> str:
    code = f"{fault.code}: " if fault.code else ""
    place = f" ({fault.field})" if fault.field else ""
    return f"{code}{fault.message}{place}"
