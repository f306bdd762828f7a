"""Who takes part in the demonstration: addresses, secrets, the parties file and the programs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.cli.processes import Program
from gateway.clock import Ids
from gateway.rehearsal.buyer_documents import Correspondence
from gateway.rules.parties import Interface
from gateway.rules.parties_schema import WEBHOOK_SECRET

#: of gateway, catalogue, buyer and mailbox, where nobody listens there
USUAL_PORTS: Final = (8000, 8001, 8002, 8025)
CONNECTION: Final = "acme/nordlicht"
BUYER: Final = ("NetworkID", "AN01000000001")
SUPPLIER: Final = ("DUNS", "123456789")

_PARTIES: Final = """\
[gateway]
identity = {{ domain = "NetworkID", value = "our-gateway" }}

[[buyer]]
name = "acme"
identities = [{{ domain = "{buyer[0]}", value = "{buyer[1]}" }}]
secret = "{cast.buyer_secret}"
outbound_secret = "{cast.to_buyer_secret}"
return_hosts = ["{cast.buyer}"]
documents_url = "{cast.buyer}/cxml"
allow_private_network = true

[[supplier]]
name = "nordlicht"
identities = [{{ domain = "{supplier[0]}", value = "{supplier[1]}" }}]
shop_key = "{cast.shop_key}"
shop_url = "{cast.shop}/punchout"
test_shop_url = "{cast.shop}/test/punchout"
allow_private_network = true
representative = {{ company = "Nordlicht", name = "Kim Doe", email = "kim@nordlicht.example", \
phone = "+49 40 555 1234" }}
{orders}
[[connection]]
buyer = "acme"
supplier = "nordlicht"
mail_domains = ["buyer.example"]
test_mail_to = "tester@nordlicht.example"
"""


#: how the supplier takes orders and answers them
_ORDERS: Final[Mapping[Interface, str]] = {
    Interface.CXML: """\
secret = "{cast.supplier_secret}"
outbound_secret = "{cast.to_supplier_secret}"
orders_url = "{cast.shop}/cxml"
test_orders_url = "{cast.shop}/test/cxml"
""",
    Interface.JSON: """\
interface = "json"
api_key = "{cast.supplier_secret}"
test_api_key = "{cast.supplier_secret}, for tests"
webhook_url = "{cast.shop}/webhook"
test_webhook_url = "{cast.shop}/test/webhook"
webhook_secret = "{cast.webhook_secret}"
""",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Where everybody is, and what they prove themselves with; made anew for each demonstration."""

    folder: Path
    gateway_port: int
    shop_port: int
    buyer_port: int
    mail_port: int
    secret_key: str
    shop_key: str
    buyer_secret: str
    to_buyer_secret: str
    supplier_secret: str
    to_supplier_secret: str
    interface: Interface = Interface.CXML

    @property
    def gateway(self) -> str:
        """The address of the gateway."""
        return f"http://127.0.0.1:{self.gateway_port}"

    @property
    def shop(self) -> str:
        """The address of the catalogue."""
        return f"http://127.0.0.1:{self.shop_port}"

    @property
    def buyer(self) -> str:
        """The address of the buyer."""
        return f"http://127.0.0.1:{self.buyer_port}"

    @property
    def database_url(self) -> str:
        """The database of the demonstration."""
        return f"sqlite:///{self.folder / 'gateway.db'}"

    @property
    def webhook_secret(self) -> str:
        """What the supplier's webhooks are signed with, as Standard Webhooks writes a secret."""
        return WEBHOOK_SECRET + b64encode(self.to_supplier_secret.encode()).decode("ascii")

    @property
    def correspondence(self) -> Correspondence:
        """Between whom the buyer's documents go."""
        return Correspondence(buyer=BUYER, supplier=SUPPLIER, secret=self.buyer_secret)


def choose_cast(
    folder: Path, ports: Sequence[int], ids: Ids, interface: Interface = Interface.CXML
) -> Cast:
    """Give each a port of its own, and secrets that nobody else has."""
    gateway_port, shop_port, buyer_port, mail_port = ports
    return Cast(
        folder=folder,
        gateway_port=gateway_port,
        shop_port=shop_port,
        buyer_port=buyer_port,
        mail_port=mail_port,
        secret_key=ids.token(),
        shop_key=ids.token(),
        buyer_secret=ids.token(),
        to_buyer_secret=ids.token(),
        supplier_secret=ids.token(),
        to_supplier_secret=ids.token(),
        interface=interface,
    )


def write_parties(cast: Cast) -> Path:
    """Write the parties file of the demonstration, readable by its owner only."""
    path = cast.folder / "parties.toml"
    path.touch(mode=0o600)
    orders = _ORDERS[cast.interface].format(cast=cast)
    written = _PARTIES.format(cast=cast, buyer=BUYER, supplier=SUPPLIER, orders=orders)
    path.write_text(written, "utf-8")
    return path


def gateway_program(cast: Cast) -> Program:
    """Describe the gateway as a program."""
    return Program(
        module="gateway",
        arguments=["serve", "--port", str(cast.gateway_port)],
        environment={
            "GATEWAY_DATABASE_URL": cast.database_url,
            "GATEWAY_PUBLIC_URL": cast.gateway,
            "GATEWAY_SECRET_KEY": cast.secret_key,
            "GATEWAY_LOG_FORMAT": "json",
            "GATEWAY_SMTP_URL": f"smtp://127.0.0.1:{cast.mail_port}",
            "GATEWAY_MAIL_FROM": "Nordlicht <orders@nordlicht.example>",
        },
        health=f"{cast.gateway}/health/ready",
    )


def shop_program(cast: Cast) -> Program:
    """Describe the catalogue as a program; it confirms every order by itself."""
    return Program(
        module="catalog_stub",
        arguments=["--port", str(cast.shop_port), "--gateway", cast.gateway],
        environment={
            "CATALOG_SHOP_KEY": cast.shop_key,
            "CATALOG_AUTO_CONFIRM": "accept",
            "CATALOG_AUTO_CONFIRM_SECONDS": "0.2",
            **_shop_secrets(cast),
        },
        health=f"{cast.shop}/health",
    )


def _shop_secrets(cast: Cast) -> dict[str, str]:
    if cast.interface is Interface.JSON:
        return {
            "CATALOG_INTERFACE": "json",
            "CATALOG_API_KEY": cast.supplier_secret,
            "CATALOG_TEST_API_KEY": f"{cast.supplier_secret}, for tests",
            "CATALOG_WEBHOOK_SECRET": cast.webhook_secret,
        }
    domain, value = SUPPLIER
    return {
        "CATALOG_OWN_SECRET": cast.supplier_secret,
        "CATALOG_GATEWAY_SECRET": cast.to_supplier_secret,
        "CATALOG_IDENTITY_DOMAIN": domain,
        "CATALOG_IDENTITY_VALUE": value,
    }
