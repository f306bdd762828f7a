"""The table of documents: each kind's name, class, speaker and grammar."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.copies import CopyRequest, GetPendingRequest
from gateway.cxml.invoices import InvoiceDetailRequest
from gateway.cxml.order_status import OrderStatusRequest
from gateway.cxml.orders import OrderRequest
from gateway.cxml.profile import ProfileRequest
from gateway.cxml.providers import ProviderDoneMessage, ProviderSetupRequest
from gateway.cxml.punchout import PunchOutOrderMessage, PunchOutSetupRequest
from gateway.cxml.receipts import ReceiptRequest
from gateway.cxml.ship_notices import ShipNoticeRequest
from gateway.cxml.status_updates import StatusUpdateRequest


class Speaker(StrEnum):
    """Who may send a kind of document."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of document; without a class it is recognised, but not read further."""

    name: str
    speaker: Speaker
    dtd: str = "cXML"
    cls: type | None = None
    #: whether it is carried on to the other side, and files may travel with it
    is_carried: bool = False


def _table(*kinds: Kind) -> dict[str, Kind]:
    return {kind.name: kind for kind in kinds}


KINDS: Final = _table(
    Kind(name="ProfileRequest", speaker=Speaker.EITHER, cls=ProfileRequest),
    Kind(name="PunchOutSetupRequest", speaker=Speaker.BUYER, cls=PunchOutSetupRequest),
    Kind(name="PunchOutOrderMessage", speaker=Speaker.SUPPLIER, cls=PunchOutOrderMessage),
    Kind(name="OrderRequest", speaker=Speaker.BUYER, cls=OrderRequest, is_carried=True),
    Kind(
        name="ConfirmationRequest",
        speaker=Speaker.SUPPLIER,
        dtd="Fulfill",
        cls=ConfirmationRequest,
        is_carried=True,
    ),
    Kind(
        name="ShipNoticeRequest",
        speaker=Speaker.SUPPLIER,
        dtd="Fulfill",
        cls=ShipNoticeRequest,
        is_carried=True,
    ),
    Kind(
        name="InvoiceDetailRequest",
        speaker=Speaker.SUPPLIER,
        dtd="InvoiceDetail",
        cls=InvoiceDetailRequest,
        is_carried=True,
    ),
    Kind(
        name="StatusUpdateRequest", speaker=Speaker.EITHER, cls=StatusUpdateRequest, is_carried=True
    ),
    Kind(
        name="ReceiptRequest",
        speaker=Speaker.BUYER,
        dtd="Fulfill",
        cls=ReceiptRequest,
        is_carried=True,
    ),
    Kind(
        name="OrderStatusRequest",
        speaker=Speaker.BUYER,
        dtd="Fulfill",
        cls=OrderStatusRequest,
        is_carried=True,
    ),
    Kind(name="CopyRequest", speaker=Speaker.EITHER, cls=CopyRequest),
    Kind(name="GetPendingRequest", speaker=Speaker.EITHER, cls=GetPendingRequest),
    Kind(name="ProviderSetupRequest", speaker=Speaker.BUYER, cls=ProviderSetupRequest),
    Kind(name="ProviderDoneMessage", speaker=Speaker.SUPPLIER, cls=ProviderDoneMessage),
    Kind(name="Response", speaker=Speaker.EITHER),
)

#: for what carries no payload that we know by name
UNKNOWN: Final = Kind(name="unknown", speaker=Speaker.EITHER)
