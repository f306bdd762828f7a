"""What the doctor looks at, one examination a function; none of them changes anything."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from gateway.app import mail_server_of
from gateway.clock import SystemClock
from gateway.cxml import grammar
from gateway.delivery.trouble import host_of
from gateway.errors import GatewayError
from gateway.rules.circuit import is_sick
from gateway.settings import Settings
from gateway.store import (
    alerts,
    circuits,
    facts,
    feed,
    health,
    mails,
    piles,
    sealing,
)
from gateway.store.engine import Database, Transaction, open_database
from gateway.store.piles import Pile
from gateway.store.shared_clock import clock_of
from gateway.store.states import MailState
from gateway.vault import Vault, key_file_beside, secret_key

OLDEST_PYTHON: Final = (3, 11)
OLDEST_LIBXML2: Final = (2, 11)
LEAST_FREE_BYTES: Final = 1_000_000_000
SLOW_SCHEMA_SECONDS: Final = 5.0
MOST_ALERTS: Final = 5
LEAST_APART: Final = timedelta(seconds=5)
CLOCK_LEEWAY: Final = timedelta(minutes=2)
#: most documents arrive within a second; what waits for longer than this waits for somebody
LONG_WAIT: Final = timedelta(minutes=10)


class Weight(StrEnum):
    """How much a judgement weighs."""

    GOOD = "good"
    #: works, but somebody should look
    LOOK = "look"
    #: does not work, or not safely
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one examination found, and what to do about it."""

    about: str
    weight: Weight
    said: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Judgement]:
    """Examine everything, the ground first."""
    for examination in (
        _python,
        _libxml2,
        _schemas,
        _key,
        _public_address,
        _disk,
        _mail,
        _database,
    ):
        yield from examination(settings)


def _judged(about: str, said: str, bad: str = "", *, weight: Weight = Weight.BAD) -> Judgement:
    """Judge: good without an advice, else of the weight."""
    return Judgement(about=about, weight=weight if bad else Weight.GOOD, said=said, advice=bad)


def _python(_: Settings) -> Iterator[Judgement]:
    wanted = ".".join(map(str, OLDEST_PYTHON))
    too_old = sys.version_info < OLDEST_PYTHON
    yield _judged(
        "Python", platform.python_version(), f"Install Python {wanted} or newer." * too_old
    )


def _libxml2(_: Settings) -> Iterator[Judgement]:
    shown = ".".join(map(str, etree.LIBXML_VERSION))
    lxml = ".".join(map(str, etree.LXML_VERSION[:3]))
    too_old = etree.LIBXML_VERSION < OLDEST_LIBXML2
    yield _judged(
        "libxml2",
        f"{shown}, lxml {lxml}",
        "Install lxml from its wheel, not from source." * too_old,
    )


def _schemas(_: Settings) -> Iterator[Judgement]:
    clock = SystemClock()
    started = clock.monotonic()
    try:
        grammar.compiled()
    except (OSError, etree.XMLSchemaParseError) as fault:
        yield _judged("Schemas", f"cannot be read: {fault}", "Install the package again.")
        return
    took = clock.monotonic() - started
    slow = "This machine is slow or busy; start-up takes that long." * (took > SLOW_SCHEMA_SECONDS)
    yield _judged("Schemas", f"read in {took:.2f} s", slow, weight=Weight.LOOK)


def _key(settings: Settings) -> Iterator[Judgement]:
    kept = settings.database_file and key_file_beside(settings.database_file)
    if settings.secret_key is None and kept and not kept.exists():
        yield _judged(
            "Secret key",
            "none yet",
            "One is made beside the database at the first start; back both up, apart.",
            weight=Weight.LOOK,
        )
        return
    try:
        Vault(secret_key(settings))
    except GatewayError as fault:
        yield _judged("Secret key", fault.message, "Nothing can be sealed or opened without it.")
        return
    of_file = f"in {kept}, readable by its owner only"
    yield _judged("Secret key", "in GATEWAY_SECRET_KEY" if settings.secret_key else of_file)


def _public_address(settings: Settings) -> Iterator[Judgement]:
    parts = urlsplit(settings.public_url)
    local = _is_local(parts.hostname or "")
    if local:
        yield _judged(
            "Public URL",
            settings.public_url,
            "Reached from this machine only; set GATEWAY_PUBLIC_URL before others come.",
            weight=Weight.LOOK,
        )
        return
    plain = "Secrets travel over it: serve it by https." * (parts.scheme != "https")
    yield _judged("Public URL", settings.public_url, plain)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _disk(settings: Settings) -> Iterator[Judgement]:
    file = settings.database_file
    if file is None or not file.parent.is_dir():
        return
    free = shutil.disk_usage(file.parent).free
    yield _judged(
        "Disk",
        f"{free / 1e9:.1f} GB free beside the database",
        "Make room: a full disk stops every order." * (free < LEAST_FREE_BYTES),
        weight=Weight.LOOK,
    )


def _mail(settings: Settings) -> Iterator[Judgement]:
    try:
        server = mail_server_of(settings)
        if server is None:
            yield _judged("Mail", "no mail server is set; nobody is told by mail")
            return
        server.greet()
    except GatewayError as fault:
        yield _judged("Mail", fault.message, "Compare GATEWAY_SMTP_URL and GATEWAY_MAIL_FROM.")
        return
    nobody = "Set GATEWAY_ALERT_MAIL: operators should hear of troubles." * (not settings.operators)
    yield _judged("Mail", f"{server.host} takes us", nobody, weight=Weight.LOOK)


