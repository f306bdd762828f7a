"""What holds for whatever the shop reads, reckons and divides."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from catalog_stub.basket import (
    MOST,
    Basket,
    QuantityRefused,
    Tariff,
    fitting_quantity,
    read_quantity,
)
from catalog_stub.cxml.confirmations import (
    Confirmation,
    Kind,
    LineShare,
    confirmation_request,
)
from catalog_stub.cxml.envelope import Envelope, Identity, read_envelope
from catalog_stub.cxml.orders import OrderDocument, OrderLine, read_order
from catalog_stub.cxml.reading import UnreadableDocument, parse
from catalog_stub.cxml.writing import Status, write_response
from catalog_stub.products import Choice, choices, load_catalogue

NOW = datetime(2026, 11, 21, 20, 45, tzinfo=UTC)
PRODUCTS = load_catalogue().products
TARIFF = Tariff(shipping=Decimal("4.90"), free_shipping_from=Decimal(150), vat_percent=Decimal(19))

xml_text = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn"]), max_size=40)
quantities = st.decimals(min_value=0, max_value=99999, places=3)
every_choice: st.SearchStrategy[Choice] = st.sampled_from(
    [choice for product in PRODUCTS for choice in choices(product)]
)
order_lines = st.builds(
    OrderLine,
    line_number=st.integers(1, 9999),
    quantity=quantities,
    unit_of_measure=st.sampled_from(["EA", "MTR"]),
    supplier_part_id=xml_text,
    supplier_part_auxiliary_id=st.none() | xml_text,
    description=xml_text,
    unit_price=st.none() | quantities,
    currency=st.just("EUR"),
)
orders = st.builds(
    OrderDocument,
    payload_id=xml_text,
    order_id=xml_text,
    order_date=st.none(),
    type=st.just("new"),
    deployment_mode=st.just("production"),
    buyer=st.builds(Identity, domain=xml_text, value=xml_text),
    total=st.none(),
    currency=st.none(),
    ship_to=st.just(()),
    comments=st.none(),
    lines=st.lists(order_lines, min_size=1, max_size=4).map(tuple),
)


def _readable(raw: bytes) -> bool:
    try:
        read_order(read_envelope(parse(raw)))
    except UnreadableDocument:
        return False
    return True


def _order_or_refusal(envelope: Envelope) -> OrderDocument | UnreadableDocument:
    try:
        return read_order(envelope)
    except UnreadableDocument as refusal:
        return refusal


def _accepted(text: str, choice: Choice) -> Decimal | None:
    try:
        return read_quantity(text, choice.product)
    except QuantityRefused:
        return None


@given(st.binary(max_size=200) | xml_text.map(str.encode))
def test_no_bytes_upset_the_reader(raw: bytes) -> None:
    """Whatever comes is an order or is refused; nothing else happens."""
    assert _readable(raw) in {True, False}


@given(xml_text, xml_text, st.text(max_size=10))
def test_odd_order_is_read_or_refused(payload_id: str, order_id: str, quantity: str) -> None:
    """An order with any values is an order or is refused."""
    root = etree.Element("cXML", payloadID=payload_id)
    order = etree.SubElement(root, "OrderRequest")
    etree.SubElement(order, "OrderRequestHeader", orderID=order_id)
    etree.SubElement(order, "ItemOut").set("quantity", quantity if quantity.isprintable() else "")
    envelope = Envelope(
        payload_id=payload_id,
        from_=Identity(domain="a", value="b"),
        deployment_mode="test",
        kind="OrderRequest",
        content=order,
    )

    read = _order_or_refusal(envelope)

    assert isinstance(read, UnreadableDocument) or read.lines[0].quantity.is_finite()


@given(st.integers(200, 599), xml_text)
def test_answer_says_its_status(code: int, reason: str) -> None:
    """What an answer is written with can be read in it."""
    status = parse(write_response(Status(code=code, reason=reason), NOW)).find("Response/Status")

    assert status is not None
    assert (str(code), reason) == (status.get("code"), status.text or "")


@given(order_lines)
def test_halves_add_up(line: OrderLine) -> None:
    """A line that is divided loses nothing."""
    share = LineShare.halves(line)

    assert line.quantity == share.accepted + share.backordered + share.rejected
    assert 0 <= share.accepted <= line.quantity


@given(orders, st.sampled_from(Kind))
def test_confirmed_quantities_add_up(order: OrderDocument, kind: Kind) -> None:
    """In each item of a confirmation the parts add up to the quantity ordered."""
    shares = tuple(LineShare.halves(line) for line in order.lines)
    confirmation = Confirmation(kind=kind, confirm_id="C", reason="Why.", shares=shares)

    request = confirmation_request(confirmation, order, NOW)

    for item in request.iterfind("ConfirmationItem"):
        parts = [Decimal(status.get("quantity", "")) for status in item.iter("ConfirmationStatus")]
        assert Decimal(item.get("quantity", "")) == sum(parts)


@given(st.lists(st.tuples(every_choice, st.integers(1, 999)), max_size=8))
def test_totals_are_the_sum_of_everything(bought: list[tuple[Choice, int]]) -> None:
    """What is to be paid is the lines, the delivery and the tax, to the cent."""
    basket = Basket()
    for choice, quantity in bought:
        basket = basket.with_more(choice, Decimal(quantity))

    reckoning = basket.reckon(TARIFF)

    parts = sum((line.amount for line in basket.lines), reckoning.shipping + reckoning.tax)
    assert parts == sum(reckoning.totals.values())
    assert all(sum_ == round(sum_, 2) for sum_ in reckoning.totals.values())


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,4}[.,]?[0-9]{0,4}"), every_choice)
def test_typed_quantity_fits_or_is_refused(text: str, choice: Choice) -> None:
    """Whatever is typed is refused, or is a quantity that the article can be ordered in."""
    quantity = _accepted(text, choice)

    assert quantity is None or quantity == fitting_quantity(quantity, choice.product)


@given(st.decimals(min_value=-10, max_value=10**12, places=5), every_choice)
def test_fitted_quantity_can_be_ordered(quantity: Decimal, choice: Choice) -> None:
    """Whatever comes back from a buyer becomes something that can be ordered."""
    fitted = fitting_quantity(quantity, choice.product)

    assert 0 < fitted <= MOST
    assert fitted == read_quantity(f"{fitted:f}", choice.product)
