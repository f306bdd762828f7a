"""What the bench puts into a document, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

from gateway.rehearsal.fill import Filling, Part, fill, parties_in
from gateway.rehearsal.parties import Casting, Known, Pairing, Parties

OURS = Parties(
    known=(
        Known(owner="acme", domain="NetworkID", value="AN1", secret="acme-secret"),
        Known(owner="stub", domain="DUNS", value="123", secret="stub-secret"),
    ),
    pairings=(Pairing(name="acme/stub", buyer="acme", supplier="stub"),),
    homes={"acme": "https://acme.example"},
)
THEIRS = Parties(
    known=(
        Known(owner="globex", domain="DUNS", value="777", secret="globex-secret"),
        Known(owner="stub", domain="DUNS", value="456", secret="other-stub-secret"),
    ),
    pairings=(Pairing(name="globex/stub", buyer="globex", supplier="stub"),),
    homes={"globex": "https://globex.example"},
)
AT_HOME = Filling(
    mark="x1",
    timestamp="2026-11-21T10:00:00+00:00",
    casting=Casting(written=OURS, target=OURS, roles={}),
)
ELSEWHERE = replace(AT_HOME, casting=Casting(written=OURS, target=THEIRS, roles={"acme": "globex"}))

HEADER = (
    b'<Header><From><Credential domain="NetworkID"><Identity>AN1</Identity></Credential></From>'
    b'<To><Credential domain="duns"><Identity>\n 123 \n</Identity></Credential></To>'
    b'<Sender><Credential domain="NetworkID"><Identity>AN1</Identity>'
    b"<SharedSecret>acme-secret</SharedSecret></Credential></Sender></Header>"
)


def test_payload_id_is_marked_before_its_host() -> None:
    """A payloadID stays recognisable, and keeps its form."""
    filled = fill(b'<cXML payloadID="17.4@buyer.example"/>', AT_HOME)

    assert b'<cXML payloadID="17.4.x1@buyer.example"/>' == filled


def test_payload_id_without_host_is_marked_at_its_end() -> None:
    """A payloadID that has no host gets none."""
    filled = fill(b"<cXML payloadID='2026-03-02T09:15:27'/>", AT_HOME)

    assert b"<cXML payloadID='2026-03-02T09:15:27.x1'/>" == filled


def test_reference_follows_the_document_that_it_names() -> None:
    """The same written name becomes the same new name wherever it stands."""
    order = fill(b'<cXML payloadID="17@b"><a orderID="PO-7"/></cXML>', AT_HOME)
    confirmation = fill(
        b'<cXML><b orderID="PO-7"><DocumentReference payloadID="17@b"/></b></cXML>', AT_HOME
    )

    assert b'<cXML payloadID="17.x1@b"><a orderID="PO-7-x1"/></cXML>' == order
    assert (
        b'<cXML><b orderID="PO-7-x1"><DocumentReference payloadID="17.x1@b"/></b></cXML>'
        == confirmation
    )


def test_empty_names_stay_empty() -> None:
    """A fault is not repaired on the way."""
    document = b'<cXML payloadID=""><OrderRequestHeader orderID=" "/></cXML>'

    assert document == fill(document, AT_HOME)


def test_timestamp_of_the_root_becomes_the_time_of_sending() -> None:
    """Only the root's timestamp is meant; dates inside the document stay."""
    filled = fill(b'<cXML timestamp="2020"><a timestamp="2020"/></cXML>', AT_HOME)

    assert b'<cXML timestamp="2026-11-21T10:00:00+00:00"><a timestamp="2020"/></cXML>' == filled


def test_request_without_mode_becomes_a_test() -> None:
    """What says nothing would be real, so it is made to say test."""
    filled = fill(b"<cXML><Request\n><a/></Request></cXML>", AT_HOME)

    assert b'<cXML><Request deploymentMode="test"\n><a/></Request></cXML>' == filled


def test_production_becomes_a_test() -> None:
    """What says that it is real is made to say test."""
    filled = fill(b"<cXML><Message deploymentMode = 'production'/></cXML>", AT_HOME)

    assert b"<cXML><Message deploymentMode = 'test'/></cXML>" == filled


def test_mode_in_other_words_stays() -> None:
    """A mode that is neither test nor production is the point of its case."""
    document = b'<cXML><Request deploymentMode="Production"/></cXML>'

    assert document == fill(document, AT_HOME)


def test_parts_as_written_stay() -> None:
    """A case can keep every part for itself."""
    document = (
        b'<cXML payloadID="1@b" timestamp="t">'
        + HEADER
        + b'<Request><a orderID="7"/></Request></cXML>'
    )

    assert document == fill(document, replace(ELSEWHERE, as_written=frozenset(Part)))


