"""What every test can ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from gateway.settings import PREFIX, Settings


@pytest.fixture(scope="session", autouse=True)
def nobodys_settings() -> Iterator[None]:
    """Keep the settings of the person who runs the tests, variables and `.env`, out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(PREFIX)]:
            patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        yield
