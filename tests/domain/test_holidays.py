"""Public holidays, held against two other computations."""

from __future__ import annotations

from datetime import date

import dateutil.easter
import holidays as second_opinion
import pytest

from tui.domain.holidays import easter, eve, holiday

NAMES = {
    "New Year's Day": "new_year",
    "Maundy Thursday": "maundy_thursday",
    "Good Friday": "good_friday",
    "Easter Sunday": "easter_sunday",
    "Easter Monday": "easter_monday",
    "Labor Day": "labour_day",
    "Ascension Day": "ascension",
    "Constitution Day": "constitution_day",
    "Pentecost": "whit_sunday",
    "Pentecost Monday": "whit_monday",
    "Christmas Day": "christmas_day",
    "Second Day of Christmas": "boxing_day",
}


def test_easter_agrees_with_dateutil() -> None:
    assert [easter(year) for year in range(1583, 4100)] == [dateutil.easter.easter(year) for year in range(1583, 4100)]


def test_easter_exists_at_both_ends_of_the_calendar() -> None:
    assert {easter(year).weekday() for year in (1, 2, 9998, 9999)} == {6}
    assert holiday(date.min) == "new_year"
    assert holiday(date.max) is None


@pytest.mark.parametrize("decade", range(1950, 2101, 10))
def test_every_day_agrees_with_the_holidays_package(decade: int) -> None:
    years = range(decade, min(decade + 10, 2101))  # it knows none after 2100
    known = second_opinion.country_holidays("NO", years=years, language="en_US")
    for ordinal in range(date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        found = holiday(day)
        expected = {NAMES[name] for name in known.get_list(day)}
        assert set(found.split("+") if found else ()) == expected, day


def test_two_on_one_day() -> None:
    assert holiday(date(2027, 5, 17)) == "constitution_day+whit_monday"
    assert holiday(date(2008, 5, 1)) == "labour_day+ascension"


def test_eves_are_no_holidays() -> None:
    assert eve(date(2026, 12, 24)) == "christmas_eve"
    assert eve(date(2026, 12, 31)) == "new_years_eve"
    assert eve(date(2026, 12, 25)) is None
    assert holiday(date(2026, 12, 24)) is None
