"""Hours with somebody there: real time, nobody counted twice at one place, the average over four weeks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.calendar import Calendar
from tui.domain.query import HoursRow
from tui.domain.schedule import ExceptionStatus, HolidayPolicy
from tui.domain.staffing import Side, Staffing, covered, staffing

from .hours import MONDAY, any_hours, off, weekly

RUNS = settings(max_examples=60, deadline=None)
HOUR = timedelta(hours=1)


def table(*rows: HoursRow, day: date = MONDAY, side: Side = Side.PLACE) -> dict[str | None, Staffing]:
    return {line.group.name if line.group else None: line for line in staffing(Calendar(rows), day)[side]}


def test_a_place_and_the_sum_of_all() -> None:
    found = table(weekly("a", 0, 9, 12), weekly("b", 2, 10, 11), weekly("c", 2, 10, 11, place="Brua"))
    assert list(found) == ["Brua", "Kafeen", None]
    assert [line.week for line in found.values()] == [HOUR, 4 * HOUR, 5 * HOUR]


def test_two_at_one_place_at_one_time_are_one_hour_there() -> None:
    found = table(weekly("a", 0, 9, 12), weekly("b", 0, 11, 13), weekly("c", 0, 9, 12, place="Brua"))
    assert found["Kafeen"].week == 4 * HOUR
    assert found[None].week == 7 * HOUR


def test_cancelled_closed_and_unconfirmed_are_not_staffed_and_moved_is_what_it_became() -> None:
    christmas = date(2026, 12, 25)
    moved = off(date(2026, 12, 21), ExceptionStatus.MOVED, closes_at=time(14))
    found = table(
        weekly("a", 0, 9, 10, exceptions=(moved,)),
        weekly("b", 1, 9, 10, exceptions=(off(date(2026, 12, 22)),)),
        weekly("c", 4, 9, 11, holiday_policy=HolidayPolicy.CLOSED),
        weekly("d", 4, 12, 14),
        day=christmas,
    )
    assert found["Kafeen"].week == 5 * HOUR
    assert found["Kafeen"].unconfirmed == 2 * HOUR


def test_the_average_is_over_this_week_and_the_three_before() -> None:
    found = table(weekly("a", 0, 9, 13, valid_from=date(2026, 11, 16)), weekly("b", 1, 9, 10, by_appointment=True))
    assert found["Kafeen"].average == 3 * HOUR
    assert found["Kafeen"].by_appointment == HOUR


def test_the_night_the_clock_changes_is_as_long_as_it_is() -> None:
    night = weekly("a", 5, 22, 4)
    assert table(night, day=date(2026, 10, 24))["Kafeen"].week == 7 * HOUR
    assert table(night, day=date(2027, 3, 27))["Kafeen"].week == 5 * HOUR


def test_per_host_and_per_provider() -> None:
    rows = (weekly("a", 0, 9, 12), weekly("b", 0, 9, 12, place="Brua"))
    assert {name: line.week for name, line in table(*rows, side=Side.PROVIDER).items()} == {"Nav": 6 * HOUR}
    assert list(table(*rows, side=Side.HOST)) == ["Vert Brua", "Vert Kafeen"]


def test_a_place_that_was_staffed_only_before_is_told_too() -> None:
    found = table(weekly("a", 0, 9, 13, valid_to=date(2026, 11, 20)))
    assert (found["Kafeen"].week, found["Kafeen"].average) == (timedelta(), 3 * HOUR)


def test_at_the_ends_of_time() -> None:
    for day in (date.min, date.max):
        assert table(weekly("a", 0, 9, 13), day=day)[None].week >= timedelta()


@RUNS
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10))))
def test_covered_is_the_hours_in_at_least_one(stretches: list[tuple[int, int]]) -> None:
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - one clock without changes
    times = [(start + one * HOUR, start + (one + length) * HOUR) for one, length in stretches]
    hours = {hour for one, length in stretches for hour in range(one, one + length)}
    assert covered(times) == len(hours) * HOUR


@RUNS
@given(any_hours(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_sum_is_the_sum(rows: list[HoursRow], day: date) -> None:
    *places, total = staffing(Calendar(rows), day)[Side.PLACE]
    assert total.group is None
    assert sum((one.week for one in places), timedelta()) == total.week
    assert all(one.by_appointment <= one.week for one in places)
