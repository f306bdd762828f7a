"""The programs that the demonstration starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import psutil
import pytest

#: starts a program that says its number, and waits to be killed
PARENT: Final = """
import sys, threading
from pathlib import Path
from gateway.carrier import Carrier
from gateway.cli.processes import Program, running
program = Program(
    module="http.server",
    arguments=["--bind", "127.0.0.1", sys.argv[1]],
    environment={},
    health=f"http://127.0.0.1:{sys.argv[1]}/",
)
with running(program, Path.cwd(), Carrier()):
    print("ready", flush=True)
    threading.Event().wait()
"""
MOST_SECONDS: Final = 20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_demonstration_that_is_killed_leaves_no_program(
    tmp_path: Path, free_port: int, repository: Path
) -> None:
    """What it has started ends with it, although it had no time to end anything."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(free_port)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(repository)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    with parent.stdout:
        assert "ready\n" == parent.stdout.readline()
        children = psutil.Process(parent.pid).children()

        parent.kill()
        parent.wait(MOST_SECONDS)

    gone, alive = psutil.wait_procs(children, MOST_SECONDS)
    assert (1, 0) == (len(gone), len(alive))
