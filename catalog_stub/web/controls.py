"""What tests and demonstrations ask: moods, received documents, sent confirmations, health."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from catalog_stub.bell import Ring
from catalog_stub.desk import Statement
from catalog_stub.ledger import Arrival, Received, order_key
from catalog_stub.moods import Environment, Mood, Moods, Temper
from catalog_stub.shop import Shop
from catalog_stub.warehouse import Sent


class MoodChange(BaseModel):
    """What `POST /moods` takes; without an environment it is meant for both."""

    model_config = ConfigDict(extra="forbid")

    mood: Mood
    environment: Environment | None = None
    seconds: float = Field(default=2.0, ge=0, le=600)
    code: int = Field(default=406, ge=400, le=599)


class Controls:
    """The addresses for machines that watch the shop or play with it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def routes(self) -> list[Route]:
        """Return the addresses."""
        health = Route("/health", self.health)
        if not self._shop.settings.desk:
            return [health]
        return [
            health,
            Route("/moods", self.moods),
            Route("/moods", self.change_mood, methods=["POST"]),
            Route("/received", self.received),
            Route("/confirmations", self.confirmations),
            Route("/sent", self.sent),
            Route("/webhooks", self.webhooks),
        ]

    def health(self, _: Request) -> Response:
        """Tell that the shop is open, how much it holds, and how far it has read the events."""
        read = {feed.environment.value: feed.standing for feed in self._shop.feeds.values()}
        events = {"events": read} if read else {}
        return JSONResponse({"status": "open", **self._shop.ledger.counts(), **events})

    def moods(self, _: Request) -> Response:
        """Tell how each environment feels."""
        return JSONResponse(_moods_now(self._shop.moods))

    async def change_mood(self, request: Request) -> Response:
        """Change how an environment feels; only JSON is taken, which no foreign page can send."""
        if not request.headers.get("content-type", "").startswith("application/json"):
            return JSONResponse({"errors": ["Send application/json."]}, status_code=415)
        try:
            change = MoodChange.model_validate_json(await request.body())
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            return JSONResponse({"errors": faults}, status_code=422)
        temper = Temper(mood=change.mood, seconds=change.seconds, code=change.code)
        for environment in [change.environment] if change.environment else list(Environment):
            self._shop.moods.put(environment, temper)
        return JSONResponse(_moods_now(self._shop.moods))

    async def received(self, request: Request) -> Response:
        """Return every document received; `environment`, `payloadID`, `orderID` choose among them.

        With `raw=0` the documents themselves are left out.
        """
        asked = request.query_params
        with_raw = asked.get("raw") != "0"

        def wanted(arrival: Arrival) -> bool:
            return all(
                asked.get(name) in {None, value}
                for name, value in (
                    ("environment", arrival.environment.value),
                    ("payloadID", arrival.payload_id),
                    ("orderID", arrival.order_id),
                )
            )

        def answer() -> Response:
            entries = self._shop.ledger.received(wanted)
            return JSONResponse([_received_row(entry, with_raw=with_raw) for entry in entries])

        return await run_in_threadpool(answer)

    def confirmations(self, _: Request) -> Response:
        """Return every confirmation that was made, and what the gateway said to it."""
        return JSONResponse([_statement_row(known) for known in self._shop.desk.statements()])

    def sent(self, _: Request) -> Response:
        """Return every ship notice and invoice, and what the gateway said to it."""
        return JSONResponse([_sent_row(known) for known in self._shop.warehouse.sent()])

    def webhooks(self, _: Request) -> Response:
        """Return every webhook that came; without an id those that were not genuine."""
        rings = self._shop.bell.rings() if self._shop.bell else []
        return JSONResponse([_ring_row(ring) for ring in rings])


def _moods_now(moods: Moods) -> dict[str, dict[str, Any]]:
    return {
        environment.value: {
            "mood": moods.of(environment).mood.value,
            "seconds": moods.of(environment).seconds,
            "code": moods.of(environment).code,
        }
        for environment in Environment
    }


def _ring_row(ring: Ring) -> dict[str, Any]:
    return {
        "environment": ring.environment.value,
        "id": ring.id,
        "timestamp": ring.timestamp,
        "answer": ring.answer,
        "raw": base64.b64encode(ring.body).decode("ascii"),
    }


def _received_row(entry: Received, *, with_raw: bool) -> dict[str, Any]:
    arrival = entry.arrival
    row = {
        "environment": arrival.environment.value,
        "payloadID": arrival.payload_id,
        "orderID": arrival.order_id,
        "kind": arrival.kind,
        "arrival": arrival.arrived_at.isoformat(),
        "count": entry.count,
        "executed": entry.executed,
        "identical": entry.is_identical,
        "answers": list(entry.answers),
        "order": _order_address(arrival) if entry.executed else None,
        "attachments": [asdict(attachment) for attachment in arrival.attachments],
    }
    if with_raw:
        row["raw"] = base64.b64encode(arrival.raw).decode("ascii")
    return row


def _order_address(arrival: Arrival) -> str:
    key = order_key(arrival.environment, arrival.payload_id or "")
    return f"{arrival.environment.prefix}/orders/{key}"


def _statement_row(statement: Statement) -> dict[str, Any]:
    attempt = statement.last_attempt
    return {
        "environment": statement.letter.environment.value,
        "orderID": statement.order_id,
        "payloadID": statement.payload_id,
        "confirmID": statement.confirmation.confirm_id,
        "type": statement.confirmation.kind.value,
        "operation": "update" if statement.confirmation.replaces else "new",
        "attempts": attempt.number if attempt else 0,
        "status": attempt.status.code if attempt else None,
        "reason": attempt.status.reason if attempt else None,
        "over": attempt.is_over if attempt else False,
        "raw": base64.b64encode(statement.letter.body).decode("ascii"),
    }


def _sent_row(sent: Sent) -> dict[str, Any]:
    attempt = sent.last_attempt
    return {
        "environment": sent.letter.environment.value,
        "orderID": sent.order_id,
        "payloadID": sent.payload_id,
        "what": sent.what.value,
        "number": sent.number,
        "attempts": attempt.number if attempt else 0,
        "status": attempt.status.code if attempt else None,
        "reason": attempt.status.reason if attempt else None,
        "over": attempt.is_over if attempt else False,
        "raw": base64.b64encode(sent.letter.body).decode("ascii"),
    }
