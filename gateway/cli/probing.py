"""Tries every address of a connection: its name, a handshake, a ProfileRequest; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from gateway.carrier import Carrier
from gateway.carrier.look import Look
from gateway.cli.going_live import named
from gateway.cli.opening import Store
from gateway.clock import timestamp
from gateway.cxml import documents
from gateway.cxml.profile import ProfileRequest, ProfileResponse
from gateway.delivery.attempt import HEADERS
from gateway.delivery.sender_secret import with_secret
from gateway.errors import GatewayError, Unreachable
from gateway.rules.addressing import Leg, originate
from gateway.rules.parties import Mode, Role
from gateway.store import connections, feed
from gateway.store.connections import Connection
from gateway.store.engine import Transaction
from gateway.store.routes import Route
from gateway.vault import OUTBOUND

#: who reads events asks every few seconds; what waits for longer than this waits for somebody
LONG_WAIT: Final = timedelta(minutes=10)
#: a certificate that ends sooner is told
_SOON: Final = timedelta(days=21)
_WAYS: Final = (
    (Role.SUPPLIER, "OrderRequest", Mode.TEST),
    (Role.SUPPLIER, "OrderRequest", Mode.ACTIVE),
    (Role.BUYER, "ConfirmationRequest", Mode.ACTIVE),
    (Role.BUYER, "ShipNoticeRequest", Mode.ACTIVE),
    (Role.BUYER, "InvoiceDetailRequest", Mode.ACTIVE),
    (Role.BUYER, "StatusUpdateRequest", Mode.ACTIVE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """What one step at one address gave, and what to do when it is not good."""

    address: str
    step: str
    good: bool
    said: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One address, and the request that is sent there."""

    route: Route
    address: str
    mode: Mode
    connection: Connection
    towards: Role


def probe(store: Store, name: str) -> Iterator[Sounding]:
    """Try each address in turn; the steps after one that failed are left out."""
    with store.database.reading() as tx:
        connection = named(tx, name)
        ways = list(_ways(tx, connection))
        feeds = list(_feeds(tx, connection, store.clock.now()))
    yield from feeds
    for way in ways:
        for step, act in _steps(way.route):
            sounding = _sounded(way, step, partial(act, way, store))
            yield sounding
            if not sounding.good:
                break


def _sounded(way: _Way, step: str, act: Callable[[], str]) -> Sounding:
    try:
        said, good = act(), True
    except GatewayError as fault:
        said, good = fault.message, False
    advice = "" if good else _ADVICE[step]
    return Sounding(address=way.address, step=step, good=good, said=said, advice=advice)


def _ways(tx: Transaction, connection: Connection) -> Iterator[_Way]:
    seen: set[str] = set()
    for towards, kind, mode in _WAYS:
        route = connections.route(tx, connection, towards, kind, mode=mode)
        if route.address and route.address not in seen:
            seen.add(route.address)
            yield _Way(
                route=route,
                address=route.address,
                mode=mode,
                connection=connection,
                towards=towards,
            )


def _steps(route: Route) -> Iterator[tuple[str, Callable[[_Way, Store], str]]]:
    """List what is tried; a webhook is no cXML address, and has no profile to ask for."""
    return ((step, act) for step, act in _STEPS.items() if not _is_webhook(route, step))


def _is_webhook(route: Route, step: str) -> bool:
    return route.events_of is not None and step == "profile"


def _feeds(tx: Transaction, connection: Connection, now: datetime) -> Iterator[Sounding]:
    """Tell whether a supplier without cXML reads what is there for it."""
    unread = {(each.supplier, each.mode): each for each in feed.unread(tx)}
    for mode in Mode:
        route = connections.route(tx, connection, Role.SUPPLIER, "OrderRequest", mode=mode)
        if route.events_of is None:
            continue
        so_far = feed.progress(tx, route.events_of, mode)
        left = unread.get((connection.supplier.name, mode))
        is_late = left is not None and now - left.since > LONG_WAIT
        asked = f", last at {so_far.read_at:%Y-%m-%d %H:%M} UTC" if so_far.read_at else ""
        yield Sounding(
            address=f"/supplier/events ({mode})",
            step="events",
            good=not is_late,
            said=f"{so_far.read_position} of {so_far.position} read{asked}",
            advice=_ADVICE["events"] if is_late else "",
        )


def _name(way: _Way, _: Store) -> str:
    found = Look().addresses(way.address, private_network=way.route.private_network)
    return f"stands at {', '.join(found)}"


def _connect(way: _Way, store: Store) -> str:
    end = Look().certificate_end(way.address, private_network=way.route.private_network)
    if end is None:
        return "made over plain http: fit for tests in a network of your own"
    left = end - store.clock.now()
    if left < _SOON:
        raise Unreachable(f"The certificate ends in {left.days} days, on {end:%Y-%m-%d}.")
    return f"made; the certificate is valid until {end:%Y-%m-%d}"


def _profile(way: _Way, store: Store) -> str:
    carrier = Carrier()
    answer = carrier.post(
        way.address,
        _request(way, store),
        headers=HEADERS,
        private_network=way.route.private_network,
    )
    response = documents.read(answer.body).envelope.response
    if response is None:
        raise Unreachable(f"HTTP {answer.status} without a cXML Response came back.")
    status = f"{response.status.code} {response.status.text}"
    if not isinstance(response.body, ProfileResponse):
        raise Unreachable(f"The answer is {status}: {response.status.content or 'no reason given'}")
    taken = ", ".join(each.request_name for each in response.body.transactions)
    return f"{status}, takes {taken or 'nothing that it names'}"


def _request(way: _Way, store: Store) -> bytes:
    party = way.connection.buyer if way.towards is Role.BUYER else way.connection.supplier
    root = originate(
        ProfileRequest(),
        Leg(
            from_=way.route.identity,
            to=party.identities[0],
            sender=way.route.identity,
            mode=way.mode,
        ),
        payload_id=store.ids.payload_id(),
        timestamp=timestamp(store.clock.now()),
        version=way.route.dtd_version,
    )
    body = documents.serialise(root, version=way.route.dtd_version)
    if way.route.secret is None:
        return body
    return with_secret(body, store.vault.open(way.route.secret, OUTBOUND).decode())


_STEPS: Final = {"name": _name, "connection": _connect, "profile": _profile}
_ADVICE: Final = {
    "name": "Compare the address in the parties file, and ask DNS from this machine.",
    "connection": "Ask the other side to renew it, or to let this machine through to its port.",
    "events": "Nobody there asks for events: is its system running, and does it have the key?",
    "profile": "Compare identity, secret and address with what was agreed.",
}
