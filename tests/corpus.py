"""Documents from the field, outside this repository: which there are, and which are understood."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from gateway.cxml.documents import Document, read
from gateway.cxml.kinds import KINDS
from gateway.errors import Refused

#: of kinds that are known here, and yet not understood
NOT_UNDERSTOOD: Final = {
    "cu-communityapps--cuelectronicinvoicetestaction.java-l96.xml": "its cXML is in a namespace",
    "kuali--electronicinvoicefixture.xml": "its cXML is in a namespace",
    "kazz12211--sgml.orderrequest.xml": "its DOCTYPE carries declarations",
    "punchoutcarewell--setuprequestparsertest.php-l54.xml": "an attack: its DOCTYPE has entities",
}
#: of no kind that is known here
NO_KIND: Final = {
    "dpassarelli--index.spec.js-l261.xml": "a FakeResponse where a Response stands",
    "friendsofcxml--cataloguploadrequest.xml": "CatalogUploadRequest",
    "friendsofcxml--productactivitymessage.xml": "ProductActivityMessage",
    "friendsofcxml--quote-request.xml": "QuoteRequest",
    "friendsofcxml--quotemessage.xml": "QuoteMessage",
    "mstrhakr--endpoint-test.go-l115.xml": "an empty cXML",
    "njp970--qa-live.py-l632.xml": "the source of an attack, with no payload",
    "njp970--qa-live.py-l660.xml": "an attack, with no payload",
    "punchoutcarewell--xmlsecuritytest.php-l26.xml": "an attack, with no payload",
    "vphantom--garbage-request.xml": "a GarbageRequest",
}


def rows(shared: Path) -> list[dict[str, str]]:
    """Give the index of the corpus: the documents that are well-formed; templates are none."""
    with (shared / "corpus" / "INDEX.tsv").open(encoding="utf-8") as index:
        found = list(csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in found if row["kind"] == "document" and row["well_formed"] == "yes"]


@cache
def understood(file: Path) -> Document | None:
    """Read a document into its class, as `gateway check` does; None when that is not possible."""
    try:
        document = read(file.read_bytes())
    except Refused:
        return None
    known = document.kind.cls is not None or document.kind is KINDS["Response"]
    return document if known else None
