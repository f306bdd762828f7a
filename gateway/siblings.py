"""Serves in several processes that share one port: each is a whole gateway, this one watches."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from tempfile import TemporaryDirectory
from typing import Final

import structlog

from gateway import app
from gateway.errors import GatewayFault
from gateway.logs import set_up_logs
from gateway.settings import Settings
from gateway.web.metrics import FIGURES_FOLDER

#: deliveries and mails are put down after requests, each in `app.DRAIN_SECONDS`
STOP_SECONDS: Final = 3 * app.DRAIN_SECONDS
#: none inherits anything but what it is given: threads and open databases cannot be shared
_spawn: Final = get_context("spawn")

log = structlog.get_logger()


def serve_together(
    settings: Settings, host: str, port: int, *, listening: Callable[[str], None]
) -> None:
    """
    Serve in `settings.processes` processes until told to stop; one that dies is replaced.

    `listening` is told the address once all of them listen. Raises what `app.serve` raises, and
    GatewayFault when a process ends before it listens. When this process is killed, so are they.
    """
    app.build(settings).close()  # what is wrong is told once, and the tables are made once
    with app.listener(host, port) as alone:  # nobody else listens there
        host, port = alone.getsockname()[:2]
        address = app.address(alone)
    told = app.Told()
    with _figures(), app.told_to_stop(told.stop):
        another = partial(_started, share(settings), host, port)
        family = [another() for _ in range(settings.processes)]
        try:
            _watch(family, another, told, partial(listening, address))
        finally:
            _stop(family)


def share(settings: Settings) -> Settings:
    """Give each process its share of what is bounded for all of them together."""
    return settings.model_copy(
        update={
            "sign_in_failures": max(1, settings.sign_in_failures // settings.processes),
            "large_messages": max(1, settings.large_messages // settings.processes),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sibling:
    process: SpawnProcess
    #: set once it listens
    listens: Event


def _started(settings: Settings, host: str, port: int) -> _Sibling:
    listens = _spawn.Event()
    process = _spawn.Process(target=_serve, args=(settings, host, port, listens))
    process.start()
    return _Sibling(process=process, listens=listens)


def _serve(settings: Settings, host: str, port: int, listens: Event) -> None:
    """Be one of them."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    set_up_logs(settings)
    app.serve(settings, host, port, listening=lambda _: listens.set(), beside_others=True)


def _end_with_parent() -> None:
    # Who kills the parent means the gateway, and wants the port back: nothing that was answered is
    # lost by it.
    parent = parent_process()
    assert parent is not None  # noqa: S101 - only `_started` starts this
    parent.join()
    shutil.rmtree(os.environ[FIGURES_FOLDER], ignore_errors=True)
    os.kill(os.getpid(), signal.SIGKILL)


def _watch(
    family: list[_Sibling],
    another: Callable[[], _Sibling],
    told: app.Told,
    all_listen: Callable[[], None],
) -> None:
    is_told = False
    while not told.within(app.WATCH_SECONDS):
        for place, each in enumerate(family):
            if each.process.is_alive():
                continue
            if not each.listens.is_set() and not _was_killed(each.process):
                raise GatewayFault("A process of the gateway could not start; the log says why.")
            log.error("process_ended", exit_code=each.process.exitcode)
            family[place] = another()
        if not is_told and all(each.listens.is_set() for each in family):
            all_listen()
            is_told = True


def _was_killed(process: SpawnProcess) -> bool:
    """Tell whether somebody else ended it, and not what it found."""
    return process.exitcode is not None and process.exitcode < 0


def _stop(family: list[_Sibling]) -> None:
    for each in family:
        each.process.terminate()
    for each in family:
        each.process.join(STOP_SECONDS)
        each.process.kill()
        each.process.join()


@contextmanager
def _figures() -> Iterator[None]:
    """Let all processes count in one folder, so that each can tell the figures of all."""
    with TemporaryDirectory(prefix="gateway-figures-") as folder:
        os.environ[FIGURES_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FIGURES_FOLDER]
