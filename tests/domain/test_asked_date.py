from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.asked_date import NotADate, asked_date

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24.12", date(2026, 12, 24)),
        (" 24. 12. ", date(2026, 12, 24)),
        ("24.12.2025", date(2025, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("5.1", date(2027, 1, 5)),
        ("uke 48", TODAY),
        ("Uke 2", date(2027, 1, 11)),
        ("veke 48", TODAY),
        ("week 53 2026", date(2026, 12, 28)),
        ("2026-W48", TODAY),
        ("uke 53 2027", NotADate.WEEK),
        ("uke 0", NotADate.WEEK),
        ("31.2", NotADate.DAY),
        ("29.2", NotADate.DAY),
        ("0000-01-01", NotADate.DAY),
        ("", NotADate.FORM),
        ("i morgen", NotADate.FORM),
        ("24/12", NotADate.FORM),
        ("٢٤.١٢", date(2026, 12, 24)),
    ],
)
def test_what_is_typed(text: str, expected: date | NotADate) -> None:
    assert asked_date(text, TODAY) == expected


@given(st.text(max_size=20), st.dates())
def test_any_text_has_an_answer(text: str, today: date) -> None:
    assert isinstance(asked_date(text, today), date | NotADate)


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.dates(date(1000, 1, 1)))
def test_dates_with_their_year_are_themselves(today: date, day: date) -> None:
    assert asked_date(f"{day.day}.{day.month}.{day.year}", today) == day
    assert asked_date(day.isoformat(), today) == day
