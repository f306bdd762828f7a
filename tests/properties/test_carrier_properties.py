"""What holds for every address that the carrier judges."""

from __future__ import annotations

import ipaddress
import socket

from hypothesis import given
from hypothesis import strategies as st

from gateway.carrier.addresses import is_literal, is_reserved, plain

V4 = st.ip_addresses(v=4)
V6 = st.ip_addresses(v=6)


def written(number: int, shape: tuple[int, str, str, str, str]) -> str:
    """Write an IPv4 number in 1 to 4 parts, each decimal, octal or hexadecimal."""
    parts, *forms = shape
    heads = [number >> (24 - 8 * place) & 0xFF for place in range(parts - 1)]
    tail = number & ((1 << (8 * (5 - parts))) - 1)
    return ".".join(form.format(part) for form, part in zip(forms, [*heads, tail], strict=False))


FORM = st.sampled_from(["{}", "0{:o}", "{:#x}", "000{:o}"])
SHAPE = st.tuples(st.integers(1, 4), FORM, FORM, FORM, FORM)


@given(V4, SHAPE)
def test_every_notation_of_an_address_is_the_address(
    address: ipaddress.IPv4Address, shape: tuple[int, str, str, str, str]
) -> None:
    """Decimal, octal and hexadecimal parts in any mixture mean what the system takes them for."""
    host = written(int(address), shape)

    assert is_literal(host)
    assert str(address) == plain(host)


@given(V4)
def test_address_that_python_calls_private_is_reserved(address: ipaddress.IPv4Address) -> None:
    """Our table is never laxer than the library's flags."""
    assert is_reserved(str(address)) or (address.is_global and not address.is_multicast)


@given(V6)
def test_address_that_python_calls_private_is_reserved_too(
    address: ipaddress.IPv6Address,
) -> None:
    """Our table is never laxer than the library's flags; mapped addresses apart."""
    inside = address in ipaddress.ip_network("::ffff:0:0/96")

    assert is_reserved(str(address)) or inside or (address.is_global and not address.is_multicast)


@given(V4, st.sampled_from(["::ffff:0:0", "64:ff9b::"]))
def test_address_inside_an_address_is_judged_as_itself(
    address: ipaddress.IPv4Address, prefix: str
) -> None:
    """Mapped and NAT64 addresses reach the IPv4 address that stands in them."""
    wrapped = ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address))

    assert is_reserved(str(address)) == is_reserved(str(wrapped))


@given(V4, st.sampled_from(["2002:{:04x}:{:04x}::1", "2001:0:{:04x}:{:04x}::", "::{:x}:{:x}"]))
def test_old_tunnels_are_never_called(address: ipaddress.IPv4Address, form: str) -> None:
    """6to4, Teredo and v4-compatible addresses are reserved whatever stands in them."""
    wrapped = form.format(int(address) >> 16, int(address) & 0xFFFF)

    assert is_reserved(wrapped)


@given(st.text(alphabet="0123456789abcdefx.:%[]/ -", max_size=40))
def test_what_a_resolver_says_is_judged_without_a_fault(text: str) -> None:
    """Whatever stands in place of an address, the answer is yes or no."""
    assert is_reserved(text) in {True, False}


@given(V6)
def test_every_ipv6_notation_has_one_plain_form(address: ipaddress.IPv6Address) -> None:
    """Exploded, upper-case and compressed forms are the same address."""
    expected = socket.inet_pton(socket.AF_INET6, str(address))

    assert expected == socket.inet_pton(socket.AF_INET6, plain(address.exploded))
    assert plain(str(address)) == plain(address.exploded.upper())
