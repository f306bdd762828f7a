"""Loopback servers that say one thing, kind or unkind, to whoever calls."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from gateway.carrier import Bounds

BOUNDS = Bounds(connect_seconds=1, exchange_seconds=1, max_answer_bytes=65_536)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\n<ok/>"
Talk = Callable[[socket.socket], None]


@dataclass
class Server:
    """A loopback server that says the same thing to whoever calls, and remembers what it heard."""

    door: socket.socket
    talk: Talk
    tls: ssl.SSLContext | None = None
    heard: list[bytes] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.door.getsockname()[1])

    @property
    def url(self) -> str:
        """Where it is called."""
        return f"http://127.0.0.1:{self.port}/cxml?way=in"

    def run(self) -> None:
        """Take one call after the other until the door is shut."""
        with suppress(OSError):
            while True:
                caller, _ = self.door.accept()
                self._serve(caller)

    def _serve(self, caller: socket.socket) -> None:
        caller.settimeout(5)
        with ExitStack() as open_sockets, suppress(OSError, EOFError):
            open_sockets.enter_context(caller)
            if self.tls is not None:
                caller = open_sockets.enter_context(self.tls.wrap_socket(caller, server_side=True))
            self.heard.append(request_of(caller))
            self.talk(caller)


def request_of(caller: socket.socket) -> bytes:
    """Hear one whole request."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += some(caller)
    head, _, body = heard.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += some(caller)
    return head + b"\r\n\r\n" + body


def some(caller: socket.socket) -> bytes:
    """Hear a piece; the end is no piece."""
    piece = caller.recv(65_536)
    if not piece:
        raise EOFError
    return piece


Serve = Callable[..., Server]


@contextmanager
def serving() -> Iterator[Serve]:
    """Start servers that are gone at the end of the block."""
    started: list[tuple[Server, threading.Thread]] = []

    def start(talk: Talk, tls: ssl.SSLContext | None = None) -> Server:
        server = Server(socket.create_server(("127.0.0.1", 0)), talk, tls)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        started.append((server, thread))
        return server

    yield start

    for server, thread in started:
        server.door.shutdown(socket.SHUT_RDWR)
        server.door.close()
        thread.join(timeout=10)


def says(answer: bytes) -> Talk:
    """Make a talk of one answer."""
    return lambda caller: caller.sendall(answer)
