"""What leaves the gateway is valid, under the official grammar and under ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from gateway.cxml import grammar
from gateway.cxml.confirmations import ConfirmationType
from gateway.cxml.documents import read, serialise
from gateway.cxml.findings import Severity
from gateway.cxml.kinds import KINDS
from gateway.cxml.responses import PHRASES, Response, status
from gateway.cxml.safety import parse
from gateway.exchange.settle import answer_bytes
from gateway.rules import confirmations
from gateway.rules.addressing import Names, leg, originate, readdress
from gateway.rules.parties import IdentitySettings, Mode, Role
from tests import letters
from tests.desk import Desk

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CARRIED = (b"<OrderRequest>", b"<ConfirmationRequest>")
US = IdentitySettings(domain="NetworkID", value="our-gateway")
NAMES = Names(
    buyer=IdentitySettings(domain="NetworkID", value="AN01000000001"),
    supplier=IdentitySettings(domain="DUNS", value="123456789"),
)


#: carried on as they came, since nobody may guess what was meant
LEFT_AS_THEY_ARE = {
    "order-web-form": "elements inside Extrinsic are the buyer's own, which no grammar declares",
    "order-empty-country": "an empty isoCountryCode names no country, and none is made up",
}


@cache
def official(folder: Path, name: str) -> etree.DTD:
    """Load an official grammar once."""
    with (folder / "cxml-dtd" / "1.2.071" / f"{name}.dtd").open("rb") as file:
        return etree.DTD(file)


def faults(document: bytes, shared: Path, dtd: str) -> list[str]:
    """Say what both grammars have against a document."""
    root = parse(document, "text/xml; charset=UTF-8").root
    grammar_of = official(shared, dtd)
    grammar_of.validate(root)
    theirs = [str(entry) for entry in grammar_of.error_log]
    return theirs + [found.message for found in grammar.check(root, Severity.ERROR)]


def carried_fixtures() -> list[Path]:
    """List the fixtures that would be carried on."""
    found = [*(FIXTURES / "good").rglob("*.xml"), *(FIXTURES / "dialects").rglob("*.xml")]
    return sorted(path for path in found if any(kind in path.read_bytes() for kind in CARRIED))


@pytest.mark.parametrize("code", sorted(PHRASES))
def test_every_status_is_a_valid_answer(desk: Desk, shared: Path, code: int) -> None:
    """Whatever the outcome, the answer is cXML."""
    answer = answer_bytes(Response(status=status(code, "é & <")), desk.around)

    assert [] == faults(answer, shared, "cXML")


@pytest.mark.parametrize("post", [letters.profile, letters.setup], ids=["profile", "setup"])
def test_answers_with_a_payload_are_valid(desk: Desk, shared: Path, post: object) -> None:
    """A profile and a start page follow the grammar."""
    assert callable(post)

    assert [] == faults(desk.post(post()).body, shared, "cXML")


@pytest.mark.parametrize("accepted", [True, False])
def test_a_simulated_confirmation_is_valid(shared: Path, accepted: bool) -> None:
    """What we say in a supplier's place follows Fulfill.dtd."""
    said = confirmations.simulated(
        confirmations.Named(order_id="1", order_date="2026-11-21", payload_id="1@a"),
        accepted=accepted,
        confirm_id="TEST-1",
        notice_date="2026-11-21T10:00:00+00:00",
    )
    root = originate(
        said,
        leg(NAMES, US, towards=Role.BUYER, mode=Mode.TEST),
        payload_id="2@gateway.example",
        timestamp="2026-11-21T10:00:00+00:00",
    )

    assert [] == faults(serialise(root, dtd="Fulfill"), shared, "Fulfill")


@pytest.mark.parametrize("kind", list(ConfirmationType))
def test_a_confirmation_of_ours_is_valid(shared: Path, kind: ConfirmationType) -> None:
    """Every type that we could say, with a reason that has markup in it."""
    said = confirmations.said(
        confirmations.Named(order_id="1", order_date="2026-11-21", payload_id="1@a"),
        kind,
        why="a < b & c",
        confirm_id="1",
        notice_date="2026-11-21T10:00:00+00:00",
    )
    root = originate(
        said,
        leg(NAMES, US, towards=Role.BUYER, mode=Mode.ACTIVE),
        payload_id="2@gateway.example",
        timestamp="2026-11-21T10:00:00+00:00",
    )

    assert [] == faults(serialise(root, dtd="Fulfill"), shared, "Fulfill")


@pytest.mark.parametrize("path", carried_fixtures(), ids=lambda path: path.stem)
def test_what_was_taken_with_an_advice_is_carried_on_valid(shared: Path, path: Path) -> None:
    """Odd but honest documents leave in the standard's own form."""
    document = read(path.read_bytes(), "text/xml" if b"UTF-16" not in path.read_bytes() else None)
    kind = document.kind
    towards = Role.BUYER if kind.name == "ConfirmationRequest" else Role.SUPPLIER

    root = readdress(
        document.root,
        leg(NAMES, US, towards=towards, mode=Mode.ACTIVE),
        odd=bool(document.findings),
    )

    dtd = KINDS[kind.name].dtd
    found = faults(serialise(root, dtd=dtd), shared, dtd)
    assert (path.stem in LEFT_AS_THEY_ARE) == bool(found), found
