"""`gateway serve`, and what testers do with a gateway that is up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests import letters
from tests.processes import GatewayProcess, catalogue

SETUP = "fixtures/good/setup-test-mode.xml"
STOP_SECONDS = 25

pytestmark = pytest.mark.slow


@pytest.fixture
def serving(
    sqlite_url: str, tmp_path: Path, free_port: int, repository: Path
) -> Iterator[GatewayProcess]:
    """A gateway that serves the parties of the fixtures."""
    process = GatewayProcess(
        folder=tmp_path,
        database_url=sqlite_url,
        port=free_port,
        parties=(repository / "fixtures" / "parties.toml").read_text(),
        from_nothing=True,
    )
    process.load()
    process.start()
    yield process
    process.stop()


def replayed(serving: GatewayProcess, *words: str) -> subprocess.CompletedProcess[str]:
    """Replay one good fixture against the gateway, as a tester beside it does."""
    return subprocess.run(
        [sys.executable, "-m", "gateway", "replay", SETUP, "--url", serving.url, *words],
        env=serving.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def stopped(serving: GatewayProcess) -> int:
    """Ask the gateway to stop, and give its exit status."""
    os.kill(serving.pid, signal.SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(serving.pid, 0)[1])


def end_of(process: subprocess.Popen[str]) -> int:
    """Wait for the end of a process, and give its exit status; it is killed where it stays."""
    try:
        return process.wait(STOP_SECONDS)
    finally:
        process.kill()


def test_replay_judges_each_case(serving: GatewayProcess) -> None:
    """A fixture is sent, answered as expected, and told to programs with what differed."""
    ended = replayed(serving, "--json")

    (case,) = json.loads(ended.stdout)["cases"]
    assert 0 == ended.returncode
    assert ("good/setup-test-mode", True, []) == (
        case["name"],
        case["passed"],
        case["differences"],
    )


def test_replay_leaves_active_connections_alone(serving: GatewayProcess) -> None:
    """On an active connection nothing is sent unless --active is given."""
    serving.activate("acme/stub")

    refused, allowed = replayed(serving), replayed(serving, "--active")

    assert 1 == refused.returncode
    assert "acme/stub is active, which is not allowed" in refused.stdout
    assert 0 == allowed.returncode
    assert "1 of 1 cases passed" in allowed.stdout


def test_replay_without_a_gateway_fails_plainly(serving: GatewayProcess) -> None:
    """When nobody answers, the case has failed, and no traceback says so."""
    serving.stop()

    ended = replayed(serving)

    assert 1 == ended.returncode
    assert "no answer" in ended.stdout
    assert "Traceback" not in ended.stderr


def test_serve_ends_well_when_it_is_told_to(serving: GatewayProcess) -> None:
    """SIGTERM stops requests and deliveries in order, well within the time to drain."""
    started = time.monotonic()

    status = stopped(serving)

    assert 0 == status
    assert time.monotonic() - started < STOP_SECONDS
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{serving.url}/health/live", trust_env=False)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_what_was_told_to_stop_while_it_starts_stops(
    bare_sqlite_url: str, tmp_path: Path, free_port: int, processes: str
) -> None:
    """Who listens does not forget a signal that comes before its server takes signals itself."""
    place = GatewayProcess(
        folder=tmp_path,
        database_url=bare_sqlite_url,
        port=free_port,
        parties=letters.parties(),
        settings={"GATEWAY_PROCESSES": processes},
    )
    with subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve", "--port", str(place.port)],
        env=place.environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        status = end_of(process)

    assert 0 == status


def test_work_carries_deliveries_until_it_is_told_to_stop(
    bare_sqlite_url: str, tmp_path: Path, free_port: int
) -> None:
    """`gateway work` runs beside whoever serves, and ends well."""
    place = GatewayProcess(
        folder=tmp_path, database_url=bare_sqlite_url, port=free_port, parties=letters.parties()
    )
    with subprocess.Popen(
        [sys.executable, "-m", "gateway", "work"],
        env=place.environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        said = worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)
        status = end_of(worker)

    assert (0, "Carrying deliveries. Ctrl+C stops.\n") == (status, said)


def test_connection_check_finds_a_good_supplier_good(
    sqlite_url: str, tmp_path: Path, free_port: int
) -> None:
    """Where a supplier answers with its profile, every step is good and nothing is written."""
    orders_url = f"http://127.0.0.1:{free_port}/cxml"
    place = GatewayProcess(
        folder=tmp_path,
        database_url=sqlite_url,
        port=free_port,
        parties=letters.parties(orders_url=orders_url),
    )
    place.load()

    with catalogue(tmp_path, free_port, free_port):
        ended = subprocess.run(
            [sys.executable, "-m", "gateway", "connection", "check", "acme/stub", "--json"],
            env=place.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    steps = [each for each in json.loads(ended.stdout) if each["address"] == orders_url]
    assert [("name", True), ("connection", True), ("profile", True)] == [
        (each["step"], each["good"]) for each in steps
    ]
    assert "takes OrderRequest" in steps[-1]["said"]


def test_taken_port_is_one_plain_message(serving: GatewayProcess) -> None:
    """A second gateway on the same port says so and ends."""
    second = subprocess.run(
        [sys.executable, "-m", "gateway", "serve", "--port", str(serving.port)],
        env=serving.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert 1 == second.returncode
    assert f"cannot listen on 127.0.0.1, port {serving.port}" in second.stderr
    assert "Traceback" not in second.stderr
