"""Draws the pictures of mails anew: `python docs/images/draw_mails.py`, with Chromium installed."""  # noqa: INP001 - a program

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from gateway.mail.composing import Letter, compose

HERE: Final = Path(__file__).parent
CHROMIUM: Final = shutil.which("chromium")


def row(number: int, part: str, description: str, quantity: str, **told: str) -> dict[str, Any]:
    """Make one line as a mail shows it."""
    return {
        "number": number,
        "part": part,
        "description": description,
        "quantity": quantity,
        "unit": "EA",
        "price": "3.75",
        "currency": "EUR",
        "delivery": None,
        "shipment": None,
        "why": "",
        "instead": None,
        "new_price": None,
        "new_currency": None,
        "fate": "not coming",
    } | told


LINES: Final = [
    row(1, "A-1044", "Ring binder A4, blue", "20", fate="coming", delivery="2026-11-25"),
    row(2, "L-7", "Desk lamp", "1.5", why="L-7 is no longer made; L-8 replaces it."),
    row(
        3,
        "P-500",
        "Printer paper, 500 sheets",
        "40",
        fate="coming",
        delivery="2026-11-24",
        new_price="3.95",
        new_currency="EUR",
    ),
    row(4, "C-9", "Office chair", "2", fate="later", shipment="2026-12-04"),
]
CONTENT: Final[dict[str, Any]] = {
    "order": "4500017",
    "ordered": "2026-11-21",
    "supplier": "Nordwind Office",
    "meant_for": "jo@buyer.example",
    "representative": {
        "name": "Kim Doe",
        "email": "orders@nordwind.example",
        "phone": "+49 30 555 1234",
    },
    "held": False,
    "why": "",
    "more": 0,
    "total": "1825.00",
    "currency": "EUR",
}
LOST: Final = [line | {"fate": "not coming", "why": "", "delivery": None} for line in LINES[:2]]
MAILS: Final = {
    "answered": ("fr", {"rows": LINES, "why": "", "by_gateway": False}),
    "refused": (
        "de",
        {"rows": LOST, "why": "Das Angebot ist am 1. November abgelaufen.", "by_gateway": False},
    ),
}


def page(template: str) -> str:
    """Write a mail; gives its HTML."""
    language, told = MAILS[template]
    mail = compose(
        Letter(
            template=template,
            language=language,
            sender="orders@nordwind.example",
            recipients=("jo@buyer.example",),
            name="Jo March",
            reply_to=None,
            mark="mail",
            thread=None,
            moment=datetime(2026, 11, 21, tzinfo=UTC),
            test=False,
            content=CONTENT | told,
        )
    )
    body = mail.get_body(("html",))
    assert body is not None  # noqa: S101 - a picture needs a page
    return str(body.get_content())


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    for name in MAILS:
        view = browser.new_page(viewport={"width": 640, "height": 400})
        view.set_content(page(name))
        view.screenshot(path=HERE / f"mail-{name}.png", full_page=True)
    browser.close()
