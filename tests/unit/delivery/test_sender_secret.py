"""Our secret in a document that leaves."""

from __future__ import annotations

import pytest

from gateway.delivery.sender_secret import with_secret, without_secret
from gateway.errors import GatewayFault

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE cXML SYSTEM "http://x/cXML.dtd">\n'
    '<cXML payloadID="1" timestamp="2026-11-21T20:45:00+00:00"><Header>{before}'
    '<Sender><Credential domain="NetworkID"><Identity>us</Identity>'
)
TAIL = "</Credential>{after}<UserAgent>g</UserAgent></Sender></Header><Request/></cXML>"


def halves(before: str = "", after: str = "") -> tuple[bytes, bytes]:
    """Make a document, cut where the secret belongs."""
    return HEAD.format(before=before).encode(), TAIL.format(after=after).encode()


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        ("plain", b"plain"),
        ("a<b>&c\"d'", b"a&lt;b&gt;&amp;c\"d'"),
        ("]]>", b"]]&gt;"),
        ("Schlüssel€", b"Schl&#252;ssel&#8364;"),
        ("\\1 %s %b", b"\\1 %s %b"),
    ],
)
def test_secret_stands_in_the_sender_and_nothing_else_changes(secret: str, written: bytes) -> None:
    """Before and behind the secret every byte is as it was stored."""
    head, tail = halves()

    document = with_secret(head + tail, secret)

    assert head + b"<SharedSecret>" + written + b"</SharedSecret>" + tail == document


FAKE = "<Sender><Credential><Identity>x</Identity></Credential></Sender>"


@pytest.mark.parametrize(
    "before",
    [
        f"<From><Correspondent><Extrinsic>{FAKE}</Extrinsic></Correspondent></From>",
        f"<!-- {FAKE} -->",
        f"<![CDATA[{FAKE}]]>",
        f"<?x {FAKE}?>",
        f"<To>{FAKE}</To>",
        "<To><Credential><Identity>x</Identity></Credential></To>",
        "<To><Extrinsic name='a>b' x=\"/></Header><Sender><Credential>\"/></To>",
        '<To a="/" b="/>"/><To/>',
        "<From />",
    ],
)
def test_only_the_sender_of_the_header_gets_the_secret(before: str) -> None:
    """What looks like a Sender elsewhere does not draw the secret to itself."""
    head, tail = halves(before)

    assert head + b"<SharedSecret>s</SharedSecret>" + tail == with_secret(head + tail, "s")


def test_first_credential_gets_the_secret() -> None:
    """A second credential of the Sender stays as it is."""
    second = '<Credential domain="X"><Identity>y</Identity></Credential>'
    head, tail = halves(after=second)

    assert head + b"<SharedSecret>s</SharedSecret>" + tail == with_secret(head + tail, "s")


@pytest.mark.parametrize(
    "document",
    [b"", b"<cXML/>", b"<cXML><Header><Sender/></Header></cXML>", HEAD.encode(), b"garbage <"],
)
def test_document_without_a_sender_is_our_fault(document: bytes) -> None:
    """Nothing leaves without the secret that it needs."""
    with pytest.raises(GatewayFault):
        with_secret(document, "s")


def test_secret_that_comes_back_is_masked() -> None:
    """A supplier who repeats our secret does not get it written down."""
    assert "got ********, ********" == without_secret("got s&t, s&amp;t", "s&t")
    assert "as it is" == without_secret("as it is", None)
