"""What the rehearsal's buyer writes: the question, the knock, and the order made of a cart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from gateway.clock import Clock, Ids, SystemClock, SystemIds, timestamp
from gateway.cxml import documents
from gateway.cxml.contacts import (
    Address,
    BillTo,
    City,
    Contact,
    Country,
    Email,
    Name,
    PostalAddress,
    ShipTo,
)
from gateway.cxml.envelope import CXML, DeploymentMode, Request
from gateway.cxml.header import Credential, From, Header, Sender, To
from gateway.cxml.items import ItemIn, ItemOut
from gateway.cxml.orders import OrderRequest, OrderRequestHeader
from gateway.cxml.profile import ProfileRequest
from gateway.cxml.punchout import (
    BrowserFormPost,
    BuyerCookie,
    Operation,
    PunchOutOrderMessage,
    PunchOutSetupRequest,
)
from gateway.cxml.texts import URL, Extrinsic

#: whoever shops
REQUESTER: Final = "robin@buyer.example"
_Body = ProfileRequest | PunchOutSetupRequest | OrderRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A document ready to be sent."""

    kind: str
    payload_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Who writes to whom, and how the writer proves it; identities are (domain, value)."""

    buyer: tuple[str, str]
    supplier: tuple[str, str]
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerDocuments:
    """Writes documents of one buyer to one supplier."""

    between: Correspondence
    clock: Clock = field(default_factory=SystemClock)
    ids: Ids = field(default_factory=lambda: SystemIds("buyer.example"))

    def profile(self) -> Written:
        """Ask what is taken, and where."""
        return self._written(ProfileRequest(), None)

    def setup(self, cookie: str, return_address: str, mode: DeploymentMode | None) -> Written:
        """Knock with an empty cart."""
        request = PunchOutSetupRequest(
            operation=Operation.CREATE,
            buyer_cookie=BuyerCookie(inner=cookie),
            extrinsics=(
                Extrinsic(name="UserEmail", inner=REQUESTER),
                Extrinsic(name="CostCenter", inner="4711"),
            ),
            browser_form_post=BrowserFormPost(url=URL(address=return_address)),
            ship_to=_HOME,
        )
        return self._written(request, mode)

    def order(
        self, order_id: str, cart: PunchOutOrderMessage, mode: DeploymentMode | None
    ) -> Written:
        """Order what is in a cart, as its approval leaves it: every line as it came home."""
        header = OrderRequestHeader(
            order_id=order_id,
            order_date=timestamp(self.clock.now()),
            total=cart.header.total,
            ship_to=cart.header.ship_to or _HOME,
            bill_to=BillTo(address=_HOME.address),
            shipping=cart.header.shipping,
            tax=cart.header.tax,
            contacts=(_ROBIN,),
        )
        items = tuple(_ordered(number, line) for number, line in enumerate(cart.items, start=1))
        return self._written(OrderRequest(header=header, items=items), mode)

    def _written(self, body: _Body, mode: DeploymentMode | None) -> Written:
        payload_id = self.ids.payload_id()
        envelope = CXML(
            payload_id=payload_id,
            timestamp=timestamp(self.clock.now()),
            lang="en",
            header=self._header(),
            request=Request(deployment_mode=mode, body=body),
        )
        return Written(
            kind=type(body).__name__, payload_id=payload_id, body=documents.write(envelope)
        )

    def _header(self) -> Header:
        buyer, supplier = _named(self.between.buyer), _named(self.between.supplier)
        proof = Credential(
            domain=buyer.domain, identity=buyer.identity, shared_secret=self.between.secret
        )
        return Header(
            from_=From(credentials=(buyer,)),
            to=To(credentials=(supplier,)),
            sender=Sender(credentials=(proof,), user_agent="Rehearsal buyer"),
        )


def _named(identity: tuple[str, str]) -> Credential:
    domain, value = identity
    return Credential(domain=domain, identity=value)


def _ordered(number: int, line: ItemIn) -> ItemOut:
    return ItemOut(
        quantity=line.quantity,
        line_number=number,
        item_id=line.item_id,
        item_detail=line.item_detail,
    )


_ROBIN = Contact(
    role="endUser",
    name=Name(lang="en", text="Robin Lee"),
    emails=(Email(address=REQUESTER, preferred_lang="en"),),
)
_HOME = ShipTo(
    address=Address(
        iso_country_code="DE",
        address_id="B-1",
        name=Name(lang="en", text="Acme, goods in"),
        postal_address=PostalAddress(
            street=("Hafenstraße 7",),
            city=City(text="Hamburg"),
            postal_code="20359",
            country=Country(iso_country_code="DE", text="Germany"),
        ),
    )
)
