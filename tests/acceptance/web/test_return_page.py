"""The way home: the cart as the buyer's system gets it through the browser."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lxml import etree

from gateway.cxml.punchout import Operation
from tests import letters
from tests.front import CART, Front, document_of, form_of

STATE = "SELECT state, message_payload_id FROM sessions"
URLENCODED = """
form_field = "cxml-urlencoded"
form_target = "_top"
operation_allowed = "inspect"
"""


def test_the_form_goes_to_the_buyer(front: Front) -> None:
    """The form posts one field to the whole BrowserFormPost address, query included."""
    page = front.client.get(front.way_home(front.put(front.enter())))

    form = form_of(page.text)

    assert "https://buyer.example/return?id=7" == form.action
    assert ["cxml-base64"] == list(form.fields)
    assert form.target is None


def test_the_message_says_what_was_in_the_cart(front: Front) -> None:
    """The buyer gets its cookie, the lines and the total, in answer to its setup."""
    post = letters.setup(cookie=" <Extrinsic name='a'>b</Extrinsic> ü ")
    root = document_of(form_of(front.client.get(front.way_home(front.put(front.enter(post)))).text))

    assert post.payload_id == root.xpath("string(Message/@inReplyTo)")
    assert "test" == root.xpath("string(Message/@deploymentMode)")
    assert ["123456789", "AN01000000001", "our-gateway"] == root.xpath("//Identity/text()")
    assert " b ü " == root.xpath("string(//BuyerCookie)")
    assert ["25.00"] == root.xpath("//Total/Money[@currency='EUR']/text()")
    assert ["A-1"] == root.xpath(
        "//ItemIn[@quantity='2' and @lineNumber='1']//SupplierPartID/text()"
    )
    assert not root.xpath("//SharedSecret")


def test_the_message_is_of_the_version_of_its_connection(front: Front) -> None:
    """A buyer whose system is old gets a message that it knows all of."""
    cart = {**CART, "lines": [{**CART["lines"][0], "lead_time_days": 3, "extrinsics": {"a": "b"}}]}
    front.load(letters.parties(dtd_version="1.1.010"))

    page = front.client.get(front.way_home(front.put(front.enter(), cart)))

    root = document_of(form_of(page.text))
    address = "http://xml.cxml.org/schemas/cXML/1.1.010/cXML.dtd"
    assert address == root.getroottree().docinfo.system_url
    assert ["b"] == root.xpath("//ItemDetail/Extrinsic[@name='a']/text()")
    assert not root.xpath("//LeadTime")


def test_a_reload_sends_the_very_same(front: Front) -> None:
    """However often the page is loaded, the message and its payloadID stay."""
    path = front.way_home(front.put(front.enter()))
    first = front.client.get(path)
    front.clock.advance(30)

    again = front.client.post(path)

    assert first.text == again.text
    assert 1 == len(front.rows("SELECT id FROM documents WHERE direction = 'out'"))


def test_many_browsers_at_once_bring_one_cart(front: Front) -> None:
    """Whoever comes at the same time gets the one message that was kept."""
    path = front.way_home(front.put(front.enter()))
    with ThreadPoolExecutor(8) as pool:
        pages = {answer.text for answer in pool.map(lambda _: front.client.get(path), range(16))}

    assert 1 == len(pages)
    assert 1 == len(front.rows("SELECT id FROM cart_lines"))


def test_the_lines_are_remembered(front: Front) -> None:
    """Each line is kept under the key that the buyer was told."""
    path = front.way_home(front.put(front.enter()))
    root = document_of(form_of(front.client.get(path).text))

    kept = front.rows("SELECT * FROM cart_lines")

    assert root.xpath("//SupplierPartAuxiliaryID/text()") == [row["key"] for row in kept]
    assert 10 == len(kept[0]["key"])
    assert ("A-1", "", "test") == tuple(
        kept[0][name] for name in ("supplier_part_id", "auxiliary_id", "mode")
    )


def test_the_journal_has_the_message(front: Front) -> None:
    """The message is journalled with its session in the transaction that keeps it."""
    front.client.get(front.way_home(front.put(front.enter())))

    (row,) = front.rows("SELECT * FROM documents WHERE direction = 'out'")

    assert ("PunchOutOrderMessage", 200, "test") == (row["kind"], row["status"], row["mode"])
    assert [row["payload_id"]] == [each["message_payload_id"] for each in front.rows(STATE)]
    assert front.rows("SELECT id FROM sessions")[0]["id"] == row["session_id"]


def test_cancelling_says_that_nothing_changes(front: Front) -> None:
    """A visit that was given up brings home status 204 and no items, also on a reload."""
    path = front.way_home(front.cancel(front.enter()))

    pages = [front.client.get(path).text for _ in range(2)]
    root = document_of(form_of(pages[0]))

    assert "204" == root.xpath("string(Message/Status/@code)")
    assert not root.xpath("//ItemIn")
    assert pages[0] == pages[1]


def test_an_edited_cart_that_is_emptied_says_so(front: Front) -> None:
    """Only a cart that the shop explicitly empties deletes the buyer's lines in an edit."""
    post = letters.setup(operation=Operation.EDIT, items=(letters.line(auxiliary="a"),))
    answer = front.put(front.enter(post), {"currency": "EUR", "lines": []})

    root = document_of(form_of(front.client.get(front.way_home(answer)).text))

    assert not root.xpath("Message/Status")
    assert not root.xpath("//ItemIn")


