"""Ends a connection so that the last answer arrives."""

from __future__ import annotations

from typing import Final

from anyio import move_on_after
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

#: whoever still sends is heard out for so long and so much, in seconds and bytes
LONGEST_SECONDS: Final = 2
MOST_BYTES: Final = 16_777_216


async def part(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """
    Give an answer to somebody who is still sending, and throw away what still comes.

    A connection that is closed on unread bytes is reset, and whoever sent them may never see the
    answer that waits for them.
    """

    async def held_open(message: Message) -> None:
        if message["type"] != "http.response.body" or message.get("more_body", False):
            await send(message)
            return
        await send({**message, "more_body": True})
        await _hear_out(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    await response(scope, receive, held_open)


async def _hear_out(receive: Receive) -> None:
    heard = 0
    with move_on_after(LONGEST_SECONDS):
        while heard <= MOST_BYTES:
            message = await receive()
            heard += len(message.get("body", b""))
            if not message.get("more_body", False):
                return