def _database(settings: Settings) -> Iterator[Judgement]:
    file = settings.database_file
    if file is not None and not file.exists():
        advice = "gateway load makes it, and gateway serve does."
        yield _judged("Database", f"none at {file} yet", advice, weight=Weight.LOOK)
        return
    try:
        database = open_database(settings.database_url)
        try:
            yield from _opened(database)
            yield from _sealed(database, settings)
        finally:
            database.close()
    except GatewayError as fault:
        yield _judged("Database", fault.message, "Compare GATEWAY_DATABASE_URL; is it running?")


def _opened(database: Database) -> Iterator[Judgement]:
    versions = database.versions()
    yield _judged("Database", ", ".join(f"{name} {value}" for name, value in versions.items()))
    with database.reading() as tx:
        if not health.is_current(tx):
            yield _judged("Tables", "of another version", "Run gateway db upgrade.")
            return
        missing = health.missing_triggers(tx)
        careless = health.careless_settings(tx)
        latest = health.latest_moment(tx)
        troubles = [alert.title for alert in alerts.standing(tx)]
        unsent = {state: mails.count(tx, state) for state in MailState}
        post = [*_post(tx), *_unread(tx)]
    yield _judged("Tables", f"up to date, revision {versions['revision']}")
    yield _judged(
        "Triggers",
        f"missing: {', '.join(missing)}" if missing else "every trigger is there",
        "Run gateway db upgrade, and find out who dropped them." * bool(missing),
    )
    yield _judged(
        "Durability",
        ", ".join(careless) or "a commit survives a power cut",
        "Set it right on the server: orders can be lost." * bool(careless),
    )
    yield _clock(latest)
    yield from _apart(database)
    yield from post
    lost = unsent[MailState.REFUSED] + unsent[MailState.DEAD]
    why = "; gateway mail list says why" * bool(lost)
    yield _judged("Mails", f"{unsent[MailState.WAITING]} waiting, {lost} failed{why}")
    yield _judged(
        "Alerts",
        "; ".join(troubles[:MOST_ALERTS]) or "nothing needs a person",
        "Each is told by one mail until it is over." * bool(troubles),
        weight=Weight.LOOK,
    )


def _post(tx: Transaction) -> Iterator[Judgement]:
    """Tell how much waits and lies dead, and which addresses are in trouble."""
    waiting, given_up = piles.waiting(tx), piles.dead(tx)
    dead = sum(pile.count for pile in given_up)
    yield _judged(
        "Deliveries",
        f"{sum(pile.count for pile in waiting)} waiting, {dead} given up",
        "Look at them with gateway message dead, send them with gateway message resend."
        * bool(dead),
        weight=Weight.LOOK,
    )
    for pile in waiting:
        yield _waiting(pile)
    for pile in given_up:
        since = f"{pile.since:%Y-%m-%d %H:%M} UTC"
        yield _judged(
            "Given up",
            f"{pile.count} for {host_of(pile.address)} since {since}",
            "Does it answer again? gateway connection check tells.",
            weight=Weight.LOOK,
        )
    for each in circuits.listed(tx):
        if is_sick(each.failures):
            yield _judged(
                "Circuit",
                f"{host_of(each.address)} fails since {each.since:%Y-%m-%d %H:%M} UTC,"
                f" {each.failures} in a row: {each.reason}",
                "It is tried now and then, and gets everything once it answers.",
                weight=Weight.LOOK,
            )


def _waiting(pile: Pile) -> Judgement:
    """Tell how much waits for an address, and how long the oldest has waited."""
    age = max(SystemClock().now() - pile.since, timedelta(0))
    return _judged(
        "Waiting",
        f"{pile.count} for {host_of(pile.address)}, the oldest since"
        f" {pile.since:%Y-%m-%d %H:%M} UTC, {timedelta(seconds=int(age.total_seconds()))}",
        "It is tried again and again; gateway connection check tells whether it answers."
        * (age > LONG_WAIT),
        weight=Weight.LOOK,
    )


def _unread(tx: Transaction) -> Iterator[Judgement]:
    """Tell which suppliers without cXML have something to read, and for how long."""
    for each in feed.unread(tx):
        age = SystemClock().now() - each.since
        yield _judged(
            "Events",
            f"{each.count} not read by {each.supplier} ({each.mode}), the oldest since"
            f" {each.since:%Y-%m-%d %H:%M} UTC",
            "Nobody there asks for events: is its system running?" * (age > LONG_WAIT),
            weight=Weight.LOOK,
        )


def _apart(database: Database) -> Iterator[Judgement]:
    """Compare the clock of this machine with the one that all of them go by."""
    apart = abs(SystemClock().now() - clock_of(database).now())
    if apart > LEAST_APART:
        yield _judged(
            "Clocks",
            f"this machine's and the database's stand {apart.total_seconds():.0f} s apart",
            "Nothing depends on it, but the logs mislead: set both by NTP.",
            weight=Weight.LOOK,
        )


def _sealed(database: Database, settings: Settings) -> Iterator[Judgement]:
    kept = settings.database_file and key_file_beside(settings.database_file)
    no_key = settings.secret_key is None and (kept is None or not kept.exists())
    with database.reading() as tx:
        if not health.is_current(tx) or facts.sealed(tx) is None:
            return
        if no_key:
            advice = "Bring the key file back from a backup; a new key opens nothing of this."
            yield _judged("Seals", "the key that made them is missing", advice)
            return
        try:
            sealing.compare(tx, Vault(secret_key(settings)))
        except GatewayError as fault:
            yield _judged("Seals", "of another key", fault.message)
            return
    yield _judged("Seals", "opened by this key")


def _clock(latest: datetime | None) -> Judgement:
    now = SystemClock().now()
    ahead = latest is not None and latest > now + CLOCK_LEEWAY
    return _judged(
        "Clock",
        f"{now:%Y-%m-%d %H:%M:%S} UTC",
        "The journal holds a later moment: the clock went back. Set it by NTP." * ahead,
    )
