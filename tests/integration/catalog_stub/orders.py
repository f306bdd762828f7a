"""Orders as a gateway hands them to the shop."""

from __future__ import annotations

import httpx2
from lxml import etree

from tests.integration.catalog_stub.small_gateway import GATEWAY_SECRET

_ORDER = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cXML.org/schemas/cXML/1.2.071/cXML.dtd">
<cXML payloadID="{payload_id}" timestamp="2026-11-21T20:45:00+00:00">
<Header>
<From><Credential domain="NetworkID"><Identity>AN01000000001</Identity></Credential></From>
<To><Credential domain="DUNS"><Identity>123456789</Identity></Credential></To>
<Sender><Credential domain="NetworkID"><Identity>our-gateway</Identity>
<SharedSecret>{secret}</SharedSecret></Credential><UserAgent>Test</UserAgent></Sender>
</Header>
<Request deploymentMode="{mode}"><OrderRequest>
<OrderRequestHeader orderID="{order_id}" orderDate="2026-11-21T20:45:00+00:00" type="{type}">
<Total><Money currency="EUR">1755.69</Money></Total>
<ShipTo><Address><Name xml:lang="de">Werk Süd</Name><PostalAddress><Street>Hauptstraße 1</Street>
<City>Köln</City><PostalCode>50667</PostalCode><Country isoCountryCode="DE">Germany</Country>
</PostalAddress></Address></ShipTo>
<BillTo><Address><Name xml:lang="de">Werk Süd</Name></Address></BillTo>
</OrderRequestHeader>
<ItemOut quantity="5" lineNumber="1"><ItemID><SupplierPartID>OF-1005</SupplierPartID>
<SupplierPartAuxiliaryID>b7k2</SupplierPartAuxiliaryID></ItemID>
<ItemDetail><UnitPrice><Money currency="EUR">349.00</Money></UnitPrice>
<Description xml:lang="en">Task chair</Description><UnitOfMeasure>EA</UnitOfMeasure>
<Classification domain="UNSPSC">56112102</Classification></ItemDetail></ItemOut>
<ItemOut quantity="12.25" lineNumber="2"><ItemID><SupplierPartID>WS-3001</SupplierPartID></ItemID>
<ItemDetail><UnitPrice><Money currency="EUR">0.8725</Money></UnitPrice>
<Description xml:lang="en">Cable</Description><UnitOfMeasure>MTR</UnitOfMeasure>
<Classification domain="UNSPSC">26121600</Classification></ItemDetail></ItemOut>
</OrderRequest></Request></cXML>"""

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<cXML payloadID="profile-1@gateway.example" timestamp="2026-11-21T20:45:00+00:00"><Header>
<From><Credential domain="NetworkID"><Identity>our-gateway</Identity></Credential></From>
<To><Credential domain="DUNS"><Identity>123456789</Identity></Credential></To>
<Sender><Credential domain="NetworkID"><Identity>our-gateway</Identity>
<SharedSecret>{secret}</SharedSecret></Credential><UserAgent>Test</UserAgent></Sender>
</Header><Request><ProfileRequest/></Request></cXML>"""


def an_order(payload_id: str = "1.1.1@buyer.example", **differences: str) -> bytes:
    """An OrderRequest of two lines; `order_id`, `type`, `mode` and `secret` may differ."""
    usual = {"order_id": "PO-1", "type": "new", "mode": "production", "secret": GATEWAY_SECRET}
    return _ORDER.format(payload_id=payload_id, **(usual | differences)).encode()


def a_profile_request() -> bytes:
    """A ProfileRequest with the right secret."""
    return _PROFILE.format(secret=GATEWAY_SECRET).encode()


def status_of(answer: httpx2.Response) -> int:
    """The cXML status of an answer."""
    status = etree.fromstring(answer.content).find("Response/Status")
    assert status is not None
    return int(status.get("code", ""))
