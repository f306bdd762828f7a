"""The words for how far a session, an order or a delivery has come."""

from __future__ import annotations

from enum import StrEnum

from gateway.rules.order_states import OrderState, VersionState

__all__ = [
    "DeliveryState",
    "Direction",
    "Operation",
    "OrderState",
    "Origin",
    "SessionState",
    "VersionState",
]


class Direction(StrEnum):
    """Which way a document went."""

    IN = "in"
    OUT = "out"


class SessionState(StrEnum):
    """How far a visit has come: opened → started → one of the three ends."""

    #: answered with a start page that nobody has used yet
    OPENED = "opened"
    #: a shopper is in the shop
    STARTED = "started"
    #: the cart was carried home
    RETURNED = "returned"
    #: the shopper went home without a cart
    CANCELLED = "cancelled"
    #: nobody came, or nobody went on
    EXPIRED = "expired"


class Operation(StrEnum):
    """What a visit is for."""

    CREATE = "create"
    EDIT = "edit"
    INSPECT = "inspect"


class Origin(StrEnum):
    """Who speaks in a confirmation."""

    SUPPLIER = "supplier"
    #: we, in the place of a supplier without a test environment
    GATEWAY = "gateway"


class DeliveryState(StrEnum):
    """How far a delivery has come; all but the first are ends."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    #: the other side will never take it as it is
    REFUSED = "refused"
    #: nobody will try again without being asked
    DEAD = "dead"


class MailState(StrEnum):
    """How far a mail has come; all but the first are ends."""

    WAITING = "waiting"
    #: the mail server has taken it
    SENT = "sent"
    #: the mail server will never take it
    REFUSED = "refused"
    #: nobody will try again
    DEAD = "dead"
