"""Text from outside: what can be shown of it, and that encoding it never fails."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import SpecError
from core.printable import MOST_MARKS, composed, printable, quoted, shortened

HOSTILE = (
    "\x1b]52;c;aGk=\x07", "\x1b[2J", "\x9b2J", "\x85", "\r", "\u202e", "\u2066", "\u200b", "\u200d",
    "\u2028", "\u2029", "\ufeff", "\u00ad", "\U000e0041", "\ufe0f", "\U000e0100", "\u3164",
    "\u115f", "\u1160", "\uffa0", "\u034f", "\u180b", "\udcff", "\ud800", "\ue000", "\u3000",
)  # fmt: skip
"""What a terminal obeys, hides, reorders, or measures in its own way."""

texts = st.text(st.characters() | st.sampled_from("".join(HOSTILE)) | st.sampled_from("e\u0301 한"))


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_terminal_would_obey_or_hide_is_escaped(text: str) -> None:
    shown = printable(f"a{text}b")
    assert shown.isascii()
    assert shown.isprintable()
    assert shown[0] == "a"
    assert shown[-1] == "b"
    assert shown != f"a{text}b"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "키와 몸무게",
        "naïve café",
        "Ω≈ç√",
        "日本語",
        "🎉 x",
        "עברית",
        "ไทยนี้",
        "việt",
        "a\\b",
    ],
)
def test_letters_accents_and_emoji_stay(text: str) -> None:
    assert printable(text) == composed(text)


def test_letters_in_pieces_are_put_together() -> None:
    assert printable(unicodedata.normalize("NFD", "한글 é")) == "한글 é"


@given(texts)
@example("\u0301")
@example(" \u0301")
@example("\x1b\u0301")
@example("x" + "\u0323\u0301" * 500)
def test_what_is_shown_is_on_one_line_and_comes_back_unchanged(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert not set(shown) & set("".join(HOSTILE)) - set("]52;caGk=[2J")
    assert printable(shown) == shown


def test_a_heap_of_accents_is_taken_apart() -> None:
    shown = printable("x" + "\u0323" * 1000)
    assert shown.count("\u0323") == MOST_MARKS
    assert shown.count("\\u0323") == 1000 - MOST_MARKS
    assert printable("\u0301") == "\\u0301"  # it would stand on whatever is drawn before it


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | texts
    | st.integers(4000, 5000).map(lambda digits: -(10**digits)),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(texts, inner, max_size=4),
)


@given(plain)
@example("x" * 10_000)
@example("\U000e0041" * 100)
@example([10**5000])
@example({"a": 10**5000})
def test_any_value_can_be_quoted_in_a_sentence(value: object) -> None:
    words = quoted(value)
    assert words.isprintable()
    assert 0 < len(words) <= 70


def test_what_is_quoted_is_what_was_there() -> None:
    assert [quoted(value) for value in ("fast", "it's", "", -1, 0.5, [1, "a"], None)] == [
        "'fast'", '"it\'s"', "''", "-1", "0.5", "[1, 'a']", "None",
    ]  # fmt: skip
    assert quoted("x" * 500) == f"'{'x' * 40}'... (500 characters)"
    assert quoted(10**5000 - 1) == "a whole number of about 5,000 digits"


def test_lists_within_lists_to_any_depth_are_quoted() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert len(quoted(deep)) <= 40


@given(texts, st.integers(10, 100))
def test_long_names_lose_their_middle(text: str, most: int) -> None:
    shown = shortened(text, most)
    assert shown.isprintable()
    assert len(shown) <= most + 12  # an accent without its letter may have to be escaped
    if len(printable(text)) <= most:
        assert shown == printable(text)


def test_of_a_long_path_both_ends_are_kept() -> None:
    shown = shortened(f"/home/kim/{'deep/' * 100}table.csv")
    assert shown.startswith("/home/kim/")
    assert shown.endswith("/table.csv")
    assert "..." in shown


def test_a_refusal_is_one_line_whatever_is_put_into_it() -> None:
    error = SpecError("data_seed", "data seed is \x1b[2J\n")
    assert str(error) == "data seed is \\x1b[2J\\n"
    assert error.of("--data-seed") == "--data-seed is \\x1b[2J\\n"
    assert SpecError("rows", "row 1 is empty").of("--rows") == "--rows: row 1 is empty"
