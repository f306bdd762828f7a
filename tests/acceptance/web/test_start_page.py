"""Where the shopper's browser goes in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from lxml import html

from tests import letters
from tests.front import Front, form_of

STATE = "SELECT state, mode, started_at FROM sessions"


def test_looking_at_the_page_changes_nothing(front: Front) -> None:
    """GET, HEAD and OPTIONS leave the session as it was, as often as they come."""
    path = front.knock()
    before = front.rows(STATE)

    answers = [front.client.request(m, path).status_code for m in ("GET", "HEAD", "OPTIONS", "GET")]

    assert [200, 200, 405, 200] == answers
    assert before == front.rows(STATE)


def test_the_page_posts_to_itself(front: Front) -> None:
    """The page has one form without fields, which goes to the page's own address."""
    path = front.knock()

    form = form_of(front.client.get(path).text)

    assert path.removeprefix("/start/") == form.action
    assert {} == form.fields


def test_posting_sends_the_browser_to_the_shop(front: Front) -> None:
    """The post starts the session and leads to the shop's address, its query kept."""
    answer = front.client.post(front.knock())

    assert 303 == answer.status_code
    assert answer.headers["location"].startswith("https://shop.example/punchout?lang=en&session=")
    assert ["started"] == [row["state"] for row in front.rows(STATE)]


def test_a_page_gives_nothing_away(front: Front) -> None:
    """Pages are not kept, tell no referrer, may be framed and set no cookie."""
    path = front.knock()

    for answer in (front.client.get(path), front.client.get("/start/x"), front.client.post(path)):
        assert "no-store" == answer.headers["cache-control"]
        assert "no-referrer" == answer.headers["referrer-policy"]
        assert "nosniff" == answer.headers["x-content-type-options"]
        assert "set-cookie" not in answer.headers
        assert "x-frame-options" not in answer.headers


def test_the_form_may_go_to_the_shop_alone(front: Front) -> None:
    """The form may go to this gateway and on to the shop; anybody may frame the page."""
    policy = front.client.get(front.knock()).headers["content-security-policy"]

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "form-action 'self' https://shop.example https:; frame-ancestors *" in policy


def test_the_same_browser_comes_back_for_a_minute(front: Front) -> None:
    """For 60 s a repeated post leads into the same session again."""
    path = front.knock()
    first = front.client.post(path).headers["location"]
    front.clock.advance(60)

    again = front.client.post(path)

    assert 200 == front.client.get(path).status_code
    assert first == again.headers["location"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_used_address_is_gone_after_that(front: Front, method: str) -> None:
    """After that minute the address is gone, and the page says what to do."""
    path = front.knock()
    front.client.post(path)
    front.clock.advance(61)

    answer = front.client.request(method, path)

    assert 410 == answer.status_code
    assert "used already" in answer.text
    assert "open the catalogue from there again" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unused_address_expires(front: Front, method: str) -> None:
    """After five minutes an address that nobody used is gone."""
    path = front.knock()
    front.clock.advance(301)

    answer = front.client.request(method, path)

    assert 410 == answer.status_code
    assert "has expired" in answer.text
    assert ["opened"] == [row["state"] for row in front.rows(STATE)]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 500, "%00", "..%2f..%2fetc", "é"])
def test_an_unknown_address_is_told_so(front: Front, method: str, token: str) -> None:
    """A token of nobody gets a page that says what to do."""
    answer = front.client.request(method, f"/start/{token}", headers={"Accept": "text/html"})

    assert answer.status_code in (400, 404)
    assert "procurement system" in answer.text


def test_a_prefetch_uses_nothing_up(front: Front) -> None:
    """A browser that only prepares a page starts no session."""
    path = front.knock()

    answer = front.client.post(path, headers={"Sec-Purpose": "prefetch;prerender"})

    assert 503 == answer.status_code
    assert ["opened"] == [row["state"] for row in front.rows(STATE)]


def test_a_visit_that_ended_is_not_entered_again(front: Front) -> None:
    """Once the visit is cancelled its start page leads nowhere, not even within the minute."""
    path = front.knock()
    session = front.client.post(path).headers["location"].partition("session=")[2]
    front.cancel(session)

    answer = front.client.post(path)

    assert 410 == answer.status_code
    assert "visit is over" in answer.text


def test_a_test_says_that_it_is_one(front: Front) -> None:
    """A page of a test session is marked, one of an active session is not."""
    test = front.client.get(front.knock()).text
    front.activate()
    active = front.client.get(front.knock()).text

    assert "Nothing is ordered, delivered or charged here." in test
    assert "Nothing is ordered" not in active


def test_a_test_goes_to_the_test_shop(front: Front) -> None:
    """A test session goes to test_shop_url where there is one, an active one never does."""
    parties = letters.parties(shop_url="https://shop.example/in#top")
    front.load(
        parties.replace("shop_key", 'test_shop_url = "https://test.shop.example/in"\nshop_key')
    )
    test = front.client.post(front.knock()).headers["location"]
    front.activate()
    active = front.client.post(front.knock()).headers["location"]

    assert test.startswith("https://test.shop.example/in?session=")
    assert active.startswith("https://shop.example/in?session=")
    assert active.endswith("#top")


def test_a_session_opened_in_test_starts_as_what_it_became(front: Front) -> None:
    """A session that the activation moved goes to the real shop and is marked no more."""
    path = front.knock()
    front.activate()

    assert "Nothing is ordered" not in front.client.get(path).text


@pytest.mark.parametrize(
    ("language", "words"),
    [("de-DE,de;q=0.9", "Katalog öffnen"), ("fr", "Ouvrir le catalogue"), ("nl", "Open the cat")],
)
def test_the_page_speaks_the_browsers_language(front: Front, language: str, words: str) -> None:
    """Where the setup names no language the browser's is spoken."""
    page = front.client.get(front.knock(), headers={"Accept-Language": language})

    assert words in page.text
    assert page.headers["content-language"] == html.fromstring(page.text).get("lang")


def test_many_browsers_at_once_start_one_session(front: Front) -> None:
    """However many post at the same time, all come into the same one session."""
    path = front.knock()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: front.client.post(path), range(16)))

    assert {303} == {answer.status_code for answer in answers}
    assert 1 == len({answer.headers["location"] for answer in answers})
    assert 1 == len(front.rows(STATE))
