"""The grid of a week: nobody lost, nobody on top of another, no hour without its row."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.calendar import Calendar, monday
from tui.domain.query import HoursRow
from tui.domain.week import DAYS, Band, Week, arrange, bands, week_of

from .hours import MONDAY, any_hours, off, weekly

RUNS = settings(max_examples=80, deadline=None)
SPRING = date(2027, 3, 22)
AUTUMN = date(2026, 10, 19)
"""Weeks whose Sunday changes the clock."""


def week(*rows: HoursRow, start: date = MONDAY) -> Week:
    return week_of(Calendar(rows), start)


def hours_of(found: Week, day: int) -> list[tuple[int, int]]:
    return [(stay.first, stay.last) for stay in found.days[day]]


def test_hours_are_those_the_session_touches() -> None:
    found = week(weekly("a", 0, time(8, 30), time(10, 30)), weekly("b", 1, 9, 11), weekly("c", 2, time(9, 59), 10))
    assert [hours_of(found, day) for day in range(3)] == [[(8, 10)], [(9, 10)], [(9, 9)]]


def test_past_midnight_it_stands_on_both_days_and_comes_in_from_the_week_before() -> None:
    found = week(weekly("a", 5, 22, 3), weekly("b", 6, 23, time(0, 30)))
    assert hours_of(found, 5) == [(22, 23)]
    assert hours_of(found, 6) == [(0, 2), (23, 23)]
    assert hours_of(found, 0) == [(0, 0)]
    assert len(found.sessions) == 3


def test_until_midnight_is_not_the_next_day() -> None:
    found = week(weekly("a", 0, 20, 0))
    assert hours_of(found, 0) == [(20, 23)]
    assert hours_of(found, 1) == []


def test_the_clock_on_the_wall_is_what_counts_when_it_changes() -> None:
    for start in (SPRING, AUTUMN):
        found = week(weekly("a", 6, 1, 4), weekly("b", 5, 22, 5), start=start)
        assert sorted(hours_of(found, 6)) == [(0, 4), (1, 3)]
    back = week(weekly("a", 6, time(2, 30), time(2, 45)), start=AUTUMN)
    assert hours_of(back, 6) == [(2, 2)]
    gone = week(weekly("a", 6, time(2, 15), time(2, 45)), start=SPRING)
    assert hours_of(gone, 6) == [(3, 3)]


def test_lanes_beside_each_other_and_free_again() -> None:
    found = week(weekly("a", 0, 9, 12), weekly("b", 0, 10, 11), weekly("c", 0, 11, 13), weekly("d", 0, 12, 14))
    assert {stay.session.row.hours.id: stay.lane for stay in found.days[0]} == {"a": 0, "b": 1, "c": 1, "d": 0}


def test_empty_hours_share_a_row_and_where_there_is_no_room_unchanging_ones_too() -> None:
    found = week(weekly("a", 0, 9, 11), weekly("b", 1, 15, 18))
    assert bands(found, 10) == (Band(9, 9), Band(10, 10), Band(11, 14), Band(15, 15), Band(16, 16), Band(17, 17))
    assert bands(found, 4) == (Band(9, 10), Band(11, 14), Band(15, 17))


def test_a_week_without_anybody_has_one_row_to_stand_on() -> None:
    assert bands(week(), 8) == (Band(9, 15),)
    assert week().empty_days == tuple(range(DAYS))


def test_cancelled_and_closed_count_as_nobody() -> None:
    found = week(weekly("a", 0, 9, 11, exceptions=(off(MONDAY),)), weekly("b", 1, 9, 11))
    assert found.empty_days == (0, 2, 3, 4, 5, 6)


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 30))
def test_nobody_is_lost_and_nobody_shares_a_place(rows: list[HoursRow], day: date, room: int) -> None:
    start = monday(day)
    calendar = Calendar(rows)
    found = week_of(calendar, start)
    shown = bands(found, room)
    assert [one.first for one in shown] == sorted({one.first for one in shown})
    assert all(before.last + 1 == after.first for before, after in pairwise(shown))
    own = {one.key for one in calendar.week(start)}
    assert own <= {one.key for one in found.sessions}
    seen = {stay.session.key for number in range(DAYS) for band in shown for stay in found.at(number, band)}
    assert seen == {one.key for one in found.sessions}
    for number in range(DAYS):
        for hour in range(24):
            here = [stay.lane for stay in found.days[number] if stay.first <= hour <= stay.last]
            assert len(here) == len(set(here))
        for band in shown:
            together = {stay.lane for stay in found.at(number, band)}
            assert len(together) == len(found.at(number, band))


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_order_of_arrival_does_not_matter(rows: list[HoursRow], day: date) -> None:
    sessions = Calendar(rows).week(day)
    assert arrange(monday(day), sessions) == arrange(monday(day), sessions[::-1])


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_session_takes_an_hour_for_every_hour_it_lasts_on_the_wall(rows: list[HoursRow], day: date) -> None:
    found = [week_of(Calendar(rows), monday(day) + timedelta(days=7 * each)) for each in (0, 1)]
    for session in Calendar(rows).week(day):
        taken = sum(
            stay.last - stay.first + 1
            for each in found
            for stays in each.days
            for stay in stays
            if stay.session.key == session.key
        )
        wall = session.slot.end.replace(tzinfo=None) - session.slot.start.replace(tzinfo=None)
        assert wall <= timedelta(hours=taken)
        assert timedelta(hours=taken) < max(wall, timedelta()) + timedelta(hours=2)
