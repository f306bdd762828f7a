"""A procurement system as a small real server: knocks, frames the shop, takes carts home, orders.

It reads and writes cXML with lxml alone and knows nothing of the gateway's own words, so that what
it received is a witness.
"""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import httpx2
from jinja2 import Template
from lxml import etree
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

PATIENCE: Final = 20
_PAGE: Final = Template(
    (Path(__file__).parent / "buyer_page.html").read_text("utf-8"), autoescape=True
)
_DOCUMENT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">
<cXML payloadID="{payload_id}" timestamp="2026-11-21T10:00:00+00:00" xml:lang="en"><Header>\
<From><Credential domain="NetworkID"><Identity>AN01000000001</Identity></Credential></From>\
<To><Credential domain="DUNS"><Identity>123456789</Identity></Credential></To>\
<Sender><Credential domain="NetworkID"><Identity>AN01000000001</Identity>\
<SharedSecret>{secret}</SharedSecret></Credential><UserAgent>Acme Procurement</UserAgent></Sender>\
</Header><Request deploymentMode="{mode}">{request}</Request></cXML>"""
_SETUP: Final = """<PunchOutSetupRequest operation="{operation}">\
<BuyerCookie>{cookie}</BuyerCookie>\
<Extrinsic name="UserFullName">Renée Ångström</Extrinsic>\
<BrowserFormPost><URL>{home}</URL></BrowserFormPost>\
{ship_to}{items}</PunchOutSetupRequest>"""
_ADDRESS: Final = """<Address isoCountryCode="DE" addressID="B-1"><Name xml:lang="en">Acme</Name>\
<PostalAddress><Street>Hafenstraße 7</Street><City>Hamburg</City><PostalCode>20359</PostalCode>\
<Country isoCountryCode="DE">Germany</Country></PostalAddress></Address>"""
_ORDER: Final = """<OrderRequest><OrderRequestHeader orderID="{number}"\
 orderDate="2026-11-21T10:00:00+00:00" type="new">{total}<ShipTo>{address}</ShipTo>\
<BillTo>{address}</BillTo>{extras}</OrderRequestHeader>{items}</OrderRequest>"""
_ANSWER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">
<cXML payloadID="{payload_id}" timestamp="2026-11-21T10:00:00+00:00"><Response>\
<Status code="{code}" text="{text}"/></Response></cXML>"""
_BARE: Final = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
_SCRIPT: Final = "<script>document.querySelector('h1').textContent = 'Scripts'</script>"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a cart, every amount as it was written."""

    number: str
    part: str
    auxiliary: str
    description: str
    quantity: str
    unit: str
    price: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class Cart:
    """What a browser brought: the form's fields, and the document in them."""

    fields: dict[str, str]
    raw: bytes
    root: etree._Element

    @property
    def payload_id(self) -> str:
        """The payloadID of the message."""
        return str(self.root.get("payloadID"))

    @property
    def mode(self) -> str:
        """What the message says of itself: test or production."""
        return str(self.root.xpath("string(Message/@deploymentMode)"))

    @property
    def status(self) -> str:
        """The status beside the message; empty where it has none."""
        return str(self.root.xpath("string(Message/Status/@code)"))

    @property
    def cookie(self) -> bytes:
        """BuyerCookie with all that is in it, in canonical form."""
        cookie = deepcopy(_found(self.root, "//BuyerCookie"))
        cookie.tail = None
        return etree.tostring(cookie, method="c14n")

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines."""
        return tuple(_line(item) for item in self.root.iter("ItemIn"))

    @property
    def total(self) -> str:
        """The total, as it was written, and its currency."""
        money = _found(self.root, "//PunchOutOrderMessageHeader/Total/Money")
        return f"{money.text} {money.get('currency')}"

    def charge(self, name: str) -> str:
        """What `Shipping` or `Tax` says, as it was written."""
        return str(self.root.xpath(f"string(//PunchOutOrderMessageHeader/{name}/Money)"))


@dataclass(frozen=True, kw_only=True)
class Word:
    """What the supplier said about an order."""

    raw: bytes
    root: etree._Element

    @property
    def order_id(self) -> str:
        """The number of the order that is spoken of."""
        return str(self.root.xpath("string(//OrderReference/@orderID)"))

    @property
    def mode(self) -> str:
        """What the document says of itself: test or production."""
        return str(self.root.xpath("string(Request/@deploymentMode)"))

    @property
    def type(self) -> str:
        """What is said, such as accept."""
        return str(self.root.xpath("string(//ConfirmationHeader/@type)"))

    @property
    def order_payload_id(self) -> str:
        """The payloadID of the document that is spoken of."""
        return str(self.root.xpath("string(//DocumentReference/@payloadID)"))

    @property
    def comments(self) -> str:
        """What is said beside it."""
        return str(self.root.xpath("string(//ConfirmationHeader/Comments)"))


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the next visit is to be."""

    operation: str = "create"
    mode: str = "test"
    cookie: str = "cookie-1"
    lines: Sequence[Line] = ()


