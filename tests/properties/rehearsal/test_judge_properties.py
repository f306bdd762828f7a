"""The judge comes to a judgement, whatever comes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.cxml.responses import PHRASES
from gateway.rehearsal.answer import Heard
from gateway.rehearsal.expectation import Expectation
from gateway.rehearsal.judge import Evidence, judge

CODES = st.sampled_from(sorted(PHRASES))
WORDS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)


def answer(code: int, content: str) -> Heard:
    """Make a faultless answer."""
    body = (
        f'<cXML payloadID="1@gateway" timestamp="2026-11-21T10:00:00+00:00"><Response>'
        f'<Status code="{code}" text="{PHRASES[code]}">{content}</Status></Response></cXML>'
    )
    return Heard(http=200, content_type="text/xml", body=body.encode())


@given(st.integers(100, 599), st.text(max_size=20), st.binary(max_size=200))
def test_any_answer_is_judged(http: int, content_type: str, body: bytes) -> None:
    """Nothing that a server can send stops a replay, and nonsense never passes."""
    heard = Heard(http=http, content_type=content_type, body=body)

    assert judge(Expectation(), Evidence(heard=heard, earlier={}))


@given(CODES, CODES)
def test_code_decides(asked: int, came: int) -> None:
    """A faultless answer passes exactly when its code is the one that is asked for."""
    differences = judge(Expectation(status=(asked,)), Evidence(heard=answer(came, ""), earlier={}))

    assert (asked == came) == (differences == [])


@given(CODES, WORDS, WORDS)
def test_words_are_found_wherever_they_stand(code: int, before: str, word: str) -> None:
    """A word that is said is heard, in any case of letters; the same word may be forbidden."""
    heard = answer(code, f"{before}{word.swapcase()}")
    status = (code,)

    said = judge(Expectation(status=status, says=(word,)), Evidence(heard=heard, earlier={}))
    held = judge(
        Expectation(status=status, silent=(word.swapcase(),)), Evidence(heard=heard, earlier={})
    )

    assert ([], 1) == (said, len(held))
