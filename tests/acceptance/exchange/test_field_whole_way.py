"""Documents from the field that go the whole way: posted, carried by the worker, received."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from gateway.carrier import Carrier
from gateway.cxml.documents import read
from gateway.cxml.responses import Status
from gateway.delivery.worker import Pace
from gateway.errors import Refused
from gateway.rules.supplier_notes import NAME
from tests import letters, postgres
from tests.acceptance.exchange.test_field_documents import unnamed
from tests.canonical import canonical
from tests.corpus import rows
from tests.desk import Desk, opened_desk
from tests.field_orders import orders_before
from tests.field_parties import parties_of
from tests.grammars import official_faults
from tests.integration.delivery.conftest import Supplier, suppliers
from tests.integration.delivery.working import carrying
from tests.waiting import until

KINDS: Final = (
    "OrderRequest",
    "ConfirmationRequest",
    "ShipNoticeRequest",
    "InvoiceDetailRequest",
    "StatusUpdateRequest",
)
#: how many of each kind go the whole way; all others are refused with the element named
WHOLE_WAY: Final = {
    "OrderRequest": 11,
    "ConfirmationRequest": 2,
    "ShipNoticeRequest": 1,
    "InvoiceDetailRequest": 2,
    "StatusUpdateRequest": 2,
}
#: taken with an advice, and not valid later either: nobody else knows what their senders left out
INCOMPLETE: Final = {
    "factoryconnect-confirmation-wrong-dtd.xml": "no DocumentReference, no UnitOfMeasure",
    "punchoutcarewell--orderrequestendpointtest.php-l102.xml": "no BillTo, no Classification",
    "punchoutcarewell--orderrequestendpointtest.php-l162.xml": "no BillTo, no Classification",
    "punchoutcarewell--orderrequestendpointtest.php-l17.xml": "no BillTo, no Classification",
    "punchoutcarewell--orderrequestparsertest.php-l19.xml": "no BillTo, no Classification",
}
#: one of each kind, in the same order
ONE_OF_EACH: Final = (
    "ubala--po3.xml",
    "officeluv--request-doc.xml",
    "friendsofcxml--shipnoticerequest.xml",
    "officeluv--invoice-backed-by-multiple-pos.xml",
    "kazz12211--statusupdaterequest.xml",
)
PACE: Final = Pace(threads=4, poll_seconds=0.02)
#: a Sender out of which whoever published the document took the secret
_SECRETLESS: Final = re.compile(
    rb"(<Sender>\s*<Credential[^>]*>\s*<Identity>[^<]*</Identity>)(?!\s*<SharedSecret)"
)
_LANGUAGE: Final = re.compile(r"\('\{http://www\.w3\.org/XML/1998/namespace\}lang', '[^']*'\)(, )?")


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What became of a document: how it was answered, and what was received of it, and where."""

    status: Status
    sent: bytes
    by_buyer: tuple[bytes, ...]
    by_supplier: tuple[bytes, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How often the buyer and the supplier received it."""
        return len(self.by_buyer), len(self.by_supplier)

    @property
    def received(self) -> bytes:
        """What was received of it, once."""
        (once,) = (*self.by_buyer, *self.by_supplier)
        return once


#: how often an order reaches its buyer and its supplier; all else goes to the buyer
TO: Final = {**dict.fromkeys(KINDS, (1, 0)), "OrderRequest": (0, 1)}
Database = Callable[[], AbstractContextManager[str]]


@pytest.fixture
def new_file(tmp_path: Path) -> Database:
    """Give SQLite databases that know nobody, each a copy of one."""
    empty = tmp_path / "empty.db"
    with opened_desk(f"sqlite:///{empty}"):
        pass

    @contextmanager
    def copied() -> Iterator[str]:
        copy = tmp_path / "copy.db"
        shutil.copyfile(empty, copy)
        yield f"sqlite:///{copy}"

    return copied


@pytest.fixture
def field(shared: Path) -> dict[str, Path]:
    """The orders of the field and what follows orders: their files by name."""
    found = (row["file"] for row in rows(shared) if row["message_type"] in KINDS)
    return {name: shared / "corpus" / name for name in found}


@pytest.fixture
def kinds(shared: Path) -> dict[str, str]:
    """The kind of each document of the field."""
    return {row["file"]: row["message_type"] for row in rows(shared)}


def test_orders_and_what_follows_them_go_the_whole_way(
    field: dict[str, Path], kinds: dict[str, str], shared: Path, new_file: Database
) -> None:
    """Each reaches the other side as a valid document that says the same, or is told why not."""
    journeys = travelled(field.values(), new_file)

    arrived = {name: each for name, each in journeys.items() if each.status.code == 200}
    refused = {name: each.status for name, each in journeys.items() if name not in arrived}
    assert {} == unnamed(refused, shared / "corpus")
    assert {name: TO[kinds[name]] for name in arrived} == {
        name: each.counts for name, each in arrived.items()
    }
    assert {} == {name: lost for name, each in arrived.items() if (lost := different(each))}
    assert INCOMPLETE.keys() == {n for n, each in arrived.items() if invalid(each, shared)}
    assert WHOLE_WAY == Counter(kinds[name] for name in arrived)


@pytest.mark.postgres
def test_one_of_each_kind_goes_the_whole_way_on_postgresql(
    field: dict[str, Path], postgres_server: str
) -> None:
    """Which database remembers changes nothing."""
    chosen = [field[name] for name in ONE_OF_EACH]

    journeys = travelled(chosen, lambda: postgres.fresh_database(postgres_server))

    assert [(200, TO[kind]) for kind in KINDS] == [
        (each.status.code, each.counts) for each in journeys.values()
    ]
    assert [""] * len(KINDS) == [different(each) for each in journeys.values()]


def travelled(files: Iterable[Path], new_database: Database) -> dict[str, Journey]:
    """Post documents, each to a gateway that knows its parties, and carry what waits there."""
    journeys = {}
    with suppliers() as opened:
        for file in files:
            buyer, supplier = opened(), opened()
            with new_database() as url, opened_desk(url) as desk:
                sent = _SECRETLESS.sub(rb"\1<SharedSecret>hush</SharedSecret>", file.read_bytes())
                status = _posted(desk, sent, buyer, supplier)
            journeys[file.name] = Journey(
                status=status,
                sent=sent,
                by_buyer=tuple(each for each in buyer.heard if _id(each) == _id(sent)),
                by_supplier=tuple(each for each in supplier.heard if _id(each) == _id(sent)),
            )
    return journeys


def _posted(desk: Desk, body: bytes, buyer: Supplier, supplier: Supplier) -> Status:
    try:
        document = read(body)
    except Refused:
        desk.load(letters.parties())
        return desk.status(body)
    desk.load(parties_of(document, supplier_url=supplier.url, buyer_url=buyer.url))
    desk.activate("buyer/supplier")
    if document.errors:
        return desk.status(body)
    with carrying(desk, Carrier(), PACE):
        codes = [desk.status(order).code for order in orders_before(document)]
        assert [200] * len(codes) == codes
        status = desk.status(body)
        assert until(lambda: not desk.rows("SELECT id FROM outbox WHERE state = 'waiting'"))
    return status


def _id(body: bytes) -> str | None:
    found = re.search(rb"payloadID\s*=\s*[\"']([^\"']*)", body)
    return found[1].decode() if found else None


def different(journey: Journey) -> str:
    """Tell what was received otherwise than it was sent, the first thing; empty for none."""
    received = etree.fromstring(journey.received)
    pairs = zip(_said(read(journey.sent).root), _said(received), strict=True)
    return next((f"{one} | {other}" for one, other in pairs if one != other), "")


def _said(root: etree._Element) -> list[str]:
    """Write what a document says, but for its way, and for what we add: languages and notes."""
    said = deepcopy(root)
    for added in [*said.findall("Header"), *said.iterfind(f".//Extrinsic[@name='{NAME}']")]:
        parent = added.getparent()
        assert parent is not None
        parent.remove(added)
    for request in said.findall("Request"):
        request.attrib.pop("deploymentMode", None)
    return [_LANGUAGE.sub("", line) for line in canonical(said)]


def invalid(journey: Journey, shared: Path) -> list[str]:
    """Tell what the official grammar has against what was received."""
    return official_faults(journey.received, shared, read(journey.received).kind.dtd)
