"""Suppliers on loopback, well and sick in five ways, in a process of their own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

BODY = (
    b'<cXML payloadID="1@supplier" timestamp="2026-11-21T20:45:00+00:00"><Response>'
    b'<Status code="200" text="OK"/></Response></cXML>'
)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%b" % (
    len(BODY),
    BODY,
)
WELL = "well"
SICK = ("slow", "refusing", "hanging", "garbage", "resetting")
SLOW_SECONDS = 5.0


class Supplier:
    """One supplier: hears a whole request, then does what it is like."""

    def __init__(self, manner: str, seconds: float) -> None:
        self._manner = manner
        self._seconds = SLOW_SECONDS if manner == "slow" else seconds

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one call."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        if self._manner == "resetting":
            writer.transport.abort()
            return
        await asyncio.sleep(3600 if self._manner == "hanging" else self._seconds)
        writer.write(b"\x00garbage\r\n" * 9 if self._manner == "garbage" else OK)
        await writer.drain()
        writer.close()


async def _run(seconds: float, manners: Sequence[str]) -> None:
    urls = []
    for manner in manners:
        server = await asyncio.start_server(Supplier(manner, seconds).serve, "127.0.0.1", 0)
        urls.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/cxml")
        if manner == "refusing":
            server.close()  # nobody listens there any more
    print(json.dumps(urls), flush=True)
    await asyncio.Event().wait()


@contextmanager
def suppliers(seconds: float, manners: Sequence[str]) -> Iterator[list[str]]:
    """Run a supplier of each manner; gives their addresses. The well ones take so long."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.suppliers", str(seconds), *manners],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        with process.stdout:
            yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    asyncio.run(_run(float(sys.argv[1]), sys.argv[2:]))
