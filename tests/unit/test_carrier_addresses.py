"""Which addresses the carrier calls, notation by notation."""

from __future__ import annotations

import pytest

from gateway.carrier import Carrier
from gateway.errors import ForbiddenAddress, Unreachable

FORBIDDEN_HOSTS = [
    # loopback and what resolvers take for it
    "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.255", "127.0.0.1.",
    "2130706433", "017700000001", "0x7f000001", "0x7F000001", "0x7f.1", "0x7f.0.0.1",
    "0x7f.0x0.0x0.0x1", "0177.1", "0177.0.0.1", "0177.0.0.01", "00000177.1", "127.0x1",
    "127。0。0。1", "127.0.0.1", "0", "0x0", "0.0.0.0", "0.1.2.3",  # noqa: S104 nothing is bound
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[0000::0001]",
    # private
    "10.0.0.1", "10.255.255.255", "10.1", "167772161", "0xa000001", "012.0.0.1", "172.16.0.1",
    "172.31.255.255", "172.16.1", "2886729729", "192.168.0.1", "192.168.255.255", "192.168.257",
    "3232235521", "0xc0a80001", "0300.0250.0.1",
    # shared, link-local, metadata
    "100.64.0.1", "100.127.255.255", "100.100.100.200", "169.254.0.1", "169.254.169.254",
    "169.254.43518", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "168.63.129.16",
    "192.0.0.192", "192.0.0.1", "192.0.0.170",
    # documentation, benchmarks, relays, multicast, reserved
    "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255", "192.88.99.1",
    "192.31.196.1", "192.52.193.1", "192.175.48.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "250.1.2.3", "255.255.255.255", "4294967295", "0xffffffff",
    # IPv4 inside IPv6
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[::FFFF:7F00:1]",
    "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::ffff:0.0.0.0]",
    "[::ffff:100.64.0.1]", "[::ffff:255.255.255.255]", "[::127.0.0.1]", "[::7f00:1]",
    "[::169.254.169.254]", "[::8.8.8.8]", "[::ffff:0:127.0.0.1]", "[::ffff:0:8.8.8.8]",
    "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b::10.0.0.1]",
    "[64:ff9b::192.168.1.1]", "[64:ff9b:1::1]", "[64:ff9b:1::7f00:1]", "[64:ff9b:1:fffe::8.8.8.8]",
    # 6to4, Teredo, ORCHID, protocol assignments
    "[2002::]", "[2002:7f00:1::]", "[2002:7f00:0001::1]", "[2002:a9fe:a9fe::]", "[2002:a00:1::]",
    "[2002:c0a8:101::1]", "[2002:808:808::1]", "[2001::1]", "[2001:0:7f00:1::]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]", "[2001:2::1]", "[2001:10::1]", "[2001:20::1]",
    "[2001:4:112::1]", "[2001:1ff::1]",
    # local, documentation, routing, discard, multicast, old and unassigned
    "[fe80::1]", "[febf::1]", "[fec0::1]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]",
    "[fd20:ce::254]", "[fdff:ffff::1]", "[2001:db8::1]", "[2001:db8:ffff::1]", "[3fff::1]",
    "[3fff:fff::1]", "[5f00::1]", "[5f00:ffff::]", "[100::1]", "[100:0:0:1::1]", "[ff02::1]",
    "[ff0e::1]", "[ffff::]", "[200::1]", "[400::1]", "[4000::1]", "[8000::1]", "[e000::1]",
    "[3ffe::1]", "[2620:4f:8000::1]", "[1fff::1]",
    # no addresses at all
    "127.0.0.0.1", "1.2.3.4.5", "256.1", "0x100000000", "4294967296", "08.0.0.1", "0x", "1..2",
    "[::g]", "[1::2::3]", "[fe80::1%25eth0]", "[::1%251]", "%31%32%37.0.0.1", "-a.example",
    "①②⑦.0.0.1",
]  # fmt: skip

PUBLIC_ADDRESSES = [
    "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
    "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
    "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
    "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2606:4700::1111", "2001:200::1",
    "2001:4860:4860::8888", "2003::1", "2a00::1", "3ffd::1", "3fff:1000::1",
]  # fmt: skip


