"""What a supplier without cXML says of an order goes the way of every document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from gateway.clock import timestamp
from gateway.cxml.documents import serialise
from gateway.cxml.findings import Finding
from gateway.cxml.kinds import KINDS
from gateway.cxml.safety import parse
from gateway.errors import Conflict, StillRunning
from gateway.exchange import intake, supplier_orders
from gateway.exchange.identify import Speaking
from gateway.exchange.intake import Meant, Outdated
from gateway.exchange.letter import Answer, Letter
from gateway.exchange.supplier_orders import Seen
from gateway.exchange.surroundings import Surroundings
from gateway.rules import supplier_ground
from gateway.rules.addressing import leg, originate
from gateway.rules.homecoming import Fault
from gateway.rules.parties import Mode, Role
from gateway.rules.supplier_bodies import Confirm, Invoice, Reject, Said, Ship
from gateway.rules.supplier_documents import Pen, document
from gateway.rules.supplier_ground import Ground
from gateway.store import journal
from gateway.store.parties import Party
from gateway.store.states import Direction

KIND: Final = {
    Confirm: "ConfirmationRequest",
    Reject: "ConfirmationRequest",
    Ship: "ShipNoticeRequest",
    Invoice: "InvoiceDetailRequest",
}
#: so many characters of a keyed digest name a document
NAME_LENGTH: Final = 32
OTHER_BODY: Final = "This Idempotency-Key was used before, to say something else."
NO_VERSION: Final = "no version of this number was told; leave it out for the newest"
NOTHING_LEFT: Final = {
    Ship: "Everything that was not rejected is shipped already.",
    Invoice: "Everything that was not rejected is invoiced already.",
}


class Unfit(Exception):
    """What was said cannot be held against its order, each fault with its field."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that a supplier says, under a key of its own that makes it one thing."""

    supplier: Party
    mode: Mode
    #: the order, as addresses name it
    order: str
    #: its Idempotency-Key
    key: str
    said: Said
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of it: the document that was made, and how it was answered, as cXML counts."""

    payload_id: str
    status: int
    message: str
    findings: tuple[Finding, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300  # noqa: PLR2004 - as HTTP and cXML count


def take(act: Act, around: Surroundings) -> Taken | None:
    """
    Take what a supplier says of an order; None when its key opens no such order.

    The same again gets the same answer. Raises Unfit for what the order cannot bear, Conflict when
    its key stood for something else before, or when nothing is left to be shipped or invoiced.
    """
    for _ in range(intake.TRIES):
        try:
            return _once(act, around)
        except Outdated:
            continue
    raise StillRunning


def _once(act: Act, around: Surroundings) -> Taken | None:
    with around.database.reading() as tx:
        # first of all: what is read after it is as new at least
        edition = around.directory.inquiry(tx).edition
        seen = supplier_orders.seen(tx, act.supplier, act.mode, act.order)
        if seen is None:
            return None
        event = seen.version(getattr(act.said, "version", None))
        if event is None:
            raise Unfit((Fault(field="version", message=NO_VERSION),))
        ground = supplier_orders.ground(tx, seen, event)
    speaking = Speaking(
        connection=seen.connection, role=Role.SUPPLIER, credential_id=None, edition=edition
    )
    meant = _meant(act, speaking, around)
    answer = _before(meant, around) or _taken(act, seen, ground, meant, around)
    return _told(meant, answer, around)


def _meant(act: Act, speaking: Speaking, around: Surroundings) -> Meant:
    name = json.dumps(["said", act.supplier.id, act.mode, act.key])
    content = json.dumps([type(act.said).__name__, act.order, act.said.model_dump(mode="json")])
    return Meant(
        speaking=speaking,
        # made of its key, so that the same again is known by it
        payload_id=f"{around.vault.digest(name)[:NAME_LENGTH]}@{act.supplier.name}",
        digest=around.vault.digest(content),
    )


def _before(meant: Meant, around: Surroundings) -> Answer | None:
    try:
        return intake.repeated(meant, around)
    except Conflict:
        raise Conflict(OTHER_BODY) from None


def _taken(act: Act, seen: Seen, ground: Ground, meant: Meant, around: Surroundings) -> Answer:
    if faults := tuple(supplier_ground.faults(act.said, ground)):
        raise Unfit(faults)
    if isinstance(act.said, Ship | Invoice) and not act.said.lines:
        left = ground.unshipped() if isinstance(act.said, Ship) else ground.uninvoiced()
        if not left:
            raise Conflict(NOTHING_LEFT[type(act.said)])
    now = timestamp(around.clock.now())
    names = seen.connection.names
    root = originate(
        document(act.said, ground, Pen(now=now, number=meant.payload_id.partition("@")[0])),
        leg(names, names.supplier, towards=Role.BUYER, mode=act.mode),
        payload_id=meant.payload_id,
        timestamp=now,
    )
    body = serialise(root, dtd=KINDS[KIND[type(act.said)]].dtd)
    letter = Letter(body=body, content_type="text/xml; charset=UTF-8", source=act.source)
    return intake.take(letter, meant, around)


def _told(meant: Meant, answer: Answer, around: Surroundings) -> Taken:
    """Read the answer as the journal has it, so that the same again is told the same."""
    status = parse(answer.body).root.find("Response/Status")
    assert status is not None  # noqa: S101 - every answer of ours has one
    with around.database.reading() as tx:
        entries = journal.listed(
            tx,
            connection=meant.speaking.connection.id,
            payload_id=meant.payload_id,
            direction=Direction.IN,
            limit=1,
        )
    return Taken(
        payload_id=meant.payload_id,
        status=int(status.get("code", "500")),
        message=status.text or "",
        findings=tuple(finding for entry in entries for finding in entry.findings),
    )
