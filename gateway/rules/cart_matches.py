"""Finds the cart line that an ordered line comes from: by our key, else by part, unit and price."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from gateway.rules.parties import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtLine:
    """One line that a visit brings home."""

    line_number: int
    supplier_part_id: str
    #: ours; None for a line that was opened again without one
    key: str | None
    #: the shop's own, as XML text; empty where it gave none
    auxiliary_id: str
    quantity: Decimal
    unit_price: Decimal
    currency: str
    unit_of_measure: str
    description: str
    lead_time_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine(BroughtLine):
    """A line that came home, with where and when."""

    id: int
    session_id: int
    connection_id: int
    mode: Mode
    came_home_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an ordered line says of where it comes from."""

    supplier_part_id: str
    key: str | None
    #: as it came, as XML text: what looks like a key of ours may be the shop's own
    auxiliary_id: str
    #: of one unit
    unit_price: Decimal | None
    currency: str | None
    unit_of_measure: str | None


class By(StrEnum):
    """What a cart line was found by, surest first."""

    KEY = "key"
    AUXILIARY = "auxiliary"
    PRICE = "price"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The cart line that an ordered line comes from."""

    line: HeldLine
    by: By


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The cart lines that an order may come from, newest first, for an order of one connection."""

    connection_id: int
    mode: Mode
    #: of every connection, by key
    keyed: Mapping[str, Sequence[HeldLine]]
    #: of this connection alone, by part
    parts: Mapping[str, Sequence[HeldLine]]
    #: brings a unit into the words of the standard
    unit_of: Callable[[str], str]

    def match(self, sought: Sought) -> Match | None:
        """
        Find the line; a key of another connection is found too, and is for others to judge.

        Of several the newest counts: a cart that was opened again replaces what it was before.
        """
        if sought.key and (held := self._best(self.keyed.get(sought.key, ()))):
            return Match(line=held, by=By.KEY)
        alike = self.parts.get(sought.supplier_part_id, ())
        named = [each for each in alike if sought.auxiliary_id == each.auxiliary_id]
        if sought.auxiliary_id and (held := self._best(named)):
            return Match(line=held, by=By.AUXILIARY)
        # a part at its usual price says nothing of tests, and tests nothing of real carts
        priced = (each for each in alike if each.mode is self.mode and self._prices(each, sought))
        found = next(priced, None)
        return Match(line=found, by=By.PRICE) if found else None

    def own(self, sought: Sought) -> Match | None:
        """Find the line among those of the connection itself, of the same part."""
        found = self.match(sought)
        if found is None or found.line.connection_id != self.connection_id:
            return None
        return found if found.line.supplier_part_id == sought.supplier_part_id else None

    def _best(self, held: Sequence[HeldLine]) -> HeldLine | None:
        ranked = sorted(
            held,
            key=lambda each: (each.connection_id != self.connection_id, each.mode is not self.mode),
        )
        return ranked[0] if ranked else None

    def _prices(self, held: HeldLine, sought: Sought) -> bool:
        unit = sought.unit_of_measure
        return (
            (held.unit_price, held.currency) == (sought.unit_price, sought.currency)
            and unit is not None
            and self.unit_of(unit) == self.unit_of(held.unit_of_measure)
        )
