"""Who ordered, and whether an order lets itself be confirmed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.cxml.contacts import Contact, Email, Name
from gateway.cxml.orders import OrderRequest
from gateway.cxml.terms import ControlKeys, OCInstruction, OrderConfirmations
from gateway.cxml.texts import Extrinsic
from gateway.rules.requester import confirmations_allowed, requester_of
from tests import letters

CONTACT = Contact(
    role="endUser",
    name=Name(lang="en", text="Jo March"),
    emails=(Email(address="jo@acme.example", preferred_lang="fr"),),
)


def order(*contacts: Contact, **extrinsics: str) -> OrderRequest:
    """Make an order that names these people."""
    body = letters.order("4711").body
    assert isinstance(body, OrderRequest)
    named = tuple(Extrinsic(name=name, inner=value) for name, value in extrinsics.items())
    return replace(body, header=replace(body.header, contacts=contacts, extrinsics=named))


def told(made: OrderRequest) -> tuple[str, str] | None:
    """Give address and name of whoever ordered."""
    found = requester_of(made)
    return (found.email, found.name) if found else None


@pytest.mark.parametrize(
    ("extrinsics", "expected"),
    [
        ({}, ("jo@acme.example", "Jo March")),
        (
            {"UserEmail": "Amy@ACME.example", "FirstName": "Amy", "LastName": "March"},
            ("Amy@ACME.example", "Amy March"),
        ),
        ({"useremail ": "amy@acme.example"}, ("amy@acme.example", "")),
        ({"UserEmail": " ", "Email": "amy@acme.example"}, ("amy@acme.example", "")),
        ({"UserEmail": "", "UniqueName": "amy@acme.example"}, ("jo@acme.example", "Jo March")),
        ({"UserFullName": "J. March"}, ("jo@acme.example", "J. March")),
    ],
)
def test_the_first_address_that_is_one_counts(
    extrinsics: dict[str, str], expected: tuple[str, str]
) -> None:
    """An extrinsic comes before a contact, and an empty one falls through."""
    assert expected == told(order(CONTACT, **extrinsics))


def test_the_end_user_comes_before_other_contacts() -> None:
    """Whoever else is named in front is not the one who ordered."""
    desk = replace(CONTACT, role="buyerMasterAccount", emails=(Email(address="desk@acme.example"),))

    assert ("jo@acme.example", "Jo March") == told(order(desk, CONTACT))
    assert ("desk@acme.example", "Jo March") == told(order(desk))


def test_a_user_name_that_is_an_address_comes_last() -> None:
    """UniqueName often is an address, and often is not."""
    assert ("amy@acme.example", "") == told(order(UniqueName="amy@acme.example"))
    assert told(order(UniqueName="amy")) is None


@pytest.mark.parametrize(
    "email",
    [
        "jo@acme.example, eve@evil.example",
        "jo@acme.example\nBcc: eve@evil.example",
        '"jo eve@evil.example"@acme.example',
        "<jo@acme.example>",
        "jo@acme..example",
        "jo@",
        "acme.example",
        "j" * 65 + "@acme.example",
        "",
    ],
)
def test_what_is_no_plain_address_is_nobody(email: str) -> None:
    """One address, written plainly, or none at all."""
    assert told(order(replace(CONTACT, emails=(Email(address=email),)))) is None


@pytest.mark.parametrize(
    ("in_header", "in_lines", "expected"),
    [
        (None, (None, None), True),
        ("allowed", (None, None), True),
        ("requiredBeforeASN", (None, None), True),
        ("notAllowed", (None, None), False),
        ("notAllowed", ("allowed", None), True),
        (None, ("notAllowed", "notAllowed"), False),
        (None, ("notAllowed", None), True),
    ],
)
def test_an_order_says_whether_it_may_be_confirmed(
    in_header: str | None, in_lines: tuple[str | None, ...], *, expected: bool
) -> None:
    """OCInstruction counts, a line's before the header's."""
    made = order()
    lines = [replace(letters.line(1), control_keys=instruction(each)) for each in in_lines]
    header = replace(made.header, control_keys=instruction(in_header))

    assert expected == confirmations_allowed(replace(made, header=header, items=tuple(lines)))


def instruction(value: str | None) -> ControlKeys | None:
    """Say whether confirmations are wanted."""
    if value is None:
        return None
    return ControlKeys(confirmations=OCInstruction(value=OrderConfirmations(value)))
