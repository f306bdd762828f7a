"""A gateway small enough to read: the shop API, a return page, and an address for documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.serving import serving

SHOP_KEY = "key-of-the-shop"
OWN_SECRET = "what-the-shop-sends"
GATEWAY_SECRET = "what-the-gateway-sends"

TAKEN = b'<cXML><Response><Status code="200" text="OK">Taken.</Status></Response></cXML>'
AWAY = b'<cXML><Response><Status code="560" text="Temporary">Later.</Status></Response></cXML>'
REFUSED = b'<cXML><Response><Status code="406" text="No">Never.</Status></Response></cXML>'

_RETURN_PAGE = """<!doctype html><title>On the way</title>
<form id="home" method="post" action="/buyer">
<input type="hidden" name="cxml" value="{token}"><button>Go on</button></form>
<script>document.getElementById("home").submit()</script>"""


def a_session(token: str, **differences: object) -> dict[str, Any]:
    """What the gateway tells of a visit; `differences` replace its fields."""
    return {
        "session": token,
        "state": "started",
        "mode": "test",
        "operation": "create",
        "language": "en-US",
        "connection": "acme/stub",
        "buyer": {"name": "acme"},
        "user": {"name": "Ada", "email": None, "unique_name": None, "extrinsics": {}},
        "ship_to": None,
        "selected_item": None,
        "lines": [],
        "return_url": None,
    } | differences


@dataclass
class SmallGateway:
    """What the small gateway holds; tests put sessions in and read carts and documents out."""

    address: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    carts: dict[str, dict[str, Any]] = field(default_factory=dict)
    documents: list[bytes] = field(default_factory=list)
    #: The answers to the next documents, in order; after them every document is taken.
    answers: list[bytes] = field(default_factory=list)
    #: The answer to the next carts, where it is not a way home.
    cart_faults: list[dict[str, str]] = field(default_factory=list)
    home: list[str] = field(default_factory=list)
    referers: list[str | None] = field(default_factory=list)
    #: Set to another place to lead browsers there.
    return_address: str | None = None

    def open(self, token: str, **differences: object) -> str:
        """Begin a visit; return its token."""
        self.sessions[token] = a_session(token, **differences)
        return token

    def app(self) -> Starlette:
        """Return the gateway as an application."""
        session = "/shop/sessions/{token}"
        return Starlette(
            routes=[
                Route(session, self._session),
                Route(f"{session}/cart", self._cart, methods=["PUT"]),
                Route(f"{session}/cancel", self._cancel, methods=["POST"]),
                Route("/return/{token}", self._return),
                Route("/buyer", self._buyer, methods=["POST"]),
                Route("/cxml", self._document, methods=["POST"]),
            ]
        )

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.get("authorization") != f"Bearer {SHOP_KEY}":
            return JSONResponse({"errors": []}, status_code=401)
        if request.path_params["token"] not in self.sessions:
            return JSONResponse({"errors": []}, status_code=404)
        return None

    async def _session(self, request: Request) -> Response:
        known = self.sessions.get(request.path_params["token"])
        return self._refusal(request) or JSONResponse(known)

    async def _cart(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        token = request.path_params["token"]
        if self.sessions[token]["state"] != "started":
            return JSONResponse({"errors": []}, status_code=409)
        if self.cart_faults:
            return JSONResponse({"errors": self.cart_faults}, status_code=422)
        self.carts[token] = await request.json()
        return self._end(token, "returned")

    async def _cancel(self, request: Request) -> Response:
        return self._refusal(request) or self._end(request.path_params["token"], "cancelled")

    def _end(self, token: str, state: str) -> Response:
        address = self.return_address or f"{self.address}/return/{token}"
        self.sessions[token] |= {"state": state, "return_url": address}
        return JSONResponse({"return_url": address})

    async def _return(self, request: Request) -> Response:
        self.referers.append(request.headers.get("referer"))
        return HTMLResponse(_RETURN_PAGE.format(token=request.path_params["token"]))

    async def _buyer(self, request: Request) -> Response:
        async with request.form() as sent:
            self.home.append(str(sent["cxml"]))
        return HTMLResponse("<!doctype html><title>Home</title><h1>Home again</h1>")

    async def _document(self, request: Request) -> Response:
        self.documents.append(await request.body())
        body = self.answers.pop(0) if self.answers else TAKEN
        return Response(body, media_type="text/xml")


@dataclass
class Stage:
    """A server that stays up while the applications on it change, as to start one takes time."""

    port: int
    app: ASGIApp | None = None

    @property
    def address(self) -> str:
        """Where the stage is."""
        return f"http://127.0.0.1:{self.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on to the application of the moment."""
        assert self.app is not None, "nobody is on the stage"
        await self.app(scope, receive, send)


@contextmanager
def on_stage(stage: Stage) -> Iterator[Stage]:
    """Serve a stage on its port for as long as the block runs."""
    with serving(stage, stage.port):
        yield stage
