"""The form of a parties file: which keys there are, and what each may hold."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Annotated, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)

from gateway.cxml.kinds import KINDS
from gateway.rules.parties import (
    BuyerSettings,
    ConnectionSettings,
    IdentitySettings,
    Role,
    SupplierSettings,
)

Item = TypeVar("Item")

FROM_ENVIRONMENT: Final = "env:"
NAME: Final = re.compile("[a-z0-9-]{1,64}", re.ASCII)
#: how a secret of Standard Webhooks begins, and how long what follows is, once decoded
WEBHOOK_SECRET: Final = "whsec_"  # noqa: S105 - the same of every secret
WEBHOOK_KEY_BYTES: Final = range(24, 65)


def _secret(text: str, about: ValidationInfo) -> str:
    """Resolve `env:NAME` by the environment that the validation was handed."""
    if not text.startswith(FROM_ENVIRONMENT):
        found = text
    else:
        name = text.removeprefix(FROM_ENVIRONMENT)
        environment: dict[str, str] = about.context or {}
        if name not in environment:
            raise ValueError(f"the environment has no variable {name}")
        found = environment[name]
    if not found.strip():
        raise ValueError("a secret must not be empty")
    return found


def _name(text: str) -> str:
    if not NAME.fullmatch(text):
        raise ValueError("a name is 1 to 64 small letters a-z, digits and hyphens")
    return text


def _kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(f"{name!r} is no kind of document; known are {', '.join(sorted(KINDS))}")
    return name


def _some(items: tuple[Item, ...]) -> tuple[Item, ...]:
    # pydantic's own check would count faulty items as missing ones
    if not items:
        raise ValueError("at least one is wanted here")
    return items


def _as_list(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _webhook_secret(text: str) -> str:
    encoded = text.removeprefix(WEBHOOK_SECRET)
    try:
        key = b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if encoded == text or len(key) not in WEBHOOK_KEY_BYTES:
        raise ValueError(
            f"write {WEBHOOK_SECRET} and behind it 24 to 64 random bytes in base64,"
            " as Standard Webhooks has it"
        )
    return text


Name = Annotated[str, AfterValidator(_name)]
Secret = Annotated[str, AfterValidator(_secret)]
WebhookSecret = Annotated[str, AfterValidator(_secret), AfterValidator(_webhook_secret)]
KindName = Annotated[str, AfterValidator(_kind)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CredentialEntry(IdentitySettings):
    """An identity with a secret; without kinds it may speak for all of its side."""

    secret: Secret
    kinds: Annotated[tuple[KindName, ...], AfterValidator(_some)] | None = None


class GatewayEntry(_Entry):
    """`[gateway]`: who we are."""

    identity: IdentitySettings


class NetworkEntry(_Entry):
    """`[[network]]`: a hub that speaks for many buyers."""

    name: Name
    credentials: tuple[CredentialEntry, ...] = ()


class _PartyEntry(_Entry):
    name: Name
    identities: Annotated[tuple[IdentitySettings, ...], AfterValidator(_some)]
    secret: Secret | None = None
    credentials: tuple[CredentialEntry, ...] = ()
    outbound_secret: Secret | None = None


class BuyerEntry(_PartyEntry, BuyerSettings):
    """`[[buyer]]`."""


class SupplierEntry(_PartyEntry, SupplierSettings):
    """`[[supplier]]`; during a rotation there are several webhook secrets, the newest first."""

    shop_key: Secret | None = None
    api_key: Secret | None = None
    test_api_key: Secret | None = None
    webhook_secret: Annotated[
        tuple[WebhookSecret, ...], BeforeValidator(_as_list), AfterValidator(_some)
    ] = Field(default=(), validate_default=False)


class RouteEntry(_Entry):
    """`[[connection.route]]`: how we speak towards one side; without a kind, for every kind."""

    towards: Role
    kind: KindName | None = None
    url: str | None = None
    identity: IdentitySettings | None = None
    secret: Secret | None = None


class ConnectionEntry(ConnectionSettings):
    """`[[connection]]`."""

    buyer: Name
    supplier: Name
    label: Name | None = None
    network: Name | None = None
    credentials: tuple[CredentialEntry, ...] = ()
    route: tuple[RouteEntry, ...] = ()


PartyEntry = BuyerEntry | SupplierEntry
SECTIONS: Final[dict[str, type[BaseModel]]] = {
    "network": NetworkEntry,
    "buyer": BuyerEntry,
    "supplier": SupplierEntry,
    "connection": ConnectionEntry,
}
