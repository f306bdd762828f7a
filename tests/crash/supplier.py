"""A supplier that writes down every body it receives, and dies where it is told to."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Final, Literal

from tests.crash import orders

#: where something can be made to happen: connected; read and not answered; half answered; answered
Place = Literal["connected", "read", "half", "answered"]
#: told the place's turn has come; True lets the supplier die there
Event = Callable[[], bool]
DEAD_SECONDS: Final = 0.3
HELD_SECONDS: Final = 20
RESET: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One body that was read to its end."""

    payload_id: str
    number: str
    body: bytes


class _Died(Exception):
    pass


class _Handler(BaseRequestHandler):
    server: Supplier

    def handle(self) -> None:
        try:
            self._serve(self.request)
        except _Died:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        except OSError:
            pass  # the gateway was killed

    def _serve(self, line: socket.socket) -> None:
        self.server.come_to("connected")
        with line.makefile("rb") as reader:
            length = 0
            while (header := reader.readline()) not in {b"\r\n", b""}:
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            body = reader.read(length)
        if not body or len(body) < length:
            return  # the gateway was killed while it sent
        self.server.note(body)
        self.server.come_to("read")
        said = self.server.answer()
        line.sendall(said[: len(said) // 2])
        self.server.come_to("half")
        line.sendall(said[len(said) // 2 :])
        self.server.come_to("answered")


class Supplier(ThreadingTCPServer):
    """Takes orders on a port of its own until it is closed."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Received] = []
        self._events: dict[Place, Event] = {}
        self._dead_until = 0.0
        self._guard = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it takes orders."""
        return f"http://127.0.0.1:{self.server_address[1]}/cxml"

    def once(self, place: Place, event: Event) -> None:
        """Let something happen when the next order comes to a place."""
        self._events[place] = event

    def forget(self) -> None:
        """Let nothing happen any more."""
        self._events.clear()

    def note(self, body: bytes) -> None:
        """Write down what came."""
        entry = Received(
            payload_id=orders.payload_id_of(body), number=orders.number_of(body), body=body
        )
        with self._guard:
            self.received.append(entry)

    def answer(self) -> bytes:
        """Say yes."""
        body = orders.answer(200, "OK", len(self.received))
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n"
        return f"{head}Connection: close\r\n\r\n".encode() + body

    def come_to(self, place: Place) -> None:
        """Let happen what is to happen here; raises _Died where the supplier dies of it."""
        if time.monotonic() < self._dead_until:
            raise _Died
        event = self._events.pop(place, None)
        if event is not None and event():
            self._dead_until = time.monotonic() + DEAD_SECONDS
            raise _Died
