"""Sessions that nobody goes on with."""

from __future__ import annotations

from datetime import timedelta

from gateway.exchange.expiry import Expiry, expire
from gateway.settings import Settings
from tests import front
from tests.front import PUBLIC_URL

LIFE = timedelta(hours=8)


def test_old_session_runs_out(database_url: str) -> None:
    """A session that brought no cart home in its time ends; a younger one goes on."""
    with front.opened(database_url, Settings(public_url=PUBLIC_URL)) as gateway:
        gateway.knock()
        gateway.clock.advance(LIFE.total_seconds() - 60)
        gateway.knock()
        gateway.clock.advance(120)

        ended = expire(gateway.around, LIFE)

        assert 1 == ended
        assert [{"state": "expired"}, {"state": "opened"}] == gateway.rows(
            "SELECT state FROM sessions ORDER BY id"
        )


def test_expiry_stops_when_it_is_told_to(sqlite_url: str) -> None:
    """Its thread ends at once, however long its pause is."""
    with front.opened(sqlite_url, Settings(public_url=PUBLIC_URL)) as gateway:
        expiry = Expiry(gateway.around, LIFE)
        expiry.start()

        expiry.stop()

        assert not expiry.is_alive
