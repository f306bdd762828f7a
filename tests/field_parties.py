"""Parties files for documents from the field: who each of them says it is from and to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from gateway.cxml.documents import Document
from gateway.cxml.header import Credential
from gateway.cxml.kinds import Speaker

#: nobody listens there
NOWHERE: Final = "https://shop.example/cxml"
#: under which the buyer of a follow-up has ordered
BUYER_SECRET: Final = "what the buyer sends"
PARTIES: Final = """\
[gateway]
identity = {{ domain = "NetworkID", value = "our-gateway" }}

[[buyer]]
name = "buyer"
identities = {buyer}
credentials = {buyer_credentials}
return_hosts = {return_hosts}
outbound_secret = "what we send the buyer"
documents_url = "{buyer_url}"
allow_private_network = true

[[supplier]]
name = "supplier"
identities = {supplier}
credentials = {supplier_credentials}
outbound_secret = "what we send the supplier"
shop_url = "https://shop.example"
orders_url = "{supplier_url}"
{test_orders_url}
allow_private_network = true

[[connection]]
buyer = "buyer"
supplier = "supplier"
credentials = {connection_credentials}
"""


def parties_of(document: Document, *, supplier_url: str = NOWHERE, buyer_url: str = NOWHERE) -> str:
    """
    Write the parties file under which a document is from somebody who is known.

    Where From and To are one and the same, as names that were taken out of documents often are,
    the sender speaks under its own identity. Nobody is known where the header cannot be read. Tests
    go nowhere unless the supplier's address is given.
    """
    header = document.envelope.header
    whole = header is not None and not any("/Header" in fault.path for fault in document.errors)
    sides = sides_of(document) if whole else None
    proven = header.sender.credentials if header and whole else ()
    senders = [each for each in proven if each.shared_secret]
    is_selling = is_from_supplier(document)
    return PARTIES.format(
        buyer=_identities(sides.buyer if sides else (), "nobody, buying"),
        supplier=_identities(sides.supplier if sides else (), "nobody, selling"),
        buyer_credentials=_credentials(_orderer(sides) if is_selling and sides else ()),
        supplier_credentials=_credentials(senders if is_selling else ()),
        connection_credentials=_credentials(() if is_selling else senders),
        return_hosts=json.dumps(_return_hosts(document)),
        supplier_url=supplier_url,
        test_orders_url=f'test_orders_url = "{supplier_url}"' if supplier_url != NOWHERE else "",
        buyer_url=buyer_url,
    )


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Who buys and who sells, as a document names them."""

    buyer: tuple[Credential, ...]
    supplier: tuple[Credential, ...]


def is_from_supplier(document: Document) -> bool:
    """Tell whether a supplier sends it; whoever wrote those of the field, the news is one's too."""
    return document.kind.speaker is Speaker.SUPPLIER or document.kind.name == "StatusUpdateRequest"


def sides_of(document: Document) -> Sides:
    """Tell who buys and who sells, by a header that can be read."""
    header = document.envelope.header
    from_ = header.from_.credentials if header else ()
    to = header.to.credentials if header else ()
    told = tuple(each for each in from_ if each.key not in {other.key for other in to})
    if is_from_supplier(document):
        return Sides(buyer=to, supplier=told)
    return Sides(buyer=told, supplier=to)


def _orderer(sides: Sides) -> Iterable[Credential]:
    return (replace(each, shared_secret=BUYER_SECRET) for each in sides.buyer[:1])


def _return_hosts(document: Document) -> list[str]:
    addresses = [str(node.text) for node in document.root.iterfind(".//BrowserFormPost/URL")]
    found = (re.match(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(?=/|$)", each) for each in addresses)
    return [match[0] for match in found if match]


def _identities(credentials: Iterable[Credential], otherwise: str) -> str:
    named = {each.key: each for each in credentials}
    rows = [_row(domain=each.domain, value=each.identity) for each in named.values()]
    return f"[{', '.join(rows) or _row(domain='none', value=otherwise)}]"


def _credentials(credentials: Iterable[Credential]) -> str:
    named = {each.key: each for each in credentials}
    rows = [
        _row(domain=each.domain, value=each.identity, secret=each.shared_secret or "")
        for each in named.values()
    ]
    return f"[{', '.join(rows)}]"


def _row(**texts: str) -> str:
    # a string of JSON is one of TOML too
    return f"{{ {', '.join(f'{key} = {json.dumps(text)}' for key, text in texts.items())} }}"
