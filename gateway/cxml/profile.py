"""The profile: what a server takes, and where."""

from __future__ import annotations

from typing import Annotated

from gateway.cxml.binding import Attr, Content, Rest, element
from gateway.cxml.texts import URL
from gateway.cxml.values import Moment


@element("ProfileRequest")
class ProfileRequest:
    """The question which documents are taken; serves as a ping too."""

    rest: Rest | None = None


@element("Option")
class Option:
    """A named setting of a server or of one of its transactions."""

    name: Annotated[str, Attr("name")]
    value: Annotated[str, Content()] = ""
    rest: Rest | None = None


@element("Transaction")
class Transaction:
    """One kind of request that is taken, and its address."""

    request_name: Annotated[str, Attr("requestName")]
    url: URL
    options: tuple[Option, ...] = ()
    rest: Rest | None = None


@element("ProfileResponse")
class ProfileResponse:
    """The answer: every kind of request that is taken."""

    effective_date: Annotated[str, Attr("effectiveDate"), Moment()]
    last_refresh: Annotated[str | None, Attr("lastRefresh"), Moment()] = None
    options: tuple[Option, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    rest: Rest | None = None
