"""Cells are counted as Rich counts them, with and without it."""

from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st
from rich import cells

from tui.ui.cellwidth import NARROW, cell_len, set_cell_size

TEXTS = st.text(st.one_of(st.characters(), st.sampled_from("aå–🙂\u200d\ufe0f\u0301界#")), max_size=12)


def test_every_character_of_unicode() -> None:
    wrong = [code for code in range(sys.maxunicode + 1) if cell_len(chr(code)) != cells.cell_len(chr(code))]
    assert wrong == []


def test_what_is_called_narrow_takes_one_cell_each() -> None:
    assert {cells.get_character_cell_size(one) for one in NARROW} == {1}


@given(TEXTS)
def test_every_text(text: str) -> None:
    assert cell_len(text) == cells.cell_len(text)


@given(TEXTS, st.integers(-3, 20))
def test_every_size(text: str, total: int) -> None:
    assert set_cell_size(text, max(total, 0)) == cells.set_cell_size(text, max(total, 0))
    assert cell_len(set_cell_size(text, total)) <= max(total, 0)
