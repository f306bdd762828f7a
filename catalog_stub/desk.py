"""The order desk: decides what is said about an order and remembers what was said."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from catalog_stub.courier import Attempt, Parcel
from catalog_stub.cxml.confirmations import Confirmation, Earlier, Kind, LineShare
from catalog_stub.ledger import Order
from catalog_stub.moments import now
from catalog_stub.moods import AutoConfirm, Moods
from catalog_stub.voice import Letter, Voice

_USUAL_REASON = "The goods of this order cannot be delivered."


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A confirmation that was made, and how far it has come on its way to the gateway."""

    letter: Letter
    order_key: str
    order_id: str
    #: Which version of the order it speaks of.
    order_payload_id: str
    confirmation: Confirmation
    made_at: datetime
    last_attempt: Attempt | None = None

    @property
    def payload_id(self) -> str:
        """What the gateway knows it by."""
        return self.letter.document_id


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
        voice: Voice,
        moods: Moods,
        send: Callable[[Parcel, float], None],
        note: Callable[[Statement], None],
        habit: tuple[AutoConfirm, float],
    ) -> None:
        self._voice = voice
        self._moods = moods
        self._send = send
        self._note = note
        self._habit, self._delay = habit
        self._lock = threading.Lock()
        self._statements: dict[str, Statement] = {}
        # The payloadIDs of what was said about each order.
        self._said: dict[str, list[str]] = {}

    def recall(self, statement: Statement) -> None:
        """Take up what was said before a restart; what had not arrived goes on its way again."""
        with self._lock:
            self._keep(statement)
        if statement.last_attempt is None:
            self._post(statement, 0.0)

    def consider(self, order: Order) -> None:
        """Say about a new order what the mood and the setting ask for, after the usual delay."""
        wish = self._moods.of(order.environment).confirms(self._habit)
        if wish is not AutoConfirm.NONE and not order.is_cancelled:
            self.decide(order, Decision(kind=Kind(wish.value)), after=self._delay)

    def decide(self, order: Order, decision: Decision, *, after: float = 0.0) -> Statement:
        """Make a statement and send it, as often as the mood wants, each time the same bytes."""
        with self._lock:
            statement = self._make(order, decision)
            self._note(statement)
            self._keep(statement)
        for _ in range(self._moods.of(order.environment).copies_sent):
            self._post(statement, after)
        return statement

    def has_spoken_of(self, order: Order) -> bool:
        """Tell whether anything was said about the order as it stands now."""
        version = order.document.payload_id
        return any(said.order_payload_id == version for said in self.about(order.key))

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

    def _keep(self, statement: Statement) -> None:
        self._statements[statement.payload_id] = statement
        self._said.setdefault(statement.order_key, []).append(statement.payload_id)

    def _post(self, statement: Statement, after: float) -> None:
        report = self._reporter(statement.payload_id)
        self._send(Parcel(letter=statement.letter, report=report), after)

    def _make(self, order: Order, decision: Decision) -> Statement:
        at = now()
        confirmation = self._confirmation(order, decision)
        return Statement(
            letter=self._voice.confirm(order, confirmation, at),
            order_key=order.key,
            order_id=order.document.order_id,
            order_payload_id=order.document.payload_id,
            confirmation=confirmation,
            made_at=at,
        )

    def _confirmation(self, order: Order, decision: Decision) -> Confirmation:
        said = self._about(order.key)
        # A new version of an order is a new matter: nothing was said about it yet.
        version = order.document.payload_id
        replaced = _replaced([s for s in said if s.order_payload_id == version], decision.kind)
        number = len(said) + 1
        name = f"{order.document.order_id}-C{number}"
        return Confirmation(
            kind=decision.kind,
            confirm_id=replaced.confirm_id if replaced else name,
            number=number,
            reason=_reason(decision),
            shares=_shares(order, decision),
            replaces=replaced,
        )

    def _reporter(self, document_id: str) -> Callable[[Attempt], None]:
        def report(attempt: Attempt) -> None:
            with self._lock:
                told = replace(self._statements[document_id], last_attempt=attempt)
                self._statements[document_id] = told
                if attempt.is_over:
                    self._note(told)

        return report


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
