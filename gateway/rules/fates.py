"""What becomes of an order, line by line, as the mails to whoever ordered tell it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from gateway.cxml.amounts import UnitPrice
from gateway.cxml.confirmations import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ConfirmationType,
    ItemStatus,
)
from gateway.cxml.inner import plain
from gateway.cxml.items import ItemIn
from gateway.cxml.masking import mask_cards
from gateway.cxml.texts import Comments
from gateway.rules.confirmations_standing import Confirmed
from gateway.rules.ordered import NOTHING

LONGEST_LINE: Final = 200
LONGEST_WORDS: Final = 2000


class Fate(StrEnum):
    """What becomes of a line, or of some of it; what needs reading first comes first."""

    NOT_COMING = "not coming"
    LATER = "later"
    UNDECIDED = "undecided"
    COMING = "coming"


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
FATES: Final[Mapping[ItemStatus, Fate | None]] = {
    ItemStatus.ACCEPT: Fate.COMING,
    ItemStatus.DETAIL: Fate.COMING,
    ItemStatus.ALL_DETAIL: Fate.COMING,
    ItemStatus.BACKORDERED: Fate.LATER,
    ItemStatus.REJECT: Fate.NOT_COMING,
    ItemStatus.UNKNOWN: Fate.UNDECIDED,
    ItemStatus.REQUEST_TO_PAY: None,
}
#: what a confirmation says of the lines that it does not list (Fulfill.dtd, comments on type);
#: where that is nothing, what was known of them before still holds
UNLISTED: Final[Mapping[ConfirmationType, Fate | None]] = {
    ConfirmationType.ACCEPT: Fate.COMING,
    ConfirmationType.EXCEPT: Fate.COMING,
    ConfirmationType.BACKORDERED: Fate.LATER,
    ConfirmationType.REJECT: Fate.NOT_COMING,
    ConfirmationType.REPLACE: Fate.NOT_COMING,
    ConfirmationType.DETAIL: None,
    ConfirmationType.ALL_DETAIL: None,
}


def fates(
    said: ConfirmationRequest, lines: Sequence[Line], known: Mapping[int, Confirmed]
) -> list[dict[str, Any]]:
    """
    Give a row for each part of an order, with its fate; nothing, where goods are not spoken of.

    `known` is what stands of each line, this confirmation included.
    """
    if said.header.type is ConfirmationType.REQUEST_TO_PAY:
        return []
    listed = {item.line_number: item for item in said.items}
    rows = [
        found
        for line in lines
        for found in _fates_of(line, listed.get(line.number), said, known.get(line.number))
    ]
    return sorted(rows, key=lambda each: list(Fate).index(each["fate"]))


def is_refusal(rows: Sequence[dict[str, Any]]) -> bool:
    """Tell whether nothing of an order will come."""
    return bool(rows) and all(each["fate"] == Fate.NOT_COMING for each in rows)


def row(line: Line, quantity: Decimal, unit: str | None = None) -> dict[str, Any]:
    """Give a row of so many of a line, in its own unit where none is given."""
    return {
        "number": line.number,
        "part": shown(line.part),
        "description": shown(line.description),
        "quantity": format(quantity, "f"),
        "unit": shown(unit or line.unit),
        "price": None if line.price is None else format(line.price, "f"),
        "currency": line.currency,
        "delivery": None,
        "shipment": None,
        "why": "",
        "instead": None,
        "new_price": None,
        "new_currency": None,
    }


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
    line: Line, item: ConfirmationItem | None, said: ConfirmationRequest, known: Confirmed | None
) -> Iterator[dict[str, Any]]:
    otherwise = UNLISTED[said.header.type]
    if item is not None and item.statuses:
        yield from _listed(line, item)
    elif otherwise is not None:
        yield row(line, line.quantity) | {"fate": otherwise.value}
    else:
        yield from _as_before(line, known or Confirmed())


def _listed(line: Line, item: ConfirmationItem) -> Iterator[dict[str, Any]]:
    for status in item.statuses:
        fate = FATES[status.type]
        if fate is not None:
            unit = status.unit_of_measure or item.unit_of_measure
            told = row(line, status.quantity, unit) | _told(line, status)
            yield told | {"fate": fate.value}
    unit = (item.unit_of_measure or line.unit).strip().casefold()
    if item.quantity < line.quantity and unit == line.unit.casefold():
        yield row(line, line.quantity - item.quantity) | {"fate": Fate.UNDECIDED.value}


def _as_before(line: Line, known: Confirmed) -> Iterator[dict[str, Any]]:
    parts = {
        Fate.NOT_COMING: known.rejected,
        Fate.LATER: known.backordered,
        Fate.COMING: known.accepted,
        Fate.UNDECIDED: line.quantity - known.told,
    }
    for fate, quantity in parts.items():
        if quantity > NOTHING:
            yield row(line, quantity) | {"fate": fate.value}


def _told(line: Line, status: ConfirmationStatus) -> dict[str, Any]:
    price = _new_price(line, status)
    return {
        "delivery": status.delivery_date,
        "shipment": status.shipment_date,
        "why": words_of(status.comments),
        "instead": _instead(line, status.item_in) if status.item_in else None,
        "new_price": format(price.money.amount, "f") if price else None,
        "new_currency": price.money.currency if price else None,
    }


def _new_price(line: Line, status: ConfirmationStatus) -> UnitPrice | None:
    substitute = status.item_in.item_detail.unit_price if status.item_in else None
    price = status.unit_price or substitute
    is_new = price and (price.money.amount, price.money.currency) != (line.price, line.currency)
    return price if is_new else None


def _instead(line: Line, item: ItemIn) -> str | None:
    """Name what comes in place of a line, where it is another part."""
    part = item.item_id.supplier_part_id
    if part == line.part:
        return None
    name = next((plain(each.inner) for each in item.item_detail.descriptions), "")
    return shown(f"{name} ({part})" if name else part)
