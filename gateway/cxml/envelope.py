"""The envelope: one cXML document with its header and what it carries."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.binding import Attr, Rest, element
from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.copies import CopyRequest, GetPendingRequest
from gateway.cxml.header import Header
from gateway.cxml.invoices import InvoiceDetailRequest
from gateway.cxml.order_status import OrderStatusRequest
from gateway.cxml.orders import OrderRequest
from gateway.cxml.profile import ProfileRequest
from gateway.cxml.providers import ProviderDoneMessage, ProviderSetupRequest
from gateway.cxml.punchout import PunchOutOrderMessage, PunchOutSetupRequest
from gateway.cxml.receipts import ReceiptRequest
from gateway.cxml.responses import Response, Status
from gateway.cxml.ship_notices import ShipNoticeRequest
from gateway.cxml.status_updates import StatusUpdateRequest
from gateway.cxml.values import Exact, Length, Moment, WorldWide


class DeploymentMode(StrEnum):
    """What a document says about itself; absent means production."""

    PRODUCTION = "production"
    TEST = "test"


@element("Request")
class Request:
    """A question that is answered on the same line."""

    deployment_mode: Annotated[DeploymentMode | None, Attr("deploymentMode"), Exact()] = None
    id: Annotated[str | None, Attr("Id")] = None
    body: (
        ProfileRequest
        | PunchOutSetupRequest
        | OrderRequest
        | ConfirmationRequest
        | ShipNoticeRequest
        | InvoiceDetailRequest
        | StatusUpdateRequest
        | ReceiptRequest
        | OrderStatusRequest
        | CopyRequest
        | GetPendingRequest
        | ProviderSetupRequest
        | None
    ) = None
    rest: Rest | None = None


@element("Message", children="Status PunchOutOrderMessage ProviderDoneMessage")
class Message:
    """A document that nobody answers; it travels through the browser."""

    deployment_mode: Annotated[DeploymentMode | None, Attr("deploymentMode"), Exact()] = None
    in_reply_to: Annotated[str | None, Attr("inReplyTo")] = None
    status: Status | None = None
    body: PunchOutOrderMessage | None = None
    done: ProviderDoneMessage | None = None
    rest: Rest | None = None


@element("cXML", children="Header Message Request Response")
class CXML:
    """A whole document: a header with a request or a message, or a response alone."""

    payload_id: Annotated[str, Attr("payloadID"), Length(1, 1024), WorldWide()]
    timestamp: Annotated[str, Attr("timestamp"), Length(1, 64), Moment()]
    version: Annotated[str | None, Attr("version")] = None
    lang: Annotated[str | None, Attr("xml:lang")] = None
    header: Header | None = None
    message: Message | None = None
    request: Request | None = None
    response: Response | None = None
    rest: Rest | None = None
