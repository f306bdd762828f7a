"""A buyer that posts an order until it is answered, and writes every answer down."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final

import httpx2

from tests.crash.orders import Sent

PAUSE_SECONDS: Final = 0.02
PATIENCE_SECONDS: Final = 90.0
TRY_LATER: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gateway said, and how often it had been asked in vain before."""

    status: int
    body: bytes
    tries: int


@dataclass(kw_only=True)
class Buyer:
    """Posts to one address; its log says what was acknowledged."""

    url: str
    acknowledged: dict[str, Answer] = field(default_factory=dict)
    #: answers that are neither an acknowledgement nor "try later"
    strange: list[str] = field(default_factory=list)

    def post_all(self, sent: list[Sent]) -> None:
        """Post one order after the other."""
        for each in sent:
            self.acknowledged[each.payload_id] = self.post(each)

    def post(self, sent: Sent) -> Answer:
        """Post an order until it is answered for good."""
        until, tries = time.monotonic() + PATIENCE_SECONDS, 0
        with httpx2.Client(timeout=15, trust_env=False) as line:
            while time.monotonic() < until:
                answer = self._once(line, sent, tries)
                if answer is not None:
                    return answer
                tries += 1
                time.sleep(PAUSE_SECONDS)
        self.strange.append(f"{sent.number}: nobody answered")
        return Answer(status=0, body=b"", tries=tries)

    def _once(self, line: httpx2.Client, sent: Sent, tries: int) -> Answer | None:
        headers = {"Content-Type": "text/xml; charset=UTF-8"}
        try:
            said = line.post(self.url, content=sent.body, headers=headers)
        except httpx2.TransportError:
            return None
        if said.status_code in TRY_LATER:
            return None
        if said.status_code != httpx2.codes.OK or b'code="200"' not in said.content:
            self.strange.append(f"{sent.number}: HTTP {said.status_code} {said.content[:400]!r}")
        return Answer(status=said.status_code, body=said.content, tries=tries)
