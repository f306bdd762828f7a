"""What single procurement systems want, or make of what they get."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.safety import parse
from gateway.rules.dialects import QUIRKS, dialect_findings
from gateway.rules.parties import Dialect

CART = (
    "<cXML><Message><PunchOutOrderMessage><PunchOutOrderMessageHeader operationAllowed='{}'/>{}"
    "</PunchOutOrderMessage></Message></cXML>"
)
LINE = (
    "<ItemIn><ItemID><SupplierPartID>{part}</SupplierPartID></ItemID><ItemDetail>"
    "<Description>{text}</Description><UnitOfMeasure>{unit}</UnitOfMeasure></ItemDetail></ItemIn>"
)
PLAIN = LINE.format(part="A-1", text="Pen", unit="EA")
ODD = LINE.format(part="A" * 41, text="Pen " * 80, unit="EACH")
ORDER = (
    "<cXML><Header><From><Credential domain='{}'/></From></Header><Request><OrderRequest>"
    "<OrderRequestHeader type='{}'/><ItemOut><ItemID>{}</ItemID></ItemOut></OrderRequest>"
    "</Request></cXML>"
)
SETUP = "<cXML><Request><PunchOutSetupRequest>{}</PunchOutSetupRequest></Request></cXML>"
KNOWN = (
    "<Extrinsic name='UserEmail'>a@b</Extrinsic><Extrinsic name='UserBusinessUnit'>c</Extrinsic>"
)
MEETINGS = [
    (Dialect.ARIBA, ORDER.format("DUNS", "new", ""), ["From"]),
    (Dialect.ARIBA, ORDER.format(" networkID", "new", ""), []),
    (Dialect.ARIBA, CART.format("create", LINE.format(part="A", text="", unit="UN")), ["UnitOf"]),
    (Dialect.COUPA, CART.format("create", ODD + PLAIN), ["UnitOf"]),
    (Dialect.COUPA, ORDER.format("DUNS", "delete", ""), ["OrderRequestHeader"]),
    (Dialect.COUPA, SETUP.format(""), ["PunchOutSetupRequest"]),
    (Dialect.COUPA, SETUP.format(KNOWN), []),
    (Dialect.JAGGAER, CART.format("create", ODD + PLAIN), ["UnitOf", "Description"]),
    (Dialect.JAGGAER, CART.format("edit", PLAIN), ["PunchOutOrderMessageHeader"]),
    (Dialect.ORACLE, CART.format("create", ""), ["PunchOutOrderMessage"]),
    (Dialect.ORACLE, CART.format("create", ODD + PLAIN), ["UnitOf"]),
    (Dialect.ORACLE, ORDER.format("DUNS", "update", ""), ["OrderRequestHeader"]),
    (Dialect.SAP, CART.format("create", ODD + PLAIN), ["Description", "SupplierPartID", "UnitOf"]),
    (Dialect.AMAZON, SETUP.format(""), ["PunchOutSetupRequest"] * 2),
    (Dialect.AMAZON, SETUP.format(KNOWN), []),
    (Dialect.AMAZON, ORDER.format("DUNS", "new", "<SupplierPartAuxiliaryID/>"), ["ItemID"]),
    (Dialect.GENERIC, CART.format("edit", ODD), []),
]


@pytest.mark.parametrize(("dialect", "document", "places"), MEETINGS)
def test_habit_is_told_where_a_document_meets_it(
    dialect: Dialect, document: str, places: list[str]
) -> None:
    """The element is named, the advice is one, and the system is called by its name."""
    found = list(dialect_findings(etree.fromstring(document), dialect))

    ends = [noticed.path.rpartition("/")[2] for noticed in found]
    assert places == [end[: len(place)] for end, place in zip(ends, places, strict=True)]
    assert {(Code.DIALECT, Severity.ADVICE)} >= {(each.code, each.severity) for each in found}


def test_every_habit_is_met() -> None:
    """No row of the table is without a document that meets it."""
    told = {
        noticed.advice
        for dialect, document, _ in MEETINGS
        for noticed in dialect_findings(etree.fromstring(document), dialect)
    }

    assert {f"{quirk.remedy}." for quirk in QUIRKS} == told


def test_one_habit_is_told_a_few_times_only() -> None:
    """A cart of a thousand odd lines does not say the same a thousand times."""
    cart = etree.fromstring(CART.format("create", ODD * 1_000))

    assert 20 == len(list(dialect_findings(cart, Dialect.COUPA)))


@pytest.mark.parametrize("dialect", sorted(set(Dialect) - {Dialect.GENERIC, Dialect.AMAZON}))
def test_what_a_system_sends_itself_is_no_habit_to_warn_of(
    dialect: Dialect, repository: Path
) -> None:
    """The documents of each system in our fixtures meet none of its own quirks."""
    files = sorted((repository / "fixtures" / "dialects" / dialect).glob("*.xml"))
    roots = [parse(file.read_bytes()).root for file in files]

    assert roots
    assert [] == [noticed for root in roots for noticed in dialect_findings(root, dialect)]
