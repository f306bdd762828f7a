"""Lays siege to a running gateway with the hostile documents beside the repository."""

from __future__ import annotations

import csv
import fcntl
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from gateway.cxml.header import Credential
from tests import letters
from tests.processes import GatewayProcess

#: everything that is sent to the cXML address
CLASSES: Final = tuple(f"{number:02}" for number in range(14))
#: how much slower than the collection's own figures a machine may be that runs other tests beside
SLACK: Final = 6
LONGEST_SECONDS: Final = 100
#: nobody listens there
SUPPLIER: Final = ("127.0.0.1", 9)
ORDERS_URL: Final = "http://127.0.0.1:9/orders"
_PAYLOAD_ID: Final = re.compile(r"<cXML[^>]*? payloadID=\"([^\"]+)\"")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of one hostile document."""

    file: str
    status: str
    faults: str

    @property
    def is_taken(self) -> bool:
        """Whether it was answered 200 or 201."""
        return self.status in {"200", "201"}


@dataclass(frozen=True, kw_only=True)
class Collection:
    """The hostile documents, and who they pretend to come from."""

    folder: Path

    @property
    def secrets(self) -> list[str]:
        """List what must turn up nowhere: secrets, the bait's text, a card number."""
        sides = (*self.stage["tenants"], *self.stage["suppliers"])
        baits = self.stage["canaries"]
        return [*(side["shared_secret"] for side in sides), baits["token"], baits["pan"]]

    @property
    def stage(self) -> dict[str, Any]:
        """Who takes part."""
        read: dict[str, Any] = json.loads((self.folder / "fixtures.json").read_text())
        return read

    def expected(self, expect: str) -> list[str]:
        """Name the files for which this is expected."""
        with (self.folder / "INDEX.tsv").open(encoding="utf-8") as index:
            rows = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
        return [row["file"] for row in rows if row["expect"] == expect]

    def payload_ids(self, files: Sequence[str]) -> set[str]:
        """Give the payloadIDs that these files are sent under."""
        return {
            found
            for file in files
            for found in _PAYLOAD_ID.findall((self.folder / file).read_bytes().decode("latin-1"))
        }

    def sent(self, gateway: GatewayProcess, *options: str) -> list[Verdict]:
        """Send the classes of the options, by the collection's own program; gives its verdicts."""
        table = gateway.folder.parent / "verdicts.tsv"
        runner = [
            *(sys.executable, str(self.folder / "tools" / "run_corpus.py")),
            *("--base", gateway.url, "--pid", str(gateway.pid)),
            *("--out", str(table), *options),
        ]
        with _alone():
            done = subprocess.run(
                runner, timeout=LONGEST_SECONDS, capture_output=True, text=True, check=False
            )
        assert "canary hits" not in done.stdout
        assert "" == done.stderr
        with table.open(encoding="utf-8") as rows:
            return [
                Verdict(file=row["file"], status=row["cxml"], faults=row["why"])
                for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for whoever else besieges on this machine: the bait listens on one fixed port."""
    with (Path(tempfile.gettempdir()) / "gateway-siege.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# ── who takes part ────────────────────────────────────────────────────────────────────────────


def parties(stage: dict[str, Any]) -> str:
    """Write the parties file that the documents assume, and a supplier more."""
    (supplier,) = stage["suppliers"]
    buyers = "".join(_buyer(tenant) for tenant in stage["tenants"])
    return f"""
[gateway]
identity = {{ domain = "NetworkID", value = "our-gateway" }}
{buyers}
[[supplier]]
name = "s"
identities = [{{ domain = "{supplier["domain"]}", value = "{supplier["identity"]}" }}]
secret = "{supplier["shared_secret"]}"
outbound_secret = "what we send the supplier"
shop_key = "key of the shop"
shop_url = "http://127.0.0.1:9/punchout"
orders_url = "{ORDERS_URL}"
allow_private_network = true

[[supplier]]
name = "other"
identities = [{{ domain = "DUNS", value = "987654321" }}]
secret = "what the other supplier sends us"
outbound_secret = "what we send the other supplier"
orders_url = "{ORDERS_URL}"
allow_private_network = true

[[connection]]
buyer = "b"
supplier = "other"
"""


def _buyer(tenant: dict[str, Any]) -> str:
    name = tenant["key"].lower()
    return f"""
[[buyer]]
name = "{name}"
identities = [{{ domain = "{tenant["domain"]}", value = "{tenant["identity"]}" }}]
secret = "{tenant["shared_secret"]}"
return_hosts = {json.dumps(tenant["browser_form_post_allow"])}

[[connection]]
buyer = "{name}"
supplier = "s"
"""


@contextmanager
def besieged(
    collection: Collection,
    folder: Path,
    database_url: str,
    port: int,
    watched_by: Sequence[str] = (),
) -> Iterator[GatewayProcess]:
    """Run a gateway with the parties that the documents assume, and the orders they speak of."""
    stage = collection.stage
    folder.mkdir()
    gateway = GatewayProcess(
        folder=folder,
        database_url=database_url,
        port=port,
        parties=parties(stage),
        settings={
            "GATEWAY_LOG_LEVEL": "debug",
            "GATEWAY_SIGN_IN_FAILURES": "1000",
            "GATEWAY_BODY_SECONDS": "2",
        },
        watched_by=watched_by,
    )
    gateway.load()
    (folder / "parties.toml").unlink()  # no plain secret may lie about
    for tenant in stage["tenants"]:
        if tenant["mode"] == "production":
            gateway.activate(f"{tenant['key'].lower()}/s")
    try:
        gateway.start()
        for order in stage["seed_orders"]:
            _place(gateway, stage, order)
        yield gateway
    finally:
        gateway.stop()


def _place(gateway: GatewayProcess, stage: dict[str, Any], order: dict[str, Any]) -> None:
    (tenant,) = (each for each in stage["tenants"] if each["key"] == order["tenant"])
    buyer = Credential(domain=tenant["domain"], identity=tenant["identity"])
    to = "123456789" if order["supplier"] == "S" else "987654321"
    post = letters.order(order["orderID"]).but(
        payload_id=order["payloadID"],
        sender=buyer,
        from_=buyer,
        secret=tenant["shared_secret"],
        to=Credential(domain="DUNS", identity=to),
    )
    answer = httpx2.post(
        f"{gateway.url}/cxml",
        content=post.bytes(),
        headers={"Content-Type": "text/xml"},
        timeout=30,
        trust_env=False,
    )
    assert 'code="200"' in answer.text
