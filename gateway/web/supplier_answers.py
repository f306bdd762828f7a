"""The JSON that the supplier API answers with, and what is wrong with what was asked."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, ValidationError
from starlette.responses import JSONResponse, Response

from gateway.web.supplier_words import SupplierFault, SupplierFaults

NO_ORDER: Final = "There is no such order."
#: so many faults of one body are told
MOST_FAULTS: Final = 100


def json_answer(said: BaseModel, http_status: int = 200) -> Response:
    """Answer with what is said."""
    return Response(
        said.model_dump_json(by_alias=True),
        status_code=http_status,
        media_type=JSONResponse.media_type,
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


def faulty(found: tuple[SupplierFault, ...], http_status: int = 422) -> Response:
    """Answer with what is wrong."""
    return json_answer(SupplierFaults(errors=found[:MOST_FAULTS]), http_status)


def faults_of(error: ValidationError) -> tuple[SupplierFault, ...]:
    """Say what is wrong where, never what the value was."""
    return tuple(
        SupplierFault(
            field=".".join(str(step) for step in entry["loc"]),
            message=entry["msg"].removeprefix("Value error, "),
        )
        for entry in error.errors(include_url=False, include_context=False, include_input=False)
    )
