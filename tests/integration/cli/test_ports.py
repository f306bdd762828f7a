"""Ports of a demonstration: the usual ones, unless somebody is there, or comes at the same time."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli.processes import free_ports


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for temporary files that no demonstration outside of this test looks into."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_wanted_ports_are_given(new_port: Callable[[], int]) -> None:
    """Where nobody listens, the usual ports are taken."""
    wanted = (new_port(), new_port())

    with free_ports(*wanted) as ports:
        assert list(wanted) == ports


def test_a_port_in_use_is_left_alone(new_port: Callable[[], int]) -> None:
    """Somebody who listens on a usual port keeps it."""
    free = new_port()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = int(listener.getsockname()[1])
        with free_ports(taken, free) as ports:
            assert taken not in ports
            assert free == ports[1]


def test_two_demonstrations_share_no_port(new_port: Callable[[], int]) -> None:
    """The second gets other ports, also while the first has not begun to listen on its own."""
    wanted = (new_port(), new_port())

    with free_ports(*wanted) as first, free_ports(*wanted) as second:
        assert list(wanted) == first
        assert set() == set(first) & set(second)


def test_the_next_demonstration_gets_them_again(new_port: Callable[[], int]) -> None:
    """What one held is free for the next."""
    wanted = (new_port(),)

    with free_ports(*wanted):
        pass
    with free_ports(*wanted) as ports:
        assert list(wanted) == ports
