"""Cleaning of outside text, over every code point there is."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.text import clean_line, clean_text, is_clean

RUNS = settings(max_examples=200, deadline=None)
ORDINARY = st.text(st.sampled_from("abcæøåÆØÅáčđŋšŧžäöéü 0123456789.,-–()/«»&'"), max_size=60)
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a \n\r\t\x1b\x07\x9b\u200b\u200c\u200d\u202e\u2066\ufe0f\u0301\u0323\u20dd\ud800\U000e0041"),
    ),
    max_size=40,
)
SURROGATES = st.text(st.characters(categories=["Cs"]), min_size=1, max_size=5)


def marks_in_a_row(text: str) -> int:
    most = run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} and char not in "\ufe0e\ufe0f" else 0
        most = max(most, run)
    return most


EVERYTHING = [chr(code) for code in range(sys.maxunicode + 1)]
DANGEROUS = frozenset(char for char in EVERYTHING if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def test_no_code_point_gets_through_that_steers_hides_or_reorders() -> None:
    wrong = []
    for char in EVERYTHING:
        cleaned = clean_line(f"a{char}b")
        if not is_clean(cleaned) or not DANGEROUS.isdisjoint(set(cleaned) - {"\u200c", "\u200d"}):
            wrong.append(hex(ord(char)))
    assert wrong == []


def test_the_same_code_points_are_kept_in_text_and_on_a_line() -> None:
    for char in EVERYTHING[:0x20000:3] + EVERYTHING[0xE0000:0xE1000]:
        assert clean_text(char).replace("\n", " ") == clean_line(char)


def test_every_dangerous_code_point_is_called_unclean() -> None:
    assert [hex(ord(char)) for char in DANGEROUS - set("\n\u200c\u200d") if is_clean(char)] == []


@pytest.mark.parametrize(
    ("dirty", "line"),
    [
        ("\x1b]52;c;ZWNobw==\x07", "␛]52;c;ZWNobw==␇"),
        ("\x1b[31mrød\x1b[0m", "␛[31mrød␛[0m"),
        ("\x00\x1f\x7f", "␀␟␡"),
        ("\x9b31m\x9d0;x", "\ufffd31m\ufffd0;x"),
        ("a\r\nb\nc\rd\x0be\x0cf\x85g\u2028h\u2029i\tj", "a b c d e f g h i j"),
        ("ab\u202ecd\u2066ef\u061cgh\u200ei", "abcdefghi"),
        ("Na\u200bv\u00ad \ufeffBo\u2060dø\U000e0041\U000e0100", "Nav Bodø"),
        ("\ud800x\udfff", "\ufffdx\ufffd"),
        ("\ue000\U000f0000\U0010ffff\ufdd0\U0001fffe", "\ufffd" * 5),
        ("10\u00a0000\u2009kr\u3000", "10 000 kr "),
        ("A\u030a", "Å"),
        ("e\u0301\u0302\u0303\u0304\u0305", "é\u0302\u0303\u0304"),
        ("\u0301a \u0301b", "a b"),
        ("\u200ba\u200b\u0301", "á"),
        ("👩\u200d🔬 ✌\ufe0f", "👩\u200d🔬 ✌\ufe0f"),
        ("a\u200d b\u200c", "a b"),
        ("\u200da\u200d\u200db", "a\u200db"),
        ("\ufe0fa\ufe0f\ufe0f", "a\ufe0f"),
        ("a\ufe00b", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("[/] [@click=app.quit]x", "[/] [@click=app.quit]x"),
        ("", ""),
    ],
)
def test_one_line(dirty: str, line: str) -> None:
    assert clean_line(dirty) == line


def test_text_keeps_its_lines() -> None:
    assert clean_text("a\r\nb\rc\u2029\x1b\td") == "a\nb\nc\n␛ d"


def test_a_mark_after_a_line_break_has_no_base() -> None:
    assert clean_text("a\n\u0301b") == "a\nb"


@pytest.mark.parametrize(
    ("value", "limit", "cut"),
    [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abc", 1, "…"), ("abc", 0, ""), ("👩\u200d🔬x", 3, "👩…")],
)
def test_length_is_capped_with_an_ellipsis(value: str, limit: int, cut: str) -> None:
    assert clean_line(value, limit) == cut
    assert clean_text(value, limit) == cut


def test_default_caps() -> None:
    assert len(clean_line("x" * 300)) == 200
    assert len(clean_text("\x1b" * 5000)) == 4000


def test_a_long_pile_of_marks_costs_no_more_than_its_length() -> None:
    pile = "a" + "\u0301\u0323" * 500_000  # sorting it all would take minutes
    assert marks_in_a_row(clean_line(pile)) <= 3


def test_it_is_clean_only_without_forbidden_code_points() -> None:
    assert is_clean("Mosjøen – «Brua» …\nlinje to")
    assert is_clean("שלום עולם 👩\u200d🔬")
    assert not is_clean("a\x1bb")
    assert not is_clean("a\tb")
    assert not is_clean("a\u202eb")


@RUNS
@given(ORDINARY)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert clean_line(text) == text
    assert clean_text(text) == text
    assert is_clean(text)


@RUNS
@given(HOSTILE, st.integers(-1, 50))
def test_anything_becomes_clean_and_short(text: str, limit: int) -> None:
    line, lines = clean_line(text, limit), clean_text(text, limit)
    assert is_clean(line)
    assert is_clean(lines)
    assert "\n" not in line
    assert max(len(line), len(lines)) <= max(limit, 0)
    assert unicodedata.is_normalized("NFC", line)
    assert unicodedata.is_normalized("NFC", lines)
    line.encode()


@RUNS
@given(HOSTILE)
def test_marks_never_pile_up(text: str) -> None:
    assert marks_in_a_row(clean_line(text, 1000)) <= 3


@RUNS
@given(SURROGATES)
def test_lone_surrogates_are_survived(text: str) -> None:
    assert clean_line(text) == "\ufffd" * len(text)
