"""Puts the door together: one application of routes, with the guards before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from gateway.exchange.surroundings import Surroundings
from gateway.settings import Settings
from gateway.web import (
    cxml_endpoint,
    documentation,
    front_page,
    probes,
    return_page,
    shop_api,
    start_page,
    supplier_api,
)
from gateway.web.access import Access
from gateway.web.answers import Answers, told
from gateway.web.door import Door, Hall, Threads
from gateway.web.guard import Guard
from gateway.web.metrics import Metrics
from gateway.web.pages import STATIC


def create_web(
    around: Surroundings, settings: Settings, *, beside: Sequence[BaseRoute] = ()
) -> Starlette:
    """Make the application; `beside` are routes of other rooms, behind the same guards."""
    metrics = Metrics(partial(probes.waiting_in, around))
    web = Starlette(
        routes=[
            *front_page.ROUTES,
            *cxml_endpoint.ROUTES,
            *start_page.ROUTES,
            *return_page.ROUTES,
            *shop_api.ROUTES,
            *supplier_api.ROUTES,
            *documentation.ROUTES,
            *probes.ROUTES,
            Mount("/static", StaticFiles(directory=STATIC)),
            *beside,
        ],
        middleware=[
            Middleware(Access, clock=around.clock, ids=around.ids, metrics=metrics),
            Middleware(Answers),
            Middleware(Guard, settings=settings, clock=around.clock),
        ],
        exception_handlers={HTTPException: told},
        lifespan=_open,
    )
    # a redirect would name the host that the request named
    web.router.redirect_slashes = False
    web.state.door = Door(
        around=around,
        settings=settings,
        threads=Threads(
            settings.request_threads,
            waiting_each=settings.waiting_per_thread,
            one_writer=around.database.has_one_writer,
        ),
        hall=Hall(settings.large_messages, large=settings.max_body_bytes),
        metrics=metrics,
    )
    return web


@asynccontextmanager
async def _open(web: Starlette) -> AsyncIterator[None]:
    """Be open as long as the server is, and then let what is still worked on end."""
    yield
    door: Door = web.state.door
    door.threads.close()
