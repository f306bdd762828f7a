"""What holds for every answer, whatever is in it."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.carrier import CarrierAnswer
from gateway.delivery.sender_secret import with_secret
from gateway.delivery.verdict import Outcome, judge

NOW = datetime(2026, 11, 21, tzinfo=UTC)
XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
)
PIECES = st.sampled_from(
    ["<cXML>", "</cXML>", "<Response>", "</Response>", '<Status code="200" text="OK"/>',
     '<Status code="500" text=""/>', "<!--", "-->", "<![CDATA[", "]]>", "<x>", "</x>", "&lt;", " "]
)  # fmt: skip
HTTP = st.integers(100, 599)
HEADERS = st.dictionaries(st.sampled_from(["retry-after", "content-type"]), st.text(max_size=40))


@given(st.binary(max_size=200) | st.lists(PIECES).map("".join).map(str.encode), HTTP, HEADERS)
def test_every_answer_has_a_verdict(body: bytes, http: int, headers: dict[str, str]) -> None:
    """No answer is beyond judging, and a verdict always says why, in one line."""
    verdict = judge(CarrierAnswer(status=http, headers=headers, body=body), tries=1, now=NOW)

    assert verdict.note.isprintable()
    assert verdict.note


@given(st.lists(PIECES).map("".join).map(str.encode))
def test_only_a_whole_success_is_delivered(body: bytes) -> None:
    """A delivered document was answered by one cXML whose one Response has one Status of 2xx."""
    verdict = judge(CarrierAnswer(status=200, headers={}, body=body), tries=1, now=NOW)

    assert verdict.outcome is not Outcome.DELIVERED or ["200"] == etree.fromstring(body).xpath(
        "/cXML/Response/Status/@code"
    )


@given(XML_TEXT, st.lists(PIECES, max_size=5))
def test_secret_is_read_back_as_it_was(secret: str, noise: list[str]) -> None:
    """Whatever the secret is, the other side reads exactly that."""
    remark = "".join(noise).replace("--", "").replace("&", "")
    document = (
        f"<cXML><Header><!-- {remark} --><Sender><Credential domain='x'><Identity/></Credential>"
        "</Sender></Header></cXML>"
    ).encode()

    root = etree.fromstring(with_secret(document, secret))

    assert secret == root.findtext("Header/Sender/Credential/SharedSecret")
