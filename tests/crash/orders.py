"""Orders as plain text, made and read without a line of the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from lxml import etree

BUYER = ("NetworkID", "AN01000000001")
SUPPLIER = ("DUNS", "123456789")
MOST_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an order, as everybody must have it."""

    part: str
    quantity: Decimal
    price: Decimal
    currency: str = "EUR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One order as its buyer knows it."""

    number: str
    payload_id: str
    lines: tuple[Line, ...]
    body: bytes

    @property
    def total(self) -> Decimal:
        """What it comes to."""
        return sum((line.quantity * line.price for line in self.lines), Decimal(0))


def new_order(number: str, secret: str, chance: Random) -> Sent:
    """Make an order like no other: up to a dozen lines, with quantities and prices by chance."""
    lines = tuple(
        Line(
            part=f"{number}-{place}",
            quantity=Decimal(chance.randint(1, 9999)) / 10,
            price=Decimal(chance.randint(1, 999_999)) / 100,
        )
        for place in range(1, chance.randint(1, MOST_LINES) + 1)
    )
    payload_id = f"{number}.{chance.getrandbits(64):x}@buyer.example"
    body = _document(number, payload_id, lines, secret).encode()
    return Sent(number=number, payload_id=payload_id, lines=lines, body=body)


def payload_id_of(body: bytes) -> str:
    """Read under which payloadID a document came."""
    return str(etree.fromstring(body).get("payloadID"))


def number_of(body: bytes) -> str:
    """Read the number of an order."""
    return str(etree.fromstring(body).find(".//OrderRequestHeader").attrib["orderID"])  # type: ignore[union-attr]


def lines_of(body: bytes) -> tuple[Line, ...]:
    """Read the lines of an order."""
    return tuple(
        Line(
            part=item.findtext("ItemID/SupplierPartID", ""),
            quantity=Decimal(item.get("quantity", "")),
            price=Decimal(item.findtext("ItemDetail/UnitPrice/Money", "")),
            currency=item.find("ItemDetail/UnitPrice/Money").attrib["currency"],  # type: ignore[union-attr]
        )
        for item in etree.fromstring(body).iterfind("Request/OrderRequest/ItemOut")
    )


def total_of(body: bytes) -> Decimal:
    """Read what an order says that it comes to."""
    return Decimal(etree.fromstring(body).findtext(".//OrderRequestHeader/Total/Money", ""))


def answer(code: int, text: str, number: int) -> bytes:
    """Write an answer of the supplier."""
    return (
        f'<cXML payloadID="{number}@supplier.example" timestamp="2026-11-21T10:00:00+00:00">'
        f'<Response><Status code="{code}" text="{text}"/></Response></cXML>'
    ).encode()


def _document(number: str, payload_id: str, lines: tuple[Line, ...], secret: str) -> str:
    total = sum((line.quantity * line.price for line in lines), Decimal(0))
    items = "".join(_item(place, line) for place, line in enumerate(lines, 1))
    return (
        f'<cXML payloadID="{payload_id}" timestamp="2026-11-21T10:00:00+00:00"><Header>'
        f"<From>{_credential(BUYER)}</From><To>{_credential(SUPPLIER)}</To>"
        f"<Sender>{_credential(BUYER, secret)}<UserAgent>crash</UserAgent></Sender></Header>"
        f'<Request><OrderRequest><OrderRequestHeader orderID="{number}" '
        f'orderDate="2026-11-21T10:00:00+00:00"><Total><Money currency="EUR">{total}</Money>'
        f'</Total><BillTo><Address><Name xml:lang="en">Acme</Name></Address></BillTo>'
        f"</OrderRequestHeader>{items}</OrderRequest></Request></cXML>"
    )


def _credential(who: tuple[str, str], secret: str | None = None) -> str:
    proof = f"<SharedSecret>{secret}</SharedSecret>" if secret else ""
    return f'<Credential domain="{who[0]}"><Identity>{who[1]}</Identity>{proof}</Credential>'


def _item(place: int, line: Line) -> str:
    return (
        f'<ItemOut quantity="{line.quantity}" lineNumber="{place}"><ItemID><SupplierPartID>'
        f"{line.part}</SupplierPartID></ItemID><ItemDetail><UnitPrice>"
        f'<Money currency="{line.currency}">{line.price}</Money></UnitPrice>'
        f'<Description xml:lang="en">Ring binder</Description><UnitOfMeasure>EA</UnitOfMeasure>'
        f'<Classification domain="UNSPSC">44122003</Classification></ItemDetail></ItemOut>'
    )