class Book:
    """A resolver that answers from a script and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: list[list[str]] = []

    def __call__(self, host: str) -> list[str]:
        """Answer the next line of the script."""
        self.asked.append(host)
        return self.answers.pop(0)


BOOK = Book()


@pytest.fixture(scope="module")
def carrier() -> Carrier:
    """A carrier that asks the book; made once, since reading certificates takes time."""
    return Carrier(resolve=BOOK)


@pytest.fixture
def book() -> Book:
    """The book, with nothing asked and nothing to answer."""
    BOOK.asked, BOOK.answers = [], []
    return BOOK


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that a connection is tried to; none succeeds."""
    tried: list[str] = []

    def refuse(place: tuple[str, int], *_args: object, **_kwargs: object) -> None:
        tried.append(place[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", refuse)
    return tried


def failure(carrier: Carrier, url: str, *, private_network: bool = False) -> Unreachable:
    """Get an address that cannot be got, and give the error."""
    with pytest.raises(Unreachable) as caught:
        carrier.get(url, private_network=private_network)
    return caught.value


@pytest.mark.parametrize("host", FORBIDDEN_HOSTS)
def test_host_that_is_no_public_address_is_never_called(
    host: str, carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """However a private address is written, nothing is connected and nothing looked up."""
    error = failure(carrier, f"https://{host}/cxml")

    assert ForbiddenAddress is type(error)
    assert ([], []) == (book.asked, connected)


@pytest.mark.parametrize("host", [host.strip("[]") for host in FORBIDDEN_HOSTS])
def test_name_that_leads_to_no_public_address_is_never_called(
    host: str, carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """A name is judged by the addresses behind it, in whatever form the resolver gives them."""
    book.answers = [[host]]

    error = failure(carrier, "https://supplier.example/cxml")

    assert ForbiddenAddress is type(error)
    assert [] == connected


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_public_address_is_called(
    address: str, carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """The neighbours of every reserved block are called, at exactly the address that was judged."""
    book.answers = [[address]]

    error = failure(carrier, "https://supplier.example/cxml")

    assert Unreachable is type(error)
    assert [address] == connected


def test_one_private_answer_among_public_ones_forbids_all(
    carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """A name with any private address is not called at its public ones either."""
    book.answers = [["8.8.8.8", "10.0.0.1"]]

    error = failure(carrier, "https://supplier.example/")

    assert ForbiddenAddress is type(error)
    assert [] == connected


def test_name_is_looked_up_once_and_that_answer_is_connected(
    carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """A resolver that changes its mind between judging and connecting changes nothing."""
    book.answers = [["8.8.8.8"], ["127.0.0.1"]]

    failure(carrier, "https://supplier.example/")

    assert ["supplier.example"] == book.asked
    assert ["8.8.8.8"] == connected


def test_every_address_of_a_name_is_tried(
    carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """When the first address does not answer, the next one is called."""
    book.answers = [["8.8.8.8", "2606:4700::1111"]]

    failure(carrier, "https://supplier.example/")

    assert ["8.8.8.8", "2606:4700::1111"] == connected


@pytest.mark.parametrize(
    "url",
    [
        "http://supplier.example/",
        "https://supplier.example:8443/",
        "https://supplier.example:80/",
        "https://supplier.example:22/",
        "https://user@supplier.example/",
        "https://user:secret@supplier.example/",
        "https://supplier.example\\@127.0.0.1/",
        "https://supplier.example:65536/",
        "https://supplier.example:-1/",
        "ftp://supplier.example/",
        "file:///etc/hosts",
        "gopher://supplier.example/",
        "//supplier.example/",
        "supplier.example",
        "https:///",
        "https://",
        "",
        "https://supplier.example\r\nHost: other.example/",
        "https://supplier example/",
        "https://[::1/",
        "https://a" + "é" * 400 + "/",
    ],
)
def test_odd_address_is_refused_before_the_name_is_looked_up(
    url: str, carrier: Carrier, book: Book
) -> None:
    """Only https on a named port, without user name, is called outside private networks."""
    error = failure(carrier, url)

    assert ForbiddenAddress is type(error)
    assert [] == book.asked


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1:8001/", "https://[::1]:9/", "http://169.254.1.1/", "http://localhost/"]
)
def test_private_network_may_be_called_where_it_is_allowed(
    url: str, carrier: Carrier, book: Book, connected: list[str]
) -> None:
    """With private_network, http, any port and any address are fine."""
    book.answers = [["127.0.0.1"]]

    error = failure(carrier, url, private_network=True)

    assert Unreachable is type(error)
    assert 1 == len(connected)


def test_unknown_name_is_unreachable(carrier: Carrier, book: Book) -> None:
    """A name without any address can have one later."""
    book.answers = [[]]

    error = failure(carrier, "https://supplier.example/")

    assert Unreachable is type(error)


def test_no_reason_names_an_address(carrier: Carrier, book: Book) -> None:
    """What is said about a forbidden address does not show what stands behind a name."""
    book.answers = [["10.11.12.13"]]

    error = failure(carrier, "https://supplier.example/")

    assert "10.11.12.13" not in error.message
