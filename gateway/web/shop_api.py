"""The shop API: the supplier's shop asks who shops, puts the cart, or gives the visit up."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, Final

from pydantic import ValidationError
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.rules import homecoming
from gateway.rules.carts import Cart
from gateway.store import connections, parties, sessions
from gateway.store.engine import Transaction
from gateway.store.parties import Party
from gateway.store.states import Operation, SessionState
from gateway.web.bearer import holder
from gateway.web.bodies import whole_body
from gateway.web.door import Door, door_of
from gateway.web.home import go_without
from gateway.web.shop_words import Buyer, ReturnAddress, ShopFault, ShopFaults, ShopSession
from gateway.web.visit import ENDED, TOKEN, Visit, is_over, visit_of

#: so many faults of one cart are told
MOST_FAULTS: Final = 100
#: what failures of the key are counted under
THROTTLED_AS: Final = "shop key"
NO_SESSION: Final = "There is no such session."
OVER: Final = "The visit is over: its cart was returned, or it was cancelled or has expired."
NOT_STARTED: Final = "The visit has not begun yet."
ONLY_LOOKING: Final = (
    "This visit is for looking at a cart only. Cancel it to send the shopper home."
)

spec: Final = SpecTree(
    "starlette",
    title="Shop API of the cXML PunchOut gateway",
    description=(
        "The browser arrives at the shop with ?session=TOKEN. The shop's server asks here who it"
        " is, puts the cart or cancels, and sends the browser to the return_url of the answer."
        " All amounts are decimal text such as 12.50."
    ),
    version="1.0",
    path="docs",
    annotations=False,
    page_templates={},
    validation_error_model=ShopFaults,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[
        SecurityScheme(
            name="shop_key",
            data=SecuritySchemeData(
                type=SecureType.HTTP, scheme="bearer", description="The supplier's shop_key."
            ),
        )
    ],
    security={"shop_key": []},
)
TOKEN_WORDS: Final = {"session": "The token that the browser brought."}


@spec.validate(
    resp=Answers(HTTP_200=ShopSession, HTTP_401=ShopFaults, HTTP_404=ShopFaults),
    path_parameter_descriptions=TOKEN_WORDS,
    skip_validation=True,
    operation_id="read_session",
)
async def read_session(request: Request) -> Response:
    """Tell who shops and what is to be shown."""
    door = door_of(request)
    said: ShopSession = await door.threads.run(_told, request, door)
    return _json(said.model_dump_json())


@spec.validate(
    json=Cart,
    resp=Answers(
        HTTP_200=ReturnAddress,
        HTTP_401=ShopFaults,
        HTTP_404=ShopFaults,
        HTTP_409=ShopFaults,
        HTTP_422=ShopFaults,
    ),
    path_parameter_descriptions=TOKEN_WORDS,
    skip_validation=True,
    operation_id="put_cart",
)
async def put_cart(request: Request) -> Response:
    """Take the cart that the shopper brings home; may be repeated until the browser returns."""
    door = door_of(request)
    with door.hall.guest() as guest:
        most = door.settings.max_body_bytes
        body = await whole_body(request, door.settings, most=most, guest=guest)
    return await door.threads.run(_put, request, door, body)


@spec.validate(
    resp=Answers(
        HTTP_200=ReturnAddress, HTTP_401=ShopFaults, HTTP_404=ShopFaults, HTTP_409=ShopFaults
    ),
    path_parameter_descriptions=TOKEN_WORDS,
    skip_validation=True,
    operation_id="cancel_visit",
)
async def cancel_visit(request: Request) -> Response:
    """Give the visit up: the shopper goes home without any change."""
    door = door_of(request)
    said: ReturnAddress = await door.threads.run(_cancelled, request, door)
    return _json(said.model_dump_json())


ROUTES: Final = (
    Route("/shop/sessions/{session}", read_session, methods=["GET"]),
    Route("/shop/sessions/{session}/cart", put_cart, methods=["PUT"]),
    Route("/shop/sessions/{session}/cancel", cancel_visit, methods=["POST"]),
)


@cache
def openapi() -> dict[str, Any]:
    """Describe the shop API in OpenAPI 3.1."""
    # an application of its own, so that nothing but the shop API is described
    spec.register(Starlette(routes=list(ROUTES)))
    described: dict[str, Any] = spec.spec
    for path in described["paths"].values():
        for operation in path.values():
            if "requestBody" not in operation:
                # told of every operation, but only a body can be faulty
                operation["responses"].pop("422", None)
    return described


# ── in a thread ───────────────────────────────────────────────────────────────────────────────


def _told(request: Request, door: Door) -> ShopSession:
    with door.around.database.reading() as tx:
        visit = _visit(tx, request, door)
    return _said(visit, door)


def _put(request: Request, door: Door, body: bytes) -> Response:
    with door.around.database.reading() as tx:
        visit = _visit(tx, request, door)
    _open_for_cart(visit, door)
    try:
        cart = Cart.model_validate_json(body)
    except ValidationError as error:
        return _faulty(_told_faults(error))
    if found := homecoming.faults(cart):
        return _faulty(tuple(ShopFault(field=f.field, message=f.message) for f in found))
    with door.around.database.transaction() as tx:
        if not sessions.put_cart(tx, visit.session.id, cart, door.around.clock.now()):
            raise HTTPException(409, OVER)
    return _json(_way_home(visit, door).model_dump_json())


def _cancelled(request: Request, door: Door) -> ReturnAddress:
    with door.around.database.transaction() as tx:
        visit = _visit(tx, request, door)
        # an activation that moves this session has happened, or waits until it has ended
        connections.hold(tx, visit.connection.id)
        visit = _visit(tx, request, door)
        now = door.around.clock.now()
        again = visit.session.state is SessionState.CANCELLED
        if not again and is_over(visit.session, now, door.settings):
            raise HTTPException(409, OVER)
        if not again and not go_without(tx, visit, door.around):
            raise HTTPException(409, NOT_STARTED)
    return _way_home(visit, door)


def _way_home(visit: Visit, door: Door) -> ReturnAddress:
    return ReturnAddress(return_url=visit.return_url(door.around))


def _open_for_cart(visit: Visit, door: Door) -> None:
    if is_over(visit.session, door.around.clock.now(), door.settings):
        raise HTTPException(409, OVER)
    if visit.session.state is not SessionState.STARTED:
        raise HTTPException(409, NOT_STARTED)
    if visit.session.operation is Operation.INSPECT:
        raise HTTPException(409, ONLY_LOOKING)


def _visit(tx: Transaction, request: Request, door: Door) -> Visit:
    """Find the visit; one of another supplier is as unknown as one that never was."""
    supplier = _supplier(tx, request, door)
    token = request.path_params["session"]
    if not TOKEN.fullmatch(token):
        raise HTTPException(404, NO_SESSION)
    session = sessions.by_shop_digest(tx, door.around.vault.digest(token))
    visit = visit_of(tx, session)
    if visit is None or visit.connection.supplier.id != supplier.id:
        raise HTTPException(404, NO_SESSION)
    return visit


def _supplier(tx: Transaction, request: Request, door: Door) -> Party:
    return holder(request, door, THROTTLED_AS, partial(parties.by_shop_key, tx))


# ── what is said ──────────────────────────────────────────────────────────────────────────────


def _said(visit: Visit, door: Door) -> ShopSession:
    session = visit.session
    gone = session.state not in ENDED and is_over(session, door.around.clock.now(), door.settings)
    decided = session.cart is not None or session.message is not None
    return ShopSession(
        session=visit.token("shop", door.around),
        state=SessionState.EXPIRED if gone else session.state,
        mode=session.mode,
        operation=session.operation,
        language=session.language or "en",
        connection=visit.connection.name,
        buyer=Buyer(name=visit.connection.buyer.name),
        user=session.visit.user,
        ship_to=session.visit.ship_to,
        selected_item=session.visit.selected_item,
        lines=session.visit.lines,
        return_url=visit.return_url(door.around) if decided else None,
    )


def _told_faults(error: ValidationError) -> tuple[ShopFault, ...]:
    """Say what is wrong where, never what the value was."""
    return tuple(
        ShopFault(
            field=".".join(str(step) for step in entry["loc"]),
            message=entry["msg"].removeprefix("Value error, "),
        )
        for entry in error.errors(include_url=False, include_context=False, include_input=False)
    )[:MOST_FAULTS]


def _faulty(found: tuple[ShopFault, ...]) -> Response:
    return _json(ShopFaults(errors=found[:MOST_FAULTS]).model_dump_json(), http_status=422)


def _json(body: str, http_status: int = 200) -> Response:
    return Response(
        body,
        status_code=http_status,
        media_type=JSONResponse.media_type,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
