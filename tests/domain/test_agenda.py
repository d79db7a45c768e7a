"""The agenda: every session once under its date, dates without any said, warnings after this week."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.agenda import Asked, Day, Entry, Nobody, Section, agenda, date_of
from tui.domain.calendar import Calendar, Session
from tui.domain.notices import notices
from tui.domain.query import HoursRow

from .hours import MONDAY, any_hours, weekly

RUNS = settings(max_examples=60, deadline=None)


def listed(*rows: HoursRow, days: int = 14, gaps: bool = True) -> list[Entry]:
    calendar = Calendar(rows)
    asked = Asked(
        first=MONDAY,
        last=MONDAY + timedelta(days=days - 1),
        today=MONDAY,
        gaps=gaps,
        notices=notices(calendar, MONDAY),
    )
    return agenda(calendar, asked)


def test_today_and_tomorrow_by_name_and_other_empty_dates_together() -> None:
    found = listed(weekly("a", 4, 9, 11), days=7)
    assert [one if not isinstance(one, Session) else one.slot.date for one in found[:8]] == [
        Day(MONDAY),
        Nobody(MONDAY, MONDAY),
        Day(date(2026, 11, 24)),
        Nobody(date(2026, 11, 24), date(2026, 11, 24)),
        Nobody(date(2026, 11, 25), date(2026, 11, 26)),
        Day(date(2026, 11, 27)),
        date(2026, 11, 27),
        Nobody(date(2026, 11, 28), date(2026, 11, 29)),
    ]


def test_warnings_stand_after_the_week_of_today() -> None:
    found = listed(weekly("a", 3, 9, 11))
    at = found.index(Section.NOTICES)
    assert [date_of(one) for one in found[:at] if isinstance(one, Session)] == [date(2026, 11, 26)]
    assert len([one for one in found[at:] if isinstance(one, Session)]) == 1
    assert listed(weekly("a", 3, 9, 11), days=3)[-2] is Section.NOTICES


def test_no_gaps_where_one_looks_for_something() -> None:
    assert not [one for one in listed(weekly("a", 4, 9, 11), gaps=False) if isinstance(one, Nobody)]


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 40), st.booleans())
def test_every_date_is_said_and_every_session_told(rows: list[HoursRow], first: date, days: int, gaps: bool) -> None:
    calendar, last = Calendar(rows), first + timedelta(days=days)
    found = agenda(calendar, Asked(first=first, last=last, today=MONDAY, gaps=gaps))
    told = [one.key for one in found if isinstance(one, Session)]
    assert sorted(told) == sorted(one.key for one in calendar.between(first, last))
    dates = [date_of(one) for one in found]
    assert dates == sorted(day for day in dates if day is not None)
    if gaps:
        said: set[date] = {one.date for one in found if isinstance(one, Day)}
        for gap in (one for one in found if isinstance(one, Nobody)):
            said |= {gap.first + timedelta(days=each) for each in range((gap.last - gap.first).days + 1)}
        assert said == {first + timedelta(days=each) for each in range(days + 1)}
