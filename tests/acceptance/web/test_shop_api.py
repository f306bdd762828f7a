"""What the supplier's shop asks, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.cxml.punchout import Operation
from tests import letters
from tests.front import Front

KEY = {"Authorization": "Bearer key of the shop of stub"}
LINE = {
    "supplier_part_id": "A-1",
    "quantity": "2",
    "unit_price": "12.50",
    "description": "Ring binder",
    "unit_of_measure": "EA",
    "classification": "44122003",
}


def cart(**changes: object) -> dict[str, Any]:
    """Make a cart whose one line differs from the usual one."""
    return {"currency": "EUR", "lines": [{**LINE, **changes}]}


def test_the_shop_is_told_who_shops(front: Front) -> None:
    """A new visit says its buyer, its mode, its operation and that nothing is decided yet."""
    session = front.enter()

    said = front.told(session)

    assert session == said["session"]
    assert {"name": "acme"} == said["buyer"]
    assert ("started", "test", "create", "en", "acme/stub") == (
        said["state"],
        said["mode"],
        said["operation"],
        said["language"],
        said["connection"],
    )
    assert (None, None, []) == (said["return_url"], said["selected_item"], said["lines"])


def test_an_edit_brings_the_lines_along(front: Front) -> None:
    """Lines that the buyer sends to be edited are told with their words and amounts."""
    post = letters.setup(operation=Operation.EDIT, items=(letters.line(auxiliary="a &amp; b"),))

    said = front.told(front.enter(post))

    assert "edit" == said["operation"]
    assert [
        {
            "line_number": 1,
            "quantity": "2",
            "supplier_part_id": "A-1",
            "supplier_part_auxiliary_id": "a & b",
            "description": "Ring binder",
            "unit_price": "12.50",
            "currency": "EUR",
            "unit_of_measure": "EA",
        }
    ] == said["lines"]


def test_the_cart_is_taken_and_the_way_home_told(front: Front) -> None:
    """A cart is answered with the return address, which the session tells from then on."""
    session = front.enter()

    answer = front.put(session)

    assert 200 == answer.status_code
    assert answer.json()["return_url"].startswith("https://gateway.example/return/")
    assert answer.json()["return_url"] == front.told(session)["return_url"]


def test_a_cart_may_be_put_again(front: Front) -> None:
    """Until the browser goes home the shop may change its mind."""
    session = front.enter()
    first = front.put(session).json()

    again = front.put(session, {"currency": "EUR", "lines": []}).json()

    assert first == again


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (cart(quantity="0"), "lines.0.quantity"),
        (cart(quantity="-1"), "lines.0.quantity"),
        (cart(quantity="1e3"), "lines.0.quantity"),
        (cart(quantity=2), "lines.0.quantity"),
        (cart(quantity="٣"), "lines.0.quantity"),
        (cart(unit_price="-5"), "lines.0.unit_price"),
        (cart(unit_price="NaN"), "lines.0.unit_price"),
        (cart(unit_price="1,000.00"), "lines.0.unit_price"),
        (cart(currency="euro"), "lines.0.currency"),
        (cart(description=""), "lines.0.description"),
        (cart(description="a\x00b"), "lines.0.description"),
        (cart(url="javascript:alert(1)"), "lines.0.url"),
        (cart(surprise="x"), "lines.0.surprise"),
        ({"lines": []}, "currency"),
        ({"currency": "EUR"}, "lines"),
        ([], ""),
        ("cart", ""),
    ],
)
def test_a_faulty_cart_is_refused_with_its_field(
    front: Front, body: dict[str, Any], field: str
) -> None:
    """A cart that cannot be brought home is refused, the faulty field named, no value repeated."""
    answer = front.put(front.enter(), body)

    assert 422 == answer.status_code
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert "alert" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"currency": "\\ud800"}', b"[" * 10_000])
def test_a_body_that_is_no_json_is_refused(front: Front, body: bytes) -> None:
    """Whatever is no JSON is refused and changes nothing."""
    session = front.enter()

    answer = front.client.put(f"/shop/sessions/{session}/cart", content=body, headers=KEY)

    assert 422 == answer.status_code
    assert front.told(session)["return_url"] is None


def test_a_cart_beyond_the_limit_is_too_large(front: Front) -> None:
    """A body over the limit is refused before it is read to its end."""
    session = front.enter()

    answer = front.client.put(
        f"/shop/sessions/{session}/cart", content=b" " * 4_194_305, headers=KEY
    )

    assert 413 == answer.status_code
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "key",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic a2V5", "key of the shop of stub"],
)
def test_a_wrong_key_is_told_nothing(front: Front, key: str | None) -> None:
    """Without the shop's key there is no answer about any session."""
    session = front.enter()
    headers = {} if key is None else {"Authorization": key}

    for method, path in (("GET", ""), ("PUT", "/cart"), ("POST", "/cancel")):
        answer = front.client.request(method, f"/shop/sessions/{session}{path}", headers=headers)
        assert 401 == answer.status_code
        assert "Bearer" == answer.headers["www-authenticate"]


