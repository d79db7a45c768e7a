"""Sessions by the week: the same however they are asked for, at any end of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.calendar import Calendar, monday, mondays, shifted, week_end
from tui.domain.pieces import PIECE
from tui.domain.query import HoursRow
from tui.domain.recurrence import slots
from tui.domain.schedule import Unexpandable

from .hours import MONDAY, any_hours, weekly

RUNS = settings(max_examples=60, deadline=None)


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_weeks_together_are_the_stretch(rows: list[HoursRow], first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = [one.key for one in Calendar(rows).between(first, last)]
    expected = [(row.hours.source_id, row.hours.id, slot.date, slot.start)
                for row in rows for slot in slots(row.hours, first, last).slots]  # fmt: skip
    assert sorted(found) == sorted(expected)


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.booleans())
def test_a_part_of_a_calendar_has_its_part_of_the_sessions(rows: list[HoursRow], day: date, known: bool) -> None:
    whole = Calendar(rows)
    if known:
        whole.week(day)
    part = Calendar(rows[::2], within=whole)
    assert part.week(day) == Calendar(rows[::2]).week(day)
    assert part.without_dates() == Calendar(rows[::2]).without_dates()


def test_a_week_is_worked_out_once_and_in_slices() -> None:
    calendar = Calendar([weekly(f"h{number}", number % 7, 9, 11) for number in range(PIECE * 2 + 1)])
    work = calendar.preparing(MONDAY)
    assert next(work) is None
    assert not calendar.knows(MONDAY)
    assert len(list(work)) == 1
    assert calendar.knows(MONDAY + timedelta(days=6))
    assert calendar.week(MONDAY) is calendar.week(MONDAY + timedelta(days=3))


@pytest.mark.parametrize("day", [date.min, date.max, date(1, 1, 7), date(9999, 12, 26)])
def test_both_ends_of_time(day: date) -> None:
    calendar = Calendar([weekly("h", weekday, 22, 3) for weekday in range(7)])
    assert len(calendar.week(day)) in range(4, 8)
    assert monday(day) <= day <= week_end(day)
    assert list(mondays(day, day)) == [monday(day)]
    assert date.min <= shifted(day, -400) <= shifted(day, 400) <= date.max


def test_rules_without_dates_are_told_with_their_reason() -> None:
    row = weekly("h", 0, 9, 11)
    wordy = HoursRow(hours=replace(row.hours, id="w", recurrence=None), host_name=None, provider_name=None)
    assert Calendar([row, wordy]).without_dates() == ((wordy, Unexpandable.NO_RULE),)
