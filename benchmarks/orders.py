"""Orders to post: valid, of any number of lines, each with numbers of its own."""

from __future__ import annotations

LINE = (
    '<ItemOut quantity="{quantity}" lineNumber="{number}"><ItemID>'
    "<SupplierPartID>BENCH-{number}</SupplierPartID>"
    "<SupplierPartAuxiliaryID>k{number}</SupplierPartAuxiliaryID></ItemID><ItemDetail>"
    '<UnitPrice><Money currency="EUR">{number}.25</Money></UnitPrice>'
    '<Description xml:lang="en">Ring binder, A4, two rings, spine {number} mm, grey</Description>'
    "<UnitOfMeasure>EA</UnitOfMeasure>"
    '<Classification domain="UNSPSC">44122003</Classification></ItemDetail></ItemOut>'
)
ADDRESS = (
    '<Address addressID="1"><Name xml:lang="en">Bench</Name><PostalAddress><Street>Quay 1</Street>'
    '<City>Harbour</City><PostalCode>10115</PostalCode><Country isoCountryCode="DE">Germany'
    "</Country></PostalAddress></Address>"
)
ORDER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd">\n'
    '<cXML payloadID="{payload_id}" timestamp="2026-11-21T10:00:00+00:00" xml:lang="en"><Header>'
    '<From><Credential domain="NetworkID"><Identity>bench-buyer</Identity></Credential></From>'
    '<To><Credential domain="DUNS"><Identity>987654321</Identity></Credential></To>'
    '<Sender><Credential domain="NetworkID"><Identity>bench-buyer</Identity>'
    "<SharedSecret>bench-buyer-secret</SharedSecret></Credential>"
    "<UserAgent>bench</UserAgent></Sender></Header>"
    '<Request deploymentMode="production"><OrderRequest>'
    '<OrderRequestHeader orderID="{order_id}" orderDate="2026-11-21T10:00:00+00:00" type="new">'
    '<Total><Money currency="EUR">{total}</Money></Total>'
    f"<ShipTo>{ADDRESS}</ShipTo><BillTo>{ADDRESS}</BillTo></OrderRequestHeader>"
    "{lines}</OrderRequest></Request></cXML>"
)


def order(number: int, lines: int = 10) -> bytes:
    """Make the order of that number, with so many lines."""
    written = "".join(LINE.format(number=n, quantity=n % 7 + 1) for n in range(1, lines + 1))
    quarters = sum((n % 7 + 1) * (4 * n + 1) for n in range(1, lines + 1))
    return ORDER.format(
        payload_id=f"bench-{lines}-{number}@buyer.example",
        order_id=f"B-{lines}-{number}",
        total=f"{quarters // 4}.{quarters % 4 * 25:02d}",
        lines=written,
    ).encode()


PARTIES = """
[gateway]
identity = { domain = "NetworkID", value = "bench-gateway" }

[[buyer]]
name = "bench-buyer"
identities = [{ domain = "NetworkID", value = "bench-buyer" }]
secret = "bench-buyer-secret"

[[supplier]]
name = "bench-supplier"
identities = [{ domain = "DUNS", value = "987654321" }]
secret = "bench-supplier-secret"
outbound_secret = "bench-outbound-secret"
orders_url = "http://127.0.0.1:9/cxml"
allow_private_network = true

[[connection]]
buyer = "bench-buyer"
supplier = "bench-supplier"
"""
