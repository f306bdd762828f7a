"""A gateway without its web: database, secrets and parties, posted to by a function call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from lxml import etree
from sqlalchemy import text

from gateway.clock import CountedIds, StoppedClock
from gateway.cxml.envelope import DeploymentMode
from gateway.cxml.reading import Notes, read
from gateway.cxml.responses import Status
from gateway.exchange.intake import receive
from gateway.exchange.letter import Answer, Letter
from gateway.exchange.surroundings import Surroundings
from gateway.exchange.throttle import Throttle
from gateway.rules.cart_matches import BroughtLine
from gateway.rules.parties import Mode
from gateway.rules.parties_file import read_parties
from gateway.store import cart_lines, connections, sessions
from gateway.store.engine import open_database
from gateway.store.load import load
from gateway.vault import Vault
from tests import letters

START = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where tests post documents and look at what became of them."""

    around: Surroundings

    def load(self, parties: str) -> None:
        """Load a parties file."""
        declared = read_parties(parties, {})
        with self.around.database.transaction() as tx:
            load(tx, declared, self.around.vault, self.around.clock.now())

    def post(
        self,
        document: letters.Post | bytes,
        *,
        source: str = "192.0.2.1",
        content_type: str = "text/xml",
    ) -> Answer:
        """Post a document."""
        body = document if isinstance(document, bytes) else document.bytes()
        return receive(Letter(body=body, content_type=content_type, source=source), self.around)

    def status(
        self,
        document: letters.Post | bytes,
        *,
        source: str = "192.0.2.1",
        content_type: str = "text/xml",
    ) -> Status:
        """Post a document, and give the status of its answer."""
        answer = self.post(document, source=source, content_type=content_type)
        root = etree.fromstring(answer.body)
        node = root.find("Response/Status")
        assert node is not None
        return read(Status, node, Notes())

    def activate(self, name: str = "acme/stub") -> int:
        """Activate a connection; gives the number of sessions that moved with it."""
        with self.around.database.transaction() as tx:
            connection = connections.by_name(tx, name)
            assert connection is not None
            return connections.activate(tx, connection, actor="tests", now=self.around.clock.now())

    def bring(
        self,
        *lines: BroughtLine,
        mode: Mode = Mode.ACTIVE,
        visit: letters.Post | None = None,
    ) -> None:
        """Let a visit have brought lines home in a mode; without one, the usual buyer's."""
        post = visit or letters.setup()
        self.status(post if mode is Mode.ACTIVE else post.but(mode=DeploymentMode.TEST))
        with self.around.database.transaction() as tx:
            opened = sessions.listed(tx, limit=1)[0]
            cart_lines.bring(
                tx, lines, session_id=opened.id, connection_id=opened.connection_id, mode=mode
            )

    def rows(self, query: str) -> list[dict[str, object]]:
        """Ask the database itself."""
        with self.around.database.reading() as tx:
            return [dict(row) for row in tx.execute(text(query)).mappings()]


@contextmanager
def opened_desk(database_url: str) -> Iterator[Desk]:
    """Open a desk on a database of its own, knowing nobody yet."""
    with closing(open_database(database_url)) as database:
        database.upgrade()
        yield Desk(
            around=Surroundings(
                database=database,
                vault=Vault("a key for tests only, long enough to be one"),
                clock=StoppedClock(START),
                ids=CountedIds("gateway.example"),
                public_url="https://gateway.example",
                throttle=Throttle(20),
            )
        )


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """A desk with the usual parties, on each database."""
    with opened_desk(database_url) as made:
        made.load(letters.parties())
        yield made


@pytest.fixture
def desk_with(desk: Desk) -> Callable[..., Desk]:
    """Change something about the parties of the desk."""

    def changed(**changes: str | None) -> Desk:
        desk.load(letters.parties(**changes))  # type: ignore[arg-type]  # names of the function
        return replace(desk)

    return changed
