"""The supplier API: suppliers without cXML read here what happened."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from spectree import Response as Answers
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.exchange import supplier_orders
from gateway.exchange.supplier_orders import Seen
from gateway.rules.ordered import NOTHING, shown
from gateway.rules.supplier_events import Events
from gateway.rules.supplier_ground import Ground, Line
from gateway.store import feed
from gateway.store.engine import Transaction
from gateway.web import supplier_posts
from gateway.web.door import Door, door_of
from gateway.web.supplier_answers import NO_ORDER, faults_of, faulty, json_answer
from gateway.web.supplier_door import ORDER_WORDS, caller_of, spec
from gateway.web.supplier_words import OrderNow, SupplierFault, SupplierFaults

#: what is counted of each line, beside what is confirmed of it
DONE: Final = ("backordered", "rejected", "shipped", "invoiced")
#: what a file is told to be: the order says of what type
BYTES: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
NO_FILE: Final = "The order has no such file."
#: so many events are given at once, if nobody says how many; and at most
EVENTS: Final = 50
MOST_EVENTS: Final = 200
NO_CURSOR: Final = (
    "No event here has this cursor. Begin again without it: every event is still there."
)


class EventsWanted(BaseModel):
    """Which events are asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: str | None = Field(default=None, description="A cursor; without one, from the first.")
    limit: Annotated[int, Field(ge=1, le=MOST_EVENTS)] = EVENTS


@spec.validate(
    query=EventsWanted,
    resp=Answers(HTTP_200=Events, HTTP_401=SupplierFaults, HTTP_422=SupplierFaults),
    skip_validation=True,
    operation_id="read_events",
)
async def read_events(request: Request) -> Response:
    """List what happened, the oldest first; nothing is ever skipped."""
    door = door_of(request)
    return await door.threads.run(_read, request, door)


@spec.validate(
    resp=Answers(HTTP_200=OrderNow, HTTP_401=SupplierFaults, HTTP_404=SupplierFaults),
    path_parameter_descriptions=ORDER_WORDS,
    skip_validation=True,
    operation_id="read_order",
)
async def read_order(request: Request) -> Response:
    """Tell an order as it was told last, and how much of each line is done."""
    door = door_of(request)
    return await door.threads.run(_order, request, door)


@spec.validate(
    resp=Answers(HTTP_200=None, HTTP_401=SupplierFaults, HTTP_404=SupplierFaults),
    path_parameter_descriptions=ORDER_WORDS | {"attachment": "The id of the file."},
    skip_validation=True,
    operation_id="read_attachment",
)
async def read_attachment(request: Request) -> Response:
    """Give a file that came with an order, byte for byte."""
    door = door_of(request)
    return await door.threads.run(_file, request, door)


ROUTES: Final = (
    Route("/supplier/events", read_events, methods=["GET"]),
    Route("/supplier/orders/{order}", read_order, methods=["GET"]),
    Route("/supplier/orders/{order}/attachments/{attachment}", read_attachment, methods=["GET"]),
    *supplier_posts.ROUTES,
)


@cache
def openapi() -> dict[str, Any]:
    """Describe the supplier API in OpenAPI 3.1."""
    # an application of its own, so that nothing else is described
    spec.register(Starlette(routes=list(ROUTES)))
    described: dict[str, Any] = spec.spec
    operations = [each for path in described["paths"].values() for each in path.values()]
    for operation in operations:
        if "requestBody" in operation:
            operation.setdefault("parameters", []).append(supplier_posts.KEY_PARAMETER)
        elif operation["operationId"] != "read_events":
            # told of every operation, but only what is asked or said can be faulty
            operation["responses"].pop("422", None)
        if operation["operationId"] == "read_attachment":
            operation["responses"]["200"]["content"] = BYTES
    return described


# ── in a thread ───────────────────────────────────────────────────────────────────────────────


def _read(request: Request, door: Door) -> Response:
    with door.around.database.reading() as tx:
        caller = caller_of(tx, request, door)
        try:
            wanted = EventsWanted.model_validate(dict(request.query_params))
        except ValidationError as error:
            return faulty(faults_of(error))
        supplier, cursor = caller.supplier.id, wanted.after or feed.START
        after = feed.position_of(tx, supplier, caller.mode, cursor)
        if after is None:
            return faulty((SupplierFault(field="after", message=NO_CURSOR),))
        found = feed.page(tx, supplier, caller.mode, after=after, limit=wanted.limit + 1)
        unread = feed.progress(tx, supplier, caller.mode).read_position < after
    if unread:
        # whoever asks for what comes after has what came before
        with door.around.database.transaction() as tx:
            feed.read_up_to(tx, supplier, caller.mode, after, door.around.clock.now())
    shown = found[: wanted.limit]
    return json_answer(
        Events(
            events=tuple(feed.said(event) for event in shown),
            next=shown[-1].event_id if shown else cursor,
            more=len(found) > len(shown),
        )
    )


def _order(request: Request, door: Door) -> Response:
    with door.around.database.reading() as tx:
        seen = _seen(tx, request, door)
        event = seen.version(None)
        if event is None:
            raise HTTPException(404, NO_ORDER)
        ground = supplier_orders.ground(tx, seen, event)
    return json_answer(_now(seen, ground))


def _file(request: Request, door: Door) -> Response:
    with door.around.database.reading() as tx:
        seen = _seen(tx, request, door)
        name = request.path_params["attachment"]
        content = supplier_orders.file(tx, seen, name, door.around.vault)
    if content is None:
        raise HTTPException(404, NO_FILE)
    return Response(
        content,
        # what it is stands in the order; nothing shall be made of it on the way
        media_type="application/octet-stream",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


def _seen(tx: Transaction, request: Request, door: Door) -> Seen:
    caller = caller_of(tx, request, door)
    seen = supplier_orders.seen(tx, caller.supplier, caller.mode, request.path_params["order"])
    if seen is None:
        raise HTTPException(404, NO_ORDER)
    return seen


def _now(seen: Seen, ground: Ground) -> OrderNow:
    told = seen.told.model_dump(by_alias=True)
    done = {line.number: line for line in ground.lines}
    lines = [line | _done(done.get(line["line_number"])) for line in told["lines"]]
    return OrderNow.model_validate({**told, "lines": lines, "state": seen.order.state})


def _done(line: Line | None) -> dict[str, str]:
    names = {"confirmed": "accepted", **{name: name for name in DONE}}
    return {told: shown(getattr(line, name, NOTHING)) for told, name in names.items()}
