"""Mails to people: which there are, and what each tells, without the words for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.masking import mask_cards
from gateway.cxml.orders import Change
from gateway.cxml.texts import Comments
from gateway.rules.parties import ConnectionSettings, Representative, SupplierSettings

MOST_LINES: Final = 100
LONGEST_LINE: Final = 200
LONGEST_WORDS: Final = 2000


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


class Fate(StrEnum):
    """What becomes of a line, or of some of it."""

    COMING = "coming"
    LATER = "later"
    NOT_COMING = "not coming"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order, as its mails show it."""

    #: the buyer's, else its place
    number: int
    part: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    currency: str | None


#: what a status of a line means to whoever ordered; nothing, where it does not speak of goods
FATES: Final[dict[ItemStatus, Fate | None]] = {
    ItemStatus.ACCEPT: Fate.COMING,
    ItemStatus.DETAIL: Fate.COMING,
    ItemStatus.ALL_DETAIL: Fate.COMING,
    ItemStatus.BACKORDERED: Fate.LATER,
    ItemStatus.REJECT: Fate.NOT_COMING,
    ItemStatus.UNKNOWN: Fate.UNDECIDED,
    ItemStatus.REQUEST_TO_PAY: None,
}
#: what a confirmation says of the lines that it does not list (Fulfill.dtd, comments on type)
UNLISTED: Final[dict[ConfirmationType, Fate | None]] = {
    ConfirmationType.ACCEPT: Fate.COMING,
    ConfirmationType.EXCEPT: Fate.COMING,
    ConfirmationType.BACKORDERED: Fate.LATER,
    ConfirmationType.REJECT: Fate.NOT_COMING,
    ConfirmationType.DETAIL: None,
    ConfirmationType.ALL_DETAIL: None,
    ConfirmationType.REPLACE: None,
    ConfirmationType.REQUEST_TO_PAY: None,
}


def placed(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Give the rows of a mail that says what was ordered."""
    return [_row(line, line.quantity) for line in lines[:MOST_LINES]]


def fates(said: ConfirmationRequest, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Give the rows of a mail that says what becomes of an order, each with its fate."""
    listed = {item.line_number: item for item in said.items}
    rows = [
        row
        for line in lines
        for row in _fates_of(line, listed.get(line.number), UNLISTED[said.header.type])
    ]
    return rows[:MOST_LINES]


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


def is_refusal(rows: Sequence[dict[str, Any]]) -> bool:
    """Tell whether nothing of an order will come."""
    return bool(rows) and all(row["fate"] == Fate.NOT_COMING for row in rows)


def representative(connection: ConnectionSettings, supplier: SupplierSettings) -> Representative:
    """Choose whom a requester may ask: the connection's, else the supplier's, else nobody."""
    return connection.representative or supplier.representative or Representative()


def words_of(comments: Sequence[Comments]) -> str:
    """Give what somebody wrote, as a mail shows it: without control signs and card numbers."""
    return shown_words(" ".join(comment.words for comment in comments))


def shown_words(text: str) -> str:
    """Give a text of several lines as a mail shows it."""
    lines = (shown(line, LONGEST_WORDS) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_WORDS]


def shown(text: str, longest: int = LONGEST_LINE) -> str:
    """Give a text as one line that a mail shows: nothing in it steers the reader or the screen."""
    signs = (
        " " if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"} else sign
        for sign in text
    )
    line = " ".join(mask_cards("".join(signs)).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _fates_of(
    line: Line, item: ConfirmationItem | None, otherwise: Fate | None
) -> Iterator[dict[str, Any]]:
    if item is None or not item.statuses:
        if otherwise is not None:
            yield _row(line, line.quantity) | {"fate": otherwise.value}
        return
    for status in item.statuses:
        fate = FATES[status.type]
        if fate is not None:
            yield _row(line, status.quantity) | _told(line, status) | {"fate": fate.value}


def _told(line: Line, status: ConfirmationStatus) -> dict[str, Any]:
    price = status.unit_price.money if status.unit_price else None
    is_new = price is not None and (price.amount, price.currency) != (line.price, line.currency)
    return {
        "delivery": status.delivery_date,
        "shipment": status.shipment_date,
        "why": words_of(status.comments),
        "new_price": format(price.amount, "f") if price and is_new else None,
        "new_currency": price.currency if price and is_new else None,
    }


def _row(line: Line, quantity: Decimal) -> dict[str, Any]:
    return {
        "number": line.number,
        "part": shown(line.part),
        "description": shown(line.description),
        "quantity": format(quantity, "f"),
        "unit": shown(line.unit),
        "price": None if line.price is None else format(line.price, "f"),
        "currency": line.currency,
        "delivery": None,
        "shipment": None,
        "why": "",
        "new_price": None,
        "new_currency": None,
    }
