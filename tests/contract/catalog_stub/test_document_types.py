"""What the shop writes, against the standard's own document types."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from catalog_stub.cxml.confirmations import (
    Confirmation,
    Earlier,
    Kind,
    LineShare,
    confirmation_request,
)
from catalog_stub.cxml.envelope import Identity
from catalog_stub.cxml.followers import invoice_request, ship_notice_request
from catalog_stub.cxml.orders import OrderDocument, OrderLine
from catalog_stub.cxml.writing import Letterhead, Status, profile, write_request, write_response

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
LINES = tuple(
    OrderLine(
        line_number=number,
        quantity=Decimal(quantity),
        unit_of_measure="EA",
        supplier_part_id="A",
        supplier_part_auxiliary_id=None,
        description="Über",
        unit_price=Decimal(1),
        currency="EUR",
    )
    for number, quantity in enumerate(["5", "1", "0.5", "0"], start=1)
)
BUYER = Identity(domain="NetworkID", value="AN01")
LETTERHEAD = Letterhead(
    supplier=Identity(domain="DUNS", value="123456789"),
    buyer=BUYER,
    secret="s",
    deployment_mode="test",
)
SHARES = tuple(LineShare.halves(line) for line in LINES)


def _order(date: str | None) -> OrderDocument:
    return OrderDocument(
        payload_id="1@b",
        order_id="PO-1",
        order_date=date,
        type="new",
        deployment_mode="test",
        buyer=BUYER,
        total=None,
        currency=None,
        ship_to=(),
        comments=None,
        notes=None,
        lines=LINES,
    )


@cache
def _document_type(folder: Path, name: str) -> etree.DTD:
    return etree.DTD(str(folder / "cxml-dtd" / "1.2.071" / name))


def _faults(folder: Path, name: str, raw: bytes) -> str:
    document_type = _document_type(folder, name)
    document_type.validate(etree.fromstring(raw))
    return str(document_type.error_log)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("earlier", [None, Earlier(payload_id="0@b", confirm_id="C")])
@pytest.mark.parametrize("date", [None, "2026-11-21T20:45:00+00:00"])
def test_confirmation_is_valid(
    shared: Path, kind: Kind, earlier: Earlier | None, date: str | None
) -> None:
    """Every kind of confirmation is valid under Fulfill.dtd."""
    confirmation = Confirmation(
        kind=kind, confirm_id="C", reason="Weil — é", shares=SHARES, replaces=earlier
    )

    content = confirmation_request(confirmation, _order(date), NOW)

    assert "" == _faults(shared, "Fulfill.dtd", write_request(LETTERHEAD, content, "2@s", NOW))


def test_rejection_carries_no_items() -> None:
    """A reject speaks of the whole order and gives its reason."""
    confirmation = Confirmation(kind=Kind.REJECT, confirm_id="C", reason="No.")

    request = confirmation_request(confirmation, _order(None), NOW)

    assert (0, "No.") == (
        len(request.findall("ConfirmationItem")),
        request.findtext("ConfirmationHeader/Comments"),
    )


@pytest.mark.parametrize("code", [200, 401, 406, 409, 417, 450, 500, 560])
def test_answer_is_valid(shared: Path, code: int) -> None:
    """Every answer is valid under cXML.dtd."""
    raw = write_response(Status(code=code, reason="Why."), NOW)

    assert "" == _faults(shared, "cXML.dtd", raw)


def test_profile_is_valid(shared: Path) -> None:
    """The answer to a ProfileRequest is valid under cXML.dtd."""
    content = profile(("OrderRequest",), "http://shop.example/cxml", NOW)

    assert "" == _faults(shared, "cXML.dtd", write_response(Status(code=200), NOW, content))


@pytest.mark.parametrize("date", [None, "2026-11-21T20:45:00+00:00"])
def test_what_follows_an_order_is_valid(shared: Path, date: str | None) -> None:
    """Ship notices are valid under Fulfill.dtd, invoices under InvoiceDetail.dtd."""
    shipped = ship_notice_request(_order(date), "S-1", NOW)
    invoiced = invoice_request(_order(date), "I-1", NOW)

    notice = write_request(LETTERHEAD, shipped, "2@s", NOW)
    bill = write_request(LETTERHEAD, invoiced, "3@s", NOW, "InvoiceDetail")

    assert "" == _faults(shared, "Fulfill.dtd", notice)
    assert "" == _faults(shared, "InvoiceDetail.dtd", bill)
