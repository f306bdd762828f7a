"""Accounting: which of the buyer's accounts pays for how much of a line."""

from __future__ import annotations

from typing import Annotated

from gateway.cxml.amounts import Money
from gateway.cxml.binding import Attr, Rest, element
from gateway.cxml.contacts import Name
from gateway.cxml.texts import Description


@element("Segment")
class Segment:
    """One part of an account, in the old form."""

    type: Annotated[str, Attr("type")]
    id: Annotated[str, Attr("id")]
    description: Annotated[str | None, Attr("description")] = None
    rest: Rest | None = None


@element("AccountingSegment", children="Name Description")
class AccountingSegment:
    """One part of an account, such as a cost centre; `name` says which part it is."""

    id: Annotated[str, Attr("id")]
    name: Name | None = None
    description: Description | None = None
    rest: Rest | None = None


@element("Accounting", children="Segment AccountingSegment")
class Accounting:
    """An account in all its parts."""

    name: Annotated[str | None, Attr("name")] = None
    segments: tuple[Segment, ...] = ()
    accounting_segments: tuple[AccountingSegment, ...] = ()
    rest: Rest | None = None


@element("Charge")
class Charge:
    """What an account pays."""

    money: Money
    rest: Rest | None = None


@element("Distribution", children="Accounting Charge")
class Distribution:
    """An account and what it pays; repeated on the invoice as it stood in the order."""

    accounting: Accounting
    charge: Charge | None = None
    rest: Rest | None = None
