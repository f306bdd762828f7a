"""Parties files for documents from the field: who each of them says it is from and to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from gateway.cxml.documents import Document
from gateway.cxml.header import Credential
from gateway.cxml.kinds import Speaker

PARTIES = """\
[gateway]
identity = {{ domain = "NetworkID", value = "our-gateway" }}

[[buyer]]
name = "buyer"
identities = {buyer}
return_hosts = {return_hosts}

[[supplier]]
name = "supplier"
identities = {supplier}
credentials = {supplier_credentials}
shop_url = "https://shop.example"
orders_url = "https://shop.example/cxml"

[[connection]]
buyer = "buyer"
supplier = "supplier"
credentials = {connection_credentials}
"""


def parties_of(document: Document) -> str:
    """
    Write the parties file under which a document is from somebody who is known.

    Where From and To are one and the same, as names that were taken out of documents often are,
    the sender speaks under its own identity. Nobody is known where the header cannot be read.
    """
    header = document.envelope.header
    whole = header is not None and not any("/Header" in fault.path for fault in document.errors)
    from_ = header.from_.credentials if header and whole else ()
    to = header.to.credentials if header and whole else ()
    proven = header.sender.credentials if header and whole else ()
    senders = [each for each in proven if each.shared_secret]
    told = [each for each in from_ if each.key not in {other.key for other in to}]
    is_selling = document.kind.speaker is Speaker.SUPPLIER
    return PARTIES.format(
        buyer=_identities(to if is_selling else told, "nobody, buying"),
        supplier=_identities(told if is_selling else to, "nobody, selling"),
        supplier_credentials=_credentials(senders if is_selling else ()),
        connection_credentials=_credentials(() if is_selling else senders),
        return_hosts=json.dumps(_return_hosts(document)),
    )


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
