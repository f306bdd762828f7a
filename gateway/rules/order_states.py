"""How far an order has come: told by its versions, and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Protocol, TypeVar

from gateway.cxml.orders import Change


class OrderState(StrEnum):
    """How far an order has come."""

    #: accepted and answered
    RECEIVED = "received"
    #: a person has to look at it before it goes on
    HELD = "held"
    #: taken by the supplier
    SENT = "sent"
    #: the supplier said yes, or said how
    CONFIRMED = "confirmed"
    #: the supplier, or the gateway in its place, said no
    REJECTED = "rejected"
    #: could not be brought to the supplier
    FAILED = "failed"
    #: the buyer does not want it any more
    CANCELLED = "cancelled"


class VersionState(StrEnum):
    """How far one version of an order has come."""

    RECEIVED = "received"
    HELD = "held"
    #: for the buyer's own books alone; it is never carried on
    INTERNAL = "internal"
    SENT = "sent"
    CONFIRMED = "confirmed"
    #: a confirmation said no to it
    REJECTED = "rejected"
    #: the supplier's system would not take it: what stood before it stands
    REFUSED = "refused"
    FAILED = "failed"


class Step(Protocol):
    """One version of an order, as far as its state goes; versions count from 1."""

    @property
    def number(self) -> int:
        """Its place among the versions."""

    @property
    def change(self) -> Change:
        """What it does to the order."""

    @property
    def state(self) -> VersionState:
        """How far it has come."""


Version = TypeVar("Version", bound=Step)

#: what an order is whose standing version is in this state
STATES: Final[dict[VersionState, OrderState]] = {
    VersionState.RECEIVED: OrderState.RECEIVED,
    VersionState.HELD: OrderState.HELD,
    VersionState.SENT: OrderState.SENT,
    VersionState.CONFIRMED: OrderState.CONFIRMED,
    VersionState.REJECTED: OrderState.REJECTED,
    VersionState.REFUSED: OrderState.REJECTED,
    VersionState.FAILED: OrderState.FAILED,
}
#: in these a cancellation has reached nobody yet, and somebody has to see to it
_STUCK: Final = frozenset({VersionState.HELD, VersionState.FAILED})
#: only from these does a version become `sent`: what was answered already has come further
UNSENT: Final = frozenset({VersionState.RECEIVED, VersionState.HELD, VersionState.FAILED})


def standing(versions: Sequence[Version]) -> Version:
    """Give the version that counts: the latest that was not refused, or the last when all were."""
    return next(
        (each for each in reversed(versions) if each.state is not VersionState.REFUSED),
        versions[-1],
    )


def speaking(versions: Sequence[Version]) -> Version:
    """Give the version that tells the state: the standing one among those that are carried on."""
    return standing([each for each in versions if each.state is not VersionState.INTERNAL])


def cancelled_by(versions: Sequence[Version], cancellation: Version) -> Version:
    """
    Give the version whose lines a cancellation leaves: the one that stands without it.

    Itself, where it is the first that came of its order.
    """
    before = [each for each in versions if each.number < cancellation.number]
    wanted = [each for each in before if each.change is not Change.DELETE]
    return standing(wanted) if wanted else cancellation


def is_cancelled(versions: Sequence[Step]) -> bool:
    """Tell whether the buyer does not want the order any more."""
    return standing(versions).change is Change.DELETE


def state(versions: Sequence[Step]) -> OrderState:
    """Tell how far an order has come."""
    told = speaking(versions)
    is_over = told.change is Change.DELETE and told.state not in _STUCK
    if is_over and told.state is not VersionState.REFUSED:
        return OrderState.CANCELLED
    return STATES[told.state]
