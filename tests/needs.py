"""What a test needs from the machine: found, else the test is skipped here and fails in CI."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip the test for want of something; fail it in CI (`CI=true`), where nothing may be."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and in CI nothing may be", pytrace=False)
    pytest.skip(f"{what} is missing")


def program(name: str) -> Path:
    """Find a program on the PATH, or skip (in CI: fail) the test."""
    found = shutil.which(name)
    return Path(found) if found else missing(name)
