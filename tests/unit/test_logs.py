"""The log and what it hides."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from gateway.logs import mask_secrets, set_up_logs
from gateway.settings import Settings


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Give logging back as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_fields_that_sound_like_secrets_are_masked_however_deep() -> None:
    """A secret is masked by the name of its field, in nested fields too."""
    event = {"event": "e", "shared_secret": "s", "sender": {"Password": "p", "domain": "DUNS"}}

    masked = mask_secrets(None, "info", event)

    assert masked == {
        "event": "e",
        "shared_secret": "***",
        "sender": {"Password": "***", "domain": "DUNS"},
    }


def test_tokens_in_addresses_are_masked_and_the_rest_is_kept() -> None:
    """A token that travels in an address does not reach the log."""
    token = "A" * 43

    masked = mask_secrets(
        None,
        "info",
        {"event": f"GET /start/{token}", "urls": [f"http://shop/?a=1&session={token}"]},
    )

    assert masked == {"event": "GET /start/***", "urls": ["http://shop/?a=1&session=***"]}


def test_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """An event is written to standard error as JSON, and nothing to standard output."""
    set_up_logs(Settings(log_format="json"))

    structlog.get_logger("gateway.intake").info("order_accepted", payload_id="1@x", secret="s")

    written = capsys.readouterr()
    event = json.loads(written.err)
    assert written.out == ""
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "event": "order_accepted",
        "payload_id": "1@x",
        "secret": "***",
        "level": "info",
        "logger": "gateway.intake",
    }


def test_library_events_take_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    """What a library logs the old way is masked and written like our own events."""
    set_up_logs(Settings(log_format="json"))

    logging.getLogger("a.library").warning("Invalid request %s", "/return/" + "B" * 43)

    assert json.loads(capsys.readouterr().err)["event"] == "Invalid request /return/***"


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_traceback_holds_no_local_variables(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    """A logged exception tells where, but not the values of the variables there."""
    set_up_logs(Settings.model_validate({"log_format": log_format}))
    shared_word = "hush" * 2

    try:
        raise LookupError(len(shared_word))
    except LookupError:
        structlog.get_logger("g").exception("attempt_failed")

    written = capsys.readouterr().err
    assert "LookupError" in written
    assert "hushhush" not in written


def test_lighter_events_than_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """The log level holds for events of ours."""
    set_up_logs(Settings(log_level="warning"))

    structlog.get_logger("g").info("seen")

    assert capsys.readouterr().err == ""
