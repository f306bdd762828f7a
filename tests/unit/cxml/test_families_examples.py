"""What the families say, by example: one document or element each."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

import pytest
from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.invoices import InvoiceDetailRequest, InvoicePurpose
from gateway.cxml.items import ItemOut, LineChange
from gateway.cxml.orders import Change, OrderRequestHeader, OrderType
from gateway.cxml.payments import DiscountPercent, Payment, PaymentToken, PCard
from gateway.cxml.reading import Notes, read
from gateway.cxml.receipts import ReceiptRequest, ReceiptType
from gateway.cxml.references import MasterAgreementReference, OrderIDInfo, OrderReference
from gateway.cxml.ship_notices import ShipNoticeOperation, ShipNoticeRequest
from gateway.cxml.status_updates import InvoiceState, InvoiceStatus, StatusUpdateRequest
from gateway.cxml.texts import Comments, Visibility
from gateway.cxml.writing import write

T = TypeVar("T")
MONEY = '<Money currency="EUR">{}</Money>'


def as_read(cls: type[T], text: str) -> T:
    """Read a text that has no faults."""
    notes = Notes()
    value = read(cls, etree.fromstring(text), notes)
    assert [] == notes.found
    return value


def test_a_change_names_the_order_before_it() -> None:
    """An update says its version, and which document it follows."""
    header = as_read(
        OrderRequestHeader,
        '<OrderRequestHeader orderID="PO-1" orderDate="2026-11-21" type="update" orderVersion="2">'
        f"<Total>{MONEY.format(9)}</Total><DocumentReference payloadID='1@buyer.example'/>"
        "</OrderRequestHeader>",
    )

    assert (Change.UPDATE, Decimal(2)) == (header.type, header.order_version)
    assert header.document_reference is not None
    assert "1@buyer.example" == header.document_reference.payload_id


def test_a_line_of_a_change_may_be_withdrawn() -> None:
    """What an update does to a line stands at the line."""
    item = as_read(
        ItemOut,
        '<ItemOut quantity="1" lineNumber="2" operation="delete"><ItemID>'
        "<SupplierPartID>A</SupplierPartID></ItemID></ItemOut>",
    )

    assert LineChange.DELETE is item.operation


def test_a_release_names_its_agreement() -> None:
    """What is called up says of which agreement, in the header and at the line."""
    header = as_read(
        OrderRequestHeader,
        '<OrderRequestHeader orderID="PO-1" orderDate="2026-11-21" orderType="release"'
        f' agreementID="C-7"><Total>{MONEY.format(9)}</Total></OrderRequestHeader>',
    )
    item = as_read(
        ItemOut,
        '<ItemOut quantity="1" agreementItemNumber="10"><ItemID><SupplierPartID>A</SupplierPartID>'
        '</ItemID><MasterAgreementReference agreementID="C-7">'
        '<DocumentReference payloadID="7@buyer.example"/></MasterAgreementReference></ItemOut>',
    )

    assert (OrderType.RELEASE, "C-7") == (header.order_type, header.agreement_id)
    assert isinstance(item.agreement, MasterAgreementReference)
    assert "C-7" == item.agreement.agreement_id


def test_a_blanket_line_says_its_ceiling() -> None:
    """A line that is called up later has limits in place of an item's detail."""
    item = as_read(
        ItemOut,
        '<ItemOut quantity="1"><ItemID><SupplierPartID>A</SupplierPartID></ItemID>'
        '<BlanketItemDetail><Description xml:lang="en">Cleaning</Description>'
        f"<MaxAmount>{MONEY.format(5000)}</MaxAmount><MaxQuantity>12</MaxQuantity>"
        "</BlanketItemDetail></ItemOut>",
    )

    assert item.blanket_item_detail is not None
    assert item.blanket_item_detail.max_amount is not None
    assert Decimal(5000) == item.blanket_item_detail.max_amount.money.amount
    assert Decimal(12) == item.blanket_item_detail.max_quantity


def test_comments_name_their_attachments() -> None:
    """The files that stand among the words are found, and the words are told without them."""
    comments = as_read(
        Comments,
        '<Comments xml:lang="en">See <Attachment visibility="internal"><URL>cid:1@a</URL>'
        "</Attachment>the drawing &amp; &lt;list&gt;.</Comments>",
    )

    assert [("cid:1@a", Visibility.INTERNAL)] == [
        (found.url.address, found.visibility) for found in comments.attachments
    ]
    assert "See the drawing & <list>." == comments.words


def test_comments_without_attachments_have_none() -> None:
    """Most comments are words alone."""
    comments = Comments(inner="a &lt; b")

    assert () == comments.attachments
    assert "a < b" == comments.words


@pytest.mark.parametrize(
    "means",
    [
        PCard(number="4111111111111111", expiration="2027-12-31"),
        PaymentToken(number="4111111111111111", token="token-4111"),
    ],
)
def test_a_card_does_not_show_its_number(means: PCard | PaymentToken) -> None:
    """What a log might say of a payment has neither number nor token."""
    payment = Payment(means=means)

    assert "4111" not in repr(payment)
    assert payment == read(Payment, write(payment), Notes())


def test_a_term_of_payment_says_days_and_discount() -> None:
    """Paying within so many days takes so many per cent off."""
    header = as_read(
        OrderRequestHeader,
        f'<OrderRequestHeader orderID="1" orderDate="2026-11-21"><Total>{MONEY.format(9)}</Total>'
        '<PaymentTerm payInNumberOfDays="10"><Discount><DiscountPercent percent="2.5"/></Discount>'
        '</PaymentTerm><PaymentTerm payInNumberOfDays="30"/></OrderRequestHeader>',
    )

    first, net = header.payment_terms

    assert (10, 30) == (first.pay_in_days, net.pay_in_days)
    assert first.discount is not None
    assert first.discount.by == DiscountPercent(percent=Decimal("2.5"))
    assert net.discount is None


