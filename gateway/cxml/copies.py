"""Documents that carry or fetch other documents; those are kept as they came."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.binding import Aside, Attr, Child, Rest, element
from gateway.cxml.texts import Attachment
from gateway.cxml.values import Moment


class ProcessingMode(StrEnum):
    """What the receiver of a copy does with it."""

    #: only knows it
    INFO = "info"
    PROCESS = "process"
    COPY = "copy"


@element("cXMLAttachment")
class CxmlAttachment:
    """A document that travels beside this one."""

    attachment: Attachment
    rest: Rest | None = None


@element("CopyRequest", children="cXMLAttachment cXML")
class CopyRequest:
    """A copy of a document, attached or, kept in `rest`, inside."""

    processing_mode: Annotated[ProcessingMode | None, Attr("processingMode"), Aside()] = None
    attached: Annotated[CxmlAttachment | None, Aside()] = None
    rest: Rest | None = None


@element("GetPendingRequest", children="MessageType")
class GetPendingRequest:
    """Somebody without an address of its own asks for what waits for it."""

    max_messages: Annotated[int | None, Attr("maxMessages"), Aside()] = None
    last_received: Annotated[str | None, Attr("lastReceivedTimestamp"), Moment()] = None
    message_types: Annotated[tuple[str, ...], Child("MessageType")]
    rest: Rest | None = None


@element("GetPendingResponse", children="cXML")
class GetPendingResponse:
    """What waited: whole documents, kept in `rest`."""

    rest: Rest | None = None
