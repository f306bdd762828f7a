"""Every setting of the shop: from arguments, `CATALOG_…` variables, a TOML file, or its default."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    CliApp,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from catalog_stub.moods import AutoConfirm, Environment, Mood, Temper
from catalog_stub.signatures import signing_key


class Interface(StrEnum):
    """How the shop and the gateway speak about orders."""

    CXML = "cxml"
    JSON = "json"


#: The secrets that an interface cannot do without.
_NEEDED = {
    "own_secret": Interface.CXML,
    "gateway_secret": Interface.CXML,
    "api_key": Interface.JSON,
}


class Settings(BaseSettings):
    """What the shop needs to know before it opens; the secrets of its interface have no default."""

    model_config = SettingsConfigDict(
        env_prefix="CATALOG_",
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        cli_prog_name="python -m catalog_stub",
        cli_kebab_case=True,
        cli_hide_none_type=True,
        cli_implicit_flags=True,
    )

    config: Path | None = None
    """A TOML file with settings; arguments and variables win over it."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = Field(default=8001, ge=0, le=65535)
    """The port to listen on."""
    gateway: str = "http://127.0.0.1:8000"
    """Where the shop's server reaches the gateway."""
    gateway_public: str | None = None
    """Where a browser reaches the gateway, if that is another address."""
    public_url: str | None = None
    """Where others reach this shop, if that is not its host and port."""

    shop_key: SecretStr
    """The bearer key for the gateway's shop API."""
    interface: Interface = Interface.CXML
    """How orders come and are answered: as cXML documents, or by the gateway's supplier API."""
    own_secret: SecretStr | None = Field(default=None, validate_default=True)
    """What the shop sends to the gateway as SharedSecret (`secret` in parties.toml)."""
    gateway_secret: SecretStr | None = Field(default=None, validate_default=True)
    """What the gateway sends to the shop as SharedSecret (`outbound_secret` in parties.toml)."""
    api_key: SecretStr | None = Field(default=None, validate_default=True)
    """The bearer key for real orders of the supplier API (`api_key` in parties.toml)."""
    test_api_key: SecretStr | None = None
    """The bearer key for its test orders (`test_api_key`); without it, none are read."""
    webhook_secret: SecretStr | None = None
    """What webhooks are signed with (`webhook_secret`); without it, the shop takes none."""
    poll_seconds: float = Field(default=5.0, gt=0)
    """How often the shop looks for events that no webhook told of."""
    identity_domain: str = "DUNS"
    """The domain of the supplier's identity."""
    identity_value: str = "123456789"
    """The supplier's identity, in From and Sender of what the shop sends."""

    auto_confirm: AutoConfirm = AutoConfirm.NONE
    """What the shop says by itself about a new order."""
    auto_confirm_seconds: float = Field(default=1.0, ge=0)
    """How long it waits before it says so."""
    mood: Mood = Mood.NORMAL
    """The mood of the production environment at the start."""
    test_mood: Mood = Mood.NORMAL
    """The mood of the test environment at the start."""
    slow_seconds: float = Field(default=2.0, ge=0, le=600)
    """How long an answer takes in the mood slow."""
    refusal_code: int = Field(default=406, ge=400, le=599)
    """The cXML status of an answer in the mood refusing."""

    timeout_seconds: float = Field(default=10.0, gt=0)
    """How long the shop waits for an answer of the gateway."""
    retry_seconds: float = Field(default=2.0, gt=0)
    """How long the shop waits before it sends a confirmation again; doubled at each try."""
    retry_limit: int = Field(default=12, ge=1)
    """How many times the shop tries to send a confirmation."""
    max_body_bytes: int = Field(default=32 * 1024 * 1024, gt=0)
    """The largest request that the shop reads."""
    keep_documents: int = Field(default=100_000, gt=0)
    """How many received documents the shop remembers."""
    desk: bool = True
    """Whether the orders pages, moods and received documents are open; they ask nobody's name."""
    journal: Path | None = None
    """A file to which each received document is appended, read again at the next start."""

    shipping: Decimal = Field(default=Decimal("4.90"), ge=0)
    """The flat price of a delivery, in EUR."""
    free_shipping_from: Decimal = Field(default=Decimal(150), ge=0)
    """From which goods value in EUR a delivery costs nothing."""
    vat_percent: Decimal = Field(default=Decimal(19), ge=0, le=100)
    """The value added tax on goods and delivery priced in EUR."""

    @field_validator(*_NEEDED)
    @classmethod
    def _is_there(cls, secret: SecretStr | None, about: ValidationInfo) -> SecretStr | None:
        needed_by = _NEEDED[about.field_name or ""]
        if secret is None and about.data.get("interface") is needed_by:
            raise ValueError(f"is needed where the interface is {needed_by.value}")
        return secret

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_key(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None:
            signing_key(secret.get_secret_value())
        return secret

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the file that `config` names behind every other source."""
        toml_file = (
            init_settings.init_kwargs.get("config")
            if isinstance(init_settings, InitSettingsSource)
            else None
        )
        file_settings = TomlConfigSettingsSource(settings_cls, toml_file)
        return init_settings, env_settings, dotenv_settings, file_secret_settings, file_settings

    @property
    def shop_address(self) -> str:
        """Where others reach this shop, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def gateway_for_browsers(self) -> str:
        """Where a browser reaches the gateway."""
        return self.gateway_public or self.gateway

    def tempers(self) -> dict[Environment, Temper]:
        """Return the temper in which each environment begins."""
        return {
            environment: Temper(mood=mood, seconds=self.slow_seconds, code=self.refusal_code)
            for environment, mood in (
                (Environment.PRODUCTION, self.mood),
                (Environment.TEST, self.test_mood),
            )
        }


def load_settings(arguments: Sequence[str]) -> Settings:
    """Read the settings of one run; raises `pydantic.ValidationError`, or exits on `--help`."""
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    finder.add_argument("--config", default=os.environ.get("CATALOG_CONFIG"))
    config = finder.parse_known_args(arguments)[0].config
    chosen = {"config": config} if config else {}
    return CliApp.run(Settings, cli_args=list(arguments), **chosen)
