"""A gateway with parties in its database, and its command line in the same process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.cli import run
from gateway.settings import Settings
from tests import front, letters
from tests.front import PUBLIC_URL, Front

KEY = "a key for tests only, long enough to be one"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:  # noqa: ANN401 - whatever JSON it printed
        """What it printed as JSON."""
        return json.loads(self.out)


Cli = Callable[..., Ended]


@pytest.fixture
def cli(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cli:
    """Runs `gateway …` on the database of the test, and gives what came of it."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", database_url)
    monkeypatch.setenv("GATEWAY_SECRET_KEY", KEY)
    monkeypatch.setenv("GATEWAY_PUBLIC_URL", PUBLIC_URL)

    def ran(*words: str) -> Ended:
        capsys.readouterr()
        status = run(words)
        printed = capsys.readouterr()
        return Ended(status=status, out=printed.out, err=printed.err)

    return ran


@pytest.fixture
def gateway(database_url: str) -> Iterator[Front]:
    """A gateway behind its web door, on the database that the commands work on."""
    with front.opened(database_url, Settings(public_url=PUBLIC_URL)) as opened:
        yield opened


@pytest.fixture
def parties(tmp_path: Path) -> Path:
    """A parties file with acme, stub and their connection."""
    file = tmp_path / "parties.toml"
    file.write_text(letters.parties())
    return file
