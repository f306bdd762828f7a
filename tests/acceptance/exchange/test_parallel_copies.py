"""Many copies of one order at once are one order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import letters
from tests.processes import gateway_with_catalogue

COPIES = 50
#: `make crash` plays 200
ROUNDS = int(os.environ.get("ROUNDS", "8"))
ARRIVE_SECONDS = 90


async def answers(port: int, bodies: list[bytes]) -> list[list[bytes]]:
    """Post each body in as many copies as there are connections, all at the same time."""
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(COPIES)]
    rounds = [await asyncio.gather(*(posted(*line, body) for line in lines)) for body in bodies]
    for _, writer in lines:
        writer.close()
    return rounds


async def posted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> bytes:
    """Post a body over an open connection, and give the body of the answer."""
    head = f"POST /cxml HTTP/1.1\r\nHost: gateway\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Content-Type: text/xml\r\n\r\n".encode() + body)
    headers = await reader.readuntil(b"\r\n\r\n")
    length = headers.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    return await reader.readexactly(int(length))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_fifty_copies_at_once_are_one_order(
    database_url: str, tmp_path: Path, new_port: Callable[[], int]
) -> None:
    """All copies get the same answer, and the supplier gets one document each."""
    orders = [letters.order(f"PO-{number}") for number in range(ROUNDS)]

    with gateway_with_catalogue(tmp_path, database_url, new_port) as (gateway, shop):
        rounds = asyncio.run(answers(gateway.port, [order.bytes() for order in orders]))
        received = shop.arrived(ROUNDS, ARRIVE_SECONDS)

    assert [1] * ROUNDS == [len(set(copies)) for copies in rounds]
    assert all(b'code="200"' in copies[0] for copies in rounds)
    assert sorted(order.payload_id for order in orders) == sorted(
        str(row["payloadID"]) for row in received
    )
    assert {1} == {row["count"] for row in received}
