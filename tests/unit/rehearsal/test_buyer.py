"""The rehearsal's buyer: what it writes, and how it hears."""

from __future__ import annotations

from base64 import b64encode

import pytest

from gateway.carrier import Carrier
from gateway.cxml import documents
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.responses import Status
from gateway.errors import BadRequest, Unreachable
from gateway.rehearsal.buyer import Buyer
from gateway.rehearsal.buyer_documents import BuyerDocuments, Correspondence, Written
from tests import letters
from tests.followers import invoice, invoiced, portion, ship_notice
from tests.parcels import File, with_files

WRITES = BuyerDocuments(
    between=Correspondence(
        buyer=("NetworkID", "AN01000000001"), supplier=("DUNS", "123456789"), secret="hush"
    )
)
CART = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">
<cXML payloadID="7@gateway.example" timestamp="2026-11-21T12:00:00+00:00" xml:lang="en">
  <Header>
    <From><Credential domain="DUNS"><Identity>123456789</Identity></Credential></From>
    <To><Credential domain="NetworkID"><Identity>AN01000000001</Identity></Credential></To>
    <Sender>
      <Credential domain="NetworkID"><Identity>our-gateway</Identity></Credential>
      <UserAgent>tests</UserAgent>
    </Sender>
  </Header>
  <Message deploymentMode="test">
    <PunchOutOrderMessage>
      <BuyerCookie>cookie-7</BuyerCookie>
      <PunchOutOrderMessageHeader operationAllowed="edit">
        <Total><Money currency="EUR">0.90</Money></Total>
      </PunchOutOrderMessageHeader>
      <ItemIn quantity="2">
        <ItemID><SupplierPartID>A-1</SupplierPartID></ItemID>
        <ItemDetail>
          <UnitPrice><Money currency="EUR">0.45</Money></UnitPrice>
          <Description xml:lang="en">Pen</Description>
          <UnitOfMeasure>EA</UnitOfMeasure>
          <Classification domain="UNSPSC">44121704</Classification>
        </ItemDetail>
      </ItemIn>
    </PunchOutOrderMessage>
  </Message>
</cXML>
"""


@pytest.fixture
def buyer() -> Buyer:
    """A buyer who speaks to nobody."""
    return Buyer(WRITES, gateway="http://127.0.0.1:9", carrier=Carrier(), hears_secret="told")


def answered(buyer: Buyer, post: letters.Post) -> Status:
    """Bring a document to the buyer, and give the status of its answer."""
    response = documents.read(buyer.take_document(post.bytes())).envelope.response
    assert response is not None
    return response.status


def home(buyer: Buyer) -> Written:
    """Take a cart home and order it."""
    cart = buyer.take_cart({"cxml-base64": b64encode(CART.encode()).decode()})
    return WRITES.order("PO-7", cart.message, cart.mode)


def test_what_it_writes_is_flawless(buyer: Buyer) -> None:
    """Question, knock and order are cXML that nobody has to say anything about."""
    written = [
        WRITES.profile(),
        WRITES.setup("cookie-7", "https://buyer.example/cart", DeploymentMode.TEST),
        home(buyer),
    ]

    assert [(), (), ()] == [documents.read(each.body).findings for each in written]


def test_order_repeats_the_cart(buyer: Buyer) -> None:
    """Every line is ordered as it came home, under the mode of its cart."""
    request = documents.read(home(buyer).body).envelope.request

    assert request is not None
    assert DeploymentMode.TEST is request.deployment_mode
    assert ["A-1"] == [line.item_id.supplier_part_id for line in request.body.items]  # type: ignore[union-attr]


def test_cart_is_found_by_its_cookie(buyer: Buyer) -> None:
    """A cart that came home in either form field is known by the cookie of its visit."""
    taken = buyer.take_cart({"cxml-urlencoded": CART})

    assert taken == buyer.cart("cookie-7") == buyer.await_cart("cookie-7", 0)
    assert [taken] == buyer.carts()
    assert None is buyer.cart("another")


def test_form_without_a_cart_is_refused(buyer: Buyer) -> None:
    """A form that brings another document brings no cart."""
    with pytest.raises(BadRequest):
        buyer.take_cart({"cxml-urlencoded": letters.profile().bytes().decode()})


def test_confirmation_is_heard_from_whom_it_trusts(buyer: Buyer) -> None:
    """A confirmation with the right secret is answered 200 and kept; with another it is 401."""
    word = letters.confirmation(letters.order("PO-7"))

    codes = [answered(buyer, word.but(secret=each)).code for each in ("wrong", "told")]

    assert [401, 200] == codes
    assert word.payload_id == buyer.await_word("PO-7", 0).payload_id
    assert 1 == len(buyer.words("PO-7"))


def test_confirmation_is_heard_with_its_files(buyer: Buyer) -> None:
    """A message with attachments is taken as the document that it carries; its files are named."""
    word = letters.confirmation(letters.order("PO-7")).but(secret="told")

    answer = documents.read(buyer.take_document(*with_files(word, File())))

    assert answer.envelope.response is not None
    assert 200 == answer.envelope.response.status.code
    assert [("plan.pdf",)] == [heard.files for heard in buyer.words("PO-7")]


def test_shipments_and_invoices_are_heard(buyer: Buyer) -> None:
    """What follows a confirmation is taken as well, and found by the number of its order."""
    placed = letters.order("PO-7")
    sent = ship_notice("S-1", portion(placed, (1, "2")))
    billed = invoice("I-1", invoiced(placed, (1, "2")))

    codes = [answered(buyer, post.but(secret="told")).code for post in (sent, billed)]

    assert [200, 200] == codes
    told = [f"{news.what} {news.number}: {news.told}" for news in buyer.news("PO-7")]
    assert [
        "ship notice S-1: 1 line, carried by Carrier, number T-1, expected on 2026-11-22",
        "invoice I-1: 0.00 EUR",
    ] == told
    assert [] == buyer.news("PO-8")


@pytest.mark.parametrize("body", [b"", b"<html/>", letters.profile().but(secret="told").bytes()])
def test_anything_else_is_answered_and_forgotten(buyer: Buyer, body: bytes) -> None:
    """What a buyer has no use for is refused in a cXML answer."""
    response = documents.read(buyer.take_document(body)).envelope.response

    assert response is not None
    assert response.status.code in {406, 450}


def test_waiting_has_an_end(buyer: Buyer) -> None:
    """What does not come in time is told as such."""
    with pytest.raises(Unreachable, match="No cart came home within 0 seconds"):
        buyer.await_cart("cookie-7", 0)
