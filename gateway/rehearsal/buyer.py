"""Plays a buyer's procurement system: knocks, takes the cart home, orders, hears the answer."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gateway.carrier import Carrier
from gateway.clock import timestamp
from gateway.cxml import documents
from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.documents import Document
from gateway.cxml.envelope import CXML, DeploymentMode
from gateway.cxml.profile import ProfileResponse
from gateway.cxml.punchout import PunchOutOrderMessage, PunchOutSetupResponse
from gateway.cxml.responses import Response, Status, status
from gateway.errors import BadRequest, Refused, Unreachable
from gateway.rehearsal.buyer_documents import BuyerDocuments, Written
from gateway.rehearsal.news import News, files_of, news_of

T = TypeVar("T")

_XML = {"Content-Type": "text/xml; charset=utf-8"}
_SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """A cart that came home; `cookie` says from which visit."""

    cookie: str
    payload_id: str
    mode: DeploymentMode | None
    message: PunchOutOrderMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What the supplier said about an order."""

    order_id: str
    payload_id: str
    mode: DeploymentMode | None
    confirmation: ConfirmationRequest
    #: names of the files that came with it
    files: tuple[str, ...] = ()


class Buyer:
    """A procurement system in memory; may be used from several threads."""

    def __init__(
        self, writes: BuyerDocuments, *, gateway: str, carrier: Carrier, hears_secret: str
    ) -> None:
        """Speak to `gateway`; what comes from it must bring `hears_secret`."""
        self._writes = writes
        self._gateway = f"{gateway.rstrip('/')}/cxml"
        self._carrier = carrier
        self._hears_secret = hears_secret
        self._changed = threading.Condition()
        self._carts: dict[str, Cart] = {}
        self._words: list[Word] = []
        self._news: list[News] = []
        self._ordered: set[str] = set()

    # ── speaking ──────────────────────────────────────────────────────────────────────────────

    def profile(self) -> tuple[str, ...]:
        """Ask which kinds of requests the gateway takes."""
        answer = self._ask(self._writes.profile())
        if not isinstance(answer.body, ProfileResponse):
            raise Unreachable("The gateway answered without a ProfileResponse.")
        return tuple(each.request_name for each in answer.body.transactions)

    def knock(self, cookie: str, return_address: str, mode: DeploymentMode | None) -> str:
        """Open a session and give the address of its start page."""
        answer = self._ask(self._writes.setup(cookie, return_address, mode))
        if not isinstance(answer.body, PunchOutSetupResponse):
            raise Unreachable("The gateway answered without a PunchOutSetupResponse.")
        return answer.body.start_page.url.address

    def order(self, order_id: str, cart: Cart) -> tuple[Written, Status]:
        """Order what is in a cart; raises Unreachable when the order is not taken."""
        written = self._writes.order(order_id, cart.message, cart.mode)
        status = self._ask(written).status
        with self._changed:
            self._ordered.add(order_id)
        return written, status

    def _ask(self, written: Written) -> Response:
        answer = self._carrier.post(self._gateway, written.body, headers=_XML, private_network=True)
        response = documents.read(answer.body).envelope.response
        if response is None:
            raise Unreachable("The gateway answered without a Response.")
        if response.status.code not in _SUCCESS:
            said = response.status.content or response.status.text
            raise Unreachable(f"{written.kind} was answered {response.status.code}: {said}")
        return response

    # ── hearing ───────────────────────────────────────────────────────────────────────────────

    def take_cart(self, fields: Mapping[str, str]) -> Cart:
        """Take a cart that a browser posted; raises Refused when it holds none."""
        document = documents.read(_carried(fields))
        carried = document.envelope.message
        if carried is None or not isinstance(carried.body, PunchOutOrderMessage):
            raise BadRequest("The form brings no PunchOutOrderMessage.")
        cart = Cart(
            cookie=carried.body.buyer_cookie.inner,
            payload_id=document.envelope.payload_id,
            mode=carried.deployment_mode,
            message=carried.body,
        )
        with self._changed:
            self._carts[cart.cookie] = cart
            self._changed.notify_all()
        return cart

    def take_document(self, body: bytes, content_type: str | None = None) -> bytes:
        """Answer a document that the gateway sends, as cXML; it may bring files along."""
        try:
            document = documents.read(body, content_type)
            said = self._heard(document)
        except Refused as refusal:
            said = status(refusal.code, refusal.message)
        clock, ids = self._writes.clock, self._writes.ids
        return documents.write(
            CXML(
                payload_id=ids.payload_id(),
                timestamp=timestamp(clock.now()),
                response=Response(status=said),
            )
        )

    def _heard(self, document: Document) -> Status:
        header, request = document.envelope.header, document.envelope.request
        secrets = [c.shared_secret for c in header.sender.credentials] if header else []
        if self._hears_secret not in secrets:
            return status(401, "The secret of Sender is not right.")
        news = news_of(document)
        if news is not None:
            with self._changed:
                self._news.append(news)
            return status(200)
        if request is None or not isinstance(request.body, ConfirmationRequest):
            return status(450, "This buyer takes confirmations, ship notices and invoices.")
        word = Word(
            order_id=request.body.order_reference.order_id or "",
            payload_id=document.envelope.payload_id,
            mode=request.deployment_mode,
            confirmation=request.body,
            files=files_of(document),
        )
        with self._changed:
            self._words.append(word)
            self._changed.notify_all()
        return status(200)

    # ── what is there ─────────────────────────────────────────────────────────────────────────

    def carts(self) -> list[Cart]:
        """List the carts that came home, the latest first."""
        with self._changed:
            return list(reversed(self._carts.values()))

    def cart(self, cookie: str) -> Cart | None:
        """Find the cart of a visit."""
        with self._changed:
            return self._carts.get(cookie)

    def has_ordered(self, order_id: str) -> bool:
        """Tell whether an order of this number was taken."""
        with self._changed:
            return order_id in self._ordered

    def words(self, order_id: str) -> list[Word]:
        """List what was said about an order."""
        with self._changed:
            return [word for word in self._words if word.order_id == order_id]

    def news(self, order_id: str) -> list[News]:
        """List the ship notices and invoices of an order."""
        with self._changed:
            return [each for each in self._news if order_id in each.order_ids]

    def await_cart(self, cookie: str, seconds: float) -> Cart:
        """Wait for the cart of a visit; raises Unreachable when it does not come in time."""
        return self._await(lambda: self._carts.get(cookie), seconds, "No cart came home")

    def await_word(self, order_id: str, seconds: float) -> Word:
        """Wait for a confirmation of an order; raises Unreachable when none comes in time."""
        return self._await(
            lambda: next((word for word in self._words if word.order_id == order_id), None),
            seconds,
            f"No confirmation of order {order_id} came",
        )

    def _await(self, look: Callable[[], T | None], seconds: float, otherwise: str) -> T:
        with self._changed:
            found = self._changed.wait_for(look, timeout=seconds)
        if not found:
            raise Unreachable(f"{otherwise} within {seconds:g} seconds.")
        return found


def _carried(fields: Mapping[str, str]) -> bytes:
    """Take the document out of whichever field it travels in."""
    if "cxml-base64" not in fields:
        return fields.get("cxml-urlencoded", "").encode()
    try:
        return b64decode(fields["cxml-base64"], validate=True)
    except ValueError as fault:
        raise BadRequest("The field cxml-base64 is not Base64.") from fault
