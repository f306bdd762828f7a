"""Every setting of the gateway, its default and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from gateway.errors import Misconfigured
from gateway.mailboxes import is_address

PREFIX = "GATEWAY_"
SHORTEST_SECRET_KEY = 32


class Settings(BaseSettings):
    """What the environment, or a `.env` file in the working directory, says about this gateway."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default="sqlite:///gateway.db",
        repr=False,  # on PostgreSQL it holds a password
        description="Where everything is kept: a SQLite file, or a PostgreSQL database.",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address under which browsers and procurement systems reach this gateway.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Seals stored secrets: any text of 32 characters or more. "
        "On SQLite one is made and kept beside the database when this is absent.",
    )

    sign_in_failures: int = Field(
        default=20,
        ge=1,
        description="Wrong secrets a minute, per identity and source, before it must wait.",
    )

    max_body_bytes: int = Field(
        default=4_194_304, ge=1, description="Largest document in a request, in bytes."
    )
    max_message_bytes: int = Field(
        default=20_971_520,
        ge=1,
        description="Largest request with a document and its attachments, in bytes.",
    )
    large_messages: int = Field(
        default=4,
        ge=1,
        description="Requests larger than a document may be that `gateway serve` takes at the same "
        "time; more are asked to come again.",
    )
    max_depth: int = Field(
        default=64, ge=1, description="Deepest nesting of elements in a document."
    )
    max_nodes: int = Field(
        default=250_000, ge=1, description="Most elements and attributes in a document."
    )
    max_attributes: int = Field(default=256, ge=1, description="Most attributes on one element.")
    max_text_bytes: int = Field(
        default=262_144, ge=1, description="Longest text of one element or attribute, in bytes."
    )
    max_parts: int = Field(
        default=32, ge=1, description="Most parts of a message with attachments."
    )
    max_part_header_bytes: int = Field(
        default=8192, ge=1, description="Largest headers of one such part, in bytes."
    )
    max_attachment_bytes: int = Field(
        default=10_485_760, ge=1, description="Largest attachment, in bytes."
    )
    max_headers: int = Field(default=100, ge=1, description="Most header lines in a request.")
    max_header_bytes: int = Field(
        default=32_768, ge=1, description="Largest header of a request as a whole, in bytes."
    )
    max_address_bytes: int = Field(
        default=8192, ge=1, description="Longest address in a request line, in bytes."
    )
    max_gzip_ratio: int = Field(
        default=200,
        ge=1,
        description="How many times its size a packed body may unpack to, beyond 64 KiB.",
    )
    head_seconds: float = Field(
        default=10,
        gt=0,
        description="Longest time that the head of a request may take to arrive, in seconds.",
    )
    body_seconds: float = Field(
        default=30,
        gt=0,
        description="Longest time that a request body may take to arrive, in seconds; "
        "longer only while it comes at 128 KiB a second.",
    )
    body_bytes_per_second: int = Field(
        default=1024,
        ge=0,
        description="Slowest pace at which a request body may arrive, in bytes a second.",
    )
    body_grace_seconds: float = Field(
        default=5,
        ge=0,
        description="How long a body may take before its pace is looked at, in seconds.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks, with commas between them, whose `X-Forwarded-For` is "
        "believed.",
    )
    processes: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes that `gateway serve` accepts and carries in; two use two cores.",
    )
    request_threads: int = Field(
        default=16, ge=1, description="Requests worked on at the same time by one process."
    )
    waiting_per_thread: int = Field(
        default=8,
        ge=0,
        description="Requests that may wait for each thread; more are asked to come again.",
    )
    running_wait_seconds: float = Field(
        default=10,
        ge=0,
        description="Wait for a request that is still running when it is sent again.",
    )

    start_token_seconds: int = Field(
        default=300, ge=1, description="Life of a start page address, in seconds."
    )
    reentry_seconds: int = Field(
        default=60,
        ge=0,
        description="How long a used start page address re-enters its session, in seconds.",
    )
    session_seconds: int = Field(
        default=28_800, ge=1, description="Life of a session that brings no cart home, in seconds."
    )

    worker_threads: int = Field(
        default=16,
        ge=0,
        description="Deliveries carried at the same time by one process; "
        "0 leaves them to other processes.",
    )
    deliveries_per_endpoint: int = Field(
        default=4,
        ge=1,
        description="Most deliveries carried at the same time to one address; it begins with one "
        "and earns the others.",
    )
    carrier_ports: str = Field(
        default="443",
        description="Ports, with commas between them, that documents are carried to on the public "
        "internet.",
    )
    worker_poll_seconds: float = Field(
        default=0.5,
        gt=0,
        description="Pause before an idle worker looks for deliveries again, in seconds.",
    )
    lease_seconds: int = Field(
        default=15,
        ge=1,
        le=15,
        description="How long a worker holds a delivery without renewing, in seconds.",
    )
    delivery_window_seconds: int = Field(
        default=432_000,
        ge=1,
        description="How long a delivery is tried before it is a dead letter, in seconds.",
    )
    connect_seconds: float = Field(
        default=5, gt=0, description="Longest wait for a connection to another system, in seconds."
    )
    exchange_seconds: float = Field(
        default=30,
        gt=0,
        description="Longest time for one exchange with another system, in seconds; "
        "8 s more for each MiB that it takes beyond the first.",
    )
    max_answer_bytes: int = Field(
        default=1_048_576, ge=1, description="Largest answer taken from another system, in bytes."
    )

    database_wait_seconds: float = Field(
        default=10, gt=0, description="Longest wait for a locked or busy database, in seconds."
    )
    database_connections: int = Field(
        default=20, ge=1, description="Most connections that one process opens to the database."
    )
    explain_seconds: float = Field(
        default=2,
        gt=0,
        description="Longest time spent on explaining a schema error to a person, in seconds.",
    )

    smtp_url: SecretStr | None = Field(
        default=None,
        description="The server that mails are handed to, such as `smtp://user:password@host:587` "
        "(by STARTTLS) or `smtps://host`; without one no mails are sent.",
    )
    mail_from: str | None = Field(
        default=None,
        description="Who mails are from: `orders@supplier.example`, or with a name in front, "
        "`Orders <orders@supplier.example>`.",
    )
    alert_mail: str = Field(
        default="",
        description="Mail addresses of operators, with commas between them, who are told when "
        "something needs a person.",
    )
    smtp_seconds: float = Field(
        default=30, gt=0, le=60, description="Longest time for handing one mail over, in seconds."
    )

    log_format: Literal["auto", "console", "json"] = Field(
        default="auto",
        description="Form of the log; `auto` is console on a terminal and JSON elsewhere.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least weight of an event that is logged."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("public_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError("must be an http or https address without a query")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _readable_networks(cls, value: str) -> str:
        try:
            for entry in filter(None, (part.strip() for part in value.split(","))):
                ip_network(entry)
        except ValueError as exc:
            raise ValueError("must be addresses or networks with commas between them") from exc
        return value

    @field_validator("carrier_ports")
    @classmethod
    def _readable_ports(cls, value: str) -> str:
        ports = [part.strip() for part in value.split(",")]
        if not all(part.isascii() and part.isdigit() and 0 < int(part) < 2**16 for part in ports):
            raise ValueError("must be port numbers with commas between them")
        return value

    @field_validator("mail_from")
    @classmethod
    def _plain_sender(cls, value: str | None) -> str | None:
        if value is not None and not (value.isprintable() and is_address(parseaddr(value)[1])):
            raise ValueError("must be a mail address, or a name and <a mail address>")
        return value

    @field_validator("alert_mail")
    @classmethod
    def _plain_recipients(cls, value: str) -> str:
        if not all(is_address(each) for each in listed(value)):
            raise ValueError("must be mail addresses with commas between them")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET_KEY:
            raise ValueError(f"must have {SHORTEST_SECRET_KEY} characters or more")
        return value

    @property
    def operators(self) -> tuple[str, ...]:
        """Who is told when something needs a person."""
        return listed(self.alert_mail)

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None on PostgreSQL."""
        scheme, _, rest = self.database_url.partition(":///")
        return Path(rest.partition("?")[0]) if scheme == "sqlite" else None

    @property
    def host(self) -> str:
        """The host name of the public address, for payloadIDs."""
        return urlsplit(self.public_url).hostname or "localhost"

    @classmethod
    def read(cls) -> Self:
        """Read the settings from the environment and `.env`.

        Raises Misconfigured naming every faulty setting, never its value.
        """
        try:
            return cls()
        except ValidationError as exc:
            faults = (
                f"{_variable(str(e['loc'][0]))}: {e['msg'].removeprefix('Value error, ')}"
                for e in exc.errors()
            )
            raise Misconfigured("; ".join(faults)) from exc


def listed(value: str) -> tuple[str, ...]:
    """Take apart what stands between commas."""
    return tuple(filter(None, (part.strip() for part in value.split(","))))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """One line of the settings table: variable, default as text, and purpose."""

    variable: str
    default: str
    description: str


def setting_rows() -> tuple[SettingRow, ...]:
    """List every setting in the order of this file, as the README shows them."""
    return tuple(
        SettingRow(
            variable=_variable(name),
            default="" if field.default is None else str(field.default),
            description=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    )


def _variable(name: str) -> str:
    return PREFIX + name.upper()
