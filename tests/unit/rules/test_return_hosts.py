"""Which BrowserFormPost addresses a cart may go to."""

from __future__ import annotations

import pytest

from gateway.rules.return_hosts import Judgement, faults_of, judge, origin_of

OWN = "https://gateway.example"
HOSTS = (
    "https://buyer.example",
    "https://*.buyer.example",
    "https://ports.example:8443",
    "http://plain.example",
    "http://127.0.0.1:8002",
    "https://[2001:db8::1]",
    "https://anyport.example:*",
    "https://bücher.example",
)

KNOWN = (
    "https://buyer.example",
    "https://buyer.example/",
    "https://buyer.example/return?a=1&b=2",
    "https://buyer.example:443/return",
    "https://BUYER.Example/return",
    "HTTPS://buyer.example/return",
    "https://buyer.example/ä/ö?q=ü",
    "https://buyer.example/return#part",
    "https://eu.buyer.example/",
    "https://a.b.c.buyer.example/",
    "https://ports.example:8443/x",
    "http://plain.example/x",
    "http://plain.example:80/x",
    "http://127.0.0.1:8002/cart",
    "https://[2001:db8:0:0::1]/x",
    "https://anyport.example/x",
    "https://anyport.example:22/x",
    "https://bücher.example/x",
    "https://BÜCHER.example/x",
    "https://xn--bcher-kva.example/x",
)

#: read without doubt, but leading to nobody on the list
UNKNOWN = (
    "https://evil.example/",
    "https://evilbuyer.example/",
    "https://buyer.example.evil.example/",
    "https://buyer.example:8443/",
    "https://x.anyport.example:8443/",
    "https://ports.example/",
    "https://bücher.example.evil.example/",
    "https://b\u0075\u0308yer.example/",
    "https://b\u0443yer.example/",
    "https://xn--buer-example.example/",
    "https://8.8.8.8/",
)

#: never, not even in test, unless written on the list
PRIVATE = (
    "http://buyer.example/",
    "http://evil.example/",
    "https://localhost/x",
    "https://app.localhost/x",
    "https://buyer/x",
    "https://printer.local/",
    "https://vault.internal/",
    "https://router.home.arpa/",
    "https://127.0.0.1/x",
    "https://127.0.0.1:8002/x",
    "http://127.0.0.1:8003/x",
    "https://10.0.0.5/x",
    "https://192.168.1.1/",
    "https://172.16.0.1/",
    "https://169.254.169.254/latest/",
    "https://100.100.100.200/x",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[fd00:ec2::254]/latest/",
    "https://[fe80::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[2002:7f00:1::]/x",
    "https://[64:ff9b::a9fe:a9fe]/x",
    "https://evil.example:22/",
    "http://anyport.example:8443/",
    "https://evil.example:25/",
    "https://eu.buyer.example:444/",
)

UNREADABLE = (
    "",
    " ",
    "hello",
    "/console/settings",
    "//buyer.example/x",
    "https:/buyer.example/x",
    "https:///buyer.example/x",
    "https:buyer.example",
    "https://",
    "https://?x",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "\t javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "javascript://buyer.example/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "about:blank",
    "file:///etc/passwd",
    "ftp://buyer.example/",
    "ws://buyer.example/",
    "blob:https://buyer.example/1",
    "view-source:https://buyer.example/",
    "https://buyer.example@evil.example/x",
    "https://buyer.example:pw@evil.example/x",
    "https://user@buyer.example/x",
    "https://buyer.example\\@evil.example/x",
    "https:\\\\buyer.example\\x",
    "https://buyer.example /x",
    "https://buyer.example evil.example/x",
    " https://buyer.example/x",
    "https://buyer.example/x ",
    "https://buyer.example/x\r\nSet-Cookie: a=b",
    "https://buyer.example/\x00",
    "https://buyer.example/\u202ex",
    "https://buyer\u200b.example/",
    "https://buyer.example:/x",
    "https://buyer.example:0/x",
    "https://buyer.example:99999/x",
    "https://buyer.example:4 43/x",
    "https://buyer.example:+443/x",
    "https://buyer.example:44\u0663/x",
    "https://buyer.example:443:443/x",
    "https://buyer.example./x",
    "https://.buyer.example/x",
    "https://buyer..example/x",
    "https://-buyer.example/x",
    "https://%62uyer.example/x",
    "https://buyer%2eexample/x",
    "https://*.buyer.example/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0x7f.1/x",
    "https://127.1/x",
    "https://0177.0.0.1/x",
    "https://0/x",
    "https://1.2.3.4.5/x",
    "https://[::1/x",
    "https://[::1]x/",
    "https://[fe80::1%25eth0]/x",
    "https://[v1.x]/",
    "https://" + "a" * 64 + ".example/",
    "https://buyer.example/" + "x" * 2048,
)

