"""Every cap of the front door, one below it, at it and one above it."""

from __future__ import annotations

import pytest

from gateway.cxml.finding_codes import Code
from gateway.cxml.safety import Limits, Oversized, Unreadable, parse


@pytest.mark.parametrize("size", [99, 100])
def test_body_up_to_the_limit_is_taken(size: int) -> None:
    """A body at the limit is not over it."""
    body = b"<cXML>".ljust(size - 7, b".") + b"</cXML>"

    parsed = parse(body, None, Limits(max_body_bytes=100))

    assert size == len(body)
    assert "cXML" == parsed.root.tag


def test_body_over_the_limit_is_refused() -> None:
    """A body one byte over the limit is refused."""
    with pytest.raises(Oversized):
        parse(b"<cXML>".ljust(94, b".") + b"</cXML>", None, Limits(max_body_bytes=100))


@pytest.mark.parametrize("depth", [4, 5])
def test_depth_up_to_the_limit_is_taken(depth: int) -> None:
    """The first element is at depth 1."""
    body = b"<a>" * depth + b"</a>" * depth

    parsed = parse(body, None, Limits(max_depth=5))

    assert depth == len(list(parsed.root.iter()))


@pytest.mark.parametrize("depth", [6, 100, 255, 257, 100_000])
def test_depth_over_the_limit_is_refused(depth: int) -> None:
    """One element too deep is refused, and so is a bottomless document."""
    with pytest.raises(Unreadable):
        parse(b"<a>" * depth + b"</a>" * depth, None, Limits(max_depth=5))


def test_depth_counts_the_deepest_branch() -> None:
    """A deep branch is found wherever it is."""
    body = b"<a>" + b"<b/>" * 50 + b"<c><d><e><f/></e></d></c>" + b"<b/>" * 50 + b"</a>"

    with pytest.raises(Unreadable) as refusal:
        parse(body, None, Limits(max_depth=4))

    assert Code.TOO_DEEP == refusal.value.finding.code


@pytest.mark.parametrize("count", [9, 10])
def test_nodes_up_to_the_limit_are_taken(count: int) -> None:
    """Elements and attributes count; comments, instructions, sections and texts do not."""
    nodes = b"<b/>" * (count - 2)
    body = b"<a c='='>" + nodes + b"<!--<d/>--><?e <f/>?><![CDATA[<g/>]]> = </a>"

    parsed = parse(body, None, Limits(max_nodes=10))

    assert count == len(list(parsed.root.iter())) + 1


def test_nodes_over_the_limit_are_refused() -> None:
    """One node too many is refused."""
    with pytest.raises(Unreadable) as refusal:
        parse(b"<a c='>'>\n" + b"<b/>" * 9 + b"</a>", None, Limits(max_nodes=10))

    assert (Code.TOO_MANY_NODES, 2) == (refusal.value.finding.code, refusal.value.finding.line)


@pytest.mark.parametrize("count", [6, 7])
def test_attributes_up_to_the_limit_are_taken(count: int) -> None:
    """Each element may have as many; signs in values are not attributes."""
    attributes = " ".join(f"a{number}='='" for number in range(count))

    parsed = parse(f"<a><b {attributes}/><b {attributes}>=</b></a>".encode(), None, FEW)

    assert [0, count, count] == [len(node.attrib) for node in parsed.root.iter()]


def test_attributes_over_the_limit_are_refused() -> None:
    """One attribute too many on one element is refused."""
    attributes = " ".join(f'a{number} =\n"\'"' for number in range(8))

    with pytest.raises(Unreadable) as refusal:
        parse(f"<a>\n<b {attributes}/></a>".encode(), None, FEW)

    assert (Code.TOO_MANY_ATTRIBUTES, 2) == (
        refusal.value.finding.code,
        refusal.value.finding.line,
    )


def test_namespace_declarations_count_as_attributes() -> None:
    """A flood of namespaces is a flood."""
    declarations = " ".join(f"xmlns:a{number}='u'" for number in range(8))

    with pytest.raises(Unreadable) as refusal:
        parse(f"<a {declarations}/>".encode(), None, FEW)

    assert Code.TOO_MANY_ATTRIBUTES == refusal.value.finding.code


@pytest.mark.parametrize("length", [49, 50])
@pytest.mark.parametrize(
    "template", ["<a>{}</a>", "<a b='{}'/>", "<a><b/>{}</a>", "<a>&#65;<!-- -->{}</a>"]
)
def test_text_up_to_the_limit_is_taken(template: str, length: int) -> None:
    """The limit is in bytes of UTF-8, after references are resolved."""
    text = "é" * (length // 2 - 1) + "." * (length % 2)

    parsed = parse(template.format(text).encode(), None, Limits(max_text_bytes=50))

    assert "a" == parsed.root.tag


@pytest.mark.parametrize(
    "body",
    [
        "<a>" + "." * 51 + "</a>",
        "<a>" + "é" * 25 + ".</a>",
        "<a b='" + "." * 51 + "'/>",
        "<a><b/>" + "." * 51 + "</a>",
        "<a>" + "." * 30 + "<!-- -->" + "." * 21 + "</a>",
        "<a>" + "." * 30 + "<![CDATA[" + "." * 21 + "]]></a>",
        "<a>" + "." * 30 + "<?b?>" + "." * 21 + "</a>",
    ],
)
def test_text_over_the_limit_is_refused(body: str) -> None:
    """A text is measured whole, in however many pieces it was sent."""
    with pytest.raises(Unreadable) as refusal:
        parse(body.encode(), None, Limits(max_text_bytes=50))

    assert Code.TEXT_BEYOND_LIMIT == refusal.value.finding.code


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<![CDATA[", b"<?", b"<a ", b"<", b"&", b"a='", b'<a b="', b"]]>", b"</a>"]
)
def test_a_body_of_nothing_but_openings_is_refused_soon(piece: bytes) -> None:
    """Reading takes time in proportion to the size, whatever is repeated."""
    with pytest.raises(Unreadable):
        parse(b"<a>" + piece * 200_000)


FEW = Limits(max_attributes=7)
