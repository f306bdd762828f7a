"""Setups: a visit opened, with everything the shop has to know."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lxml import etree

from gateway.cxml.punchout import Operation, PunchOutSetupRequest, SelectedItem
from tests import letters
from tests.desk import Desk
from tests.integration.store.makes import cart_line

#: what is opened with an item picked
SHOWN = {
    Operation.CREATE: (),
    Operation.EDIT: (letters.line(),),
    Operation.INSPECT: (letters.line(),),
}


def visit(desk: Desk) -> dict[str, object]:
    """Read the visit that was stored last."""
    row = desk.rows("SELECT visit FROM sessions ORDER BY id DESC LIMIT 1")[0]
    stored: dict[str, object] = json.loads(str(row["visit"]))
    return stored


def test_a_setup_is_answered_with_a_start_page(desk: Desk) -> None:
    """The start page is on our public address, and its token is not stored."""
    root = etree.fromstring(desk.post(letters.setup()).body)

    address = root.findtext("Response/PunchOutSetupResponse/StartPage/URL", "")
    token = address.removeprefix("https://gateway.example/start/")
    assert len(token) >= 43
    stored = str(desk.rows("SELECT * FROM sessions")) + str(desk.rows("SELECT * FROM documents"))
    assert token not in stored


def test_a_repeated_setup_opens_no_second_visit(desk: Desk) -> None:
    """A retry gets the same start page."""
    setup = letters.setup()

    assert desk.post(setup) == desk.post(setup)
    assert 1 == len(desk.rows("SELECT id FROM sessions"))


@pytest.mark.parametrize(
    "cookie", ["", " 1 ", "a&amp;b", '<Value name="x">1</Value>', "&#13;&lt;é€😀"]
)
def test_the_cookie_is_kept_character_for_character(desk: Desk, cookie: str) -> None:
    """Whatever the buyer put into BuyerCookie is stored as it was."""
    desk.status(letters.setup(cookie=cookie))

    assert [{"buyer_cookie": cookie}] == desk.rows("SELECT buyer_cookie FROM sessions")


@pytest.mark.parametrize("operation", [Operation.EDIT, Operation.INSPECT])
def test_an_earlier_cart_is_rebuilt_from_its_lines(desk: Desk, operation: Operation) -> None:
    """ItemOut alone is enough to open a cart again."""
    told = desk.status(letters.setup(operation=operation, items=(letters.line(auxiliary="key-1"),)))

    assert 200 == told.code
    assert [
        {
            "line_number": 1,
            "quantity": "2",
            "supplier_part_id": "A-1",
            "supplier_part_auxiliary_id": "key-1",
            "description": "Ring binder",
            "unit_price": "12.50",
            "currency": "EUR",
            "unit_of_measure": "EA",
        }
    ] == visit(desk)["lines"]


@pytest.mark.parametrize("auxiliary", ["k7qd2flxab.red", "K7QD2FLXAB", "red"])
@pytest.mark.parametrize("operation", list(SHOWN))
def test_the_selected_item_is_told_in_the_shops_own_words(
    desk: Desk, auxiliary: str, operation: Operation
) -> None:
    """A line that is picked out of an earlier cart carries our key, which the shop never sees."""
    desk.activate()
    desk.bring(cart_line(1, auxiliary="red", key="k7qd2flxab"))
    picked = SelectedItem(item_id=letters.line(auxiliary=auxiliary).item_id)
    setup = letters.setup(operation=operation, items=SHOWN[operation])
    assert isinstance(setup.body, PunchOutSetupRequest)

    told = desk.status(setup.but(body=replace(setup.body, selected_item=picked)))

    assert 200 == told.code
    assert {"supplier_part_id": "A-1", "supplier_part_auxiliary_id": "red"} == visit(desk)[
        "selected_item"
    ]


def test_a_price_for_a_hundred_is_told_for_one(desk: Desk) -> None:
    """The shop knows prices of one unit alone."""
    hundred = letters.priced_for(letters.line(price="1250"), "100")

    desk.status(letters.setup(operation=Operation.EDIT, items=(hundred,)))

    assert ["12.5"] == [line["unit_price"] for line in visit(desk)["lines"]]  # type: ignore[attr-defined]  # a list


@pytest.mark.parametrize("operation", [Operation.EDIT, Operation.INSPECT])
def test_a_cart_that_nobody_can_rebuild_is_412(desk: Desk, operation: Operation) -> None:
    """Without lines there is nothing to open again."""
    assert 412 == desk.status(letters.setup(operation=operation)).code


def test_sourcing_is_not_offered(desk: Desk) -> None:
    """A request for quotation is 450, as the standard says."""
    assert 450 == desk.status(letters.setup(operation=Operation.SOURCE)).code


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://user@buyer.example/",
        "http://evil.example/",
    ],
)
def test_a_return_address_that_is_none_is_refused_at_once(desk: Desk, address: str) -> None:
    """The shopper does not fill a cart that cannot come home."""
    told = desk.status(letters.setup(return_url=address))

    assert 400 == told.code
    assert "BrowserFormPost" in told.content
    assert [] == desk.rows("SELECT id FROM sessions")


def test_an_unknown_public_host_is_taken_in_test_alone(desk: Desk) -> None:
    """While one tries out, another host is an advice; once it counts, it is refused."""
    setup = letters.setup(return_url="https://elsewhere.example.com/return")
    before = desk.status(setup)
    desk.activate()

    after = desk.status(letters.setup(return_url="https://elsewhere.example.com/return"))

    assert 200 == before.code
    assert "return_hosts" in before.content
    assert 400 == after.code


def test_a_profile_lists_what_the_asking_side_may_send(desk: Desk) -> None:
    """A buyer is told of setups and orders, a supplier of what answers and follows them."""
    buyer = etree.fromstring(desk.post(letters.profile()).body)
    supplier = etree.fromstring(
        desk.post(
            letters.profile().but(
                sender=letters.SUPPLIER,
                secret=letters.SUPPLIER_SECRET,
                from_=letters.SUPPLIER,
                to=letters.BUYER,
            )
        ).body
    )

    names = [
        [found.get("requestName") for found in root.iter("Transaction")]
        for root in (buyer, supplier)
    ]
    assert [
        [
            "ProfileRequest",
            "PunchOutSetupRequest",
            "OrderRequest",
            "StatusUpdateRequest",
            "ReceiptRequest",
            "OrderStatusRequest",
        ],
        [
            "ProfileRequest",
            "ConfirmationRequest",
            "ShipNoticeRequest",
            "InvoiceDetailRequest",
            "StatusUpdateRequest",
        ],
    ] == names
