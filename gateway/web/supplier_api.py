"""The supplier API: suppliers without cXML read here what happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from spectree import Response as Answers
from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.clock import timestamp
from gateway.rules.parties import Mode
from gateway.rules.supplier_events import Event, Events
from gateway.store import feed, parties
from gateway.store.engine import Transaction
from gateway.store.parties import Party
from gateway.web.bearer import holder
from gateway.web.door import Door, door_of
from gateway.web.supplier_answers import faults_of, faulty, json_answer
from gateway.web.supplier_words import SupplierFault, SupplierFaults

#: what failures of the key are counted under
THROTTLED_AS: Final = "api key"
#: so many events are given at once, if nobody says how many; and at most
EVENTS: Final = 50
MOST_EVENTS: Final = 200
NO_CURSOR: Final = (
    "No event here has this cursor. Begin again without it: every event is still there."
)

spec: Final = SpecTree(
    "starlette",
    title="Supplier API of the cXML PunchOut gateway",
    description=(
        "For suppliers without cXML: read here what their buyers ordered. The key decides: api_key"
        " opens real orders, test_api_key test orders, and neither ever the other's. All amounts"
        " and quantities are decimal text such as 12.50."
    ),
    version="1.0",
    path="docs",
    annotations=False,
    page_templates={},
    validation_error_model=SupplierFaults,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[
        SecurityScheme(
            name="api_key",
            data=SecuritySchemeData(
                type=SecureType.HTTP,
                scheme="bearer",
                description="The supplier's api_key, or its test_api_key.",
            ),
        )
    ],
    security={"api_key": []},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose key was shown, and which orders it opens."""

    supplier: Party
    mode: Mode


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


ROUTES: Final = (Route("/supplier/events", read_events, methods=["GET"]),)


@cache
def openapi() -> dict[str, Any]:
    """Describe the supplier API in OpenAPI 3.1."""
    spec.register(Starlette(routes=list(ROUTES)))
    described: dict[str, Any] = spec.spec
    return described


def caller_of(tx: Transaction, request: Request, door: Door) -> Caller:
    """Tell whose key was shown; raises Throttled where too many wrong ones came."""
    supplier, mode = holder(request, door, THROTTLED_AS, partial(parties.by_api_key, tx))
    return Caller(supplier=supplier, mode=mode)


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
            events=tuple(said(event) for event in shown),
            next=shown[-1].event_id if shown else cursor,
            more=len(found) > len(shown),
        )
    )


def said(event: feed.Event) -> Event:
    """Say an event as its supplier reads it."""
    return Event.model_validate(
        {
            **event.content,
            "id": event.event_id,
            "cursor": event.event_id,
            "type": event.type,
            "happened_at": timestamp(event.happened_at),
        }
    )
