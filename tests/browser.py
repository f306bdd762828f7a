"""Chromium for tests: with or without cookies and scripts, and everything that it complains of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Response

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Cookies(StrEnum):
    """Whose cookies a browser takes, as a person chooses in Chromium's settings."""

    EVERYBODYS = "cookies"
    #: of the site in the address bar alone, as Chromium is by itself
    FIRST_PARTYS = "first-party-cookies"
    NOBODYS = "no-cookies"


_PREFERENCES: Final = {
    Cookies.EVERYBODYS: {"block_third_party_cookies": False, "cookie_controls_mode": 0},
    Cookies.FIRST_PARTYS: {"block_third_party_cookies": True, "cookie_controls_mode": 1},
    Cookies.NOBODYS: {"default_content_setting_values": {"cookies": 2}},
}


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What a shopper's browser lets pages do."""

    cookies: Cookies = Cookies.EVERYBODYS
    scripts: bool = True

    def __str__(self) -> str:
        return f"{self.cookies}-{'scripts' if self.scripts else 'no-scripts'}"


@dataclass(kw_only=True)
class Watch:
    """Notes what a page receives, and what the browser holds against it."""

    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Watch a page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        self.responses.append(response)

    def cookies_set(self) -> list[str]:
        """List the addresses whose answers set a cookie."""
        return [seen.url for seen in self.responses if "set-cookie" in seen.all_headers()]

    def opened(self, part: str) -> str:
        """Give the last address that was opened and holds this text."""
        return [seen.url for seen in self.responses if part in seen.url][-1]


@contextmanager
def chromium_with(
    habits: Habits, playwright: Playwright, program: Path, profile: Path
) -> Iterator[BrowserContext]:
    """Run a browser of its own, with a fresh profile in the folder that is given."""
    (profile / "Default").mkdir(parents=True)
    chosen = {"profile": _PREFERENCES[habits.cookies]}
    (profile / "Default" / "Preferences").write_text(json.dumps(chosen))
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=program,
        args=ARGUMENTS,
        java_script_enabled=habits.scripts,
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
    )
    yield context
    context.close()
