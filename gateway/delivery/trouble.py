"""Trouble with an address: its circuit, and the one alert that a person gets about it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from gateway.delivery.verdict import Verdict
from gateway.rules import circuit
from gateway.store import alerts, circuits, connections, outbox
from gateway.store.engine import Transaction
from gateway.store.outbox import Delivery

LONGEST_KEY: Final = 400
#: of a webhook that is given up
STILL_READ: Final = " The supplier can still read the event at /supplier/events."


def failed(
    tx: Transaction, delivery: Delivery, verdict: Verdict, now: datetime, *, chance: float
) -> bool:
    """Count a failure; True when it holds for everything that is due at the address."""
    failures = circuits.failed(tx, delivery, verdict.note, now)
    pause = circuit.pause(failures, verdict.retry_after)
    if pause:
        circuits.open_until(tx, delivery.endpoint, now + pause * (0.5 + chance / 2))
    return circuit.is_sick(failures)


def over(tx: Transaction, delivery: Delivery, now: datetime, *, is_taken: bool) -> None:
    """
    Forget the trouble of an address that has answered, and carry on at once what waits there.

    Alerts stand until something `is_taken`: who refuses our credentials has taken nothing. What
    arrives at its first try, at an address without trouble, looks for none.
    """
    failures = circuits.close(tx, delivery.endpoint)
    if circuit.is_sick(failures):
        outbox.hasten(tx, delivery.endpoint, now)
    if not is_taken:
        return
    if failures or delivery.attempts:
        alerts.clear(tx, _key("dead", delivery.endpoint), now=now)
    if delivery.attempts:
        alerts.clear(tx, _refused_key(delivery), now=now)


def given_up(tx: Transaction, delivery: Delivery, why: str, now: datetime) -> None:
    """Tell the operators of a dead letter, once for all of an address."""
    host = host_of(delivery.address)
    alerts.alert(
        tx,
        _key("dead", delivery.endpoint),
        title=f"{host} did not take what we carried there",
        words=f"{_what(delivery)} for {_named(tx, delivery)} was tried from "
        f"{delivery.created_at:%Y-%m-%d %H:%M} UTC on and is given up. The last try came to: {why}"
        " What else is given up at that address is not told again. `gateway message dead` lists"
        " it; `gateway message resend` sends it once the address answers."
        + (STILL_READ if delivery.is_webhook else ""),
        now=now,
    )


def credentials_refused(tx: Transaction, delivery: Delivery, why: str, now: datetime) -> None:
    """Tell the operators that our credentials are not taken, once for a side of a connection."""
    side = _named(tx, delivery)
    alerts.alert(
        tx,
        _refused_key(delivery),
        title=f"{side} does not take our credentials",
        words=f"A {delivery.kind} for {side} was answered: {why} Nothing is lost: it is tried every"
        " hour. Put identity or secret right in the parties file, load it, and `gateway message"
        " resend` what waits, or wait.",
        now=now,
    )


def host_of(address: str) -> str:
    """Give scheme, host and port of an address: what follows may be nobody's business."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _what(delivery: Delivery) -> str:
    return f"A webhook ({delivery.kind})" if delivery.is_webhook else f"A {delivery.kind}"


def _named(tx: Transaction, delivery: Delivery) -> str:
    connection = connections.by_id(tx, delivery.connection_id)
    return f"the {delivery.towards.value} of {connection.name}"


def _refused_key(delivery: Delivery) -> str:
    return f"credentials:{delivery.connection_id}:{delivery.towards.value}"


def _key(what: str, address: str) -> str:
    return f"{what}:{address}"[:LONGEST_KEY]