def test_looking_brings_nothing_home(front: Front) -> None:
    """A visit for looking only brings home that nothing changes."""
    post = letters.setup(operation=Operation.INSPECT, items=(letters.line(auxiliary="a"),))
    path = front.way_home(front.cancel(front.enter(post)))

    root = document_of(form_of(front.client.get(path).text))

    assert "204" == root.xpath("string(Message/Status/@code)")


def test_the_urlencoded_field_is_ascii_in_one_line(front: Front) -> None:
    """Where the buyer wants cxml-urlencoded, everything beyond ASCII is a numeric reference."""
    front.load(letters.parties() + URLENCODED)
    cart = {
        "currency": "EUR",
        "lines": [
            {
                "supplier_part_id": "Ä-1",
                "quantity": "1",
                "unit_price": "1",
                "description": 'two\nlines, "quotes" & 🙂',
                "unit_of_measure": "EA",
                "classification": "1",
            }
        ],
    }
    form = form_of(front.client.get(front.way_home(front.put(front.enter(), cart))).text)
    value = form.fields["cxml-urlencoded"]
    root = etree.fromstring(value.encode("ascii"))

    assert "_top" == form.target
    assert "\n" not in value
    assert "Ä-1" == root.findtext(".//SupplierPartID")
    assert 'two\nlines, "quotes" & 🙂' == root.findtext(".//ItemDetail/Description")
    assert "inspect" == root.xpath("string(//@operationAllowed)")


def test_a_very_large_cart_comes_home(front: Front) -> None:
    """A cart whose document is larger than any that is taken in still goes out, in either field."""
    line = {
        "supplier_part_id": "A-1",
        "quantity": "1",
        "unit_price": "1",
        "description": "Ring binder, " * 8,
        "unit_of_measure": "EA",
        "classification": "1",
    }
    front.load(letters.parties() + URLENCODED)
    answer = front.put(front.enter(), {"currency": "EUR", "lines": [line] * 10_000})

    page = front.client.get(front.way_home(answer))

    assert 200 == page.status_code
    assert "10000 lines are brought home." in page.text
    assert len(form_of(page.text).fields["cxml-urlencoded"]) > 4_194_304


def test_an_active_session_says_production(front: Front) -> None:
    """A cart of an active session is a production message, and its page is not marked."""
    front.activate()
    page = front.client.get(front.way_home(front.put(front.enter())))

    assert "production" == document_of(form_of(page.text)).xpath("string(Message/@deploymentMode)")
    assert "Nothing is ordered" not in page.text


def test_a_session_moves_while_its_shopper_shops(front: Front) -> None:
    """A session that became active before its cart came home brings home a production message."""
    answer = front.put(front.enter())
    front.activate()

    page = front.client.get(front.way_home(answer))

    assert "production" == document_of(form_of(page.text)).xpath("string(Message/@deploymentMode)")
    assert ["active"] == [row["mode"] for row in front.rows("SELECT mode FROM cart_lines")]


