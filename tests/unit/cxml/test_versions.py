"""What is left out of a document of ours that an older version does not know."""

from __future__ import annotations

from lxml import etree

from gateway.cxml.versions import declared, fit

OLD = "1.1.010"
COPY = (
    "<cXML><Request><CopyRequest><cXML><Message><Status code='200' text='OK'/>"
    "<OrganizationChangeMessage/></Message></cXML></CopyRequest></Request></cXML>"
)
STATUS = "<cXML><Response Id='r'><Status code='200' text='OK' xml:lang='en'/></Response></cXML>"


def test_what_a_document_inside_another_is_about_stays() -> None:
    """A copy without what it copies would be no document; it declares what it needs."""
    root = fit(etree.fromstring(COPY), OLD)

    assert root.find(".//OrganizationChangeMessage") is not None
    assert "1.2.050" == declared(root, OLD)


def test_what_the_version_does_not_know_is_left_out() -> None:
    """Beside what it is about, nothing makes a document newer than was wanted."""
    root = fit(etree.fromstring(STATUS), OLD)

    assert [{}] == [dict(each.attrib) for each in root.iter("Response")]
    assert OLD == declared(root, OLD)