def test_known_party_keeps_its_way_of_writing() -> None:
    """Where the target's parties are the written ones, nothing about them changes."""
    document = b"<cXML>" + HEADER + b"</cXML>"

    assert document == fill(document, AT_HOME)


def test_other_party_takes_over_identity_and_secret() -> None:
    """Who plays a party speaks under its own identities, with its own secret."""
    filled = fill(b"<cXML>" + HEADER + b"</cXML>", ELSEWHERE)

    assert (
        b'<cXML><Header><From><Credential domain="DUNS">'
        b"<Identity>777</Identity></Credential></From>"
        b'<To><Credential domain="duns"><Identity>456</Identity></Credential></To>'
        b'<Sender><Credential domain="DUNS"><Identity>777</Identity>'
        b"<SharedSecret>globex-secret</SharedSecret></Credential></Sender></Header></cXML>"
    ) == filled


def test_masked_secret_is_put_in_again() -> None:
    """A recording, whose secret was masked, can be played."""
    recording = (b"<cXML>" + HEADER + b"</cXML>").replace(b">acme-secret<", b">****<")

    assert b"<cXML>" + HEADER + b"</cXML>" == fill(recording, AT_HOME)


def test_stranger_stays_a_stranger() -> None:
    """An identity that nobody plays is left alone, with its secret."""
    document = (b"<cXML>" + HEADER + b"</cXML>").replace(b">AN1<", b">AN9<").replace(b"duns", b"x")

    assert document == fill(document, ELSEWHERE)


def test_cart_goes_home_to_the_buyer_that_plays() -> None:
    """The return address keeps its path and takes the other buyer's origin."""
    way = (
        b"<cXML><Request deploymentMode='test'><PunchOutSetupRequest><BrowserFormPost><URL>%s</URL>"
    )
    end = b"</BrowserFormPost></PunchOutSetupRequest></Request></cXML>"

    filled = fill(way % b"https://acme.example/r?a=1&amp;b=2" + end, ELSEWHERE)

    assert way % b"https://globex.example/r?a=1&amp;b=2" + end == filled


def test_markup_in_comments_and_cdata_is_not_markup() -> None:
    """What only looks like an element is not touched."""
    document = (
        b'<cXML><!-- <Request payloadID="1"> --><a><![CDATA[<b orderID="7">]]></a>'
        b'<?pi <Request orderID="7"> ?></cXML>'
    )

    assert document == fill(document, AT_HOME)


def test_encoding_is_kept() -> None:
    """Every encoding that the gateway takes is written back as it was."""
    text = '<?xml version="1.0" encoding="{}"?><cXML payloadID="é{}@b">ü</cXML>'
    latin, sixteen = text.format("ISO-8859-1", ""), text.format("UTF-16", "")

    assert text.format("ISO-8859-1", ".x1").encode("latin-1") == fill(
        latin.encode("latin-1"), AT_HOME
    )
    assert text.format("UTF-16", ".x1").encode("utf-16") == fill(sixteen.encode("utf-16"), AT_HOME)


def test_unreadable_document_is_sent_as_it_stands() -> None:
    """Bytes that are not what they say, or in an encoding that is not read, are left alone."""
    wrong = '<?xml version="1.0" encoding="UTF-8"?><cXML payloadID="é"/>'.encode("latin-1")
    strange = b'<?xml version="1.0" encoding="UTF-7"?><cXML payloadID="1"/>'

    assert wrong == fill(wrong, AT_HOME)
    assert strange == fill(strange, AT_HOME)


def test_letter_that_the_encoding_lacks_becomes_a_reference() -> None:
    """A secret of any letters can be put into a document of few."""
    parties = Parties(known=(Known(owner="acme", domain="NetworkID", value="AN1", secret="é<"),))
    filling = replace(AT_HOME, casting=Casting(written=OURS, target=parties, roles={}))
    document = b"<?xml version='1.0' encoding='US-ASCII'?><cXML>" + HEADER + b"</cXML>"

    assert b"<SharedSecret>&#233;&lt;</SharedSecret>" in fill(document, filling)


def test_parties_of_a_document_are_found_from_its_header() -> None:
    """From and To say between whom a document goes, by the names that the target has."""
    document = b"<cXML>" + HEADER + b"</cXML>"

    assert {"acme", "stub"} == parties_in(document, AT_HOME.casting)
    assert {"globex", "stub"} == parties_in(document, ELSEWHERE.casting)
