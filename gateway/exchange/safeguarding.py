"""Judges an order on its way in: beside its carts, by the safeguards of its connection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lxml import etree

from gateway.cxml.amounts import Money
from gateway.cxml.findings import Finding, Severity
from gateway.cxml.orders import Change, OrderRequest
from gateway.errors import BadRequest
from gateway.exchange.carts import origins
from gateway.exchange.outcome import Case
from gateway.rules import ordered_lines, safeguards
from gateway.rules.cart_matches import By, Match
from gateway.rules.deviations import Deviation, Ground
from gateway.rules.leaving_out import LeftOut, leave_out
from gateway.rules.ordered_lines import OrderedLine
from gateway.rules.own_ids import give_back, give_numbers
from gateway.rules.parties import Mode
from gateway.rules.safeguard_settings import Action
from gateway.rules.safeguard_table import TABLE, sentence
from gateway.rules.safeguards import Flag, Judgement
from gateway.rules.supplier_notes import note
from gateway.rules.units import reader
from gateway.store import sessions

#: so many reasons are told in one text
MOST_TOLD: Final = 5
FAMILY: Final = "It belongs to a line that is not accepted."
NOTHING: Final = Judgement(flags=(), action=Action.FLAG, rejected=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An order beside its carts; `origins` are those of all its ItemOut."""

    judgement: Judgement
    origins: Sequence[Match | None]
    #: those that all its ItemOut have for life
    numbers: Sequence[int]
    connection_id: int
    mode: Mode

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Everything that was noticed."""
        return self.judgement.flags

    @property
    def refused(self) -> str | None:
        """Why the order is not accepted at all."""
        if self.judgement.action is not Action.REJECT_ORDER:
            return None
        reasons = (Action.REJECT_ORDER, Action.REJECT_LINE)
        return told([flag for flag in self.flags if flag.action in reasons])

    @property
    def held(self) -> str | None:
        """Why the order waits for a person; tests never wait."""
        if self.judgement.action is not Action.HOLD or self.mode is Mode.TEST:
            return None
        return told(self.judgement.because(Action.HOLD))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The lines that are not accepted where others are, each with its reason."""
        if self.judgement.action is Action.REJECT_ORDER:
            return ()
        because = self.judgement.because(Action.REJECT_LINE)
        return tuple(
            LeftOut(
                line=line,
                why=told([flag for flag in because if flag.deviation.line is line]) or FAMILY,
            )
            for line in self.judgement.rejected
        )

    def name_of(self, position: int) -> str | None:
        """Give the name that a line has in its cart."""
        origin = _if_of(self.connection_id, self.origins[position - 1])
        return origin.line.description if origin else None

    def carry(self, root: etree._Element, *, is_read: bool) -> None:
        """
        Bring the order on its way into the form that the supplier gets.

        Where it is read as an event, each line says its number: there is no other way to name it.
        """
        give_back(root, self.origins, self.connection_id)
        if is_read:
            give_numbers(root, self.numbers)
        leave_out(root, [each.line for each in self.left_out])
        note(root, self.flags)

    def findings(self, root: etree._Element) -> tuple[Finding, ...]:
        """Say what was noticed as the door says what it finds in a document."""
        return tuple(_finding(flag.deviation, root) for flag in self.flags)


def judged(case: Case, order: OrderRequest, numbers: Sequence[int]) -> Judged:
    """
    Judge an order; `numbers` are those that its lines have for life.

    Raises BadRequest where a line does not say what is ordered, and no cart says it.
    """
    connection = case.speaking.connection
    unit_of = reader(connection.settings.units)
    came_from = origins(case, order.items, unit_of)
    judgement = NOTHING
    if order.header.type is not Change.DELETE:
        lines = ordered_lines.lines_of(order, numbers)
        own = [came_from[line.position - 1] for line in lines]
        _require_names(lines, [_if_of(connection.id, each) for each in own])
        judgement = safeguards.judge(
            Ground(
                order=order,
                lines=lines,
                origins=own,
                shipping=_shipping(case, order, own),
                settings=connection.settings.safeguards,
                connection_id=connection.id,
                mode=case.mode,
                now=case.around.clock.now(),
                unit_of=unit_of,
            )
        )
    return Judged(
        judgement=judgement,
        origins=came_from,
        numbers=numbers,
        connection_id=connection.id,
        mode=case.mode,
    )


def _if_of(connection_id: int, match: Match | None) -> Match | None:
    return match if match and match.line.connection_id == connection_id else None


def _require_names(lines: Sequence[OrderedLine], own: Sequence[Match | None]) -> None:
    for line, origin in zip(lines, own, strict=True):
        if not line.is_named and (origin is None or not origin.line.description.strip()):
            raise BadRequest(
                f"ItemOut[{line.position}]/ItemDetail/Description is missing or empty, and no cart"
                " says what the line is. Send the name of what is ordered."
            )


def _shipping(case: Case, order: OrderRequest, own: Sequence[Match | None]) -> Money | None:
    """Add up what the carts of an order said of shipping; None where one said nothing."""
    if order.header.shipping is None:
        return None
    connection = case.speaking.connection.id
    rows = {
        match.line.session_id
        for match in own
        if match and match.by is not By.PRICE and match.line.connection_id == connection
    }
    charges = [_charge(case, row) for row in sorted(rows)]
    currencies = {charge.currency for charge in charges if charge}
    if not all(charges) or len(currencies) != 1:
        return None
    amount = sum((charge.amount for charge in charges if charge), Decimal(0))
    return Money(currency=currencies.pop(), amount=amount)


def _charge(case: Case, session_row: int) -> Money | None:
    session = sessions.by_id(case.tx, session_row)
    cart = session.cart if session else None
    if cart is None or cart.shipping is None:
        return None
    charge = cart.shipping
    return Money(currency=charge.currency or cart.currency, amount=Decimal(charge.amount))


def told(flags: Sequence[Flag]) -> str:
    """Say why, in plain words without a value."""
    reasons = list(dict.fromkeys(_reason(flag.deviation) for flag in flags))
    more = len(reasons) - MOST_TOLD
    return " ".join([*reasons[:MOST_TOLD], *([f"And {more} more."] if more > 0 else [])])


def _reason(deviation: Deviation) -> str:
    line = deviation.line.number if deviation.line else None
    return f"{sentence(deviation.check, line)} {TABLE[deviation.check].en.advice}"


def _finding(deviation: Deviation, root: etree._Element) -> Finding:
    words = TABLE[deviation.check].en
    node, path = root.find("Request/OrderRequest"), "/cXML/Request/OrderRequest"
    if deviation.line is not None and node is not None:
        position = deviation.line.position
        node, path = node.findall("ItemOut")[position - 1], f"{path}/ItemOut[{position}]"
    steps = list(_steps(path, deviation.place))
    return Finding(
        severity=Severity.ADVICE,
        code=TABLE[deviation.check].code,
        line=_source_line(node, deviation.place),
        path="/".join(steps),
        message=words.message,
        advice=words.advice,
    )


def _steps(path: str, place: str) -> Iterator[str]:
    yield path
    if place:
        yield place


def _source_line(node: etree._Element | None, place: str) -> int | None:
    """Give the line of what is meant, or of what it would stand in."""
    if node is None:
        return None
    inner = node.find(place.partition("@")[0].rstrip("/")) if place.partition("@")[0] else node
    line = (node if inner is None else inner).sourceline
    return int(line) if line else None
