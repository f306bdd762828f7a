"""Serves applications on loopback, in a thread of the test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from tests.waiting import until

READY_SECONDS = 10


@contextmanager
def running(config: uvicorn.Config, *listeners: socket.socket) -> Iterator[None]:
    """Run a server for as long as the block runs, on its own port or on what listens already."""
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=(list(listeners) or None,), daemon=True)
    thread.start()
    try:
        assert until(lambda: server.started, READY_SECONDS), "it does not listen"
        yield
    finally:
        server.should_exit = True
        thread.join(READY_SECONDS)


@contextmanager
def serving(app: ASGIApp, port: int) -> Iterator[str]:
    """Serve an application for as long as the block runs; gives its address."""
    with running(uvicorn.Config(app, port=port, log_config=None, lifespan="off", ws="none")):
        yield f"http://127.0.0.1:{port}"
