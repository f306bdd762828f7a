"""What a handler decides: the answer, and what shall be remembered and carried on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from gateway.cxml.confirmations import ConfirmationRequest
from gateway.cxml.documents import Document
from gateway.cxml.findings import Finding
from gateway.cxml.orders import Change, OrderType
from gateway.cxml.responses import Response
from gateway.exchange.identify import Speaking
from gateway.exchange.surroundings import Surroundings
from gateway.rules.order_differences import Difference
from gateway.rules.order_states import VersionState
from gateway.rules.parties import Mode
from gateway.rules.safeguards import Flag
from gateway.rules.visits import Visit
from gateway.store.dispatch import Parcel
from gateway.store.engine import Transaction
from gateway.store.follow_ups import FollowUpLine
from gateway.store.order_versions import OrderLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One understood document from somebody known; `tx` is for looking things up."""

    document: Document
    speaking: Speaking
    mode: Mode
    around: Surroundings
    tx: Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A visit to open; its tokens are derived from the subject, so none is stored."""

    subject: str
    operation: str
    language: str | None
    buyer_cookie: str
    return_address: str | None
    visit: Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """An order to store with its lines: the first that we see of its number."""

    order_id: str
    change: Change
    #: orderVersion, where given
    said_version: Decimal | None
    order_type: OrderType
    order_date: str
    total: Decimal
    currency: str
    digest: str
    state: VersionState
    reason: str | None
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseOrder:
    """The next version of an order, whole, and what is different in it."""

    #: row of the order
    order: int
    number: int
    version: PlaceOrder
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatOrder:
    """A version of an order that came once more; `order` is the order's row."""

    order: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteConfirmation:
    """What was said about an order, to store, and the state it leaves its version in."""

    #: row of the order; None: the order that is placed with it
    order: int | None
    origin: str
    payload_id: str
    said: ConfirmationRequest
    #: None: as it was
    order_state: str | None
    #: payloadID of the version of the order that it speaks of; None: of the one that stands
    about: str | None = None
    #: row of the confirmation that it takes the place of
    replaces: int | None = None
    #: what was odd about it, for people
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFollowUp:
    """What followed one order or several, to store beside them."""

    #: the sender's own: shipmentID, invoiceID, receiptID …
    number: str | None
    operation: str
    type: str | None = None
    result: str | None = None
    remarks: tuple[str, ...] = ()
    lines: tuple[FollowUpLine, ...]
    #: a withdrawal is written down, but nothing of it stands
    stands: bool = True
    #: row of the follow-up that it replaces or withdraws
    ends: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything that follows from one document."""

    reply: Response
    mode: Mode
    session: OpenSession | None = None
    order: PlaceOrder | ReviseOrder | RepeatOrder | None = None
    confirmation: NoteConfirmation | None = None
    follow_up: NoteFollowUp | None = None
    sends: tuple[Parcel, ...] = ()
    #: what goes on only when a person has looked at the order
    kept_back: etree._Element | None = None
    #: in what an order differs from its carts, for people and as the answer tells it
    flags: tuple[Flag, ...] = ()
    findings: tuple[Finding, ...] = ()
    #: an order that was known already
    order_row: int | None = None
