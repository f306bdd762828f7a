"""The shop's voice in cXML: one address for every document, the secret in each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import httpx2
from lxml import etree

from catalog_stub.cxml.confirmations import Confirmation, confirmation_request
from catalog_stub.cxml.envelope import Identity
from catalog_stub.cxml.followers import invoice_request, ship_notice_request
from catalog_stub.cxml.reading import UnreadableDocument, parse, text_at
from catalog_stub.cxml.writing import Letterhead, Status, write_request
from catalog_stub.ledger import Order
from catalog_stub.moments import payload_id
from catalog_stub.moods import Environment
from catalog_stub.voice import PASSING, Letter

_CODE = re.compile(r"[1-5][0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class CxmlVoice:
    """Writes cXML in the supplier's name."""

    supplier: Identity
    secret: str = field(repr=False)

    def confirm(self, order: Order, confirmation: Confirmation, at: datetime) -> Letter:
        """Write a ConfirmationRequest."""
        return self._letter(order, confirmation_request(confirmation, order.document, at), at)

    def ship(self, order: Order, number: str, at: datetime) -> Letter:
        """Write a ShipNoticeRequest."""
        return self._letter(order, ship_notice_request(order.document, number, at), at)

    def invoice(self, order: Order, number: str, at: datetime) -> Letter:
        """Write an InvoiceDetailRequest."""
        content = invoice_request(order.document, number, at)
        return self._letter(order, content, at, "InvoiceDetail")

    def headers(self, _: Letter) -> Mapping[str, str]:
        """Say that it is XML."""
        return {"Content-Type": "text/xml; charset=utf-8"}

    def heard(self, answer: httpx2.Response) -> Status:
        """Read the Status of a Response; an answer without one may be better next time."""
        try:
            said = parse(answer.content).find("Response/Status")
        except UnreadableDocument as error:
            return Status(code=PASSING, reason=f"No cXML answer: {error}")
        code = "" if said is None else said.get("code", "")
        if said is None or not _CODE.fullmatch(code):
            return Status(code=PASSING, reason="The answer holds no Status.")
        reason = text_at(said, ".") or said.get("text") or ""
        # A passing trouble told over HTTP alone is a passing trouble.
        return Status(code=max(int(code), PASSING if answer.is_server_error else 0), reason=reason)

    def _letter(
        self, order: Order, content: etree._Element, at: datetime, dtd: str = "Fulfill"
    ) -> Letter:
        letterhead = Letterhead(
            supplier=self.supplier,
            buyer=order.document.buyer,
            secret=self.secret,
            deployment_mode=_mode_of(order),
        )
        document_id = payload_id(at)
        return Letter(
            document_id=document_id,
            environment=order.environment,
            path="/cxml",
            body=write_request(letterhead, content, document_id, at, dtd),
        )


def _mode_of(order: Order) -> str:
    """Return the deploymentMode of what is said about an order."""
    is_test = Environment.TEST is order.environment or order.document.deployment_mode == "test"
    return "test" if is_test else "production"
