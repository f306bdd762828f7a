"""`gateway serve` in several processes: one gateway to everybody outside."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest

from gateway.settings import Settings
from gateway.siblings import share
from tests import letters
from tests.processes import (
    READY_SECONDS,
    Catalogue,
    GatewayProcess,
    gateway_with_catalogue,
    posted,
)
from tests.waiting import until

ORDERS = 40
AT_ONCE = 8
ARRIVE_SECONDS = 30
#: without its parent a process ends at once; a loaded machine takes its time
ORPHAN_SECONDS = 10
_DOCUMENTS = re.compile(
    r'^gateway_documents_total\{kind="OrderRequest".*\} ([0-9.]+)$', re.MULTILINE
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@dataclass(frozen=True, kw_only=True)
class Family:
    """A gateway of two processes, its parent, and the supplier that its orders go to."""

    gateway: GatewayProcess
    shop: Catalogue

    def members(self) -> list[psutil.Process]:
        """List the processes that serve."""
        children = psutil.Process(self.gateway.pid).children()
        return [each for each in children if "spawn_main" in " ".join(each.cmdline())]


@pytest.fixture
def family(database_url: str, tmp_path: Path, new_port: Callable[[], int]) -> Iterator[Family]:
    """Two processes that share a port."""
    settings = {"GATEWAY_PROCESSES": "2", "TMPDIR": str(tmp_path)}
    with gateway_with_catalogue(
        tmp_path, database_url, new_port, settings=settings, from_nothing=True
    ) as (gateway, shop):
        yield Family(gateway=gateway, shop=shop)


def posts() -> dict[str, bytes]:
    """Make orders, each of its own number."""
    made = [letters.order(f"PO-{number}") for number in range(1, ORDERS + 1)]
    return {each.payload_id: each.bytes() for each in made}


@contextmanager
def lines() -> Iterator[httpx2.Client]:
    """Open a line of its own for each request, so that they come to all processes."""
    bounds = httpx2.Limits(max_keepalive_connections=0)
    with httpx2.Client(limits=bounds, timeout=10, trust_env=False) as client:
        yield client


def counted(client: httpx2.Client, url: str) -> float:
    """Tell how many orders the figures count, whoever answers."""
    page = client.get(f"{url}/metrics").text
    return sum(float(found) for found in _DOCUMENTS.findall(page))


def test_two_processes_are_one_gateway(family: Family, tmp_path: Path) -> None:
    """
    Copies of an order that arrive at both are one order, and each tells the figures of both.

    One that is killed is replaced, and nothing is lost by it. All of them end with their parent:
    who kills that has the port back, and starts the gateway again.
    """
    url, sent = family.gateway.url, posts()
    copies = [body for body in sent.values() for _ in range(2)]
    first = family.members()

    with lines() as client, ThreadPoolExecutor(AT_ONCE) as pool:
        answers = [pool.submit(posted, client, url, body) for body in copies]
        for each in first:
            time.sleep(0.2)
            each.send_signal(signal.SIGKILL)
        statuses = {answer.result()[0] for answer in answers}
        assert until(lambda: 2 == len(set(family.members()) - set(first)), READY_SECONDS)
        figures = {counted(client, url) for _ in range(AT_ONCE)}
    received = Counter(row["payloadID"] for row in family.shop.arrived(ORDERS, ARRIVE_SECONDS))
    members = family.members()
    family.gateway.kill()

    assert {200} == statuses
    assert dict.fromkeys(sent, 1) == received
    assert 2 == family.gateway.log().count("process_ended")
    # a request that was cut off is in nobody's figures
    assert len(figures) == 1
    assert len(copies) - AT_ONCE * 2 <= figures.pop()
    assert until(lambda: not any(psutil.pid_exists(each.pid) for each in members), ORPHAN_SECONDS)
    family.gateway.start()
    started = family.members()
    family.gateway.stop()
    assert len(started) == 2
    assert 0 == family.gateway.poll()
    assert not list(tmp_path.glob("gateway-figures-*"))
    assert not any(psutil.pid_exists(each.pid) for each in started)


def test_where_somebody_listens_it_says_so(bare_sqlite_url: str, tmp_path: Path) -> None:
    """Nobody joins a port that another program has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        place = GatewayProcess(
            folder=tmp_path,
            database_url=bare_sqlite_url,
            port=other.getsockname()[1],
            parties=letters.parties(),
            settings={"GATEWAY_PROCESSES": "2"},
            from_nothing=True,
        )
        with pytest.raises(AssertionError, match="the process ended with 1"):
            place.start()

    assert f"The gateway cannot listen on 127.0.0.1, port {place.port}" in place.log()
    assert "Traceback" not in place.log()


def test_what_is_bounded_for_all_is_shared_out() -> None:
    """Three processes together let through what one would; none is left without anything."""
    shared = share(Settings(processes=3, sign_in_failures=20, large_messages=2))

    assert (6, 1) == (shared.sign_in_failures, shared.large_messages)
