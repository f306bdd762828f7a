"""What holds for every BrowserFormPost address."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from gateway.rules.return_hosts import Unfit, judge, origin_of

OWN = "https://gateway.example"
PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "buyer.example",
        "evil.example",
        "@",
        ":",
        "/",
        "\\",
        "?",
        "#",
        ".",
        "%2e",
        "[",
        "]",
        "::1",
        "443",
        "127.0.0.1",
        "*",
        " ",
        "\t",
        "\n",
        "\x00",
        "javascript:",
        "ü",
        "\u202e",
        "xn--",
        "0x7f",
        "//",
        "a",
    ]
)
ADDRESSES = st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=60)


@given(address=ADDRESSES, test=st.booleans())
@example(address="https://buyer.example:pw@evil.example/", test=False)
def test_only_the_written_host_is_reached_when_allowed(address: str, test: bool) -> None:
    """Whatever is allowed without advice has exactly the written scheme, host and port."""
    judgement = judge(address, ("https://buyer.example",), test=test, own_url=OWN)
    allowed = judgement.allowed and not judgement.advice
    parts = urlsplit(address) if allowed else urlsplit("https://buyer.example")

    assert ("https", "buyer.example") == (parts.scheme, parts.hostname)
    assert parts.username is None


@given(address=ADDRESSES, hosts=st.lists(ADDRESSES, max_size=3), test=st.booleans())
def test_every_text_is_judged(address: str, hosts: list[str], test: bool) -> None:
    """No text makes the judge stumble, and each refusal says why."""
    judgement = judge(address, hosts, test=test, own_url=OWN)

    assert judgement.allowed != bool(judgement.reason)


@given(address=ADDRESSES)
def test_what_is_active_is_also_test(address: str) -> None:
    """Whatever an active connection takes, a test takes as well."""
    hosts = ("https://buyer.example", "https://*.evil.example")
    active = judge(address, hosts, test=False, own_url=OWN)
    test = judge(address, hosts, test=True, own_url=OWN)

    assert test.allowed >= active.allowed


@given(address=ADDRESSES)
def test_an_origin_reads_as_itself(address: str) -> None:
    """What an origin is written as is read as the same origin again."""
    try:
        origin = origin_of(address)
    except Unfit:
        origin = origin_of(OWN)

    assert origin == origin_of(str(origin))
