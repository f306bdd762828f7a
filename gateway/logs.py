"""The log: structured events on standard error, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

    from gateway.settings import Settings

MASK = "***"

_SECRET_FIELD = re.compile(
    r"secret|password|passphrase|authorization|cookie|token|shop_key|api_key|private_key|credential_mac|card_number",
    re.IGNORECASE,
)
# Tokens travel in addresses, and addresses end up in events and error messages.
_SECRET_ADDRESS = re.compile(r"(/(?:start|return|sessions)/|[?&]session=)[A-Za-z0-9_-]{16,}")
_CHATTY = ("httpx2", "httpcore2", "alembic", "multipart", "asyncio", "urllib3")


def set_up_logs(settings: Settings) -> None:
    """Send the events of this process, and of the libraries in it, to standard error."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *before],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_renderers(wants_json=_wants_json(settings)),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def mask_secrets(_logger: WrappedLogger, _method: str, event_dict: EventDict) -> EventDict:
    """Mask tokens in addresses and every field that sounds like a secret, however deep."""
    return {name: _masked(name, value) for name, value in event_dict.items()}


def _masked(name: str, value: object) -> object:
    if _SECRET_FIELD.search(name):
        return MASK
    if isinstance(value, str):
        return _SECRET_ADDRESS.sub(rf"\1{MASK}", value)
    if isinstance(value, Mapping):
        return {key: _masked(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_masked("", item) for item in value]
    return value


def _wants_json(settings: Settings) -> bool:
    return settings.log_format == "json" or (
        settings.log_format == "auto" and not sys.stderr.isatty()
    )


def _renderers(*, wants_json: bool) -> list[Processor]:
    # Local variables stay out of both forms of a traceback: they hold documents and secrets.
    if wants_json:
        transformer = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.ExceptionRenderer(transformer),
            mask_secrets,
            structlog.processors.JSONRenderer(),
        ]
    console = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    return [mask_secrets, console]
