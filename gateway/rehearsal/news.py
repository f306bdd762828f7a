"""What the rehearsal's buyer hears after a confirmation: shipments and invoices, in few words."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.cxml.documents import Document
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.invoices import InvoiceDetailRequest
from gateway.cxml.ship_notices import ShipNoticeRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A ship notice or an invoice, as it is shown."""

    order_ids: tuple[str, ...]
    #: what it is, for people
    what: str
    number: str
    told: str
    payload_id: str
    mode: DeploymentMode | None
    #: names of the files that came with it
    files: tuple[str, ...]


def news_of(document: Document) -> News | None:
    """Read a ship notice or an invoice; None for any other document."""
    request = document.envelope.request
    if request is None:
        return None
    if isinstance(request.body, ShipNoticeRequest):
        what, number = "ship notice", request.body.header.shipment_id
        order_ids, told = _shipped(request.body)
    elif isinstance(request.body, InvoiceDetailRequest):
        what, number = "invoice", request.body.header.invoice_id
        order_ids, told = _invoiced(request.body)
    else:
        return None
    return News(
        order_ids=order_ids,
        what=what,
        number=number,
        told=told,
        payload_id=document.envelope.payload_id,
        mode=request.deployment_mode,
        files=files_of(document),
    )


def files_of(document: Document) -> tuple[str, ...]:
    """Name the files that came with a document."""
    return tuple(part.name or part.content_type for part in document.attachments)


def _shipped(said: ShipNoticeRequest) -> tuple[tuple[str, ...], str]:
    lines = sum(len(portion.items) for portion in said.portions)
    facts = [f"{lines} line{'s' * (lines != 1)}" if lines else "the whole order"]
    carriers = [each.text for control in said.controls for each in control.carriers]
    numbers = [each.text for control in said.controls for each in control.shipments]
    facts += [f"carried by {carriers[0]}"] if carriers else []
    facts += [f"number {numbers[0]}"] if numbers else []
    day = said.header.delivery_date
    facts += [f"expected on {day.partition('T')[0]}"] if day else []
    order_ids = tuple(portion.order_reference.order_id or "" for portion in said.portions)
    return order_ids, ", ".join(facts)


def _invoiced(said: InvoiceDetailRequest) -> tuple[tuple[str, ...], str]:
    net = said.summary.net.money
    named = (part.order_info.order for part in said.orders)
    order_ids = tuple(each.order_id or "" for each in named if each is not None)
    return order_ids, f"{net.amount:f} {net.currency}"
