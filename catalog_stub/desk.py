"""The order desk: decides what is said about an order and remembers what was said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from catalog_stub.courier import Attempt, Parcel
from catalog_stub.cxml.confirmations import (
    Confirmation,
    Earlier,
    Kind,
    LineShare,
    confirmation_request,
)
from catalog_stub.cxml.envelope import Identity
from catalog_stub.cxml.writing import Letterhead, write_request
from catalog_stub.ledger import Order
from catalog_stub.moments import now, payload_id
from catalog_stub.moods import AutoConfirm, Environment, Moods

_USUAL_REASON = "The goods of this order cannot be delivered."


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A confirmation that was made, and how far it has come on its way to the gateway."""

    payload_id: str
    order_key: str
    environment: Environment
    order_id: str
    #: Which version of the order it speaks of.
    order_payload_id: str
    confirmation: Confirmation
    made_at: datetime
    raw: bytes
    last_attempt: Attempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be said about an order."""

    kind: Kind
    reason: str | None = None
    #: How the lines are divided, for a `detail`; the usual halves when empty.
    shares: tuple[LineShare, ...] = ()


class Desk:
    """Makes statements about orders and hands them to the courier; safe to use from threads."""

    def __init__(
        self,
        *,
        supplier: Identity,
        secret: str,
        moods: Moods,
        send: Callable[[Parcel, float], None],
        habit: tuple[AutoConfirm, float],
    ) -> None:
        self._supplier = supplier
        self._secret = secret
        self._moods = moods
        self._send = send
        self._habit, self._delay = habit
        self._lock = threading.Lock()
        self._statements: dict[str, Statement] = {}
        # The payloadIDs of what was said about each order.
        self._said: dict[str, list[str]] = {}

    def consider(self, order: Order) -> None:
        """Say about a new order what the mood and the setting ask for, after the usual delay."""
        wish = self._moods.of(order.environment).confirms(self._habit)
        if wish is not AutoConfirm.NONE and not order.is_cancelled:
            self.decide(order, Decision(kind=Kind(wish.value)), after=self._delay)

    def decide(self, order: Order, decision: Decision, *, after: float = 0.0) -> Statement:
        """Make a statement and send it, as often as the mood wants, each time the same bytes."""
        with self._lock:
            statement = self._make(order, decision)
            self._statements[statement.payload_id] = statement
            self._said.setdefault(order.key, []).append(statement.payload_id)
        parcel = Parcel(body=statement.raw, report=self._reporter(statement.payload_id))
        for _ in range(self._moods.of(order.environment).copies_sent):
            self._send(parcel, after)
        return statement

    def about(self, order_key: str) -> list[Statement]:
        """Return what was said about an order, the earliest first."""
        with self._lock:
            return self._about(order_key)

    def statements(self) -> list[Statement]:
        """Return everything that was said, the earliest first."""
        with self._lock:
            return list(self._statements.values())

    def _about(self, order_key: str) -> list[Statement]:
        return [self._statements[name] for name in self._said.get(order_key, ())]

    def _make(self, order: Order, decision: Decision) -> Statement:
        at = now()
        confirmation = self._confirmation(order, decision)
        letterhead = Letterhead(
            supplier=self._supplier,
            buyer=order.document.buyer,
            secret=self._secret,
            deployment_mode=mode_of(order),
        )
        document_id = payload_id(at)
        content = confirmation_request(confirmation, order.document, at)
        return Statement(
            payload_id=document_id,
            order_key=order.key,
            environment=order.environment,
            order_id=order.document.order_id,
            order_payload_id=order.document.payload_id,
            confirmation=confirmation,
            made_at=at,
            raw=write_request(letterhead, content, document_id, at),
        )

    def _confirmation(self, order: Order, decision: Decision) -> Confirmation:
        said = self._about(order.key)
        # A new version of an order is a new matter: nothing was said about it yet.
        version = order.document.payload_id
        replaced = _replaced([s for s in said if s.order_payload_id == version], decision.kind)
        number = f"{order.document.order_id}-C{len(said) + 1}"
        return Confirmation(
            kind=decision.kind,
            confirm_id=replaced.confirm_id if replaced else number,
            reason=_reason(decision),
            shares=_shares(order, decision),
            replaces=replaced,
        )

    def _reporter(self, document_id: str) -> Callable[[Attempt], None]:
        def report(attempt: Attempt) -> None:
            with self._lock:
                known = self._statements[document_id]
                self._statements[document_id] = replace(known, last_attempt=attempt)

        return report


def mode_of(order: Order) -> str:
    """Return the deploymentMode of what is said about an order."""
    is_test = Environment.TEST is order.environment or order.document.deployment_mode == "test"
    return "test" if is_test else "production"


def _reason(decision: Decision) -> str | None:
    return decision.reason or (_USUAL_REASON if decision.kind is Kind.REJECT else None)


def _shares(order: Order, decision: Decision) -> tuple[LineShare, ...]:
    if decision.kind is not Kind.DETAIL:
        return ()
    return decision.shares or tuple(LineShare.halves(line) for line in order.document.lines)


def _replaced(said: list[Statement], kind: Kind) -> Earlier | None:
    """Return the statement that a new one has to update, if there is one.

    A line may stand in one confirmation only, and only one accept or reject may stand; but an
    accept or reject that follows partial statements is new and discards them by itself.
    """
    if not said:
        return None
    last = said[-1]
    if kind.is_final and not last.confirmation.kind.is_final:
        return None
    return Earlier(payload_id=last.payload_id, confirm_id=last.confirmation.confirm_id)
