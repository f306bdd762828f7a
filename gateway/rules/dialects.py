"""What single procurement systems want beside the standard, or make of what they get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from lxml import etree

from gateway.cxml.finding_codes import Code
from gateway.cxml.findings import Finding, finding
from gateway.rules.parties import Dialect

#: as people write the names
SHOWN: Final = {
    Dialect.ARIBA: "Ariba",
    Dialect.COUPA: "Coupa",
    Dialect.JAGGAER: "JAGGAER",
    Dialect.ORACLE: "Oracle",
    Dialect.SAP: "SAP",
    Dialect.AMAZON: "Amazon Business",
}
#: of one quirk so many places are told
_MOST_PLACES: Final = 20
#: in XPath, which has no lower-case()
_DOMAIN: Final = f"translate(normalize-space(@domain), '{ascii_uppercase}', '{ascii_lowercase}')"
_CART: Final = "/cXML/Message/PunchOutOrderMessage"
_SETUP: Final = "/cXML/Request/PunchOutSetupRequest"
_ORDER: Final = "/cXML/Request/OrderRequest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """One habit of one system: where a document meets it, what happens, what to do."""

    dialect: Dialect
    where: etree.XPath
    habit: str
    remedy: str


def _quirk(dialect: Dialect, where: str, habit: str, remedy: str) -> Quirk:
    return Quirk(dialect=dialect, where=etree.XPath(where), habit=habit, remedy=remedy)


#: facts from the systems' manuals, published samples and integrators' notes
QUIRKS: Final = (
    _quirk(
        Dialect.ARIBA,
        f"/cXML/Header/From[not(Credential[{_DOMAIN} = 'networkid'])]",
        "on the network a sender is known by its NetworkID (AN…), and this one has none",
        "Send a Credential with the domain NetworkID beside the others",
    ),
    _quirk(
        Dialect.ARIBA,
        f"{_CART}/ItemIn/ItemDetail/UnitOfMeasure[normalize-space() = 'UN']",
        "the unit UN is often not set up there",
        "Send EA, or have UN set up",
    ),
    _quirk(
        Dialect.COUPA,
        f"{_CART}/ItemIn/ItemDetail/UnitOfMeasure[normalize-space() != 'EA']",
        "one unit that its administrator has not set up loses the whole cart",
        "Ask that this unit is enabled there before the first cart",
    ),
    _quirk(
        Dialect.COUPA,
        f"{_ORDER}/OrderRequestHeader[@type = 'delete']",
        "orders are new or updated there, and never deleted",
        "Set up your side for update; this document is not one of Coupa's",
    ),
    _quirk(
        Dialect.COUPA,
        f"{_SETUP}[not(Extrinsic[normalize-space(@name) = 'UniqueName'"
        " or normalize-space(@name) = 'UserEmail'])]",
        "it names its user in the extrinsics UniqueName and UserEmail, and here is neither",
        "Have them added to the punchout settings of the supplier there",
    ),
    _quirk(
        Dialect.JAGGAER,
        f"{_CART}/ItemIn/ItemDetail/UnitOfMeasure[normalize-space() != 'EA']",
        "a unit that is not mapped there becomes EA without a word, so a box is ordered as a piece",
        "Have this unit mapped, and try one cart with it before you go live",
    ),
    _quirk(
        Dialect.JAGGAER,
        f"{_CART}/ItemIn/ItemDetail/Description[string-length(normalize-space()) > 256]",
        "a description is kept to 256 characters",
        "Put what matters first",
    ),
    _quirk(
        Dialect.JAGGAER,
        f"{_CART}[ItemIn]/PunchOutOrderMessageHeader[@operationAllowed = 'edit']",
        "carts are copied there, and come back to be edited long after their session",
        "Let SupplierPartAuxiliaryID find its line however old it is",
    ),
    _quirk(
        Dialect.ORACLE,
        f"{_CART}[not(ItemIn)]",
        "a cart without lines has ended in an error page there",
        "Try it before you go live, and offer your shoppers another way back if need be",
    ),
    _quirk(
        Dialect.ORACLE,
        f"{_CART}/ItemIn/ItemDetail/UnitOfMeasure[normalize-space() != 'EA']",
        "E-Business Suite fails the requisition where a unit is not mapped",
        "Have this unit mapped there; some installations want EACH",
    ),
    _quirk(
        Dialect.ORACLE,
        f"{_ORDER}/OrderRequestHeader[@type = 'update' and not(@orderVersion)]",
        "an update carries its revision plus one as orderVersion, and here is none",
        "Have it sent; without it updates cannot be put in order",
    ),
    _quirk(
        Dialect.SAP,
        f"{_CART}/ItemIn/ItemDetail/Description[string-length(normalize-space()) > 40]",
        "where the catalogue interface is OCI, 40 characters of a description are kept",
        "Put what matters first, or have the long text taken over",
    ),
    _quirk(
        Dialect.SAP,
        f"{_CART}/ItemIn/ItemID/SupplierPartID[string-length(normalize-space()) > 40]",
        "where the catalogue interface is OCI, a part number has 40 characters at most",
        "Send a shorter one; this one would be cut, and the order names no part of yours",
    ),
    _quirk(
        Dialect.SAP,
        f"{_CART}/ItemIn/ItemDetail/UnitOfMeasure[string-length(normalize-space()) > 3]",
        "a unit is an ISO code of at most three characters there",
        "Send the ISO code, such as PCE for a piece",
    ),
    _quirk(
        Dialect.AMAZON,
        f"{_SETUP}[not(Extrinsic[@name = 'UserEmail' or @name = 'Email'] or Contact/Email"
        " or ShipTo/Address/Email)]",
        "the e-mail address decides which account a visitor has, and here is none",
        "Send it in the extrinsic UserEmail",
    ),
    _quirk(
        Dialect.AMAZON,
        f"{_SETUP}[not(Extrinsic[@name = 'UserBusinessUnit'])]",
        "without the extrinsic UserBusinessUnit visitors land in the topmost group",
        "Send the group there, where you have several",
    ),
    _quirk(
        Dialect.AMAZON,
        f"{_ORDER}/ItemOut/ItemID[not(normalize-space(SupplierPartAuxiliaryID))]",
        "price and stock are held by SupplierPartAuxiliaryID, and this line has lost its own",
        "Repeat it as the cart brought it",
    ),
)


def dialect_findings(root: etree._Element, dialect: Dialect) -> Iterator[Finding]:
    """Tell what a system would want of a document, or make of it; all of it is advice."""
    tree = root.getroottree()
    for quirk in QUIRKS:
        if quirk.dialect is dialect:
            for node in quirk.where(root)[:_MOST_PLACES]:
                yield finding(
                    Code.DIALECT,
                    line=node.sourceline,
                    path=tree.getpath(node),
                    system=SHOWN[dialect],
                    habit=quirk.habit,
                    remedy=quirk.remedy,
                )
