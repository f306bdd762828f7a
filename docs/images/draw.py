"""Draws the pictures of the README anew: `python docs/images/draw.py`, with Chromium installed."""  # noqa: INP001 - a program

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE: Final = Path(__file__).parent
DEMO: Final = (sys.executable, "-m", "gateway", "demo")
LAST_STEP: Final = "Done:"
LAST_WORDS: Final = "gateway message list"
COLUMNS: Final = 120
#: fonts of the reader's own; a picture fetches nothing
FONTS: Final = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)


@contextmanager
def demonstration() -> Iterator[list[str]]:
    """Run the demonstration for as long as the block runs; gives what it said until it stays up."""
    colours = os.environ | {"FORCE_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own program
        DEMO, stdout=subprocess.PIPE, text=True, env=colours
    ) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if LAST_WORDS in line:
                break
        try:
            yield said
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


def draw_terminal(said: list[str]) -> None:
    """Draw what was said until the round trip was over."""
    end = next(place for place, line in enumerate(said) if LAST_STEP in line)
    console = Console(record=True, width=COLUMNS, file=StringIO())
    for line in said[: end + 1]:
        console.print(Text.from_ansi(line.rstrip("\n")), overflow="ellipsis", no_wrap=True)
    console.save_svg(
        str(HERE / "round-trip.svg"),
        title="make demo",
        theme=MONOKAI,
        code_format=FONTS.sub("", CONSOLE_SVG_FORMAT),
        unique_id="round-trip",
    )


def draw_shop(buyer: str) -> None:
    """Draw the shop in the frame of the buyer's page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 790})
        page.goto(buyer)
        page.get_by_role("button", name="Shop in the catalogue").click()
        shop = page.frame_locator("iframe")
        for article in ("Copy paper", "Sticky notes"):
            shop.get_by_role("button", name=article).click()
            shop.get_by_text("is in your basket").wait_for()
        shop.get_by_role("link", name="Catalogue").click()
        shop.get_by_text("is in your basket").wait_for(state="detached")
        page.mouse.move(0, 0)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE / "shop-in-a-frame.png")
        browser.close()


def main() -> None:
    """Draw both pictures of one demonstration."""
    with demonstration() as said:
        draw_terminal(said)
        plain = Text.from_ansi("".join(said)).plain
        draw_shop(re.findall(r"^  (http\S+)", plain, re.MULTILINE)[0])


if __name__ == "__main__":
    main()
