"""Text that does not fit: sentences end after a word, and the way on row 3 keeps where one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.ui.ink import cut, unbroken, wrap
from tui.ui.screens.trail import breadcrumb

WORDS = st.lists(st.text(alphabet="abcæøå–語", min_size=1, max_size=12), min_size=1, max_size=20).map(" ".join)


@pytest.mark.parametrize(
    ("sentence", "width", "shown"),
    [
        ("Bruk a, b eller c.", 40, "Bruk a, b eller c."),
        ("Bruk a, b eller c.", 18, "Bruk a, b eller c."),
        ("Bruk a, b eller c.", 17, "Bruk a, b..."),
        ("Bruk a, b eller c.", 13, "Bruk a, b..."),
        ("Bruk samarbeidsavtalen", 18, "Bruk samarbeids..."),
        ("samarbeidsavtalen", 10, "samarbe..."),
    ],
)
def test_a_sentence_ends_after_a_word(sentence: str, width: int, shown: str) -> None:
    assert cut(sentence, width) == shown


@given(WORDS, st.integers(4, 60))
def test_nothing_is_wider_than_its_room(sentence: str, width: int) -> None:
    assert cell_len(cut(sentence, width)) <= width
    assert cut(sentence, cell_len(sentence)) == sentence


def test_the_last_line_says_that_it_goes_on_and_is_not_filled_with_dots() -> None:
    shown = wrap("i morgen 10:00-12:00   Veiledningstime med Nav på møteplassen", 40, most=1)
    assert shown == ["i morgen 10:00-12:00   Veiledningstim..."]
    assert wrap("en to tre", 40, most=1) == ["en to tre"]


def test_words_that_belong_together_stay_together() -> None:
    assert wrap("Brua møteplass " + unbroken("(ikke i lokal kopi)"), 24) == ["Brua møteplass", "(ikke i lokal kopi)"]


def way(names: list[str], width: int, right: str = "") -> str:
    return "".join(words for words, _ in breadcrumb("Avtaler", names, right, width)).rstrip()


def test_the_way_is_whole_where_it_fits() -> None:
    assert way(["Brua", "Språkkafé"], 60) == " Avtaler > Brua > Språkkafé"
    assert way(["Språkkafé"], 40, "2 av 13") == " Avtaler > Språkkafé            2 av 13"
    assert way([], 40) == " Avtaler"


def test_in_between_is_shortened_then_left_out_and_where_one_is_stays() -> None:
    names = ["Stiftelsen Kirkens Bymisjon Nordland", "Møteplassen i Mosjøen", "400 samtaler"]
    assert way(names, 90) == " Avtaler > Stiftelsen Kirkens Bymisjon.. > Møteplassen i Mosjøen > 400 samtaler"
    assert way(names, 60) == " Avtaler > Stiftelsen K.. > Møteplassen .. > 400 samtaler"
    assert way(names, 45) == " Avtaler > .. > Møteplasse.. > 400 samtaler"
    assert way(names, 30) == " Avtaler > .. > 400 samtaler"


@given(st.lists(WORDS, min_size=1, max_size=5), st.integers(40, 120))
def test_the_way_never_needs_more_than_the_row(names: list[str], width: int) -> None:
    assert cell_len(way(names, width, "2 av 13")) <= width
