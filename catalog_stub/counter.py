"""The counter where documents are handed in: judge each, write it down, answer it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from http import HTTPStatus

from lxml import etree

from catalog_stub.books import Books
from catalog_stub.cxml.envelope import Envelope, knows_secret, read_envelope
from catalog_stub.cxml.orders import OrderDocument, read_order
from catalog_stub.cxml.parcels import Attachment, take_apart
from catalog_stub.cxml.reading import UnreadableDocument, parse
from catalog_stub.cxml.writing import Status, profile, write_response
from catalog_stub.ledger import Arrival
from catalog_stub.moments import now
from catalog_stub.moods import Environment, Mood, Moods, Temper

#: What a buyer says about an order later; the shop keeps it and does nothing.
_NOTED = ("ReceiptRequest", "OrderStatusRequest", "StatusUpdateRequest")
_GARBAGE = b"<!doctype html><html><body><h1>It works!</h1><p>&nbsp;<br></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back over the wire."""

    body: bytes
    http_status: int = 200
    media_type: str = "text/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the shop makes of one document."""

    status: Status
    envelope: Envelope | None = None
    order: OrderDocument | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Takes documents for both environments, as their moods allow."""

    secret: str
    shop_address: str
    moods: Moods
    books: Books

    def hand_in(self, environment: Environment, raw: bytes, content_type: str = "") -> Answer:
        """Answer one document; an order is acknowledged only after it was written down.

        A slow shop has taken the order already while it still keeps the other side waiting.
        """
        temper = self.moods.of(environment)
        judgement = self._overrule(self._judge(environment, raw, content_type), temper)
        self._write_down(environment, raw, content_type, judgement)
        if temper.mood is Mood.SLOW:
            time.sleep(temper.seconds)
        return self._answer(environment, judgement, temper)

    def _judge(self, environment: Environment, raw: bytes, content_type: str) -> Judgement:
        try:
            parcel = take_apart(raw, content_type)
            root = parse(parcel.document)
            envelope = read_envelope(root)
            if not knows_secret(root, self.secret):
                return Judgement(
                    status=Status(code=401, reason="The secret of Sender is not right."),
                    envelope=envelope,
                )
            judgement = self._judge_known(environment, envelope)
            return replace(judgement, attachments=parcel.attachments)
        except UnreadableDocument as error:
            return Judgement(status=Status(code=406, reason=str(error)))

    def _judge_known(self, environment: Environment, envelope: Envelope) -> Judgement:
        if envelope.kind == "ProfileRequest":
            return Judgement(status=Status(code=200), envelope=envelope)
        if envelope.kind in _NOTED:
            return Judgement(status=Status(code=200, reason="Noted."), envelope=envelope)
        if envelope.kind != "OrderRequest":
            reason = f"This shop takes no {envelope.kind}."
            return Judgement(status=Status(code=450, reason=reason), envelope=envelope)
        order = read_order(envelope)
        status = self._status_of(environment, order)
        taken = order if status.code == HTTPStatus.OK else None
        return Judgement(status=status, envelope=envelope, order=taken)

    def _status_of(self, environment: Environment, order: OrderDocument) -> Status:
        if environment is Environment.PRODUCTION and order.deployment_mode == "test":
            return Status(code=450, reason="A test order has no business at the real address.")
        if self.books.ledger.holds(environment, order.payload_id):
            return Status(code=200, reason="This order is known already; nothing was done twice.")
        if order.type == "delete" and self.books.ledger.find(environment, order) is None:
            return Status(code=417, reason="There is no order of this number to cancel.")
        return Status(code=200, reason="The order has been received.")

    @staticmethod
    def _overrule(judgement: Judgement, temper: Temper) -> Judgement:
        if temper.takes_documents:
            return judgement
        code = temper.code if temper.mood is Mood.REFUSING else 500
        reason = "The shop is in no mood to take documents."
        return replace(judgement, status=Status(code=code, reason=reason), order=None)

    def _write_down(
        self, environment: Environment, raw: bytes, content_type: str, judgement: Judgement
    ) -> None:
        envelope, order = judgement.envelope, judgement.order
        arrival = Arrival(
            environment=environment,
            payload_id=envelope.payload_id if envelope else None,
            order_id=_order_id(envelope),
            kind=envelope.kind if envelope else "unreadable",
            raw=raw,
            arrived_at=now(),
            answer=judgement.status.code,
            order=order,
            content_type=content_type,
            attachments=judgement.attachments,
        )
        self.books.enter(arrival)

    def _answer(self, environment: Environment, judgement: Judgement, temper: Temper) -> Answer:
        if temper.mood is Mood.BROKEN:
            return Answer(body=_GARBAGE, media_type="text/html; charset=utf-8")
        body = write_response(judgement.status, now(), *self._content(environment, judgement))
        return Answer(body=body, http_status=500 if temper.mood is Mood.FAILING else 200)

    def _content(self, environment: Environment, judgement: Judgement) -> list[etree._Element]:
        envelope = judgement.envelope
        is_profile = envelope is not None and envelope.kind == "ProfileRequest"
        if not is_profile or judgement.status.code != HTTPStatus.OK:
            return []
        url = f"{self.shop_address}{environment.prefix}/cxml"
        return [profile(("OrderRequest", "ProfileRequest", *_NOTED), url, now())]


def _order_id(envelope: Envelope | None) -> str | None:
    header = None if envelope is None else envelope.content.find("OrderRequestHeader")
    return None if header is None else header.get("orderID")
