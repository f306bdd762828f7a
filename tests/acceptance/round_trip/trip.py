"""Three real programs on loopback: `gateway serve`, the catalogue, and a buyer's system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import letters
from tests.buyer_page import BuyerPage
from tests.processes import Catalogue, GatewayProcess, catalogue
from tests.serving import serving

_PARTIES: Final = """\
[gateway]
identity = {{ domain = "NetworkID", value = "our-gateway" }}

[[buyer]]
name = "acme"
identities = [{{ domain = "NetworkID", value = "AN01000000001" }}]
secret = "{buyer.secret}"
outbound_secret = "{buyer.hears_secret}"
return_hosts = ["http://localhost:{buyer.return_port}"]
documents_url = "http://127.0.0.1:{buyer.return_port}/cxml"
allow_private_network = true

[[supplier]]
name = "stub"
identities = [{{ domain = "DUNS", value = "123456789" }}]
secret = "{supplier_secret}"
outbound_secret = "what we send stub"
shop_key = "key of the shop of stub"
shop_url = "{shop}/punchout"
orders_url = "{shop}/cxml"
{environment}
allow_private_network = true

[[connection]]
buyer = "acme"
supplier = "stub"
form_field = "{form_field}"
"""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How the two sides are connected; a supplier may have an environment of its own for tests."""

    database_url: str
    form_field: str = "cxml-base64"
    test_environment: bool = True


@dataclass(frozen=True, kw_only=True)
class Trip:
    """The three programs, running."""

    gateway: GatewayProcess
    catalogue: Catalogue
    buyer: BuyerPage


@contextmanager
def running(terms: Terms, folder: Path, new_port: Callable[[], int]) -> Iterator[Trip]:
    """Run the three programs for as long as the block runs."""
    ports = [new_port() for _ in range(4)]
    shop = f"http://127.0.0.1:{ports[1]}"
    buyer = BuyerPage(
        gateway=f"http://127.0.0.1:{ports[0]}",
        frame_port=ports[2],
        return_port=ports[3],
        secret=letters.BUYER_SECRET,
        hears_secret="what we send acme",
    )
    tests_go = f'test_shop_url = "{shop}/test/punchout"\ntest_orders_url = "{shop}/test/cxml"'
    gateway = GatewayProcess(
        folder=folder,
        database_url=terms.database_url,
        port=ports[0],
        parties=_PARTIES.format(
            buyer=buyer,
            shop=shop,
            supplier_secret=letters.SUPPLIER_SECRET,
            environment=tests_go if terms.test_environment else "",
            form_field=terms.form_field,
        ),
    )
    habits = ("--auto-confirm", "accept", "--auto-confirm-seconds", "0.1")
    gateway.load()
    with (
        serving(buyer.app, buyer.frame_port),
        serving(buyer.app, buyer.return_port),
        catalogue(folder, ports[1], ports[0], *habits) as stub,
    ):
        gateway.start()
        try:
            yield Trip(gateway=gateway, catalogue=stub, buyer=buyer)
        finally:
            gateway.stop()
