"""Gives birth to gateways: real processes, forked from one that has loaded the code already.

Run as a program of its own. Each line on standard input is a process to start, as JSON; each line
on standard output is its pid, or its exit status where the line asks to wait for the end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final, NoReturn

from gateway.cli import connection, load, main, serve
from gateway.settings import PREFIX

REPOSITORY: Final = Path(__file__).resolve().parents[2]
STARTED: Final = (connection, load, main, serve)  # loaded once, before the first birth


class Nursery:
    """The other end of the line: asks for processes and ends the nursery with the block."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"],
            cwd=REPOSITORY,
            env={name: value for name, value in os.environ.items() if not _is_setting(name)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, log: Path, environment: dict[str, str], *arguments: str) -> int:
        """Start `gateway` with arguments in the folder of its log; gives its pid."""
        return self._ask(log, environment, arguments, waits=False)

    def run(self, log: Path, environment: dict[str, str], *arguments: str) -> None:
        """Run `gateway` with arguments to its end, which must be a good one."""
        status = self._ask(log, environment, arguments, waits=True)
        assert 0 == status, log.read_text()

    def close(self) -> None:
        """End the nursery, which keeps nothing; on a busy machine it would take its time."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)

    def _ask(
        self, log: Path, environment: dict[str, str], arguments: tuple[str, ...], *, waits: bool
    ) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        birth = {"log": str(log), "env": environment, "arguments": arguments, "waits": waits}
        self._process.stdin.write(json.dumps(birth) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _is_setting(name: str) -> bool:
    return name.startswith(PREFIX)


def _be_born(log: str, environment: dict[str, str], arguments: list[str]) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(Path(log).parent)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, written), (2, written)):
        os.dup2(source, target)
    os.environ.update(environment)
    sys.argv = ["gateway", *arguments]
    status = 1
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    finally:
        sys.stdout.flush()
        os._exit(status)


def _serve() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a killed gateway ended
    for line in sys.stdin:
        birth = json.loads(line)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL if birth["waits"] else signal.SIG_IGN)
        pid = os.fork()
        if pid == 0:
            _be_born(birth["log"], birth["env"], birth["arguments"])
        said = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) if birth["waits"] else pid
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
