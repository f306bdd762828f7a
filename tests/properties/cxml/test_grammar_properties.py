"""Whatever tree is held against the schemas, findings are ours and both readers agree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.cxml.explanation import explain
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.grammar import check
from gateway.cxml.vocabulary import vocabulary

NAMES = st.sampled_from(
    ["cXML", "Header", "Request", "ItemOut", "Money", "Extrinsic", "Tax", "Own"]
)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "payloadID",
            "quantity",
            "currency",
            "name",
            "own",
            "{http://www.w3.org/XML/1998/namespace}lang",
        ]
    ),
    st.sampled_from(["", "1", "EUR", "x'}.", "hunter2 hunter2"]),
    max_size=3,
)
TEXTS = st.sampled_from(["", " ", "12.50", "hunter2 hunter2"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> etree._Element:
    """Draw an element with attributes, text and elements inside."""
    node = etree.Element(draw(NAMES), draw(ATTRIBUTES))
    node.text = draw(TEXTS)
    node.extend(draw(st.lists(trees(depth - 1), max_size=3)) if depth else [])
    return node


@given(tree=trees())
def test_findings_are_in_our_words(tree: etree._Element) -> None:
    """Every finding has a code of ours, the severity that was asked for, and no value of theirs."""
    findings = check(tree, Severity.ERROR)

    assert {finding.code for finding in findings} <= set(Code)
    assert {finding.severity for finding in findings} <= {Severity.ERROR}
    assert "hunter2" not in repr(findings)


@given(tree=trees())
def test_explanation_tells_at_least_what_the_grammar_tells(tree: etree._Element) -> None:
    """A person is never told less than a machine."""
    told = {(finding.code, finding.path) for finding in check(tree, Severity.ADVICE)}

    explained = {(finding.code, finding.path) for finding in explain(tree, Severity.ADVICE)}

    assert told <= explained


@given(tree=trees())
def test_only_known_roots_are_sound(tree: etree._Element) -> None:
    """A tree without findings begins with an element of the standard."""
    findings = check(tree, Severity.ADVICE)

    assert findings or tree.tag in vocabulary().elements
