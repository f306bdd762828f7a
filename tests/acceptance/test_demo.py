"""`gateway demo`: the whole round trip, with real HTTP between three programs."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest
from lxml import html

from gateway.carrier import Carrier
from gateway.rehearsal.shopper import Page, Shopper
from tests.waiting import until

DEMO = (sys.executable, "-m", "gateway", "demo")
KINDS = [
    "ProfileRequest",
    "PunchOutSetupRequest",
    "start page",
    "basket",
    "PunchOutOrderMessage",
    "OrderRequest",
    "OrderRequest",
    "ConfirmationRequest",
    "mails",
]
LAST_WORDS = "gateway message list; gateway order list"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """One demonstration, as a person sees it."""
    return subprocess.run(
        [*DEMO, "--once"],
        cwd=tmp_path_factory.mktemp("demo"),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.slow
def test_round_trip_ends_with_a_confirmation(once: subprocess.CompletedProcess[str]) -> None:
    """The demonstration ends well, and the last step is the supplier's yes."""
    lines = once.stdout.splitlines()
    last = [line for line in lines if "ConfirmationRequest" in line][-1]

    assert (0, "") == (once.returncode, once.stderr)
    assert " 17 " in last
    assert "accept" in last


@pytest.mark.slow
def test_whoever_ordered_is_told_by_mail(once: subprocess.CompletedProcess[str]) -> None:
    """The mails of the test go to the supplier's tester, the real ones to the requester."""
    test, real = [line for line in once.stdout.splitlines() if "→ requester" in line]

    assert "2 to tester@nordlicht.example: “TEST: Order PO-" in test
    assert "2 to robin@buyer.example: “Order PO-" in real
    assert "is confirmed”" in real


@pytest.mark.slow
def test_round_trip_is_short_to_read(once: subprocess.CompletedProcess[str]) -> None:
    """It is told in fewer than forty lines, without a secret, a token or a code of colour."""
    assert len(once.stdout.splitlines()) < 40
    assert "\x1b" not in once.stdout
    assert "session=" not in once.stdout


@pytest.mark.slow
def test_round_trip_is_told_to_programs(tmp_path: Path) -> None:
    """With --json every step is an object: first in test, then for real."""
    ended = subprocess.run(
        [*DEMO, "--once", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )

    steps = json.loads(ended.stdout)["steps"]
    assert KINDS * 2 == [step["kind"] for step in steps]
    assert ["test"] * 9 + ["production"] * 9 == [step["mode"] for step in steps]


@pytest.mark.slow
def test_supplier_may_speak_no_cxml(tmp_path: Path) -> None:
    """The same steps, but that an event tells the supplier of the order; the buyer hears cXML."""
    ended = subprocess.run(
        [*DEMO, "--once", "--json", "--interface", "json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )

    kinds = [step["kind"] for step in json.loads(ended.stdout)["steps"]]
    assert [*KINDS[:6], "order.new", *KINDS[7:]] * 2 == kinds


@pytest.fixture
def staying(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A demonstration that stays up, and what it said until then."""
    with subprocess.Popen(
        DEMO,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line)
            if LAST_WORDS in line:
                break
        yield process, said
        process.send_signal(signal.SIGINT)  # it puts its folder away
        try:
            process.wait(60)
        finally:
            process.kill()


def addresses(said: list[str]) -> list[str]:
    """Pick out the addresses that the demonstration offers: buyer, two order desks, the API."""
    return [line.split()[0] for line in said if line.startswith("  http")]


@pytest.mark.slow
def test_person_can_shop_by_hand(staying: tuple[subprocess.Popen[str], list[str]]) -> None:
    """From the buyer's page one can shop, bring a cart home, order it, and be told yes."""
    person = Shopper(Carrier())
    buyer = addresses(staying[1])[0]

    start = person.open(framed(person.press(person.open(buyer).form(to="/shop"))))
    catalogue = person.press(start.forms()[0])
    shopping = person.press(catalogue.form(to="/basket/add", part_id="OF-1002"))
    basket = person.open(f"{shopping.address.replace('/shop?', '/shop/basket?')}")
    way_home = person.press(basket.form(to="/shop/return"))
    cart = person.press(way_home.form(to="/cart"))
    overview = person.press(cart.form(to="/order"))
    told = settled(person, overview.address)

    assert b"OF-1002" in cart.body
    assert told.count(b">accept</span>") == 3


def framed(page: Page) -> str:
    """Give the address of what a page shows in its frame."""
    (frame,) = html.fromstring(page.body).iter("iframe")
    return str(frame.get("src"))


def settled(person: Shopper, address: str) -> bytes:
    """Look at a page, as a browser that reloads it does, until nothing is on its way any more."""
    assert until(lambda: b"is on its way" not in person.open(address).body, 30)
    return person.open(address).body


@pytest.mark.slow
def test_everything_stays_up_for_the_browser(
    staying: tuple[subprocess.Popen[str], list[str]],
) -> None:
    """Every address that is offered answers; Ctrl+C ends all well, whatever thread it comes to."""
    process, said = staying
    offered = addresses(said)
    statuses = [httpx2.get(each, timeout=20, trust_env=False).status_code for each in offered]

    another = psutil.Process(process.pid).threads()[-1].id
    assert another != process.pid
    assert 0 == ctypes.CDLL(None).tgkill(process.pid, another, signal.SIGINT)
    status = process.wait(60)

    assert [200] * 4 == statuses
    assert 0 == status
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(offered[0], timeout=5, trust_env=False)
