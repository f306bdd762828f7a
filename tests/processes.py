"""Real processes on loopback, started and stopped by a test: a gateway, a catalogue."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from lxml import etree

from catalog_stub.__main__ import main as run_catalogue
from gateway.cli import run as run_gateway
from gateway.cli.going_live import activate
from gateway.cli.load import load_file
from gateway.cli.opening import brought_up
from gateway.settings import PREFIX, Settings
from tests import letters
from tests.forks import Fork, fork
from tests.waiting import until

KEY = "a key for tests only, long enough to be one"
READY_SECONDS = 90
STOP_SECONDS = 30
MOST_TRIES = 2000


@dataclass(kw_only=True)
class GatewayProcess:
    """A gateway that can be started, killed and started again on the same database and port."""

    folder: Path
    database_url: str
    port: int
    parties: str
    settings: Mapping[str, str] = field(default_factory=dict)
    #: a program, with its options, that runs the gateway and watches it, such as strace
    watched_by: Sequence[str] = ()
    #: whether it starts as it does for people, from nothing
    from_nothing: bool = False
    _process: subprocess.Popen[bytes] | Fork | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that listens."""
        assert self._process is not None
        return self._process.pid

    def environment(self) -> dict[str, str]:
        """Give the settings of the process."""
        return {
            **os.environ,
            "GATEWAY_DATABASE_URL": self.database_url,
            "GATEWAY_SECRET_KEY": KEY,
            "GATEWAY_PUBLIC_URL": self.url,
            "GATEWAY_LOG_LEVEL": "warning",
            **self.settings,
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the gateway to its end; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "gateway", *arguments],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert 0 == done.returncode, done.stderr
        return done

    def load(self) -> None:
        """Load the parties, as `gateway load` does, without a process for it."""
        file = self.folder / "parties.toml"
        file.write_text(self.parties)
        with brought_up(self._settings()) as store:
            load_file(store, file)

    def activate(self, name: str) -> None:
        """Activate a connection, as `gateway connection activate --force` does."""
        with brought_up(self._settings()) as store:
            activate(store, name, actor="tests", force="a test")

    def _settings(self) -> Settings:
        said = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in self.environment().items()
            if name.startswith(PREFIX)
        }
        return Settings.model_validate(said)

    def start(self) -> None:
        """Start serving, and wait until it is ready."""
        words = ("serve", "--port", str(self.port))
        log = self.folder / "gateway.log"
        if self.from_nothing or self.watched_by:
            with log.open("ab") as written:
                self._process = subprocess.Popen(
                    [*self.watched_by, sys.executable, "-m", "gateway", *words],
                    env=self.environment(),
                    cwd=self.folder,
                    stdout=written,
                    stderr=written,
                )
        else:
            self._process = fork(run_gateway, words, self.environment(), log)
        try:
            wait_until_ready(f"{self.url}/health/ready", self._process)
        except AssertionError:
            self.kill()
            raise

    def poll(self) -> int | None:
        """Give how it ended, negative for a signal; None while it runs."""
        assert self._process is not None
        return self._process.poll()

    def kill(self) -> None:
        """Kill it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def stop(self) -> None:
        """Ask it to stop, and wait for it."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def log(self) -> str:
        """Give what it wrote."""
        return (self.folder / "gateway.log").read_text()


def wait_until_ready(address: str, process: subprocess.Popen[bytes] | Fork) -> None:
    """Wait until an address answers 200; fail when the process ends before that."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"{address}: the process ended with {process.poll()}"
        try:
            if httpx2.get(address, timeout=2, trust_env=False).status_code == httpx2.codes.OK:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"{address} was not ready within {READY_SECONDS} s")


def posted(line: httpx2.Client, url: str, body: bytes) -> tuple[int, int]:
    """Post a document until it is answered for good; give its status and the number of tries."""
    for tries in range(1, MOST_TRIES + 1):
        try:
            answer = line.post(f"{url}/cxml", content=body, headers={"Content-Type": "text/xml"})
        except httpx2.TransportError:
            time.sleep(0.02)
            continue
        if answer.status_code == httpx2.codes.OK:
            status = etree.fromstring(answer.content).find("Response/Status")
            assert status is not None
            return int(status.get("code", "")), tries
        time.sleep(0.02)
    raise AssertionError("the gateway never answered")


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The catalogue that runs beside: an independent witness of what a supplier received."""

    port: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def received(self) -> list[dict[str, object]]:
        """List every document that it received."""
        answer = httpx2.get(f"{self.url}/received", timeout=30, trust_env=False)
        rows: list[dict[str, object]] = answer.json()
        return rows

    def arrived(self, count: int, seconds: float) -> list[dict[str, object]]:
        """List every document that it received, once so many came or so long was waited."""
        until(lambda: len(self.received()) >= count, seconds)
        return self.received()

    def webhooks(self) -> list[dict[str, object]]:
        """List every webhook that it heard; without an id those that were not genuine."""
        answer = httpx2.get(f"{self.url}/webhooks", timeout=30, trust_env=False)
        rows: list[dict[str, object]] = answer.json()
        return rows


NO_SETTINGS: Mapping[str, str] = {}
#: what a catalogue that speaks cXML knows, and one that does not
CXML_SECRETS: Mapping[str, str] = {
    "CATALOG_OWN_SECRET": letters.SUPPLIER_SECRET,
    "CATALOG_GATEWAY_SECRET": "what we send stub",
}
JSON_SECRETS: Mapping[str, str] = {
    "CATALOG_INTERFACE": "json",
    "CATALOG_API_KEY": letters.API_KEY,
    "CATALOG_TEST_API_KEY": letters.TEST_API_KEY,
    "CATALOG_WEBHOOK_SECRET": letters.WEBHOOK_SECRET,
}


@contextmanager
def catalogue(
    folder: Path,
    port: int,
    gateway_port: int,
    *arguments: str,
    secrets: Mapping[str, str] = CXML_SECRETS,
) -> Iterator[Catalogue]:
    """Run the catalogue for as long as the block runs."""
    words = ("--port", str(port), "--gateway", f"http://127.0.0.1:{gateway_port}", *arguments)
    environment = {
        **os.environ,
        "CATALOG_SHOP_KEY": "key of the shop of stub",
        **secrets,
    }
    process = fork(run_catalogue, words, environment, folder / "catalogue.log")
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/health", process)
        yield Catalogue(port=port)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


@contextmanager
def gateway_with_catalogue(
    folder: Path,
    database_url: str,
    new_port: Callable[[], int],
    *,
    settings: Mapping[str, str] = NO_SETTINGS,
    from_nothing: bool = False,
) -> Iterator[tuple[GatewayProcess, Catalogue]]:
    """Run a gateway whose only connection is active, and the catalogue that takes its orders."""
    gateway_port, shop_port = new_port(), new_port()
    gateway = GatewayProcess(
        folder=folder,
        database_url=database_url,
        port=gateway_port,
        parties=letters.parties(orders_url=f"http://127.0.0.1:{shop_port}/cxml"),
        settings=settings,
        from_nothing=from_nothing,
    )
    gateway.load()
    gateway.activate("acme/stub")
    try:
        gateway.start()
        with catalogue(folder, shop_port, gateway_port) as shop:
            yield gateway, shop
    finally:
        gateway.stop()
