"""Documents that buyers and suppliers post in tests, written with the typed language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count

from gateway.cxml.amounts import Money, PriceBasisQuantity, Total, UnitPrice
from gateway.cxml.binding import tag_of
from gateway.cxml.confirmations import (
    ConfirmationHeader,
    ConfirmationRequest,
    ConfirmationType,
)
from gateway.cxml.contacts import Address, BillTo, City, Country, Name, PostalAddress
from gateway.cxml.documents import write
from gateway.cxml.envelope import CXML, DeploymentMode, Request
from gateway.cxml.header import Credential, From, Header, Sender, To
from gateway.cxml.invoices import InvoiceDetailRequest
from gateway.cxml.items import (
    Classification,
    ItemDetail,
    ItemID,
    ItemOut,
    SupplierPartAuxiliaryID,
)
from gateway.cxml.kinds import KINDS
from gateway.cxml.order_status import OrderStatusRequest
from gateway.cxml.orders import Change, OrderRequest, OrderRequestHeader
from gateway.cxml.profile import ProfileRequest
from gateway.cxml.punchout import BrowserFormPost, BuyerCookie, Operation, PunchOutSetupRequest
from gateway.cxml.receipts import ReceiptRequest
from gateway.cxml.references import DocumentReference, OrderReference
from gateway.cxml.ship_notices import ShipNoticeRequest
from gateway.cxml.status_updates import StatusUpdateRequest
from gateway.cxml.texts import URL, Description
from gateway.rules.prices import basis_of, of_one

Body = (
    ProfileRequest
    | PunchOutSetupRequest
    | OrderRequest
    | ConfirmationRequest
    | ShipNoticeRequest
    | InvoiceDetailRequest
    | StatusUpdateRequest
    | ReceiptRequest
    | OrderStatusRequest
)

BUYER = Credential(domain="NetworkID", identity="AN01000000001")
SUPPLIER = Credential(domain="DUNS", identity="123456789")
BUYER_SECRET = "what acme sends us"
SUPPLIER_SECRET = "what stub sends us"
API_KEY = "key of stub for real orders"
TEST_API_KEY = "key of stub for test orders"
WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#: the lines of a supplier without cXML, in the place of orders_url
WITHOUT_CXML = f"""interface = "json"
api_key = "{API_KEY}"
test_api_key = "{TEST_API_KEY}"
"""


def wants_webhooks(webhook_url: str, *secrets: str) -> str:
    """Write the lines of a supplier without cXML that wants webhooks of its real orders."""
    written = ", ".join(f'"{secret}"' for secret in secrets or (WEBHOOK_SECRET,))
    return f'{WITHOUT_CXML}webhook_url = "{webhook_url}"\nwebhook_secret = [{written}]\n'


def parties(
    *,
    buyer_url: str = "http://127.0.0.1:9/buyer",
    shop_url: str = "http://127.0.0.1:9/punchout",
    orders_url: str = "http://127.0.0.1:9/cxml",
    test_orders_url: str | None = None,
    dtd_version: str | None = None,
    without_cxml: str | None = None,
) -> str:
    """
    Write a parties file with one buyer, one supplier and their connection.

    The lines `without_cxml` stand in the place of the supplier's addresses for orders.
    """
    orders = without_cxml or f'orders_url = "{orders_url}"'
    test_orders = f'test_orders_url = "{test_orders_url}"' if test_orders_url else ""
    version = f'dtd_version = "{dtd_version}"' if dtd_version else ""
    return f"""
[gateway]
identity = {{ domain = "NetworkID", value = "our-gateway" }}

[[buyer]]
name = "acme"
identities = [{{ domain = "NetworkID", value = "AN01000000001" }}]
secret = "{BUYER_SECRET}"
outbound_secret = "what we send acme"
return_hosts = ["https://buyer.example", "http://127.0.0.1:*", "http://localhost:*"]
documents_url = "{buyer_url}"
allow_private_network = true

[[supplier]]
name = "stub"
identities = [{{ domain = "DUNS", value = "123456789" }}]
secret = "{SUPPLIER_SECRET}"
outbound_secret = "what we send stub"
shop_key = "key of the shop of stub"
shop_url = "{shop_url}"
{orders}
allow_private_network = true
{test_orders}

