"""What a setup request tells of the shopper, gathered for the shop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.cxml.inner import plain
from gateway.cxml.items import ItemID, ItemOut
from gateway.cxml.punchout import PunchOutSetupRequest, SelectedItem
from gateway.exchange.carts import sought
from gateway.rules import visits
from gateway.rules.cart_keys import given_back, taken_apart
from gateway.rules.cart_matches import By, HeldLine, Match, Shelf, Sought
from gateway.rules.deviations import shown
from gateway.rules.prices import basis_of, of_one
from gateway.rules.visits import Shopper, Visit, VisitLine, destination

#: where the user's e-mail stands, best first (protocol sheet 2.1); names compare without case
EMAIL_NAMES: Final = ("useremail", "email")
LOGIN_NAMES: Final = ("uniquename", "uniqueusername", "user")
FULL_NAMES: Final = ("userfullname", "userprintablename")


def wanted(setup: PunchOutSetupRequest) -> list[Sought]:
    """List what of earlier carts a setup speaks of."""
    lines = [sought(item.item_id, item.item_detail) for item in setup.items]
    selected = [sought(setup.selected_item.item_id)] if setup.selected_item else []
    return [*lines, *selected]


def visit_of(setup: PunchOutSetupRequest, held: Shelf) -> Visit:
    """Gather a visit; `held` are lines of earlier carts, for what the buyer left out."""
    opened = [_line(item, held.own(sought(item.item_id, item.item_detail))) for item in setup.items]
    return Visit(
        user=_shopper(setup),
        ship_to=destination(setup.ship_to.address) if setup.ship_to else None,
        selected_item=_selected(setup.selected_item, held) if setup.selected_item else None,
        lines=tuple(line for line, _ in opened),
        keys=tuple(key for _, key in opened),
    )


def _shopper(setup: PunchOutSetupRequest) -> Shopper:
    said = {entry.name.strip(): entry.inner for entry in setup.extrinsics}
    known = {name.lower(): plain(inner) for name, inner in said.items()}
    return Shopper(
        name=_first(known, FULL_NAMES) or _both_names(known) or _contact_name(setup),
        email=_first(known, EMAIL_NAMES) or _contact_email(setup) or _login_email(known),
        unique_name=_first(known, LOGIN_NAMES),
        extrinsics=said,
    )


def _first(known: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((known[name] for name in names if known.get(name)), None)


def _both_names(known: Mapping[str, str]) -> str | None:
    both = f"{known.get('firstname', '')} {known.get('lastname', '')}".strip()
    return both or None


def _contact_name(setup: PunchOutSetupRequest) -> str | None:
    names = (contact.name.text for contact in setup.contacts if contact.name)
    return next((name for name in names if name), None)


def _contact_email(setup: PunchOutSetupRequest) -> str | None:
    # the shopper is the contact of role endUser; others come after
    contacts = sorted(setup.contacts, key=lambda contact: contact.role != "endUser")
    found = [email.address for contact in contacts for email in contact.emails if email.address]
    if not found and setup.ship_to and setup.ship_to.address.email:
        found = [setup.ship_to.address.email.address]
    return found[0] if found else None


def _login_email(known: Mapping[str, str]) -> str | None:
    login = _first(known, LOGIN_NAMES)
    return login if login and "@" in login else None


def _selected(selected: SelectedItem, held: Shelf) -> visits.SelectedItem:
    """Tell the shop which of its items is meant, in its own words."""
    item_id = selected.item_id
    auxiliary, _ = _named(item_id, held.own(sought(item_id)))
    return visits.SelectedItem(
        supplier_part_id=item_id.supplier_part_id,
        supplier_part_auxiliary_id=plain(auxiliary) if auxiliary else None,
    )


def _line(item: ItemOut, match: Match | None) -> tuple[VisitLine, str | None]:
    """Tell the shop of a line in its own words; the key is for us."""
    detail = item.item_detail
    described = detail.descriptions[0].inner if detail and detail.descriptions else None
    money = detail.unit_price.money if detail else None
    basis = basis_of(detail.price_basis_quantity) if detail else None
    auxiliary, key = _named(item.item_id, match)
    line = VisitLine(
        line_number=item.line_number,
        quantity=format(item.quantity, "f"),
        supplier_part_id=item.item_id.supplier_part_id,
        supplier_part_auxiliary_id=plain(auxiliary) if auxiliary else None,
        description=plain(described) if described else None,
        unit_price=shown(of_one(money.amount, basis)) if money else None,
        currency=money.currency if money else None,
        unit_of_measure=detail.unit_of_measure if detail else None,
    )
    return _filled(line, match.line) if match else line, key


def _filled(line: VisitLine, held: HeldLine) -> VisitLine:
    """Fill in what the buyer left out."""
    known = {
        "description": held.description,
        "unit_price": format(held.unit_price, "f"),
        "currency": held.currency,
        "unit_of_measure": held.unit_of_measure,
    }
    missing = {name: value for name, value in known.items() if getattr(line, name) is None}
    return line.model_copy(update=missing)


def _named(item_id: ItemID, match: Match | None) -> tuple[str | None, str | None]:
    """Give the shop's own id of a line and our key, where the line came home with one."""
    if match is None or match.by is not By.KEY:
        return item_id.auxiliary, None
    _, rest = taken_apart(item_id.auxiliary or "")
    return given_back(rest, match.line.auxiliary_id), match.line.key
