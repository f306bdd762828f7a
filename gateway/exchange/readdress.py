"""Makes the document of the next leg: the sender's own, readdressed, or one of ours."""

from __future__ import annotations

from gateway.clock import timestamp
from gateway.exchange.outcome import Case, Send
from gateway.rules.addressing import Leg, originate, readdress
from gateway.rules.parties import Mode, Role
from gateway.store import connections
from gateway.store.connections import Connection, Route


def forwarded(case: Case, towards: Role, kind: str, *, mode: Mode) -> Send | None:
    """Readdress the case's document to the other side; None when that has no address for it."""
    route = connections.route(case.tx, case.speaking.connection, towards, kind, mode=mode)
    if route.address is None:
        return None
    root = readdress(case.document.root, leg(case.speaking.connection, towards, route, mode))
    return Send(
        kind=kind,
        towards=towards,
        payload_id=case.document.envelope.payload_id,
        root=root,
        address=route.address,
        private_network=route.private_network,
    )


def originated(case: Case, towards: Role, kind: str, body: object, *, mode: Mode) -> Send | None:
    """Make a document of our own for one side; None when that side has no address for it."""
    route = connections.route(case.tx, case.speaking.connection, towards, kind, mode=mode)
    if route.address is None:
        return None
    payload_id = case.around.ids.payload_id()
    root = originate(
        body,
        leg(case.speaking.connection, towards, route, mode),
        payload_id=payload_id,
        timestamp=timestamp(case.around.clock.now()),
    )
    return Send(
        kind=kind,
        towards=towards,
        payload_id=payload_id,
        root=root,
        address=route.address,
        private_network=route.private_network,
    )


def leg(connection: Connection, towards: Role, route: Route, mode: Mode) -> Leg:
    """Name the three parties of a leg: each side under its first identity, we under the route's."""
    buyer, supplier = connection.buyer.identities[0], connection.supplier.identities[0]
    from_, to = (buyer, supplier) if towards is Role.SUPPLIER else (supplier, buyer)
    return Leg(from_=from_, to=to, sender=route.identity, mode=mode)