@dataclass(kw_only=True)
class BuyerPage:
    """A procurement system; its pages are of another site than gateway and shop."""

    gateway: str
    #: where a person opens the requisition, and where the browser brings the cart
    frame_port: int
    return_port: int
    secret: str
    hears_secret: str
    wish: Wish = field(default_factory=Wish)
    frame_height: int = 700
    carts: list[Cart] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    #: every Cookie header that a browser sent here
    cookies: list[str] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def requisition(self) -> str:
        """The page that a person opens; each time it knocks at the gateway anew."""
        return f"http://localhost:{self.frame_port}/requisition"

    @property
    def probe(self) -> str:
        """The page that tries what a browser allows."""
        return f"http://localhost:{self.frame_port}/probe"

    @property
    def home(self) -> str:
        """Where the browser brings the cart."""
        return f"http://localhost:{self.return_port}/return?requisition=4711&step=2"

    @property
    def app(self) -> Starlette:
        """The procurement system as an application."""
        return Starlette(
            routes=[
                Route("/requisition", self._show_requisition),
                Route("/return", self._take_cart, methods=["POST"]),
                Route("/cxml", self._hear, methods=["POST"]),
                Route("/probe", self._probe),
                Route("/probe/inside", self._probe_inside),
            ]
        )

    # ── speaking ──────────────────────────────────────────────────────────────────────────────

    def knock(self) -> str:
        """Ask for a visit as the wish says; gives the address of its start page."""
        wish = self.wish
        setup = _SETUP.format(
            operation=wish.operation,
            cookie=wish.cookie,
            home=escape(self.home),
            ship_to=f"<ShipTo>{_ADDRESS}</ShipTo>" if wish.operation == "create" else "",
            items="".join(map(_item_out, wish.lines)),
        )
        answer = self._post(setup, wish.mode, self._fresh_id())
        return str(_found(answer, "//StartPage/URL").text)

    def order(self, number: str, cart: Cart, mode: str) -> str:
        """Order a cart, every line as it came home; gives the payloadID of the order."""
        total = _found(cart.root, "//PunchOutOrderMessageHeader/Total")
        order = _ORDER.format(
            number=number,
            total=_text(total),
            address=_ADDRESS,
            extras="".join(_text(extra) for extra in cart.root.xpath("//Shipping | //Tax")),
            items="".join(_text(_ordered(item)) for item in cart.root.iter("ItemIn")),
        )
        payload_id = self._fresh_id()
        answer = self._post(order, mode, payload_id)
        assert "200" == answer.xpath("string(Response/Status/@code)"), etree.tostring(answer)
        return payload_id

    def _fresh_id(self) -> str:
        return f"{next(self._numbers)}.{self.frame_port}@buyer.example"

    def _post(self, request: str, mode: str, payload_id: str) -> etree._Element:
        document = _DOCUMENT.format(
            payload_id=payload_id, secret=self.secret, mode=mode, request=request
        )
        answer = httpx2.post(
            f"{self.gateway}/cxml",
            content=document.encode(),
            headers={"Content-Type": "text/xml; charset=UTF-8"},
            timeout=PATIENCE,
            trust_env=False,
        )
        return etree.fromstring(answer.raise_for_status().content)

    # ── hearing ───────────────────────────────────────────────────────────────────────────────

    async def _show_requisition(self, request: Request) -> Response:
        self._note_cookies(request)
        visit = await run_in_threadpool(self.knock)
        page = HTMLResponse(_PAGE.render(visit=visit, height=self.frame_height))
        page.set_cookie("procurement", "signed-in")
        return page

    async def _take_cart(self, request: Request) -> Response:
        self._note_cookies(request)
        body = (await request.body()).decode("ascii")
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        cart = _carried(fields)
        with self._changed:
            self.carts.append(cart)
            self._changed.notify_all()
        facts = {"payload_id": cart.payload_id, "lines": cart.lines, "total": cart.total}
        return HTMLResponse(_PAGE.render(facts, height=0))

    async def _hear(self, request: Request) -> Response:
        raw = await request.body()
        root = etree.fromstring(raw)
        right = self.hears_secret == root.xpath("string(Header/Sender/Credential/SharedSecret)")
        if right:
            with self._changed:
                self.words.append(Word(raw=raw, root=root))
                self._changed.notify_all()
        answer = _ANSWER.format(
            payload_id=self._fresh_id(),
            code=200 if right else 401,
            text="OK" if right else "Unauthorized",
        )
        return Response(answer, media_type="text/xml; charset=utf-8")

    def _probe(self, request: Request) -> Response:
        """Try what a browser allows: a script, a cookie, and a stranger's cookie in a frame."""
        self._note_cookies(request)
        inside = f"http://127.0.0.1:{self.return_port}/probe/inside"
        page = HTMLResponse(f'{_BARE}<h1>No scripts</h1>{_SCRIPT}<iframe src="{inside}"></iframe>')
        page.set_cookie("own", "yes")
        return page

    def _probe_inside(self, request: Request) -> Response:
        self._note_cookies(request)
        page = HTMLResponse(f"{_BARE}<p>Inside</p>")
        page.set_cookie("third-party", "yes", samesite="none", secure=True)
        return page

    def _note_cookies(self, request: Request) -> None:
        if "cookie" in request.headers:
            self.cookies.append(request.headers["cookie"])

    # ── waiting ───────────────────────────────────────────────────────────────────────────────

    def await_word(self, number: str) -> Word:
        """Wait for what is said about an order."""
        with self._changed:
            heard = self._changed.wait_for(lambda: self._about(number), PATIENCE)
        assert heard, f"nothing was said about order {number} within {PATIENCE} s"
        return heard[0]

    def _about(self, number: str) -> list[Word]:
        return [word for word in self.words if word.order_id == number]


