"""The shop as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx2

from tests.waiting import until

ARGUMENTS = ["--shop-key", "a", "--own-secret", "b", "--gateway-secret", "c"]


def _is_open(port: int) -> bool:
    try:
        answer = httpx2.get(f"http://127.0.0.1:{port}/health", trust_env=False, verify=False)
    except httpx2.ConnectError:
        return False
    return bool(answer.json()["status"] == "open")


def test_shop_runs_as_a_module(repository: Path, free_port: int) -> None:
    """One command opens the shop, and it closes when it is told to."""
    command = [sys.executable, "-m", "catalog_stub", "--port", str(free_port), *ARGUMENTS]

    with subprocess.Popen(command, cwd=repository, env=os.environ.copy()) as program:
        assert until(lambda: _is_open(free_port), seconds=30)
        program.terminate()

    assert program.returncode is not None
