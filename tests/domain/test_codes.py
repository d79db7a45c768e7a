"""Codes for names: unique, short, Norwegian, and the same for the same names."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.codes import codes

RUNS = settings(max_examples=200, deadline=None)


def test_initials_with_our_own_letters() -> None:
    names = ("Brua møteplass Tromsø", "Brua møteplass Harstad", "Åsgård på Ørnes", "Æra", "Kirken i Mosjøen")
    assert codes(names) == {
        "Brua møteplass Tromsø": "BMT",
        "Brua møteplass Harstad": "BMH",
        "Åsgård på Ørnes": "ÅØ",
        "Æra": "ÆRA",
        "Kirken i Mosjøen": "KM",
    }


def test_long_names_keep_their_end_where_they_differ() -> None:
    found = codes(("Kirkens Bymisjons møteplass i Mosjøen", "Kirkens Bymisjons kafé i Bodø", "12", ""))
    assert found["Kirkens Bymisjons kafé i Bodø"] == "KBB"
    assert found["Kirkens Bymisjons møteplass i Mosjøen"] == "KBM"
    assert len(set(found.values())) == 4


@RUNS
@given(st.lists(st.text(max_size=30), max_size=60))
def test_unique_and_independent_of_the_order(names: list[str]) -> None:
    found = codes(names)
    shuffled = list(names)
    random.Random(1).shuffle(shuffled)
    assert codes(shuffled) == found
    assert set(found) == set(names)
    assert len(set(found.values())) == len(found)
    assert all(0 < len(code) <= 5 for code in found.values())


def test_hundreds_alike_are_told_apart_by_numbers() -> None:
    found = codes(f"Sted {number}" for number in range(300))
    assert len(set(found.values())) == 300
    assert max(map(len, found.values())) <= 4