def _carried(fields: dict[str, str]) -> Cart:
    """Take the document out of whichever field it travels in."""
    if "cxml-base64" in fields:
        raw = b64decode(fields["cxml-base64"], validate=True)
    else:
        raw = fields["cxml-urlencoded"].encode("ascii")
    return Cart(fields=fields, raw=raw, root=etree.fromstring(raw))


def _found(root: etree._Element, path: str) -> etree._Element:
    (node,) = root.xpath(path)
    assert isinstance(node, etree._Element)
    return node


def _line(item: etree._Element) -> Line:
    def text(path: str) -> str:
        return str(item.xpath(f"string({path})"))

    return Line(
        number=text("@lineNumber"),
        part=text("ItemID/SupplierPartID"),
        auxiliary=text("ItemID/SupplierPartAuxiliaryID"),
        description=text("ItemDetail/Description"),
        quantity=text("@quantity"),
        unit=text("ItemDetail/UnitOfMeasure"),
        price=text("ItemDetail/UnitPrice/Money"),
        currency=text("ItemDetail/UnitPrice/Money/@currency"),
    )


def _item_out(line: Line) -> str:
    return (
        f'<ItemOut quantity="{line.quantity}" lineNumber="{line.number}"><ItemID>'
        f"<SupplierPartID>{line.part}</SupplierPartID>"
        f"<SupplierPartAuxiliaryID>{line.auxiliary}</SupplierPartAuxiliaryID></ItemID><ItemDetail>"
        f'<UnitPrice><Money currency="{line.currency}">{line.price}</Money></UnitPrice>'
        f'<Description xml:lang="en">{escape(line.description)}</Description>'
        f"<UnitOfMeasure>{line.unit}</UnitOfMeasure>"
        f'<Classification domain="UNSPSC">44122003</Classification></ItemDetail></ItemOut>'
    )


def _ordered(item: etree._Element) -> etree._Element:
    """Make the line of an order from the line of a cart, as approval leaves it."""
    line = etree.Element("ItemOut", dict(item.attrib))
    line.extend([deepcopy(part) for part in item if part.tag in ("ItemID", "ItemDetail")])
    return line


def _text(node: etree._Element) -> str:
    return etree.tostring(node, encoding="unicode", with_tail=False)
