"""What suppliers answer when they are sick or hostile, through the real worker."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from gateway.carrier import Carrier
from gateway.clock import SystemClock
from gateway.delivery.worker import Pace
from gateway.store import journal
from gateway.store.engine import Database, open_database
from tests.integration.delivery.conftest import SECRET, Post, Supplier, post_on
from tests.integration.delivery.working import working
from tests.integration.unkind import Serve, says, serving
from tests.waiting import until

#: what the index calls a delivery, in our words: state, and the verdict of the first try
OURS = {
    "delivered": {("delivered", "delivered")},
    "retry": {("waiting", "again")},
    "failed-permanent": {("refused", "refused")},
    # a person is told where the first try ends without one: in our words, too, it waits
    "needs-review": {("waiting", "held"), ("waiting", "again")},
}
#: who says at the second try too that the document is there is believed
AT_THE_SECOND_TRY = ("delivered", "again")
BELIEVED_LATER = "14-supplier-response/r-500-already.resp"
MOST_MIB = 32
#: where a hostile answer would have us go
CANARY = ("127.0.0.1", 18099)


def expectations(shared: Path) -> dict[str, set[tuple[str, str]]]:
    """Read what each answer may come to."""
    rows = [line.split("\t") for line in (shared / "attacks/INDEX.tsv").read_text().splitlines()]
    place = rows[0].index("expect")
    return {
        row[0]: {
            ours for word in row[place].removeprefix("delivery:").split("|") for ours in OURS[word]
        }
        for row in rows
        if row[0].startswith("14-")
    }


@pytest.fixture
def post(database_url: str) -> Iterator[Post]:
    """A database with one connection, on each database."""
    database: Database = open_database(database_url, connections=40)
    yield post_on(database, Carrier(), SystemClock())
    database.close()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start suppliers that say one thing."""
    with serving() as start:
        yield start


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """The place where nobody may call; skipped where something else stands there."""
    try:
        door = socket.create_server(CANARY)
    except OSError:
        pytest.skip("something listens on the canary's port already")
    door.settimeout(0.2)
    with door:
        yield door


def test_every_hostile_answer_comes_to_what_it_is(
    shared: Path, post: Post, serve: Serve, canary: socket.socket
) -> None:
    """None is delivered by mistake, none is lost, none is followed, and the worker lives on."""
    expected = expectations(shared)
    expected[BELIEVED_LATER].add(AT_THE_SECOND_TRY)
    before = psutil.Process().memory_info().rss
    rows = {
        file: post.put(
            Supplier(serve(says((shared / "attacks" / file).read_bytes())).url), f"{file}@buyer"
        )
        for file in expected
    }

    with working(post, Pace(threads=8, poll_seconds=0.05)) as worker:
        tried = until(lambda: all(post.attempts(row) for row in rows.values()), seconds=60)
        alive = worker.is_alive
    grown = (psutil.Process().memory_info().rss - before) / 2**20

    outcomes = {
        file: (post.delivery(row).state.value, post.attempts(row)[0].verdict)
        for file, row in rows.items()
    }
    assert (True, True) == (tried, alive)
    assert {} == {file: came for file, came in outcomes.items() if came not in expected[file]}
    assert grown < MOST_MIB
    with pytest.raises(TimeoutError):
        canary.accept()
    assert all(
        post.attempts(row)[0].note.isprintable() and SECRET not in post.attempts(row)[0].note
        for row in rows.values()
    )
    with post.database.reading() as tx:
        assert SECRET not in str([(each.body, each.answer) for each in journal.listed(tx)])