[[connection]]
buyer = "acme"
supplier = "stub"
{version}
"""


_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One document to post; everything about it can be replaced."""

    body: Body
    payload_id: str
    sender: Credential = BUYER
    secret: str | None = BUYER_SECRET
    from_: Credential = BUYER
    to: Credential = SUPPLIER
    mode: DeploymentMode | None = None
    timestamp: str = "2026-11-21T10:00:00+00:00"

    def but(self, **changes: object) -> Post:
        """Give the same document with something else in it."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked by the dataclass

    def bytes(self) -> bytes:
        """Write the document."""
        proven = replace(self.sender, shared_secret=self.secret)
        return write(
            CXML(
                payload_id=self.payload_id,
                timestamp=self.timestamp,
                header=Header(
                    from_=From(credentials=(self.from_,)),
                    to=To(credentials=(self.to,)),
                    sender=Sender(credentials=(proven,), user_agent="tests"),
                ),
                request=Request(deployment_mode=self.mode, body=self.body),
            ),
            dtd=KINDS[tag_of(type(self.body))].dtd,
        )


def fresh_id() -> str:
    """Make a payloadID that no other test has used."""
    return f"{next(_numbers)}.tests@buyer.example"


def profile() -> Post:
    """Ask what is taken."""
    return Post(body=ProfileRequest(), payload_id=fresh_id())


def setup(
    *,
    operation: Operation = Operation.CREATE,
    cookie: str = "cookie-1",
    items: tuple[ItemOut, ...] = (),
    return_url: str | None = "https://buyer.example/return?id=7",
) -> Post:
    """Knock at the shop."""
    way_home = BrowserFormPost(url=URL(address=return_url)) if return_url else None
    return Post(
        body=PunchOutSetupRequest(
            operation=operation,
            buyer_cookie=BuyerCookie(inner=cookie),
            browser_form_post=way_home,
            items=items,
        ),
        payload_id=fresh_id(),
    )


def line(
    number: int = 1,
    *,
    part: str = "A-1",
    auxiliary: str | None = None,
    quantity: str = "2",
    price: str = "12.50",
) -> ItemOut:
    """Make one line of an order or of a cart that is opened again."""
    extra = SupplierPartAuxiliaryID(inner=auxiliary) if auxiliary else None
    return ItemOut(
        quantity=Decimal(quantity),
        line_number=number,
        item_id=ItemID(supplier_part_id=part, supplier_part_auxiliary_id=extra),
        item_detail=ItemDetail(
            unit_price=UnitPrice(money=Money(currency="EUR", amount=Decimal(price))),
            descriptions=(Description(lang="en", inner="Ring binder"),),
            unit_of_measure="EA",
            classifications=(Classification(domain="UNSPSC", text="44122003"),),
        ),
    )


def priced_for(item: ItemOut, quantity: str, factor: str = "1") -> ItemOut:
    """Give a line whose price is for so many units of another measure, `factor` of them in one."""
    assert item.item_detail is not None
    basis = PriceBasisQuantity(
        quantity=Decimal(quantity), conversion_factor=Decimal(factor), unit_of_measure="EA"
    )
    return replace(item, item_detail=replace(item.item_detail, price_basis_quantity=basis))


ADDRESS = Address(
    address_id="1",
    name=Name(lang="en", text="Acme"),
    postal_address=PostalAddress(
        street=("Quay 1",),
        city=City(text="Harbour"),
        postal_code="10115",
        country=Country(iso_country_code="DE", text="Germany"),
    ),
)


def order(number: str, *lines: ItemOut) -> Post:
    """Order something under this number."""
    items = lines or (line(),)
    total = sum(
        (
            item.quantity
            * of_one(
                item.item_detail.unit_price.money.amount,
                basis_of(item.item_detail.price_basis_quantity),
            )
            for item in items
            if item.item_detail
        ),
        Decimal(0),
    )
    return Post(
        body=OrderRequest(
            header=OrderRequestHeader(
                order_id=number,
                order_date="2026-11-21T10:00:00+00:00",
                total=Total(money=Money(currency="EUR", amount=total)),
                bill_to=BillTo(address=ADDRESS),
            ),
            items=items,
        ),
        payload_id=fresh_id(),
    )


def changed(
    placed: Post,
    *lines: ItemOut,
    type: Change = Change.UPDATE,  # noqa: A002 - the standard's word
    version: int | None = None,
    is_linked: bool = True,
    **header: object,
) -> Post:
    """Change an order that was placed or changed, or cancel it; without lines it keeps its own."""
    assert isinstance(placed.body, OrderRequest)
    number = placed.body.header.order_id
    other = order(number, *(lines or placed.body.items)).body
    assert isinstance(other, OrderRequest)
    named = DocumentReference(payload_id=placed.payload_id) if is_linked else None
    new_header = replace(
        other.header,
        type=type,
        order_version=None if version is None else Decimal(version),
        document_reference=named,
        **header,  # type: ignore[arg-type]  # fields by name
    )
    return placed.but(body=replace(other, header=new_header), payload_id=fresh_id())


def cancelled(placed: Post, **changes: object) -> Post:
    """Cancel an order that was placed or changed."""
    return changed(placed, type=Change.DELETE, **changes)  # type: ignore[arg-type]  # by name


def confirmation(
    placed: Post, kind: ConfirmationType = ConfirmationType.ACCEPT, *, number: str | None = None
) -> Post:
    """Say something about an order that was placed, as its supplier."""
    assert isinstance(placed.body, OrderRequest)
    return Post(
        body=ConfirmationRequest(
            header=ConfirmationHeader(
                type=kind, notice_date="2026-11-21T11:00:00+00:00", confirm_id=fresh_id()
            ),
            order_reference=OrderReference(
                order_id=number or placed.body.header.order_id,
                document_reference=DocumentReference(payload_id=placed.payload_id),
            ),
        ),
        payload_id=fresh_id(),
        sender=SUPPLIER,
        secret=SUPPLIER_SECRET,
        from_=SUPPLIER,
        to=BUYER,
    )
