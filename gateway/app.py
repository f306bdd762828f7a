"""Joins the rooms into a running gateway; nobody else does."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
import uvicorn
from starlette.applications import Starlette

from gateway.carrier import Bounds, Carrier
from gateway.clock import SystemClock, SystemIds
from gateway.cxml.limits import Limits
from gateway.delivery.attempt import Means
from gateway.delivery.mailer import Mailer, MailMeans
from gateway.delivery.worker import Pace, Worker
from gateway.errors import GatewayFault, Misconfigured
from gateway.exchange.expiry import Expiry
from gateway.exchange.surroundings import Surroundings
from gateway.exchange.throttle import Throttle
from gateway.mail.server import MailServer, server_of
from gateway.settings import Settings
from gateway.store import sealing
from gateway.store.engine import open_database
from gateway.store.shared_clock import clock_of
from gateway.vault import Vault, secret_key
from gateway.web.application import create_web
from gateway.web.wire import server_config

#: how long requests, and after them deliveries, may still take when the gateway stops
DRAIN_SECONDS = 10
#: how often a process that only watches over others looks up
WATCH_SECONDS = 0.25

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Everything that a gateway consists of, joined and not yet running."""

    settings: Settings
    around: Surroundings
    web: Starlette
    worker: Worker
    #: None where there is no mail server
    mailer: Mailer | None
    expiry: Expiry

    def close(self) -> None:
        """Close what is open."""
        self.around.database.close()


def carrier_of(settings: Settings) -> Carrier:
    """Make the carrier with the bounds that are set."""
    return Carrier(
        Bounds(
            connect_seconds=settings.connect_seconds,
            exchange_seconds=settings.exchange_seconds,
            max_answer_bytes=settings.max_answer_bytes,
            ports=frozenset(map(int, settings.carrier_ports.split(","))),
        )
    )


def pace_of(settings: Settings) -> Pace:
    """Gather how fast and how wide the worker works."""
    return Pace(
        threads=settings.worker_threads,
        per_endpoint=settings.deliveries_per_endpoint,
        poll_seconds=settings.worker_poll_seconds,
        lease_seconds=settings.lease_seconds,
        window=timedelta(seconds=settings.delivery_window_seconds),
    )


def mail_server_of(settings: Settings) -> MailServer | None:
    """Read where mails are handed over. Raises Misconfigured when nobody is to be their sender."""
    if settings.smtp_url is None:
        return None
    if settings.mail_from is None:
        raise Misconfigured("GATEWAY_SMTP_URL is set, and GATEWAY_MAIL_FROM is missing.")
    url = settings.smtp_url.get_secret_value()
    return server_of(url, seconds=settings.smtp_seconds, own_name=settings.host)


def _mailer_of(settings: Settings, around: Surroundings) -> Mailer | None:
    server = mail_server_of(settings)
    if server is None or settings.mail_from is None:
        return None
    return Mailer(
        MailMeans(
            database=around.database,
            vault=around.vault,
            clock=around.clock,
            server=server,
            sender=settings.mail_from,
            alert_to=settings.operators,
        )
    )


def build(settings: Settings) -> Gateway:
    """Join the rooms; raises Misconfigured or StoreUnavailable when one of them cannot open."""
    vault = Vault(secret_key(settings))
    database = open_database(
        settings.database_url,
        wait_seconds=settings.database_wait_seconds,
        connections=settings.database_connections,
    )
    database.upgrade()
    sealing.agree(database, vault)
    clock = clock_of(database)
    ids = SystemIds(settings.host, clock)
    worker = Worker(
        Means(database=database, carrier=carrier_of(settings), vault=vault, clock=clock, ids=ids),
        pace_of(settings),
    )
    around = Surroundings(
        database=database,
        vault=vault,
        clock=clock,
        ids=ids,
        public_url=settings.public_url,
        throttle=Throttle(settings.sign_in_failures),
        limits=Limits.of(settings),
        start_seconds=settings.start_token_seconds,
        wake=worker.wake,
        carries=lambda: not settings.worker_threads or worker.is_alive,
    )
    return Gateway(
        settings=settings,
        around=around,
        web=create_web(around, settings),
        worker=worker,
        mailer=_mailer_of(settings, around),
        expiry=Expiry(around, timedelta(seconds=settings.session_seconds)),
    )


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    listening: Callable[[str], None],
    beside_others: bool = False,
) -> None:
    """
    Serve and carry deliveries in one process until it is told to stop.

    `listening` is told the address once it is bound; `port` 0 takes any free one. `beside_others`:
    others that say so too may listen there as well. Raises Misconfigured when the address cannot
    be listened on.
    """
    with (
        listener(host, port, beside_others=beside_others) as bound,
        _running(build(settings)) as gateway,
    ):
        server = uvicorn.Server(server_config(gateway.web, settings, drain_seconds=DRAIN_SECONDS))

        def stop() -> None:
            server.should_exit = True

        with told_to_stop(stop):
            listening(address(bound))
            server.run(sockets=[bound])


def work(settings: Settings, *, started: Callable[[], None]) -> None:
    """Carry deliveries until the process is told to stop; raises GatewayFault if carrying ends."""
    told = Told()
    with told_to_stop(told.stop), _running(build(settings)) as gateway:
        started()
        while not told.within(WATCH_SECONDS):
            # whoever started the process starts it again; one that only stands there helps nobody
            if not gateway.around.carries():
                raise GatewayFault("Nothing is carried any more; the log says why.")


@contextmanager
def _running(gateway: Gateway) -> Iterator[Gateway]:
    """Carry deliveries and end old sessions beside whatever is done meanwhile."""
    if gateway.settings.worker_threads:
        gateway.worker.start()
    if gateway.mailer is not None:
        gateway.mailer.start()
    gateway.expiry.start()
    log.info("gateway_started", database=gateway.around.database.name)
    try:
        yield gateway
    finally:
        gateway.worker.stop(DRAIN_SECONDS)
        gateway.expiry.stop()
        if gateway.mailer is not None:
            gateway.mailer.stop(DRAIN_SECONDS)
        gateway.close()
        log.info("gateway_stopped")


@dataclass(slots=True)
class Told:
    """
    Whether a process was told to stop.

    A plain flag: a signal comes between any two steps, and would wait for ever for a lock that its
    own thread holds, such as an event's.
    """

    is_to_stop: bool = False

    def stop(self) -> None:
        """Note that it is to stop."""
        self.is_to_stop = True

    def within(self, seconds: float) -> bool:
        """Wait so long, and tell whether it is to stop."""
        if not self.is_to_stop:
            SystemClock().sleep(seconds)
        return self.is_to_stop


@contextmanager
def told_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    """
    Take SIGTERM and SIGINT as a request to stop, not as an end; `stop` must not take a lock.

    uvicorn takes them itself once it runs, and raises them again once it has stopped; before, they
    must not be forgotten, and after, the worker can put its deliveries down in peace.
    """
    signals = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(each, lambda *_: stop()) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)


def listener(host: str, port: int, *, beside_others: bool = False) -> socket.socket:
    """
    Listen on an address; `port` 0 takes any free one.

    Raises Misconfigured when that is not possible, as where somebody listens who is not expected.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server(
            (host, port), family=family, backlog=2048, reuse_port=beside_others
        )
    except (OSError, OverflowError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise Misconfigured(
            f"The gateway cannot listen on {host}, port {port}: {reason}."
        ) from fault


def address(bound: socket.socket) -> str:
    """Give the address that others see."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
