"""Mails to people: which there are, and what each tells, without the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from gateway.cxml.orders import Change
from gateway.rules.fates import Line, is_refusal, row
from gateway.rules.parties import ConnectionSettings, Representative, SupplierSettings

MOST_LINES: Final = 100


class MailKind(StrEnum):
    """What a mail is about."""

    #: to the operators: something is wrong, and a person has to look
    ALERT = "alert"
    #: to the requester: the order has arrived
    PLACED = "placed"
    #: to the requester: what the order says from now on
    CHANGED = "changed"
    #: to the requester: a cancellation has arrived, or is confirmed
    CANCELLED = "cancelled"
    #: to the requester: a change or cancellation was not taken, and the order stands
    STANDS = "stands"
    #: to the requester: what will come, when, and what not
    ANSWERED = "answered"
    #: to the requester: nothing will come, and what to do now
    REFUSED = "refused"


def placed(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Give the rows of a mail that says what was ordered."""
    return [row(line, line.quantity) for line in lines]


def listed(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Give as many rows as a mail lists, and say how many more there are."""
    return {"rows": list(rows[:MOST_LINES]), "more": max(0, len(rows) - MOST_LINES)}


def answer_kind(
    rows: Sequence[dict[str, Any]], change: Change, *, stands: bool, undone: bool
) -> MailKind | None:
    """
    Tell which mail an answer brings: to a version of an order that is new, a change or a delete.

    `stands` says that this version counts, `undone` that it was refused and an earlier one counts.
    """
    if not rows or not (stands or undone):
        return None
    if not stands:
        return MailKind.STANDS
    if change is Change.DELETE:
        return MailKind.CANCELLED
    return MailKind.REFUSED if is_refusal(rows) else MailKind.ANSWERED


def representative(connection: ConnectionSettings, supplier: SupplierSettings) -> Representative:
    """Choose whom a requester may ask: the connection's, else the supplier's, else nobody."""
    return connection.representative or supplier.representative or Representative()
