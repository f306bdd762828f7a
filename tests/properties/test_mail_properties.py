"""Whatever people and systems write, a mail stays the mail that we wrote."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.mail.composing import Letter, compose
from gateway.mailboxes import is_address, is_in
from gateway.rules.fates import shown, shown_words

HOSTILE = st.sampled_from(
    [
        "Jo\r\nBcc: eve@evil.example",
        "Jo\nSubject: free",
        "=?utf-8?q?Bcc=3A_eve=40evil.example?=",
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% raw %}",
        "%(order)s %s %d %",
        "eve@evil.example, jo",
        "Jo\u202eevil\u2066",
        "a\x00b\x1b[2J",
        "&lt;b&gt; &amp;",
        "javascript:alert(1)",
        "4111 1111 1111 1111",
    ]
)
WORDS = HOSTILE | st.text(min_size=1, max_size=60)
HEADERS = {
    "Subject", "From", "To", "Reply-To", "Date", "Message-ID", "References", "Auto-Submitted",
    "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Language",
}  # fmt: skip


def letter(template: str, language: str, words: dict[str, str]) -> Letter:
    """Make a letter with these words wherever others may write."""
    row = {
        "number": 1, "part": shown(words["part"]), "description": shown(words["description"]),
        "quantity": "2", "unit": shown(words["unit"]), "price": "1.5", "currency": "EUR",
        "delivery": "2026-11-25", "shipment": None, "why": shown_words(words["why"]),
        "instead": shown(words["part"]), "new_price": None, "new_currency": None,
        "fate": "not coming",
    }  # fmt: skip
    content: dict[str, Any] = {
        "order": shown(words["order"]), "ordered": words["ordered"], "supplier": words["supplier"],
        "meant_for": "jo@acme.example", "rows": [row], "held": False, "more": 3, "total": "3.0",
        "currency": "EUR", "why": shown_words(words["why"]), "by_gateway": True,
        "confirmed": True, "of_change": True,
        "representative": {"name": "Kim", "email": "kim@stub.example", "phone": "1"},
    }  # fmt: skip
    return Letter(
        template=template, language=language, sender="Stub <orders@stub.example>",
        recipients=("jo@acme.example",), name=shown(words["name"]), reply_to="kim@stub.example",
        mark="mail.1", thread="order.1", moment=datetime(2026, 11, 21, tzinfo=UTC), test=True,
        content=content,
    )  # fmt: skip


class Elements(HTMLParser):
    """Counts the elements of a page, and the attributes that they have."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[tuple[str, str]] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element."""
        self.seen[tag, " ".join(sorted(name for name, _ in attrs))] += 1


def read(made: EmailMessage) -> EmailMessage:
    """Read a mail as its recipient's program does."""
    again = message_from_bytes(made.as_bytes(), policy=default)
    assert isinstance(again, EmailMessage)
    return again


def elements(mail: EmailMessage) -> Counter[tuple[str, str]]:
    """Count the elements of a mail's HTML."""
    body = mail.get_body(("html",))
    assert body is not None
    parser = Elements()
    parser.feed(body.get_content())
    return parser.seen


NAMES = ("part", "description", "unit", "why", "order", "ordered", "supplier", "name")
PLAIN = dict.fromkeys(NAMES, "x")


@settings(max_examples=40)
@given(
    template=st.sampled_from(["placed", "changed", "cancelled", "stands", "answered", "refused"]),
    language=st.sampled_from(["en", "fr", "de"]),
    words=st.fixed_dictionaries(dict.fromkeys(NAMES, WORDS)),
)
def test_no_words_add_a_header_a_recipient_or_an_element(
    template: str, language: str, words: dict[str, str]
) -> None:
    """Names, order numbers, parts and reasons are words in a mail, and never more than that."""
    visible = {name: value if shown(value).strip() else "x" for name, value in words.items()}

    mail = read(compose(letter(template, language, visible)))

    assert HEADERS == set(mail.keys())
    assert ["jo@acme.example"] == [each.addr_spec for each in mail["To"].addresses]
    assert ["orders@stub.example"] == [each.addr_spec for each in mail["From"].addresses]
    assert elements(read(compose(letter(template, language, PLAIN)))) == elements(mail)


@given(WORDS)
def test_a_shown_text_is_one_quiet_line(text: str) -> None:
    """Nothing in it moves the cursor, turns the line around, or pays for anything."""
    line = shown(text)

    assert line == shown(line)
    assert line.isprintable()
    assert len(line) <= 200
    assert "4111 1111 1111 1111" not in line


@given(st.text("aB1.@<>,:;\"'()\\ \r\n\u00e9-", max_size=20) | HOSTILE)
def test_an_address_is_one_address(text: str) -> None:
    """What passes as an address has one @, no white space, and nothing that lists or quotes."""
    taken = is_address(text)

    assert not taken or (text.count("@") == 1 and text.isascii() and text.isprintable())
    assert not taken or not set(text) & set(' <>,;:"()[]\\\r\n')


@given(
    st.sampled_from(["jo@acme.example", "j.o+x@acme.example", "-@acme.example"]),
    st.sampled_from(["evil", "x.", "acme.example."]),
)
def test_a_domain_is_matched_whole(email: str, more: str) -> None:
    """Only the very domain is allowed, whatever stands around it."""
    assert is_in(email.upper(), ("acme.example",))
    assert not is_in(email + "." + more, ("acme.example",))
    assert not is_in(email.replace("@", "@" + more), ("acme.example",))
    assert not is_in(email, ("*.acme.example",))
