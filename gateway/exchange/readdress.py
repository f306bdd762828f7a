"""Makes the document of the next leg: the sender's own, readdressed, or one of ours."""

from __future__ import annotations

from lxml import etree

from gateway.clock import timestamp
from gateway.exchange.outcome import Case
from gateway.rules.addressing import leg, originate, readdress
from gateway.rules.parties import Mode, Role
from gateway.store.dispatch import Parcel, parcel
from gateway.store.routes import Route


def forwarded(case: Case, towards: Role, kind: str, *, mode: Mode) -> Parcel | None:
    """Readdress the case's document to the other side; None when that has no address for it."""
    root, route = readdressed(case, towards, kind, mode=mode)
    return parcel(root, route, kind=kind, towards=towards, mode=mode)


def way(case: Case, towards: Role, kind: str, *, mode: Mode) -> Route:
    """Find the way to one side of the case's connection."""
    speaking = case.speaking
    return speaking.edition.route(case.tx, speaking.connection, towards, kind, mode)


def readdressed(
    case: Case, towards: Role, kind: str, *, mode: Mode
) -> tuple[etree._Element, Route]:
    """Readdress the case's document to the other side, and say which way it would go."""
    connection = case.speaking.connection
    route = way(case, towards, kind, mode=mode)
    on_its_way = leg(connection.names, route.identity, towards=towards, mode=mode)
    return readdress(case.document.root, on_its_way, odd=bool(case.document.findings)), route


def originated(case: Case, towards: Role, kind: str, body: object, *, mode: Mode) -> Parcel | None:
    """Make a document of our own for one side; None when that side has no address for it."""
    connection = case.speaking.connection
    route = way(case, towards, kind, mode=mode)
    root = originate(
        body,
        leg(connection.names, route.identity, towards=towards, mode=mode),
        payload_id=case.around.ids.payload_id(),
        timestamp=timestamp(case.around.clock.now()),
        version=route.dtd_version,
    )
    return parcel(root, route, kind=kind, towards=towards, mode=mode)
