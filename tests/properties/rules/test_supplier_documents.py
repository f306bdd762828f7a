"""What a supplier says in JSON becomes a document that both grammars take, whatever it says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.cxml import documents
from gateway.cxml.kinds import KINDS
from gateway.cxml.orders import OrderType
from gateway.rules.addressing import Names, leg, originate
from gateway.rules.parties import IdentitySettings, Mode, Role
from gateway.rules.prices import Basis
from gateway.rules.supplier_bodies import Confirm, Invoice, Reject, Said, Ship
from gateway.rules.supplier_documents import Pen, document
from gateway.rules.supplier_ground import Ground, Line, faults
from tests.grammars import official_faults, own_faults
from tests.strategies import LETTERS, TEXTS

NOW = "2026-11-21T12:00:00+00:00"
NAMES = Names(
    buyer=IdentitySettings(domain="NetworkID", value="AN01000000001"),
    supplier=IdentitySettings(domain="DUNS", value="123456789"),
)
KINDS_OF: dict[type[Said], str] = {
    Confirm: "ConfirmationRequest",
    Reject: "ConfirmationRequest",
    Ship: "ShipNoticeRequest",
    Invoice: "InvoiceDetailRequest",
}
LINES = 3
AMOUNTS = st.decimals(0, 10**9, places=4).map(lambda amount: format(amount, "f"))
QUANTITIES = st.decimals("0.001", 10**6, places=3).map(lambda amount: format(amount, "f"))
WORDS = st.text(st.one_of(LETTERS, st.sampled_from("<>&\"'\r\n\t]")), min_size=1).filter(str.strip)
DAYS = st.one_of(
    st.dates().map(str),
    st.datetimes(timezones=st.just(None)).map(lambda moment: f"{moment.isoformat()}+01:00"),
)
NUMBERS = st.integers(1, LINES)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a body that has some of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


def lines_of(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Draw the lines of a body, each of which has all of these fields."""
    return st.lists(st.fixed_dictionaries({"line_number": NUMBERS, **fields}), max_size=3)


def entry(status: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what becomes of a line."""
    needed = {"line_number": NUMBERS, "status": st.just(status), "reason": WORDS}
    return st.fixed_dictionaries(needed, optional={"quantity": QUANTITIES, **fields})


CONFIRMS = some(
    confirmation_id=TEXTS,
    comments=WORDS,
    lines=st.lists(
        st.one_of(
            entry("accept", unit_price=AMOUNTS, delivery_date=DAYS, comments=WORDS),
            entry("backordered", delivery_date=DAYS),
            entry("reject"),
        ),
        max_size=4,
    ),
).map(Confirm.model_validate)
REJECTS = st.builds(Reject, reason=WORDS, confirmation_id=st.one_of(st.none(), TEXTS))
SHIPS = st.builds(
    lambda number, more, carrier: Ship.model_validate({"shipment_id": number, **more, **carrier}),
    TEXTS,
    some(
        shipped_at=DAYS,
        delivery_date=DAYS,
        complete=st.booleans(),
        comments=WORDS,
        lines=lines_of(quantity=QUANTITIES),
    ),
    st.one_of(
        st.just({}), st.fixed_dictionaries({"carrier": TEXTS}, optional={"tracking_number": TEXTS})
    ),
)
TAXES = st.fixed_dictionaries(
    {"amount": AMOUNTS, "description": WORDS}, optional={"rate": AMOUNTS, "category": TEXTS}
)
INVOICES = st.builds(
    lambda number, more: Invoice.model_validate({"invoice_id": number, **more}),
    TEXTS,
    some(
        due_date=DAYS,
        lines=lines_of(quantity=QUANTITIES, unit_price=AMOUNTS),
        shipping=st.fixed_dictionaries({"amount": AMOUNTS}),
        tax=TAXES,
    ),
)
BASES = st.builds(
    Basis,
    quantity=st.decimals(1, 1000, places=1),
    factor=st.sampled_from([Decimal(1), Decimal(3)]),
)


def line(number: int) -> st.SearchStrategy[Line]:
    """Draw a line of an order."""
    return st.builds(
        Line,
        number=st.just(number),
        quantity=st.decimals(1, 10**6, places=2),
        unit=st.one_of(st.none(), st.sampled_from(["EA", "KGM"])),
        part=TEXTS,
        unit_price=st.decimals(0, 10**6, places=4),
        basis=st.one_of(st.none(), BASES),
        currency=st.just("EUR"),
        description=st.one_of(st.none(), TEXTS),
    )


GROUNDS = st.builds(
    Ground,
    order_id=TEXTS,
    order_date=st.just(NOW),
    order_type=st.just(OrderType.REGULAR),
    payload_id=TEXTS.map("{}@buyer".format),
    lines=st.tuples(*(line(number) for number in range(1, LINES + 1))),
)


@settings(max_examples=60)
@given(said=st.one_of(CONFIRMS, REJECTS, SHIPS, INVOICES), ground=GROUNDS)
def test_whatever_fits_its_order_becomes_a_valid_document(
    shared: Path, said: Said, ground: Ground
) -> None:
    """Both grammars take it, and it is read without an error."""
    assume(not list(faults(said, ground)))
    kind = KINDS[KINDS_OF[type(said)]]

    written = documents.serialise(
        originate(
            document(said, ground, Pen(now=NOW, number="1")),
            leg(NAMES, NAMES.supplier, towards=Role.BUYER, mode=Mode.TEST),
            payload_id="1@stub",
            timestamp=NOW,
        ),
        dtd=kind.dtd,
    )

    assert ([], []) == (official_faults(written, shared, kind.dtd), own_faults(written))
    assert () == documents.read(written, "text/xml; charset=UTF-8").errors
