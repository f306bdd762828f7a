"""What an OrderRequest is to us: a new order, its next version, one that we have, or none of these.

The table below joins what the document wants, how the order stands, and where in the order's
chain of versions it says that it belongs (protocol sheet 3.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from gateway.cxml.orders import Change
from gateway.rules.order_states import VersionState, is_cancelled, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An OrderRequest, as far as its place in the order's life goes."""

    change: Change
    #: of the request alone, without payloadID
    digest: str
    #: orderVersion, where given
    said_version: Decimal | None = None
    #: the payloadID that its DocumentReference names, where given
    refers_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A version that we have; `payload_ids` are its own and those of its repeats."""

    number: int
    change: Change
    state: VersionState
    digest: str
    said_version: Decimal | None
    payload_ids: frozenset[str]


class Ruling(StrEnum):
    """What becomes of an OrderRequest."""

    #: the first of its number
    PLACE = "place"
    #: the next version of an order
    REVISE = "revise"
    #: a version that we have, once more
    REPEAT = "repeat"
    #: the number belongs to an order of other content
    TAKEN = "taken"
    #: older than what stands
    STALE = "stale"
    #: the order was cancelled
    OVER = "over"
    #: as an earlier version was, and nothing tells whether it is that one or a change back to it
    UNCLEAR = "unclear"
    #: names an order or a version that we do not have
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """How the order stands that an OrderRequest names."""

    NONE = "none"
    OPEN = "open"
    CANCELLED = "cancelled"


class Link(StrEnum):
    """Where an OrderRequest says that it belongs among the versions of its order."""

    #: behind the last one
    NEXT = "next"
    #: it says nothing: the order of arrival decides
    SILENT = "silent"
    #: before the standing one, or beside it
    STALE = "stale"
    #: behind one that we do not have
    FOREIGN = "foreign"


def _row(next_: Ruling, silent: Ruling, stale: Ruling, foreign: Ruling) -> dict[Link, Ruling]:
    return {Link.NEXT: next_, Link.SILENT: silent, Link.STALE: stale, Link.FOREIGN: foreign}


_R: Final = Ruling
#: for content that was not seen before: how the order stands, what is wanted; by link, in the
#: order NEXT, SILENT, STALE, FOREIGN. Whoever cancels twice has what they want.
RULINGS: Final[dict[tuple[Standing, Change], dict[Link, Ruling]]] = {
    (Standing.NONE, Change.NEW): _row(_R.PLACE, _R.PLACE, _R.PLACE, _R.PLACE),
    (Standing.NONE, Change.UPDATE): _row(_R.UNKNOWN, _R.UNKNOWN, _R.UNKNOWN, _R.UNKNOWN),
    (Standing.NONE, Change.DELETE): _row(_R.UNKNOWN, _R.UNKNOWN, _R.UNKNOWN, _R.UNKNOWN),
    (Standing.OPEN, Change.NEW): _row(_R.TAKEN, _R.TAKEN, _R.TAKEN, _R.TAKEN),
    (Standing.OPEN, Change.UPDATE): _row(_R.REVISE, _R.REVISE, _R.STALE, _R.UNKNOWN),
    (Standing.OPEN, Change.DELETE): _row(_R.REVISE, _R.REVISE, _R.STALE, _R.UNKNOWN),
    (Standing.CANCELLED, Change.NEW): _row(_R.TAKEN, _R.TAKEN, _R.TAKEN, _R.TAKEN),
    (Standing.CANCELLED, Change.UPDATE): _row(_R.OVER, _R.OVER, _R.STALE, _R.UNKNOWN),
    (Standing.CANCELLED, Change.DELETE): _row(_R.REPEAT, _R.REPEAT, _R.REPEAT, _R.UNKNOWN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What becomes of an OrderRequest; `number` is the version that it makes or repeats."""

    ruling: Ruling
    number: int = 1


def decide(arrival: Arrival, versions: Sequence[Known], *, takes_unknown: bool) -> Decision:
    """
    Decide what an OrderRequest is; `versions` are those of its order, the first one first.

    `takes_unknown`: what it names and we do not have is no reason to refuse it.
    """
    if not versions and takes_unknown:
        return Decision(ruling=Ruling.PLACE)
    same = [each for each in versions if each.digest == arrival.digest]
    link = _link(arrival, versions, takes_unknown=takes_unknown) if versions else Link.SILENT
    if same:
        return _again(arrival, same[-1], versions[-1], link)
    ruling = RULINGS[_standing(versions), arrival.change][link]
    if ruling is Ruling.REVISE:
        return Decision(ruling=ruling, number=versions[-1].number + 1)
    return Decision(ruling=ruling, number=standing(versions).number if versions else 1)


def _standing(versions: Sequence[Known]) -> Standing:
    if not versions:
        return Standing.NONE
    return Standing.CANCELLED if is_cancelled(versions) else Standing.OPEN


def _again(arrival: Arrival, same: Known, last: Known, link: Link) -> Decision:
    """Answer content that we have: it is the same order, unless it may be a change back."""
    is_clear = arrival.change is Change.NEW or same is last or link is not Link.SILENT
    return Decision(ruling=Ruling.REPEAT if is_clear else Ruling.UNCLEAR, number=same.number)


def _link(arrival: Arrival, versions: Sequence[Known], *, takes_unknown: bool) -> Link:
    referred = _referred(arrival, versions)
    if referred is None and arrival.refers_to is not None and not takes_unknown:
        return Link.FOREIGN
    if referred is not None and referred.number < standing(versions).number:
        return Link.STALE
    if arrival.said_version is None:
        return Link.SILENT if referred is None else Link.NEXT
    if arrival.said_version <= _reached(versions, is_linked=referred is not None):
        return Link.STALE
    return Link.NEXT


def _referred(arrival: Arrival, versions: Sequence[Known]) -> Known | None:
    return next((each for each in versions if arrival.refers_to in each.payload_ids), None)


def _reached(versions: Sequence[Known], *, is_linked: bool) -> Decimal:
    """Give the highest orderVersion so far; an original that gives none has 1 (the DTD's rule)."""
    said = [each.said_version for each in versions if each.said_version is not None]
    if said:
        return max(said)
    return Decimal(0) if is_linked else Decimal(1)