def test_a_ship_notice_says_what_of_which_order() -> None:
    """Number, tracking, order and lines of a shipment are values."""
    notice = as_read(
        ShipNoticeRequest,
        '<ShipNoticeRequest><ShipNoticeHeader shipmentID="S-1" noticeDate="2026-11-21"/>'
        '<ShipControl><CarrierIdentifier domain="SCAC">DPWN</CarrierIdentifier>'
        "<ShipmentIdentifier>0034</ShipmentIdentifier></ShipControl>"
        '<ShipNoticePortion><OrderReference orderID="PO-1">'
        '<DocumentReference payloadID="1@buyer.example"/></OrderReference>'
        '<ShipNoticeItem lineNumber="1" quantity="2.5"><UnitOfMeasure>EA</UnitOfMeasure>'
        "</ShipNoticeItem></ShipNoticePortion></ShipNoticeRequest>",
    )

    portion = notice.portions[0]

    assert ("S-1", ShipNoticeOperation.NEW) == (notice.header.shipment_id, notice.header.operation)
    assert "0034" == notice.controls[0].shipments[0].text
    assert "PO-1" == portion.order_reference.order_id
    assert [(1, Decimal("2.5"))] == [(item.line_number, item.quantity) for item in portion.items]


def test_a_credit_memo_is_told_by_its_purpose_and_sums() -> None:
    """A memo that gives back says so, and what is due is below zero."""
    memo = as_read(
        InvoiceDetailRequest,
        '<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID="C-1" purpose="creditMemo"'
        ' invoiceDate="2026-11-21"><InvoiceDetailHeaderIndicator isHeaderInvoice="yes"/>'
        "<InvoiceDetailLineIndicator/></InvoiceDetailRequestHeader><InvoiceDetailHeaderOrder>"
        '<InvoiceDetailOrderInfo><OrderIDInfo orderID="PO-1"/></InvoiceDetailOrderInfo>'
        f'<InvoiceDetailOrderSummary invoiceLineNumber="1"><SubtotalAmount>{MONEY.format(-9)}'
        "</SubtotalAmount></InvoiceDetailOrderSummary></InvoiceDetailHeaderOrder>"
        f"<InvoiceDetailSummary><NetAmount>{MONEY.format(-9)}</NetAmount>"
        f"<DueAmount>{MONEY.format(-9)}</DueAmount></InvoiceDetailSummary></InvoiceDetailRequest>",
    )

    assert memo.header.purpose is InvoicePurpose.CREDIT_MEMO
    assert memo.header.header_indicator is not None
    assert memo.header.header_indicator.is_header_invoice
    assert isinstance(memo.orders[0].order_info.order, OrderIDInfo)
    assert memo.summary.due is not None
    assert Decimal(-9) == memo.summary.due.money.amount


def test_an_invoice_without_its_sum_is_an_error() -> None:
    """What an invoice asks for is not guessed; what is only missing by the DTD is no error here."""
    notes = Notes()

    read(
        InvoiceDetailRequest,
        etree.fromstring(
            '<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID="1"/>'
            "<InvoiceDetailOrder><InvoiceDetailOrderInfo/></InvoiceDetailOrder>"
            "<InvoiceDetailSummary/></InvoiceDetailRequest>"
        ),
        notes,
    )

    assert [
        (Code.ELEMENT_MISSING, "/InvoiceDetailRequest/InvoiceDetailOrder"),
        (Code.ELEMENT_MISSING, "/InvoiceDetailRequest/InvoiceDetailSummary"),
    ] == [(found.code, found.path) for found in notes.found]


def test_a_receipt_says_what_was_taken_in_and_what_went_back() -> None:
    """A line of a receipt names its order's line, and which way the goods went."""
    receipt = as_read(
        ReceiptRequest,
        '<ReceiptRequest><ReceiptRequestHeader receiptID="R-1" receiptDate="2026-11-21"/>'
        '<ReceiptOrder><ReceiptOrderInfo><OrderReference orderID="PO-1"/></ReceiptOrderInfo>'
        '<ReceiptItem receiptLineNumber="1" quantity="2">'
        '<ReceiptItemReference lineNumber="7"/></ReceiptItem>'
        '<ReceiptItem receiptLineNumber="2" quantity="1" type="returned">'
        '<ReceiptItemReference lineNumber="8"/></ReceiptItem></ReceiptOrder></ReceiptRequest>',
    )

    order = receipt.orders[0]

    assert isinstance(order.order_info.order, OrderReference)
    assert [(7, ReceiptType.RECEIVED), (8, ReceiptType.RETURNED)] == [
        (item.item_reference.line_number, item.type) for item in order.items
    ]


def test_a_status_update_says_what_it_is_about() -> None:
    """One of five elements says what became of which sort of document."""
    update = as_read(
        StatusUpdateRequest,
        '<StatusUpdateRequest><Status code="200" text="OK"/><InvoiceStatus type="paid">'
        '<InvoiceIDInfo invoiceID="I-1"/></InvoiceStatus></StatusUpdateRequest>',
    )

    assert isinstance(update.about, InvoiceStatus)
    assert update.about.type is InvoiceState.PAID
    assert update.about.invoice_id_info is not None
    assert "I-1" == update.about.invoice_id_info.invoice_id
