"""PunchOut: the setup of a visit, its start page, and the cart that comes home."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from gateway.cxml.amounts import Shipping, Tax, Total
from gateway.cxml.binding import Aside, Attr, Inner, Rest, element
from gateway.cxml.contacts import Contact, ShipTo
from gateway.cxml.items import ItemID, ItemIn, ItemOut
from gateway.cxml.texts import URL, Extrinsic


class Operation(StrEnum):
    """What the shopper comes for."""

    #: a new cart
    CREATE = "create"
    #: an earlier cart, to change it
    EDIT = "edit"
    #: an earlier cart, to look at
    INSPECT = "inspect"
    #: a request for quotation
    SOURCE = "source"


@element("BuyerCookie")
class BuyerCookie:
    """The buyer's own mark of the visit; goes back character for character."""

    inner: Annotated[str, Inner()] = ""
    rest: Rest | None = None


@element("BrowserFormPost")
class BrowserFormPost:
    """Where the browser carries the cart."""

    url: URL
    rest: Rest | None = None


@element("SelectedItem")
class SelectedItem:
    """The item that the shop shall open at."""

    item_id: ItemID
    rest: Rest | None = None


SETUP_ORDER = (
    "BuyerCookie Extrinsic BrowserFormPost Contact SupplierSetup ShipTo SelectedItem ItemOut"
)


@element("PunchOutSetupRequest", children=SETUP_ORDER)
class PunchOutSetupRequest:
    """A shopper knocks (cXML.dtd: only BuyerCookie is mandatory)."""

    operation: Annotated[Operation, Attr("operation")]
    buyer_cookie: BuyerCookie
    extrinsics: tuple[Extrinsic, ...] = ()
    browser_form_post: BrowserFormPost | None = None
    contacts: tuple[Contact, ...] = ()
    ship_to: ShipTo | None = None
    selected_item: SelectedItem | None = None
    items: tuple[ItemOut, ...] = ()
    rest: Rest | None = None


@element("StartPage")
class StartPage:
    """Where the browser goes in."""

    url: URL
    rest: Rest | None = None


@element("PunchOutSetupResponse")
class PunchOutSetupResponse:
    """The shopper may come in."""

    start_page: StartPage
    rest: Rest | None = None


class OperationAllowed(StrEnum):
    """The most that may be done with the cart later."""

    CREATE = "create"
    INSPECT = "inspect"
    EDIT = "edit"


class QuoteStatus(StrEnum):
    """Whether the prices of a cart are settled."""

    PENDING = "pending"
    FINAL = "final"


MESSAGE_HEADER_ORDER = "SourcingStatus Total ShipTo Shipping Tax SupplierOrderInfo"


@element("PunchOutOrderMessageHeader", children=MESSAGE_HEADER_ORDER)
class PunchOutOrderMessageHeader:
    """The cart as a whole; a total is wanted even of an empty one."""

    operation_allowed: Annotated[OperationAllowed, Attr("operationAllowed")]
    quote_status: Annotated[QuoteStatus | None, Attr("quoteStatus"), Aside()] = None
    total: Total
    ship_to: ShipTo | None = None
    shipping: Shipping | None = None
    tax: Tax | None = None
    rest: Rest | None = None


@element("PunchOutOrderMessage")
class PunchOutOrderMessage:
    """The cart comes home; it is not an order yet."""

    buyer_cookie: BuyerCookie
    header: PunchOutOrderMessageHeader
    items: tuple[ItemIn, ...] = ()
    rest: Rest | None = None
