"""The fixtures, played by the tester's own command against a running gateway."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import GatewayProcess

FOLDERS = ["good", "dialects", "advice", "bad", "hostile", "scenarios"]


@pytest.fixture
def gateway(
    database_url: str, tmp_path: Path, new_port: Callable[[], int], repository: Path
) -> Iterator[GatewayProcess]:
    """A running gateway that knows the parties of the fixtures."""
    started = GatewayProcess(
        folder=tmp_path,
        database_url=database_url,
        port=new_port(),
        parties=(repository / "fixtures" / "parties.toml").read_text(),
        # the fixtures hold more wrong secrets than anybody should try in a minute
        settings={"GATEWAY_SIGN_IN_FAILURES": "1000"},
    )
    started.load()
    started.start()
    yield started
    started.stop()


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_every_fixture_is_answered_as_expected(gateway: GatewayProcess, repository: Path) -> None:
    """`gateway replay` passes over everything that is known to be said on the wire."""
    paths = [str(repository / "fixtures" / folder) for folder in FOLDERS]

    done = subprocess.run(
        [sys.executable, "-m", "gateway", "replay", "--json", "--url", gateway.url, *paths],
        env=gateway.environment(),
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )

    cases = json.loads(done.stdout)["cases"]
    assert [] == [(case["name"], case["differences"]) for case in cases if not case["passed"]]
    assert 0 == done.returncode
    assert len(cases) > 200
