"""Who stands at the supplier API, and what all of its operations share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from spectree import SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from starlette.requests import Request

from gateway.rules.parties import Mode
from gateway.store import parties
from gateway.store.engine import Transaction
from gateway.store.parties import Party
from gateway.web.bearer import holder
from gateway.web.door import Door
from gateway.web.supplier_words import SupplierFaults

#: what failures of the key are counted under
THROTTLED_AS: Final = "api key"
ORDER_WORDS: Final = {"order": "The id of the order, as its events say it."}

spec: Final = SpecTree(
    "starlette",
    title="Supplier API of the cXML PunchOut gateway",
    description=(
        "For suppliers without cXML: what their buyers ordered is read here as events, and"
        " confirmed, shipped and invoiced here. The key decides: api_key opens real orders,"
        " test_api_key test orders, and neither ever the other's. All amounts and quantities are"
        " decimal text such as 12.50; a moment has its offset, as 2026-12-01T09:30:00+01:00 has."
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


def caller_of(tx: Transaction, request: Request, door: Door) -> Caller:
    """Tell whose key was shown; raises Throttled where too many wrong ones came."""
    supplier, mode = holder(request, door, THROTTLED_AS, partial(parties.by_api_key, tx))
    return Caller(supplier=supplier, mode=mode)