def test_the_policy_lets_the_form_go_to_the_buyer(front: Front) -> None:
    """The form may go to https addresses and to nothing else; the page may be framed."""
    page = front.client.get(front.way_home(front.put(front.enter())))

    assert "form-action https:; frame-ancestors *" in page.headers["content-security-policy"]
    assert "no-store" == page.headers["cache-control"]
    assert "no-referrer" == page.headers["referrer-policy"]


def test_a_plain_return_address_is_named_in_the_policy(front: Front) -> None:
    """Where the buyer's written address is http its origin stands in the policy."""
    post = letters.setup(return_url="http://127.0.0.1:8123/return?x=1")
    page = front.client.get(front.way_home(front.put(front.enter(post))))

    assert "form-action https: http://127.0.0.1:8123;" in page.headers["content-security-policy"]


def test_without_an_address_there_is_no_way_home(front: Front) -> None:
    """Where the setup named no BrowserFormPost a page says so, and what to do."""
    post = letters.setup(return_url=None)
    session = front.enter(post)

    put = front.client.get(front.way_home(front.put(session)))
    cancelled = front.client.get(front.way_home(front.cancel(session)))

    assert {409} == {put.status_code, cancelled.status_code}
    assert "BrowserFormPost" in put.text


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}])
def test_a_prefetch_brings_nothing_home(front: Front, headers: dict[str, str]) -> None:
    """Neither a prefetch nor HEAD ends the visit."""
    path = front.way_home(front.put(front.enter()))

    front.client.get(path, headers=headers)
    front.client.head(path)

    assert ["started"] == [row["state"] for row in front.rows(STATE)]


def test_an_expired_visit_brings_nothing_home(front: Front) -> None:
    """A cart that nobody took home in eight hours is gone."""
    path = front.way_home(front.put(front.enter()))
    front.clock.advance(28_801)

    answer = front.client.get(path)

    assert 410 == answer.status_code
    assert "visit is over" in answer.text


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 500])
def test_an_unknown_return_address_is_told_so(front: Front, token: str) -> None:
    """A return token of nobody gets a page that says what to do."""
    answer = front.client.get(f"/return/{token}")

    assert 404 == answer.status_code
    assert "procurement system" in answer.text


@pytest.mark.parametrize("operation", ["put", "cancel"])
def test_the_message_is_valid(front: Front, shared: Path, operation: str) -> None:
    """What goes to the buyer is valid under the official document type of cXML 1.2.071."""
    answer = getattr(front, operation)(front.enter())
    root = document_of(form_of(front.client.get(front.way_home(answer)).text))
    dtd = etree.DTD(str(shared / "cxml-dtd" / "1.2.071" / "cXML.dtd"))

    assert dtd.validate(root), dtd.error_log


XSS = [
    "\"><script>document.title='x'</script>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea></form><form action=https://evil.example>",
    "{{7*7}}{% raw %}",
    "javascript:alert(1)",
    "<!--",
    "]]>",
    "&lt;script&gt;",
]


@pytest.mark.parametrize("payload", XSS)
def test_hostile_words_stay_words(front: Front, payload: str) -> None:
    """Whatever shop or buyer write arrives as they wrote it, and the page keeps its one form."""
    line = {
        "supplier_part_id": payload,
        "supplier_part_auxiliary_id": payload,
        "quantity": "1",
        "unit_price": "1",
        "description": payload,
        "unit_of_measure": "EA",
        "classification": "1",
        "extrinsics": {payload: payload},
    }
    escaped = payload.replace("&", "&amp;").replace("<", "&lt;")
    post = letters.setup(cookie=escaped, return_url="https://buyer.example/?q=%22%3E<script>")
    answer = front.put(front.enter(post), {"currency": "EUR", "lines": [line]})
    page = front.client.get(front.way_home(answer)).text
    form = form_of(page)
    root = document_of(form)

    assert "https://buyer.example/?q=%22%3E<script>" == form.action
    assert 1 == page.count("<script")
    assert [payload] * 3 == [
        root.findtext(f".//{place}")
        for place in ("SupplierPartID", "Description", "ItemDetail/Extrinsic")
    ]
    assert payload == root.findtext(".//SupplierPartAuxiliaryID", "").partition(".")[2]
    assert payload == root.findtext(".//BuyerCookie")
