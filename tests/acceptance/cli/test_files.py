"""Files that travel with documents, as `gateway order` and `gateway message` tell of them."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests import letters
from tests.acceptance.cli.conftest import Cli
from tests.front import Front
from tests.parcels import File, naming, with_files

FILE = File(content=b"nobody opens this")
TOLD = ("plan.pdf", 'application/pdf; name="plan.pdf"', 17, sha256(FILE.content).hexdigest())
KEYS = ("name", "content_type", "size", "digest")


@pytest.fixture
def order(gateway: Front) -> letters.Post:
    """An order that came with a file, posted over HTTP."""
    post = naming(letters.order("PO-7"), FILE.content_id)
    body, content_type = with_files(post, FILE)
    gateway.client.post("/cxml", content=body, headers={"Content-Type": content_type})
    return post


def test_an_order_lists_its_files(order: letters.Post, cli: Cli) -> None:
    """Name, type, size and digest are told, and the message that they came with."""
    whole = cli("order", "show", "PO-7", "--json").value

    (told,) = whole["attachments"]
    assert TOLD == tuple(told[key] for key in KEYS)
    assert whole["message"] == told["message"]
    assert "plan.pdf" in cli("order", "show", "PO-7").out


def test_a_message_lists_its_files_and_not_what_is_in_them(order: letters.Post, cli: Cli) -> None:
    """The document is shown; of its files, that they are there."""
    (row,) = cli("message", "list", "--json", "--kind", "OrderRequest").value

    shown = cli("message", "show", str(row["id"]), "--json")

    (told,) = shown.value["attachments"]
    assert TOLD == tuple(told[key] for key in KEYS)
    assert "nobody opens this" not in shown.out
    assert "plan.pdf" in cli("message", "show", str(row["id"])).out
