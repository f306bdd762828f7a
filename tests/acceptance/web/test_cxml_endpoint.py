"""The address for cXML: whatever is sent there, the answer is cXML."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice

import pytest

from gateway.settings import Settings
from tests import letters
from tests.front import PUBLIC_URL, Front, opened, status_of


def test_a_document_is_answered(front: Front) -> None:
    """A ProfileRequest is answered with 200 in HTTP and in cXML."""
    answer = front.client.post("/cxml", content=letters.profile().bytes())

    assert 200 == answer.status_code
    assert "200" == status_of(answer)[0]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
def test_only_post_is_answered(front: Front, method: str) -> None:
    """Another method is answered 405, as cXML and with the method that works."""
    answer = front.client.request(method, "/cxml")

    assert 405 == answer.status_code
    assert "POST" == answer.headers["allow"]
    assert "400" == status_of(answer)[0]


@pytest.mark.parametrize("path", ["/cxml/", "/cxml/x", "/cxml/../cxml/x"])
def test_an_address_beside_it_answers_cxml_too(front: Front, path: str) -> None:
    """A mistyped address is answered 404, as cXML."""
    answer = front.client.post(path, content=letters.profile().bytes())

    assert 404 == answer.status_code
    assert "400" == status_of(answer)[0]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_the_limit_is_too_large(front: Front, announced: bool) -> None:
    """A body over 4 MiB is answered 413 and cXML 406, whether or not it says its length."""
    body = b" " * 4_194_305
    content = body if announced else iter([body[:1000], body[1000:]])

    answer = front.client.post("/cxml", content=content)

    assert 413 == answer.status_code
    assert "406" == status_of(answer)[0]
    assert "close" == answer.headers["connection"]


def test_a_packed_document_is_unpacked(front: Front) -> None:
    """A document may come in gzip."""
    answer = front.client.post(
        "/cxml",
        content=gzip.compress(letters.profile().bytes()),
        headers={"Content-Encoding": "gzip"},
    )

    assert "200" == status_of(answer)[0]


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "x"])
def test_another_encoding_is_refused(front: Front, coding: str) -> None:
    """Content-Encoding other than gzip is not acceptable."""
    answer = front.client.post("/cxml", content=b"x", headers={"Content-Encoding": coding})

    assert "406" == status_of(answer)[0]


def test_a_bomb_is_too_large(front: Front) -> None:
    """A small body that would unpack to 64 MiB is too large."""
    answer = front.client.post(
        "/cxml",
        content=gzip.compress(b"\0" * 67_108_864),
        headers={"Content-Encoding": "gzip"},
    )

    assert 413 == answer.status_code
    assert "406" == status_of(answer)[0]


@pytest.mark.parametrize("body", [b"", b"hello", b"<html/>", b"\0" * 100, b"<cXML"])
def test_what_is_no_document_is_not_acceptable(front: Front, body: bytes) -> None:
    """Anything that is no cXML is refused in HTTP 200 with cXML 406."""
    answer = front.client.post("/cxml", content=body)

    assert 200 == answer.status_code
    assert "406" == status_of(answer)[0]


def test_somebody_who_keeps_guessing_has_to_wait(front: Front) -> None:
    """After twenty wrong secrets a minute the answer is 429 and cXML 560, with a time to wait."""
    wrong = letters.profile().but(secret="wrong").bytes()
    answers = [front.client.post("/cxml", content=wrong) for _ in range(21)]

    assert ("401", 200) == (status_of(answers[0])[0], answers[0].status_code)
    assert ("560", 429) == (status_of(answers[20])[0], answers[20].status_code)
    assert answers[20].headers["retry-after"]


def test_a_busy_database_is_a_passing_fault(sqlite_url: str, settings: Settings) -> None:
    """Where nothing can be stored the answer is 503 and cXML 560, with a time to wait."""
    with (
        opened(sqlite_url, settings, wait_seconds=0.2) as front,
        front.around.database.transaction(),
    ):
        answer = front.client.post("/cxml", content=letters.profile().bytes())

    assert ("560", 503) == (status_of(answer)[0], answer.status_code)
    assert answer.headers["retry-after"]


def test_what_is_too_much_is_sent_away_at_once(sqlite_url: str) -> None:
    """With one thread nine requests are worked on or wait; those beyond get 503 and cXML 560."""
    settings = Settings(public_url=PUBLIC_URL, request_threads=1)
    bodies = [letters.profile().bytes() for _ in range(12)]
    # nobody's patience ends before the three are sent away, however slow the machine is
    with (
        opened(sqlite_url, settings, wait_seconds=90) as front,
        ThreadPoolExecutor(12) as pool,
    ):
        with front.around.database.transaction():
            posts = [pool.submit(front.client.post, "/cxml", content=body) for body in bodies]
            first = [each.result() for each in islice(as_completed(posts, timeout=60), 3)]
        statuses = sorted(each.result().status_code for each in posts)

    assert {("560", 503)} == {(status_of(each)[0], each.status_code) for each in first}
    assert [200] * 9 + [503] * 3 == statuses


def test_a_defect_shows_nothing_of_itself(front: Front) -> None:
    """A defect is answered 500 in cXML, with a reference and without a stack."""
    with front.around.database.transaction() as tx:
        tx.exec_driver_sql("DROP TABLE claims")

    answer = front.client.post("/cxml", content=letters.profile().bytes())

    assert ("500", 500) == (status_of(answer)[0], answer.status_code)
    assert "Reference: " in answer.text
    assert "claims" not in answer.text
    assert "Traceback" not in answer.text
