"""docs/json-suppliers.md: every line that it shows for a shell does what it says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gateway.settings import Settings
from gateway.web.application import create_web
from tests import letters
from tests.front import PUBLIC_URL, opened
from tests.json_supplier import JsonSupplier
from tests.needs import program
from tests.serving import serving

PAPER = Path(__file__).resolve().parents[3] / "docs" / "json-suppliers.md"
LINES = (letters.line(1), letters.line(2, part="B-2", quantity="1"))


def shown() -> list[str]:
    """Give what the paper shows for a shell, block by block."""
    return re.findall(r"^```sh\n(.*?)^```$", PAPER.read_text(), re.MULTILINE | re.DOTALL)


def run(script: str, variables: dict[str, str]) -> dict[str, Any]:
    """Run one block as a reader would, and give what it prints."""
    ended = subprocess.run(
        ["sh", "-eu", "-c", script],
        env=variables,
        capture_output=True,
        check=True,
        timeout=20,
    )
    said: dict[str, Any] = json.loads(ended.stdout)
    return said


@pytest.fixture
def curl() -> Path:
    """The program that the paper speaks to the gateway with."""
    return program("curl")


def test_what_the_paper_shows_works(sqlite_url: str, free_port: int, curl: Path) -> None:
    """In the order in which it stands there, with the answers that it tells of."""
    settings = Settings(public_url=PUBLIC_URL)
    with (
        opened(sqlite_url, settings) as front,
        serving(create_web(front.around, settings), free_port) as address,
    ):
        front.load(letters.parties(without_cxml=letters.WITHOUT_CXML))
        front.activate()
        front.post(letters.order("PO-1", *LINES))
        front.post(letters.order("PO-2"))
        supplier = JsonSupplier(front=front)
        variables = {
            "PATH": str(curl.parent) + ":/bin:/usr/bin",
            "GATEWAY": address,
            "KEY": supplier.key,
            "NEXT": supplier.read(limit=1)["next"],
            "ORDER": supplier.order_id("PO-1"),
            "OTHER": supplier.order_id("PO-2"),
        }

        first, second, order, *answers = (run(script, variables) for script in shown())

    assert ["PO-1", "PO-2"] == [event["order"]["order_id"] for event in first["events"]]
    assert ["PO-2"] == [event["order"]["order_id"] for event in second["events"]]
    assert ("PO-1", "sent") == (order["order_id"], order["state"])
    assert [200] * 5 == [answer["status"] for answer in answers]
