"""Warnings: from data and the calendar, five weeks ahead."""

from __future__ import annotations

from datetime import date, timedelta

from tui.domain.calendar import Calendar
from tui.domain.notices import DAYS, Ends, Notice, OnHoliday, notices
from tui.domain.query import HoursRow
from tui.domain.schedule import HolidayPolicy

from .hours import MONDAY, off, weekly


def warned(*rows: HoursRow, today: date = MONDAY) -> tuple[Notice, ...]:
    return notices(Calendar(rows), today)


def test_eves_and_holidays_with_how_many_are_not_cancelled() -> None:
    eve, day = warned(
        weekly("a", 3, 9, 11, exceptions=(off(date(2026, 12, 24)),)),
        weekly("b", 3, 12, 13),
        weekly("c", 4, 9, 11, holiday_policy=HolidayPolicy.CLOSED),
    )
    assert isinstance(eve, OnHoliday)
    assert isinstance(day, OnHoliday)
    assert (eve.date, eve.key, eve.public) == (date(2026, 12, 24), "christmas_eve", False)
    assert [one.row.hours.id for one in eve.doubtful] == ["b"]
    assert (day.key, day.public, day.doubtful) == ("christmas_day", True, ())


def test_new_years_eve_and_a_day_that_is_two() -> None:
    assert [one.date for one in warned(weekly("a", 3, 9, 11), today=date(2026, 12, 30))] == [date(2026, 12, 31)]
    (double,) = warned(weekly("a", 0, 9, 11), today=date(2027, 5, 17))
    assert isinstance(double, OnHoliday)
    assert double.key == "constitution_day+whit_monday"


def test_validity_that_ends_within_the_five_weeks() -> None:
    last = MONDAY + timedelta(days=DAYS - 1)
    rows = [weekly(str(number), 1, 9, 11, valid_to=day) for number, day in enumerate((last, last + timedelta(days=1)))]
    assert warned(*rows) == (Ends(last, rows[0]),)
    assert warned(weekly("a", 1, 9, 11, valid_to=MONDAY - timedelta(days=1))) == ()


def test_nothing_where_nobody_is() -> None:
    assert warned(weekly("a", 1, 9, 11)) == ()
    assert warned() == ()