def test_guessing_keys_is_slowed_down(front: Front) -> None:
    """After twenty wrong keys a minute the source has to wait."""
    answers = [
        front.client.get("/shop/sessions/x", headers={"Authorization": f"Bearer {number}"})
        for number in range(21)
    ]

    assert 401 == answers[19].status_code
    assert 429 == answers[20].status_code
    assert answers[20].headers["retry-after"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "%2e%2e", "A" * 2000])
def test_an_unknown_session_is_not_found(front: Front, token: str) -> None:
    """A token of nobody is not found, whatever is asked of it."""
    for method, path in (("GET", ""), ("PUT", "/cart"), ("POST", "/cancel")):
        answer = front.client.request(method, f"/shop/sessions/{token}{path}", headers=KEY)
        assert 404 == answer.status_code
        assert answer.json()["errors"]


def test_another_suppliers_session_is_not_found(front: Front) -> None:
    """A key opens the sessions of its own supplier; those of others do not exist for it."""
    session = front.enter()
    front.load(
        letters.parties()
        + """
[[supplier]]
name = "other"
identities = [{ domain = "DUNS", value = "987654321" }]
secret = "what other sends us"
shop_key = "key of the other shop"
"""
    )

    answer = front.client.get(
        f"/shop/sessions/{session}", headers={"Authorization": "Bearer key of the other shop"}
    )

    assert 404 == answer.status_code


def test_cancelling_is_told_the_way_home(front: Front) -> None:
    """A visit that is given up has its way home, and giving it up twice is the same."""
    session = front.enter()

    first, again = front.cancel(session), front.cancel(session)

    assert 200 == first.status_code
    assert first.json() == again.json()
    assert "cancelled" == front.told(session)["state"]


def test_a_cancelled_visit_takes_no_cart(front: Front) -> None:
    """After cancelling nothing can be put any more."""
    session = front.enter()
    front.cancel(session)

    assert 409 == front.put(session).status_code


def test_a_returned_visit_takes_nothing(front: Front) -> None:
    """Once the browser went home the cart stands."""
    session = front.enter()
    front.client.get(front.way_home(front.put(session)))

    assert 409 == front.put(session).status_code
    assert 409 == front.cancel(session).status_code
    assert "returned" == front.told(session)["state"]


def test_inspecting_takes_no_cart(front: Front) -> None:
    """A visit for looking only takes no cart, but can be given up."""
    post = letters.setup(operation=Operation.INSPECT, items=(letters.line(auxiliary="a"),))
    session = front.enter(post)

    assert 409 == front.put(session).status_code
    assert 200 == front.cancel(session).status_code


def test_a_visit_runs_out(front: Front) -> None:
    """After eight hours the visit is over for the shop, whether or not somebody has swept it up."""
    session = front.enter()
    front.clock.advance(28_801)

    assert "expired" == front.told(session)["state"]
    assert 409 == front.put(session).status_code
    assert 409 == front.cancel(session).status_code


def test_the_description_is_openapi(front: Front) -> None:
    """The shop API describes itself in OpenAPI 3.1, key and models included."""
    described = front.client.get("/docs/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert {
        "/shop/sessions/{session}",
        "/shop/sessions/{session}/cart",
        "/shop/sessions/{session}/cancel",
    } == set(described["paths"])
    assert {"Cart", "CartLine", "ShopSession", "ReturnAddress", "ShopFaults"} <= set(
        described["components"]["schemas"]
    )
    assert "bearer" == described["components"]["securitySchemes"]["shop_key"]["scheme"]


def test_the_documentation_needs_nothing_from_elsewhere(front: Front) -> None:
    """The page about the shop API loads nothing from another host."""
    answer = front.client.get("/docs")

    assert 200 == answer.status_code
    assert "/shop/sessions/{session}/cart" in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text
