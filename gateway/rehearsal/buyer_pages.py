"""The buyer's address on the wire: takes carts and documents, and lets a person shop and order.

On the standard library's server: it plays one buyer on a loopback address for one demonstration,
and the rehearsal does not speak Starlette.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs

from gateway.clock import Ids, SystemIds
from gateway.errors import GatewayError
from gateway.rehearsal.buyer import Buyer
from gateway.rehearsal.buyer_views import (
    cart_page,
    mail_page,
    order_number,
    requisitions_page,
    shopping_page,
    trouble_page,
)
from gateway.rehearsal.mailbox import Mailbox

#: more than any cart of the catalogue
_LARGEST_BODY: Final = 4_194_304
_COOKIE_LENGTH: Final = 8


@contextmanager
def buyer_at_door(buyer: Buyer, port: int, mailbox: Mailbox) -> Iterator[str]:
    """
    Serve a buyer on a loopback port as long as the block runs, and give its address.

    What comes into the mailbox is shown as well.
    """
    server = _Door(("127.0.0.1", port), _Handler)
    server.buyer = buyer
    server.mailbox = mailbox
    server.ids = SystemIds("buyer.example")
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="buyer", daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(ThreadingHTTPServer):
    """What every request can reach."""

    daemon_threads = True
    buyer: Buyer
    mailbox: Mailbox
    ids: Ids
    address: str


class _Handler(BaseHTTPRequestHandler):
    """One request to the buyer."""

    server: _Door

    def do_GET(self) -> None:
        """Show what the buyer holds."""
        if self.path == "/":
            self._show(requisitions_page(self.server.buyer, self.server.mailbox))
            return
        mail = self.server.mailbox.mail(_number(self.path))
        if mail is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif self.path.endswith("/as-sent"):
            self._show(mail.html, policy="sandbox; default-src 'none'; style-src 'unsafe-inline'")
        else:
            self._show(mail_page(mail))

    def do_POST(self) -> None:
        """Take a cart, a document, or a person's wish."""
        rooms = {
            "/cart": self._cart,
            "/cxml": self._document,
            "/shop": self._shop,
            "/order": self._order,
        }
        room = rooms.get(self.path)
        if room is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _LARGEST_BODY))
        try:
            room(body)
        except GatewayError as fault:
            self._show(trouble_page(fault.message), HTTPStatus.BAD_GATEWAY)

    def _cart(self, body: bytes) -> None:
        cart = self.server.buyer.take_cart(_fields(body))
        self._show(cart_page(self.server.buyer, cart))

    def _document(self, body: bytes) -> None:
        answer = self.server.buyer.take_document(body, self.headers.get("Content-Type"))
        self._answer(answer, "text/xml; charset=utf-8")

    def _shop(self, _: bytes) -> None:
        cookie = self.server.ids.token()[:_COOKIE_LENGTH]
        address = self.server.buyer.knock(cookie, f"{self.server.address}/cart", None)
        self._show(shopping_page(address))

    def _order(self, body: bytes) -> None:
        cart = self.server.buyer.cart(_fields(body).get("cookie", ""))
        if cart is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.server.buyer.order(order_number(cart), cart)
        self._go("/")

    def _show(self, page: str, code: int = 200, *, policy: str = "") -> None:
        self._answer(page.encode(), "text/html; charset=utf-8", code, policy=policy)

    def _answer(self, body: bytes, media_type: str, code: int = 200, *, policy: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Type", media_type)
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _go(self, address: str) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's own
        """Say nothing: tokens travel in addresses."""


def _number(path: str) -> int:
    """Give the number of the mail that a path names; 0 for none."""
    found = re.fullmatch(r"/mails/([0-9]{1,6})(?:/as-sent)?", path)
    return int(found[1]) if found else 0


def _fields(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
