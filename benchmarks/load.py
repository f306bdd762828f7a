"""Posts documents over open connections as fast as they are answered; a program of its own."""

from __future__ import annotations

import asyncio
import json
import sys
import time

from benchmarks.orders import order


async def post(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes
) -> tuple[float, bytes]:
    """Post one body; gives the seconds it took and the answer's body."""
    head = (
        "POST /cxml HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    began = time.perf_counter()
    writer.write(head.encode() + body)
    await writer.drain()
    headers = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in headers.lower().split(b"\r\n")
        if line.startswith(b"content-length")
    )
    answer = await reader.readexactly(length)
    return time.perf_counter() - began, answer


async def run(port: int, bodies: list[bytes], connections: int) -> dict[str, float]:
    """Post every body once, over so many connections; every answer must be a 200."""
    waiting = iter(bodies)
    took: list[float] = []
    refused: list[bytes] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body in waiting:
            seconds, answer = await post(reader, writer, body)
            took.append(seconds)
            if b'code="200"' not in answer:
                refused.append(answer)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    elapsed = time.perf_counter() - began
    if refused:
        sys.exit(f"{len(refused)} were not accepted; the first answer: {refused[0][:600]!r}")
    took.sort()
    return {
        "accepted": len(took),
        "per_second": len(took) / elapsed,
        "p50_ms": took[len(took) // 2] * 1000,
        "p99_ms": took[int(len(took) * 0.99)] * 1000,
    }


def main() -> None:
    """`python -m benchmarks.load PORT FIRST COUNT LINES CONNECTIONS`, figures as JSON."""
    port, first, count, lines, connections = map(int, sys.argv[1:6])
    bodies = [order(number, lines) for number in range(first, first + count)]
    print(json.dumps(asyncio.run(run(port, bodies, connections))))


if __name__ == "__main__":
    main()
