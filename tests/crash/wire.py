"""Stands between the gateway and PostgreSQL, reads along, and strikes at a named statement."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import psycopg

#: told the backend's process; True lets the line be cut there, and nothing more passes
Strike = Callable[[int], bool]
LENGTH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where to strike: at a statement, in a transaction in which something was said before.

    `heard` is looked for in the transaction up to this statement: statements, and after "=" what
    the server said was done. `is_after` strikes when the server has done it and the gateway has
    not heard of it yet.
    """

    statement: str
    heard: str = ""
    is_after: bool = False


@dataclass(kw_only=True)
class Line:
    """One connection of the gateway's, and what was said on it."""

    gateway: socket.socket
    server: socket.socket
    backend: int = 0
    prepared: dict[bytes, str] = field(default_factory=dict)
    transcript: list[str] = field(default_factory=list)
    strikes_at_reply: Strike | None = None

    def cut(self) -> None:
        """Hang up on both sides."""
        for side in (self.gateway, self.server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)


class Wire:
    """Listens on a port of its own and passes everything on to the server's socket."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        with psycopg.connect(server_url) as connection:
            self._socket = f"{connection.info.host}/.s.PGSQL.{connection.info.port}"
            self._name = connection.info.dbname
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._mark: tuple[Mark, Strike] | None = None
        self._guard = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """The address of the database, through the wire."""
        port = self._listener.getsockname()[1]
        plain = "sslmode=disable&gssencmode=disable"
        return f"postgresql://postgres@127.0.0.1:{port}/{self._name}?{plain}"

    def once(self, mark: Mark, strike: Strike) -> None:
        """Strike the next time that a mark is reached."""
        self._mark = (mark, strike)

    def forget(self) -> None:
        """Strike no more."""
        self._mark = None

    def end_backend(self, backend: int) -> None:
        """End one process of the server, as an operator or the kernel might."""
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                gateway, _ = self._listener.accept()
                gateway.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._open, args=(gateway,), daemon=True).start()

    def _open(self, gateway: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._socket)
        except OSError:
            gateway.close()
            return
        line = Line(gateway=gateway, server=server)
        hears = threading.Thread(target=self._pass, args=(line, server, gateway), daemon=True)
        hears.start()
        with gateway, server:
            self._pass(line, gateway, server, greets=True)
            hears.join()

    def _pass(
        self, line: Line, source: socket.socket, target: socket.socket, *, greets: bool = False
    ) -> None:
        said = self._said if source is line.gateway else self._replied
        with suppress(OSError), source.makefile("rb") as reader:
            while True:
                kind = b"" if greets else reader.read(1)
                greets = False
                size = reader.read(LENGTH)
                if len(size) < LENGTH:
                    break
                content = reader.read(struct.unpack("!I", size)[0] - LENGTH)
                said(line, kind, content)
                target.sendall(kind + size + content)
        line.cut()

    def _said(self, line: Line, kind: bytes, content: bytes) -> None:
        if kind == b"P":
            name, text, _ = content.split(b"\0", 2)
            line.prepared[name] = text.decode()
        elif kind == b"B":
            self._executed(line, line.prepared[content.split(b"\0", 2)[1]])
        elif kind == b"Q":
            self._executed(line, content.rstrip(b"\0").decode())

    def _executed(self, line: Line, statement: str) -> None:
        if statement.startswith("BEGIN"):
            line.transcript.clear()
        strike, is_after = self._due(line, statement)
        line.transcript.append(statement)
        if strike and is_after:
            line.strikes_at_reply = strike
        elif strike and strike(line.backend):
            raise ConnectionResetError

    def _due(self, line: Line, statement: str) -> tuple[Strike | None, bool]:
        with self._guard:
            if self._mark is None:
                return None, False
            mark, strike = self._mark
            transcript = "\n".join(line.transcript)
            if not re.search(mark.statement, statement) or not re.search(
                mark.heard, transcript, re.DOTALL
            ):
                return None, False
            self._mark = None
            return strike, mark.is_after

    def _replied(self, line: Line, kind: bytes, content: bytes) -> None:
        if kind == b"K":
            line.backend = struct.unpack("!I", content[:LENGTH])[0]
        elif kind == b"C":
            line.transcript.append("= " + content.rstrip(b"\0").decode())
            strike, line.strikes_at_reply = line.strikes_at_reply, None
            if strike:
                strike(line.backend)
                raise ConnectionResetError
