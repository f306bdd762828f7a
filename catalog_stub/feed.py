"""The feed: reads what the gateway has to tell, since the last time and never twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from catalog_stub.events import MEDIA_TYPE, Event, UnreadableEvent, event_of
from catalog_stub.ledger import Arrival
from catalog_stub.moments import now
from catalog_stub.moods import Environment, Mood, Moods
from catalog_stub.wire import gateway_client

_PAGE: Final = 100


class Page(BaseModel):
    """Some events; `next` is where the next page begins, even when there are none."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    events: tuple[dict[str, Any], ...]
    next: str
    more: bool


class FeedAway(Exception):
    """The events cannot be read now; the words say why."""


class Source:
    """The gateway's list of events, as the key of one environment opens it."""

    def __init__(
        self, environment: Environment, gateway: str, key: str, timeout_seconds: float
    ) -> None:
        self.environment = environment
        headers = {"Authorization": f"Bearer {key}", "Accept": MEDIA_TYPE}
        self._client = gateway_client(gateway, timeout_seconds, headers)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def page(self, after: str | None) -> Page:
        """Return the events behind a cursor, or the first ones; raises `FeedAway`."""
        asked: Mapping[str, str | int] = {"limit": _PAGE} | ({"after": after} if after else {})
        try:
            answer = self._client.get("/supplier/events", params=asked)
        except httpx2.RequestError as error:
            raise FeedAway(f"No answer: {type(error).__name__}.") from error
        if answer.status_code != HTTPStatus.OK:
            raise FeedAway(f"The gateway answered with HTTP {answer.status_code}.")
        try:
            return Page.model_validate_json(answer.content)
        except ValidationError as error:
            raise FeedAway("The gateway's answer cannot be understood.") from error


class Feed:
    """Reads one environment's events from a thread of its own: at once when woken, else at times.

    The cursor is kept only after everything before it was entered, so that a shop that is cut off
    in between reads some events again, and knows them by their ids.
    """

    def __init__(
        self,
        source: Source,
        *,
        moods: Moods,
        enter: Callable[[Arrival], None],
        keep: Callable[[str], None],
        pause_seconds: float,
    ) -> None:
        self.environment = source.environment
        self._source = source
        self._moods = moods
        self._enter = enter
        self._keep = keep
        self._pause = pause_seconds
        self._cursor: str | None = None
        self._trouble: str | None = None
        self._awake = threading.Event()
        self._is_closing = False
        self._thread = threading.Thread(
            target=self._run, name=f"feed-{self.environment}", daemon=True
        )

    @property
    def standing(self) -> dict[str, str | None]:
        """How far the events were read, and why not farther."""
        return {"cursor": self._cursor, "trouble": self._trouble}

    def start(self, cursor: str | None) -> None:
        """Begin to read behind a cursor, or from the first event."""
        self._cursor = cursor
        self._thread.start()

    def wake(self) -> None:
        """Look at once: there is something new."""
        self._awake.set()

    def close(self) -> None:
        """Finish what is being read, and stop."""
        self._is_closing = True
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(10)
        self._source.close()

    def _run(self) -> None:
        while not self._is_closing:
            self._awake.clear()
            if not self._moods.of(self.environment).takes_documents or not self._read():
                self._awake.wait(self._pause)

    def _read(self) -> bool:
        """Read one page; tell whether there is more."""
        try:
            page = self._source.page(self._cursor)
        except FeedAway as away:
            self._trouble = str(away)
            return False
        self._trouble = None
        for told in page.events:
            self._take(told)
        if page.next != self._cursor:
            self._keep(page.next)
            self._cursor = page.next
        return page.more

    def _take(self, told: dict[str, Any]) -> None:
        temper = self._moods.of(self.environment)
        if temper.mood is Mood.SLOW:
            time.sleep(temper.seconds)
        try:
            self._enter(_arrival(self.environment, event_of(told)))
        except UnreadableEvent as unreadable:
            # A kind of event that came into being after us must not hold up those behind it.
            self._trouble = str(unreadable)


def _arrival(environment: Environment, event: Event) -> Arrival:
    # A test has no business among the real orders, whatever key it was read with.
    is_test = event.order is not None and event.order.deployment_mode == "test"
    is_stray = is_test and environment is Environment.PRODUCTION
    return Arrival(
        environment=environment,
        payload_id=event.id,
        order_id=event.order_id,
        kind=event.type,
        raw=event.raw,
        arrived_at=now(),
        answer=450 if is_stray else 200,
        order=None if is_stray else event.order,
        content_type=MEDIA_TYPE,
        attachments=event.attachments,
    )
