"""Who ordered: whom an order says to tell, and whether its buyer takes confirmations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gateway.cxml.contacts import Contact, Email
from gateway.cxml.inner import plain
from gateway.cxml.orders import OrderRequest, OrderRequestHeader
from gateway.cxml.terms import ControlKeys, OrderConfirmations
from gateway.mailboxes import is_address

#: roles of the one who ordered, compared without case; they come before other contacts
_ORDERING: Final = ("enduser", "requester", "requestor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who ordered, as the order says; `language` is an xml:lang, where one is given."""

    email: str
    name: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    email: str
    name: str = ""
    language: str | None = None


def requester_of(order: OrderRequest) -> Requester | None:
    """
    Find who ordered; None when the order names no address that is well formed.

    The first well-formed address counts: Extrinsic UserEmail and Email, contacts (the end user
    first), ShipTo, then a User or UniqueName that is an address. Whoever pays is not asked.
    """
    header = order.header
    named = _extrinsics(header)
    found = next((each for each in _sources(header, named) if is_address(each.email)), None)
    if found is None:
        return None
    return Requester(
        email=found.email, name=_own_name(named) or found.name, language=found.language
    )


def confirmations_allowed(order: OrderRequest) -> bool:
    """
    Tell whether an order lets itself be confirmed (Coupa's ControlKeys).

    Not, when OCInstruction says `notAllowed` in its header and no line says otherwise, or in every
    line.
    """
    header = _instruction(order.header.control_keys)
    lines = [_instruction(item.control_keys) or header for item in order.items]
    return any(wish is not OrderConfirmations.NOT_ALLOWED for wish in lines or [header])


def _instruction(keys: ControlKeys | None) -> OrderConfirmations | None:
    return keys.confirmations.value if keys and keys.confirmations else None


def _sources(header: OrderRequestHeader, named: dict[str, str]) -> Iterator[_Source]:
    yield from (_Source(email=named.get(name, "")) for name in ("useremail", "email"))
    for contact in sorted(header.contacts, key=_is_other):
        yield from (_written(each, _name(contact)) for each in contact.emails)
    if header.ship_to and header.ship_to.address.email:
        address = header.ship_to.address
        yield _written(header.ship_to.address.email, address.name.text if address.name else "")
    names = ("user", "uniquename", "uniqueusername")
    yield from (_Source(email=named.get(name, "")) for name in names)


def _written(email: Email, name: str) -> _Source:
    return _Source(email=email.address.strip(), name=name, language=email.preferred_lang)


def _is_other(contact: Contact) -> bool:
    return (contact.role or "").strip().lower() not in _ORDERING


def _name(contact: Contact) -> str:
    return contact.name.text.strip() if contact.name else ""


def _own_name(named: dict[str, str]) -> str:
    whole = named.get("userfullname") or named.get("userprintablename")
    parts = (named.get("firstname", ""), named.get("lastname", ""))
    return whole or " ".join(filter(None, parts))


def _extrinsics(header: OrderRequestHeader) -> dict[str, str]:
    """Give the extrinsics by name, compared without case and white space; the first one counts."""
    found: dict[str, str] = {}
    for each in header.extrinsics:
        found.setdefault(each.name.strip().lower(), plain(each.inner))
    return found
