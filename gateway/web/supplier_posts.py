"""What suppliers without cXML say of an order: confirmed, rejected, shipped, invoiced."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from pydantic import ValidationError
from spectree import Response as Answers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.errors import (
    BadRequest,
    Conflict,
    ExpectationFailed,
    Forbidden,
    NotAcceptable,
    NotOffered,
    Refused,
)
from gateway.exchange import supplier_acts
from gateway.exchange.supplier_acts import Act, Taken, Unfit
from gateway.rules.supplier_bodies import Confirm, Invoice, Reject, Said, Ship
from gateway.web.bearer import source_of
from gateway.web.bodies import whole_body
from gateway.web.door import Door, door_of
from gateway.web.supplier_answers import NO_ORDER, faults_of, faulty, json_answer
from gateway.web.supplier_door import ORDER_WORDS, caller_of, spec
from gateway.web.supplier_words import Accepted, Noticed, SupplierFault, SupplierFaults

KEY: Final = "Idempotency-Key"
#: 1 to 200 printable characters of ASCII
KEY_FORM: Final = re.compile("[!-~](?:[ -~]{0,198}[!-~])?", re.ASCII)
NO_KEY: Final = "is needed: 1 to 200 printable characters of ASCII, another one for each act"
KEY_PARAMETER: Final[dict[str, Any]] = {
    "name": KEY,
    "in": "header",
    "required": True,
    "description": "The same key and body again get the same answer, and do nothing twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
#: what is wrong with what was said, not with what it is said of
_UNFIT: Final = frozenset({BadRequest.code, NotAcceptable.code})
_SLUGS: Final = {
    each.code: each.slug
    for each in (BadRequest, NotAcceptable, Conflict, ExpectationFailed, Forbidden, NotOffered)
}
_ANSWERS: Final = Answers(
    HTTP_201=Accepted,
    HTTP_401=SupplierFaults,
    HTTP_404=SupplierFaults,
    HTTP_409=SupplierFaults,
    HTTP_422=SupplierFaults,
)


@spec.validate(
    json=Confirm,
    resp=_ANSWERS,
    path_parameter_descriptions=ORDER_WORDS,
    skip_validation=True,
    operation_id="confirm_order",
)
async def confirm_order(request: Request) -> Response:
    """Say yes to an order, or say line by line what becomes of it."""
    return await _posted(request, Confirm)


@spec.validate(
    json=Reject,
    resp=_ANSWERS,
    path_parameter_descriptions=ORDER_WORDS,
    skip_validation=True,
    operation_id="reject_order",
)
async def reject_order(request: Request) -> Response:
    """Say no to an order, and why."""
    return await _posted(request, Reject)


@spec.validate(
    json=Ship,
    resp=_ANSWERS,
    path_parameter_descriptions=ORDER_WORDS,
    skip_validation=True,
    operation_id="ship_order",
)
async def ship_order(request: Request) -> Response:
    """Say that goods are on their way."""
    return await _posted(request, Ship)


@spec.validate(
    json=Invoice,
    resp=_ANSWERS,
    path_parameter_descriptions=ORDER_WORDS,
    skip_validation=True,
    operation_id="invoice_order",
)
async def invoice_order(request: Request) -> Response:
    """Ask for the money."""
    return await _posted(request, Invoice)


_ENDPOINTS: Final[dict[str, Callable[[Request], Awaitable[Response]]]] = {
    "confirm": confirm_order,
    "reject": reject_order,
    "ship": ship_order,
    "invoice": invoice_order,
}
ROUTES: Final = tuple(
    Route(f"/supplier/orders/{{order}}/{name}", endpoint, methods=["POST"])
    for name, endpoint in _ENDPOINTS.items()
)


async def _posted(request: Request, shape: type[Said]) -> Response:
    door = door_of(request)
    with door.hall.guest() as guest:
        most = door.settings.max_body_bytes
        body = await whole_body(request, door.settings, most=most, guest=guest)
        return await door.threads.run(_taken, request, door, body, shape)


# ── in a thread ───────────────────────────────────────────────────────────────────────────────


def _taken(request: Request, door: Door, body: bytes, shape: type[Said]) -> Response:
    with door.around.database.reading() as tx:
        caller = caller_of(tx, request, door)
    key = request.headers.get(KEY, "")
    if not KEY_FORM.fullmatch(key):
        return faulty((SupplierFault(field=KEY, message=NO_KEY),))
    try:
        said = shape.model_validate_json(body)
    except ValidationError as error:
        return faulty(faults_of(error))
    act = Act(
        supplier=caller.supplier,
        mode=caller.mode,
        order=request.path_params["order"],
        key=key,
        said=said,
        source=source_of(request),
    )
    return _answered(act, door)


def _answered(act: Act, door: Door) -> Response:
    try:
        taken = supplier_acts.take(act, door.around)
    except Unfit as unfit:
        return faulty(tuple(SupplierFault(field=f.field, message=f.message) for f in unfit.faults))
    except Refused as refusal:
        return _refused(refusal.code, refusal.message)
    if taken is None:
        raise HTTPException(404, NO_ORDER)
    return _accepted(taken) if taken.is_accepted else _refused(taken.status, taken.message)


def _accepted(taken: Taken) -> Response:
    said = Accepted(
        document=taken.payload_id,
        status=taken.status,
        message=taken.message,
        findings=tuple(
            Noticed(
                severity=each.severity,
                code=each.code,
                message=each.message,
                advice=each.advice,
            )
            for each in taken.findings
        ),
    )
    return json_answer(said, 201)


def _refused(code: int, message: str) -> Response:
    fault = SupplierFault(field="", code=_SLUGS.get(code, Refused.slug), message=message)
    return faulty((fault,), 422 if code in _UNFIT else 409)
