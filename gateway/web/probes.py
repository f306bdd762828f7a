"""`/health/live`, `/health/ready` and `/metrics`: for those who watch the gateway."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

import structlog
from alembic.script import ScriptDirectory
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway.errors import TryLater
from gateway.exchange.surroundings import Surroundings
from gateway.rules.circuit import is_sick
from gateway.store import circuits, dead_letters, outbox
from gateway.store.upgrade import config_for
from gateway.web.door import Door, door_of
from gateway.web.metrics import CONTENT_TYPE, Waiting

log = structlog.get_logger()


async def live(_request: Request) -> Response:
    """Tell that the process answers."""
    return PlainTextResponse("live\n", headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """Tell whether all is well: the database answers, its tables are today's, the post goes."""
    door = door_of(request)
    hindrance: str | None = await door.threads.run(_hindrance, door)
    return JSONResponse(
        {"ready": hindrance is None, "reason": hindrance},
        status_code=200 if hindrance is None else 503,
        headers={"Cache-Control": "no-store"},
    )


async def figures(request: Request) -> Response:
    """Give the figures to Prometheus."""
    door = door_of(request)
    page: bytes = await door.threads.run(door.metrics.page)
    return Response(page, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


ROUTES: Final = (
    Route("/health/live", live, methods=["GET"]),
    Route("/health/ready", ready, methods=["GET"]),
    Route("/metrics", figures, methods=["GET"]),
)


def waiting_in(around: Surroundings) -> Waiting:
    """Ask the store what lies in the outbox."""
    with around.database.reading() as tx:
        count = outbox.waiting_count(tx)
        due, oldest = outbox.oldest_due(tx), outbox.oldest(tx)
        dead = dead_letters.count(tx)
        sick = sum(is_sick(each.failures) for each in circuits.listed(tx))
    now = around.clock.now()
    return Waiting(
        count=count,
        oldest_seconds=_passed(due, now),
        oldest_age_seconds=_passed(oldest, now),
        dead_letters=dead,
        open_circuits=sick,
    )


def _passed(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _hindrance(door: Door) -> str | None:
    try:
        revision = door.around.database.versions()["revision"]
    except TryLater as away:
        log.warning("database_missed", slug=away.slug)
        return "The database does not answer."
    if revision != _newest():
        return "The database is of another version: run gateway db upgrade."
    return None if door.around.carries() else "Nothing is carried any more: start it again."


@cache
def _newest() -> str | None:
    """Tell the revision that this program was written for."""
    return ScriptDirectory.from_config(config_for()).get_current_head()
