"""The schemas, applied: what they find and how it is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, process_time

import pytest

from gateway.cxml.explanation import explain
from gateway.cxml.finding_codes import Code, Severity
from gateway.cxml.findings import MOST_FINDINGS, Finding
from gateway.cxml.grammar import check, compiled, schema_folder
from gateway.cxml.safety import parse
from gateway.cxml.vocabulary import vocabulary

HEADER = (
    "<Header><From><Credential domain='NetworkID'><Identity>a</Identity></Credential></From>"
    "<To><Credential domain='DUNS'><Identity>b</Identity></Credential></To>"
    "<Sender><Credential domain='NetworkID'><Identity>a</Identity></Credential>"
    "<UserAgent>u</UserAgent></Sender></Header>"
)


def _document(inside: str, attributes: str = "payloadID='1@a' timestamp='2026-11-21'") -> str:
    return f"<cXML {attributes}>{inside}</cXML>"


def _setup(inside: str) -> str:
    return _document(
        f"{HEADER}<Request><PunchOutSetupRequest operation='create'><BuyerCookie>c</BuyerCookie>"
        f"{inside}</PunchOutSetupRequest></Request>"
    )


def _ship_to(inside: str) -> str:
    return _setup(f"<ShipTo><Address><Name xml:lang='en'>n</Name></Address>{inside}</ShipTo>")


def _found(document: str) -> list[tuple[str, str]]:
    findings = check(parse(document.encode()).root, Severity.ADVICE)
    return [(finding.code, finding.path) for finding in findings]


@pytest.mark.parametrize(
    "document",
    [
        _document("<Response><Status code='200' text='OK'/></Response>"),
        _document(f"{HEADER}<Request><ProfileRequest/></Request>"),
        _document(f"{HEADER}<Request deploymentMode='test'><ProfileRequest/></Request>"),
        _setup("<Extrinsic name='a'>b<Money currency='EUR'>.34</Money><own x='y'/></Extrinsic>"),
        _setup(
            "<BrowserFormPost><URL>https://buyer.example/return?a=b&amp;c</URL></BrowserFormPost>"
        ),
        _document(
            "<Response><Status code='200' text='OK'/></Response>",
            "payloadID='1' timestamp='2026-11-21T20:45:00Z'",
        ),
        _document(
            "<Response><Status code='200' text='OK'/></Response>",
            "payloadID='1' timestamp='2026-11-21T20:45:00'",
        ),
        _document(
            "<Response><Status code='200' text='OK'/></Response>",
            "payloadID='1' timestamp='2026-11-21T20:45:00-0500'",
        ),
    ],
)
def test_document_of_the_standard_has_no_findings(document: str) -> None:
    """What the standard allows is not remarked upon, nor are the usual ways to write a time."""
    found = _found(document)

    assert [] == found


REQUEST = "/cXML/Request"
SETUP = f"{REQUEST}/PunchOutSetupRequest"


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("<cxml/>", [(Code.ROOT, "/cxml")]),
        ("<x:cXML xmlns:x='urn:x'/>", [(Code.ROOT, "/x:cXML")]),
        (
            "<cXML/>",
            [
                (Code.PAYLOAD_ID_MISSING, "/cXML"),
                (Code.ATTRIBUTE_MISSING, "/cXML"),
                (Code.ELEMENT_MISSING, "/cXML"),
            ],
        ),
        (_document("<Header/>"), [("GW-201", "/cXML/Header"), ("GW-201", "/cXML")]),
        (_document(f"text{HEADER}<Request><ProfileRequest/></Request>"), [("GW-207", "/cXML")]),
        (
            _document(f"{HEADER}<Request><ProfileRequest>x</ProfileRequest></Request>"),
            [(Code.TEXT_UNEXPECTED, f"{REQUEST}/ProfileRequest")],
        ),
        (
            _document(f"{HEADER}<Request deploymentMode='Test'><ProfileRequest/></Request>"),
            [(Code.DEPLOYMENT_MODE, f"{REQUEST}/@deploymentMode")],
        ),
        (
            _document(f"{HEADER}<Request><ProfileRequest a='b'/></Request>"),
            [(Code.ATTRIBUTE_UNKNOWN, f"{REQUEST}/ProfileRequest/@a")],
        ),
        (_setup("<Own/>"), [(Code.ELEMENT_UNKNOWN, f"{SETUP}/Own")]),
        (_setup("<Total/>"), [(Code.ELEMENT_UNEXPECTED, f"{SETUP}/Total")]),
        (
            _setup("<SupplierSetup><URL>::%%</URL></SupplierSetup>"),
            [(Code.ADDRESS, f"{SETUP}/SupplierSetup/URL")],
        ),
        (
            _setup("<Contact><Name>n</Name></Contact>"),
            [(Code.LANGUAGE_MISSING, f"{SETUP}/Contact/Name")],
        ),
        (
            _setup("<Contact><Name xml:lang='e_n'>n</Name></Contact>"),
            [(Code.LANGUAGE, f"{SETUP}/Contact/Name/@xml:lang")],
        ),
        (
            _setup("<Contact role='two words'><Name xml:lang='en'>n</Name></Contact>"),
            [(Code.ATTRIBUTE_VALUE, f"{SETUP}/Contact/@role")],
        ),
        (
            _setup("<Contact><Name xml:lang='en'>n<b/></Name></Contact>"),
            [(Code.ELEMENT_VALUE, f"{SETUP}/Contact/Name")],
        ),
        (
            _ship_to("<TransportInformation><Route method='fly'/></TransportInformation>"),
            [(Code.ENUMERATION, f"{SETUP}/ShipTo/TransportInformation/Route/@method")],
        ),
        (
            _setup("<Extrinsic name='a'><Money currency='Eur'>1e3</Money></Extrinsic>"),
            [
                (Code.CURRENCY, f"{SETUP}/Extrinsic/Money/@currency"),
                (Code.NUMBER, f"{SETUP}/Extrinsic/Money"),
            ],
        ),
        (
            _document(
                "<Response><Status code='OK' text='OK'/></Response>",
                "payloadID=' ' timestamp='now'",
            ),
            [
                (Code.VALUE_EMPTY, "/cXML/@payloadID"),
                (Code.DATE, "/cXML/@timestamp"),
                (Code.ATTRIBUTE_VALUE, "/cXML/Response/Status/@code"),
            ],
        ),
    ],
)
def test_each_fault_has_its_code_and_place(document: str, found: list[tuple[str, str]]) -> None:
    """What is against the standard is told by code and path."""
    actual = _found(document)

    assert found == actual


def test_finding_says_what_was_expected() -> None:
    """Line, path, message and advice are whole and in our words."""
    root = parse(f"\n{_ship_to('<Address/>')}".encode()).root

    expected = Finding(
        severity=Severity.ERROR,
        code="GW-202",
        line=2,
        path=f"{SETUP}/ShipTo/Address[2]",
        message="Address is not expected here; "
        "expected: CarrierIdentifier, TransportInformation or IdReference.",
        advice="Put the elements into the order that the cXML DTD gives.",
    )
    assert (expected,) == check(root, Severity.ERROR)


def test_values_of_the_sender_are_not_repeated() -> None:
    """A value that is refused does not appear in the finding."""
    spoof = "x' is not an element of the set {'hunter2'}."
    root = parse(_document("", f'payloadID="1" timestamp="{spoof}"').encode()).root

    findings = check(root, Severity.ADVICE)

    assert "hunter2" not in repr(findings)


def test_same_document_in_many_threads_gives_the_same_findings() -> None:
    """Findings of one document never appear in the answer to another."""
    faulty = parse(_document("<Header/>").encode()).root
    sound = parse(_document("<Response><Status code='200' text='OK'/></Response>").encode()).root
    roots = [faulty, sound] * 200

    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda root: len(check(root, Severity.ADVICE)), roots))

    assert [2, 0] * 200 == counts


@pytest.mark.parametrize("count", [5_000, 100_000])
def test_a_flood_of_faults_is_cut_off_soon(count: int) -> None:
    """Many faults side by side cost no more than reading them."""
    money = "<Money>x</Money>" * count
    root = parse(_setup(f"<Extrinsic name='a'>{money}</Extrinsic>").encode()).root

    start = perf_counter()
    findings = check(root, Severity.ADVICE)

    assert MOST_FINDINGS == len(findings)
    assert perf_counter() - start < 10


def test_a_flood_of_attributes_is_cut_off_soon() -> None:
    """Faults on a few elements with many attributes each cost no more than reading them."""
    attributes = " ".join(f"a{number}=''" for number in range(120))
    money = f"<Money {attributes}/>" * 1_900
    root = parse(_setup(f"<Extrinsic name='a'>{money}</Extrinsic>").encode()).root

    start = process_time()
    findings = check(root, Severity.ADVICE)

    assert MOST_FINDINGS == len(findings)
    assert process_time() - start < 2


def test_fault_far_into_a_large_document_is_found() -> None:
    """A fault that no excerpt shows is told all the same."""
    money = "<Money currency='EUR'>1</Money>" * 3_000
    inside = f"<Extrinsic name='a'>{money}<Money currency='EUR'/></Extrinsic>"

    findings = check(parse(_setup(inside).encode()).root, Severity.ADVICE)

    assert [(Code.NUMBER, None, "")] == [(f.code, f.line, f.path) for f in findings]


def test_large_document_of_the_standard_has_no_findings() -> None:
    """Size alone is no fault."""
    money = "<Money currency='EUR'>1</Money>" * 3_000

    assert [] == _found(_setup(f"<Extrinsic name='a'>{money}</Extrinsic>"))


def test_schemas_load_quickly() -> None:
    """Compiling the schemas takes under 0.2 s of a processor, whatever else it does meanwhile."""
    start = process_time()
    schema = compiled()

    assert schema is not None
    assert process_time() - start < 0.2


def test_schema_folder_holds_the_root_module() -> None:
    """The schemas are found where the package lies."""
    assert (schema_folder() / "cxml.xsd").is_file()


def test_vocabulary_knows_types_and_words() -> None:
    """What may stand in a value is known from the schemas alone."""
    known = vocabulary()

    expected = ("Amount", "CurrencyCode", ("new", "update", "delete"), ("production", "test"))
    assert expected == (
        known.types["Money", ""],
        known.types["Money", "currency"],
        known.words["OrderRequestHeader", "type"],
        known.words["Request", "deploymentMode"],
    )


def test_explanation_looks_past_the_first_misplaced_element() -> None:
    """People are told everything at once."""
    root = parse(_setup("<Own/><ShipTo/><Contact><Name>n</Name></Contact>").encode()).root

    findings = explain(root, Severity.ADVICE)

    expected = {
        (Code.ELEMENT_UNKNOWN, f"{SETUP}/Own"),
        (Code.ELEMENT_MISSING, f"{SETUP}/ShipTo"),
        (Code.LANGUAGE_MISSING, f"{SETUP}/Contact/Name"),
    }
    assert expected <= {(finding.code, finding.path) for finding in findings}


def test_explanation_of_a_sound_document_is_empty() -> None:
    """Where the grammar finds nothing there is nothing to explain."""
    root = parse(_document("<Response><Status code='200' text='OK'/></Response>").encode()).root

    assert () == explain(root, Severity.ADVICE)


def test_explanation_ends_when_patience_does() -> None:
    """What the grammar found is told even when there is no time for more."""
    root = parse(_setup("<Own/><ShipTo/>").encode()).root

    findings = explain(root, Severity.ADVICE, enough=lambda: True)

    assert [Code.ELEMENT_UNKNOWN] == [finding.code for finding in findings]
