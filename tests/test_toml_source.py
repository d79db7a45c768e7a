"""Lines, reasons and suggestions for faults in TOML text."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.present import language, toml
from tui.toml_source import line_of, nearest, syntax_fault

SOURCE = '''\
title = "Samspill" # [not.a.table]
"with space" = 1
dotted.inner.'last one' = true

[partner.bymisjon]
name = "Kirkens"
text = """
[partner.fake]
fake = "\\""" still inside
"""
literal = \'\'\'
other = 1\'\'\'
after = 2

[[partner.bymisjon.contact]]
name = "A"
phones = [
    { number = "1" }, # one
    { number = "2", kind = "cell" },
]

[[partner.bymisjon.contact]]
name = "B"
[partner.bymisjon.contact.deep]
leaf = [1, [2, 3], "a]b"]

["quoted.table".x]
y = 07:30:00
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("with space",), 2),
        (("dotted",), 3),
        (("dotted", "inner", "last one"), 3),
        (("partner",), 5),
        (("partner", "bymisjon"), 5),
        (("partner", "bymisjon", "name"), 6),
        (("partner", "bymisjon", "text"), 7),
        (("partner", "bymisjon", "literal"), 11),
        (("partner", "bymisjon", "after"), 13),
        (("partner", "bymisjon", "contact"), 15),
        (("partner", "bymisjon", "contact", 0), 15),
        (("partner", "bymisjon", "contact", 0, "phones", 0, "number"), 18),
        (("partner", "bymisjon", "contact", 0, "phones", 1), 19),
        (("partner", "bymisjon", "contact", 0, "phones", 1, "kind"), 19),
        (("partner", "bymisjon", "contact", 1, "name"), 23),
        (("partner", "bymisjon", "contact", 1, "deep", "leaf"), 25),
        (("partner", "bymisjon", "contact", 1, "deep", "leaf", 2), 25),
        (("quoted.table", "x", "y"), 28),
    ],
)
def test_a_path_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(SOURCE, path) == line


@pytest.mark.parametrize("path", [("partner", "fake"), ("fake",), ("partner", "bymisjon", "contact", 2), ("nothing",)])
def test_what_is_not_there_has_no_line(path: tuple[str | int, ...]) -> None:
    assert line_of(SOURCE, path) is None


def everything(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from everything(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from everything(inner, (*path, index))


def test_everything_the_parser_sees_has_a_line() -> None:
    missing = [path for path in everything(tomllib.loads(SOURCE)) if line_of(SOURCE, path) is None]
    assert missing == []


def numbered(value: Any, numbers: Iterator[int]) -> Any:
    """The same structure with a number of its own in every leaf."""
    if isinstance(value, dict):
        return {key: numbered(inner, numbers) for key, inner in value.items()}
    if isinstance(value, list):
        return [numbered(inner, numbers) for inner in value]
    return next(numbers)


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
TREES = st.dictionaries(
    KEYS,
    st.recursive(st.just(0), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)),
)


@given(TREES)
@settings(deadline=None)
def test_every_leaf_is_on_the_line_that_is_named(tree: dict[str, Any]) -> None:
    data = numbered(tree, itertools.count(10**9))
    source = tomli_w.dumps(data)
    rows = source.split("\n")
    for path in everything(tomllib.loads(source)):
        line = line_of(source, path)
        assert line is not None
        leaf: Any = reduce(getitem, path, data)
        if isinstance(leaf, int):
            assert str(leaf) in rows[line - 1]


def test_windows_line_ends_count_as_one() -> None:
    assert line_of("a = 1\r\n\r\nb = [\r\n  2,\r\n]\r\n", ("b", 0)) == 4


def test_what_stands_before_a_fault_is_known() -> None:
    broken = "[a]\nb = 1\n[c\nd = 2\n"
    assert line_of(broken, ("a", "b")) == 2
    assert line_of(broken, ("d",)) is None


def test_an_unclosed_string_ends_the_search() -> None:
    assert line_of('a = 1\nb = "open\nc = 2\n', ("c",)) is None


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("a = 1\nb 2\n", 2, "Expected '=' after a key in a key/value pair"),
        ("a = 1\na = 2\n", 2, "Cannot overwrite a value"),
        ("a = ", None, "Invalid value"),
        ("a = 1\nspråk = 'nb'\n", 2, "Letters other than a-z in the key språk"),
        ("a = 1\r\nårsak = 1\r\n", 2, "Letters other than a-z in the key årsak"),
        ("a.b_ø-1 = 1", 1, "Letters other than a-z in the key b_ø-1"),
        ("a = { spra\u030ak = 1 }", 1, "Letters other than a-z in the key språk"),
        ("[profiles.bodø]\n", 1, "Letters other than a-z in the header, in bodø"),
        ("[[partner.åse.contact]]\n", 1, "Letters other than a-z in the header, in åse"),
        ("ny nøkkel = 1", 1, "Expected '=' after a key in a key/value pair"),
        ("\N{LEFT DOUBLE QUOTATION MARK}a\N{RIGHT DOUBLE QUOTATION MARK} = 1", 1, "Invalid statement"),
        ("a = 'x' å", 1, "Expected newline or end of document after a statement"),
    ],
)
def test_a_syntax_error_has_line_and_reason(source: str, line: int | None, reason: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(source)
    assert syntax_fault(caught.value, source) == (line, reason)


def test_an_error_without_position_keeps_its_words() -> None:
    assert syntax_fault(tomllib.TOMLDecodeError("odd"), "") == (None, "odd")


@pytest.mark.parametrize(
    "source",
    [
        *("a", "a = ja", "= 1", "a = { b = 1, }", "a = 1 2", "a = 1\na = 2", "a = { b = 1, b = 2 }", "[a]\n[a]"),
        *("[[a]]\n[a]", "a = { b = 1 }\n[a.c]", "a = { b = 1 }\na.c = 1", "a = 'b", 'a = "b', "a = '''b", 'a = """b'),
        *("a = 1 # \x00", 'a = "b\n"', 'a = "\\å"', 'a = "\\ud800"', 'a = "\\uzzzz"', "a = 2026-02-30", "a = [1"),
        *("a = { b = 1", "[a", "[[a]", "å = 1", "[å]", "a = 1\n[a.b]"),
    ],
)
def test_every_reason_is_said_in_the_readers_language(source: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(source)
    language.use("nb")
    said = toml.reason(syntax_fault(caught.value, source)[1])
    assert said
    assert "{" not in said


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("municipalty", "municipality"),
        ("postal-code", "postal_code"),
        ("Name", "name"),
        ("xyzzy", None),
    ],
)
def test_the_nearest_valid_word(word: str, expected: str | None) -> None:
    assert nearest(word, ["name", "municipality", "postal_code"]) == expected