OURS = (
    "https://gateway.example/",
    "https://gateway.example/console/",
    "https://GATEWAY.example:443/start/x",
    "http://gateway.example/start/x",
)


@pytest.mark.parametrize("address", KNOWN)
@pytest.mark.parametrize("test", [True, False])
def test_an_address_on_the_list_is_taken(address: str, test: bool) -> None:
    """An address whose scheme, host and port are on the list is taken without an advice."""
    judgement = judge(address, HOSTS, test=test, own_url=OWN)

    assert Judgement(allowed=True) == judgement


@pytest.mark.parametrize("address", [*UNKNOWN, *PRIVATE])
def test_an_address_off_the_list_is_refused_when_active(address: str) -> None:
    """On an active connection an address that is not on the list is refused."""
    judgement = judge(address, HOSTS, test=False, own_url=OWN)

    assert not judgement.allowed
    assert "return_hosts" in str(judgement.reason)


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_public_host_is_taken_in_test(address: str) -> None:
    """In test an unknown public https host is taken, with an advice that says what comes."""
    judgement = judge(address, HOSTS, test=True, own_url=OWN)

    assert judgement.allowed
    assert "return_hosts" in str(judgement.advice)


@pytest.mark.parametrize("address", PRIVATE)
def test_an_unknown_private_address_is_refused_in_test(address: str) -> None:
    """Not even in test is a private, plain or odd-ported address taken that nobody wrote down."""
    judgement = judge(address, HOSTS, test=True, own_url=OWN)

    assert not judgement.allowed


@pytest.mark.parametrize("address", UNREADABLE)
@pytest.mark.parametrize("test", [True, False])
def test_an_ambiguous_address_is_refused(address: str, test: bool) -> None:
    """An address that two programs could read differently is refused, in test too."""
    judgement = judge(address, HOSTS, test=test, own_url=OWN)

    assert not judgement.allowed
    assert judgement.reason


@pytest.mark.parametrize("address", OURS)
def test_an_address_of_ours_is_refused(address: str) -> None:
    """A cart is never posted to this gateway itself, even where somebody wrote it on the list."""
    judgement = judge(address, (*HOSTS, OWN, "http://gateway.example"), test=True, own_url=OWN)

    assert not judgement.allowed


def test_another_port_of_our_own_machine_is_another_place() -> None:
    """A buyer on the same machine as the gateway, as in the demo, can be written on the list."""
    judgement = judge(
        "http://127.0.0.1:8002/cart", HOSTS, test=True, own_url="http://127.0.0.1:8000"
    )

    assert Judgement(allowed=True) == judgement


def test_nothing_is_allowed_where_nothing_is_written() -> None:
    """An active connection whose buyer has no return hosts takes no return address."""
    judgement = judge("https://buyer.example/", (), test=False, own_url=OWN)

    assert not judgement.allowed


def test_a_wildcard_is_not_the_name_itself() -> None:
    """`*.` stands for at least one label."""
    judgement = judge("https://only.example/", ("https://*.only.example",), test=False, own_url=OWN)

    assert not judgement.allowed


@pytest.mark.parametrize(
    "pattern",
    ["", "buyer.example", "*", "https://*", "https://*.", "ftp://buyer.example", "https://a b"],
)
def test_an_unreadable_pattern_fits_nothing(pattern: str) -> None:
    """A pattern that cannot be read lets nobody in, and says so when it is loaded."""
    judgement = judge("https://buyer.example/", (pattern,), test=False, own_url=OWN)

    assert not judgement.allowed
    assert faults_of(pattern)


@pytest.mark.parametrize(
    "pattern", ["https://buyer.example/path", "https://*.10.0.0.1", "https://[::1", "https://x?y"]
)
def test_a_pattern_is_an_origin_alone(pattern: str) -> None:
    """A path, a query or names below an address in a pattern are faults."""
    assert faults_of(pattern)


@pytest.mark.parametrize("pattern", HOSTS)
def test_a_written_pattern_has_no_faults(pattern: str) -> None:
    """What the other tests put on the list is good."""
    assert faults_of(pattern) is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://Buyer.example:443/x", "https://buyer.example"),
        ("http://127.0.0.1:8002/x", "http://127.0.0.1:8002"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://[2001:DB8:0::1]:8443/", "https://[2001:db8::1]:8443"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address: str, written: str) -> None:
    """Lower case, punycode, and no port where it is the usual one."""
    assert written == str(origin_of(address))
