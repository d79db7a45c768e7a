"""Sessions of office hours: exceptions, holidays, validity, zones and changes of the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.recurrence import next_slot, slots
from tui.domain.schedule import (
    ByDay,
    ExceptionStatus,
    Expansion,
    Frequency,
    HolidayPolicy,
    OfficeHours,
    Recurrence,
    ScheduleException,
    Slot,
    SlotState,
    Unexpandable,
)

RUNS = settings(max_examples=200, deadline=None)
OSLO = ZoneInfo("Europe/Oslo")
TUESDAYS = Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=1),))
DAILY = Recurrence(freq=Frequency.DAILY)
HOURS = OfficeHours(
    id="h",
    source_id="s",
    dtstart=date(2026, 1, 6),
    recurrence=TUESDAYS,
    opens_at=time(10),
    closes_at=time(12),
)
CANCELLED, MOVED, EXTRA = ExceptionStatus.CANCELLED, ExceptionStatus.MOVED, ExceptionStatus.EXTRA


def november(hours: OfficeHours) -> Expansion:
    return slots(hours, date(2026, 11, 1), date(2026, 11, 30))


def days(expansion: Expansion) -> list[int]:
    assert expansion.reason is None
    return [slot.date.day for slot in expansion.slots]


def only(hours: OfficeHours, day: date) -> Slot:
    (slot,) = slots(hours, day, day).slots
    return slot


def test_every_tuesday() -> None:
    found = november(HOURS)
    assert days(found) == [3, 10, 17, 24]
    assert found.slots[0] == Slot(
        hours_id="h",
        date=date(2026, 11, 3),
        start=datetime(2026, 11, 3, 10, tzinfo=OSLO),
        end=datetime(2026, 11, 3, 12, tzinfo=OSLO),
        state=SlotState.OPEN,
    )


def test_both_ends_of_the_window_belong_to_it() -> None:
    assert days(slots(HOURS, date(2026, 11, 3), date(2026, 11, 10))) == [3, 10]


def test_without_a_rule_the_start_is_the_one_date() -> None:
    single = replace(HOURS, recurrence=None, dtstart=date(2026, 11, 12))
    assert days(november(single)) == [12]
    assert days(november(replace(single, valid_to=date(2026, 11, 11)))) == []


def test_weekday_and_monthday_come_from_the_start() -> None:
    hours = replace(HOURS, dtstart=date(2026, 1, 8))
    assert days(november(replace(hours, recurrence=Recurrence(freq=Frequency.WEEKLY)))) == [5, 12, 19, 26]
    assert days(november(replace(hours, recurrence=Recurrence(freq=Frequency.MONTHLY)))) == [8]


def test_valid_dates_cut_and_change_neither_phase_nor_count() -> None:
    every_second = replace(TUESDAYS, interval=2, count=23)
    hours = replace(HOURS, recurrence=every_second)
    assert days(november(hours)) == [10]  # the 23rd of them; the 24th would be the 24th
    assert days(november(replace(hours, valid_from=date(2026, 11, 3), valid_to=date(2026, 11, 10)))) == [10]
    assert days(november(replace(hours, valid_from=date(2026, 11, 11)))) == []


def test_valid_from_serves_as_start_where_there_is_none() -> None:
    hours = replace(HOURS, dtstart=None, recurrence=replace(TUESDAYS, interval=2, count=2))
    assert days(november(replace(hours, valid_from=date(2026, 11, 2)))) == [3, 17]
    assert days(november(replace(hours, valid_from=date(2026, 11, 4)))) == [17]


def with_exceptions(*exceptions: ScheduleException) -> OfficeHours:
    return replace(HOURS, exceptions=exceptions)


def test_a_cancelled_date_keeps_its_slot() -> None:
    slot = only(
        with_exceptions(ScheduleException(date=date(2026, 11, 3), status=CANCELLED, note="Kurs")), date(2026, 11, 3)
    )
    assert (slot.state, slot.note, slot.start.hour) == (SlotState.CANCELLED, "Kurs", 10)


def test_a_moved_date_gets_its_new_times() -> None:
    moved = ScheduleException(date=date(2026, 11, 3), status=MOVED, opens_at=time(13), closes_at=time(14, 30))
    slot = only(with_exceptions(moved), date(2026, 11, 3))
    assert (slot.state, slot.start.time(), slot.end.time()) == (SlotState.MOVED, time(13), time(14, 30))


def test_an_exception_without_times_keeps_those_of_the_rule() -> None:
    slot = only(
        with_exceptions(ScheduleException(date=date(2026, 11, 3), status=MOVED, opens_at=time(11))), date(2026, 11, 3)
    )
    assert (slot.start.time(), slot.end.time()) == (time(11), time(12))


def test_midnight_is_a_time_of_its_own() -> None:
    extra = ScheduleException(date=date(2026, 11, 4), status=EXTRA, opens_at=time(0), closes_at=time(2))
    assert only(with_exceptions(extra), date(2026, 11, 4)).start == datetime(2026, 11, 4, tzinfo=OSLO)


def test_extra_always_adds_and_others_only_where_the_rule_gives_the_date() -> None:
    wednesday = date(2026, 11, 4)
    for status in (CANCELLED, MOVED):
        assert days(november(with_exceptions(ScheduleException(date=wednesday, status=status)))) == [3, 10, 17, 24]
    hours = with_exceptions(
        ScheduleException(date=wednesday, status=EXTRA),
        ScheduleException(date=date(2026, 11, 3), status=EXTRA, opens_at=time(8)),
    )
    found = november(replace(hours, valid_to=date(2026, 11, 3)))
    assert [(slot.date.day, slot.start.hour, slot.state) for slot in found.slots] == [
        (3, 8, SlotState.EXTRA),
        (3, 10, SlotState.OPEN),
        (4, 10, SlotState.EXTRA),
    ]


def test_a_date_that_is_moved_and_cancelled_is_cancelled() -> None:
    both = [ScheduleException(date=date(2026, 11, 3), status=status) for status in (MOVED, CANCELLED)]
    for order in (both, both[::-1]):
        assert only(with_exceptions(*order), date(2026, 11, 3)).state is SlotState.CANCELLED


@pytest.mark.parametrize(
    ("policy", "state"),
    [(HolidayPolicy.CLOSED, SlotState.CLOSED), (HolidayPolicy.OPEN, SlotState.OPEN), (None, SlotState.UNCONFIRMED)],
)
def test_public_holidays(policy: HolidayPolicy | None, state: SlotState) -> None:
    hours = replace(HOURS, recurrence=DAILY, holiday_policy=policy)
    slot = only(hours, date(2026, 5, 17))
    assert (slot.state, slot.holiday) == (state, "constitution_day")
    assert only(hours, date(2026, 5, 18)).state is SlotState.OPEN
    assert only(hours, date(2026, 12, 24)).holiday is None


@pytest.mark.parametrize("status", ExceptionStatus)
def test_what_is_said_of_the_date_itself_wins_over_the_holiday(status: ExceptionStatus) -> None:
    friday = date(2026, 12, 25)
    hours = replace(
        with_exceptions(ScheduleException(date=friday, status=status)),
        recurrence=None if status is EXTRA else DAILY,
        holiday_policy=HolidayPolicy.CLOSED,
    )
    slot = only(hours, friday)
    assert (slot.state.value, slot.holiday) == (status.value, "christmas_day")


def test_by_appointment_is_carried_over() -> None:
    assert november(replace(HOURS, by_appointment=True)).slots[0].by_appointment
    assert not november(replace(HOURS, by_appointment=None)).slots[0].by_appointment


# changes of the clock


def clock(hours: OfficeHours, day: date) -> tuple[str, str]:
    slot = only(hours, day)
    return slot.start.isoformat(), slot.end.isoformat()


def daily(opens: time, closes: time, zone: str = "Europe/Oslo") -> OfficeHours:
    return replace(HOURS, recurrence=DAILY, opens_at=opens, closes_at=closes, timezone_name=zone)


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_session_keeps_its_wall_clock_through_the_week_of_a_change(change: date) -> None:
    found = slots(daily(time(10), time(12)), change - timedelta(days=3), change + timedelta(days=3)).slots
    assert len(found) == 7
    assert {(slot.start.time(), slot.end.time()) for slot in found} == {(time(10), time(12))}
    assert len({slot.start.utcoffset() for slot in found}) == 2


def test_an_overnight_session_is_shorter_in_spring_and_longer_in_autumn() -> None:
    night = daily(time(22), time(6))
    lengths = []
    for day in (date(2026, 3, 27), date(2026, 3, 28), date(2026, 10, 24), date(2026, 10, 25)):
        slot = only(night, day)
        assert (slot.end.date(), slot.end.time()) == (day + timedelta(days=1), time(6))
        lengths.append(slot.end.astimezone(UTC) - slot.start.astimezone(UTC))
    assert lengths == [timedelta(hours=number) for number in (8, 7, 9, 8)]


def test_a_time_that_does_not_exist_is_taken_with_the_offset_before_the_gap() -> None:
    spring = date(2026, 3, 29)
    assert clock(daily(time(2, 30), time(4)), spring) == ("2026-03-29T03:30:00+02:00", "2026-03-29T04:00:00+02:00")
    assert clock(daily(time(1), time(2, 15)), spring) == ("2026-03-29T01:00:00+01:00", "2026-03-29T03:15:00+02:00")
    assert clock(daily(time(2, 15), time(2, 45)), spring) == ("2026-03-29T03:15:00+02:00", "2026-03-29T03:45:00+02:00")


def test_a_session_whose_opening_is_pushed_past_its_closing_keeps_its_length() -> None:
    assert clock(daily(time(2, 30), time(3)), date(2026, 3, 29)) == (
        "2026-03-29T03:30:00+02:00",
        "2026-03-29T04:00:00+02:00",
    )


def test_a_time_that_exists_twice_is_the_first() -> None:
    autumn = date(2026, 10, 25)
    assert clock(daily(time(2, 30), time(4)), autumn) == ("2026-10-25T02:30:00+02:00", "2026-10-25T04:00:00+01:00")
    assert clock(daily(time(1), time(2, 30)), autumn) == ("2026-10-25T01:00:00+02:00", "2026-10-25T02:30:00+02:00")


def test_other_zones_have_their_own_changes() -> None:
    assert clock(daily(time(2, 30), time(5), "America/New_York"), date(2026, 3, 8))[0] == "2026-03-08T03:30:00-04:00"
    assert (
        clock(daily(time(2, 15), time(5), "Australia/Lord_Howe"), date(2026, 10, 4))[0] == "2026-10-04T02:45:00+11:00"
    )
    samoa = replace(daily(time(10), time(12), "Pacific/Apia"), dtstart=date(2011, 1, 1))
    assert clock(samoa, date(2011, 12, 30))[0] == "2011-12-31T10:00:00+14:00"


def test_an_offset_on_the_times_does_not_move_the_session() -> None:
    odd = daily(time(10, tzinfo=UTC), time(12))
    assert clock(odd, date(2026, 7, 1)) == ("2026-07-01T10:00:00+02:00", "2026-07-01T12:00:00+02:00")


def test_closing_when_it_opens_is_a_whole_day() -> None:
    assert clock(daily(time(0), time(0)), date(2026, 7, 1))[1] == "2026-07-02T00:00:00+02:00"


# rules that give no dates


@pytest.mark.parametrize(
    ("reason", "hours"),
    [
        (Unexpandable.NO_RULE, replace(HOURS, recurrence=None, dtstart=None)),
        (Unexpandable.NO_RULE, OfficeHours(id="h", source_id="s", description="Etter avtale")),
        (Unexpandable.NO_TIMES, replace(HOURS, opens_at=None)),
        (Unexpandable.NO_TIMES, replace(HOURS, closes_at=None)),
        (Unexpandable.NO_START_FOR_INTERVAL, replace(HOURS, dtstart=None, recurrence=replace(TUESDAYS, interval=2))),
        (Unexpandable.NO_START_FOR_COUNT, replace(HOURS, dtstart=None, recurrence=replace(TUESDAYS, count=5))),
        (Unexpandable.NO_DAYS, replace(HOURS, dtstart=None, recurrence=Recurrence(freq=Frequency.WEEKLY))),
        (
            Unexpandable.NO_DAYS,
            replace(HOURS, dtstart=None, valid_from=date(2026, 1, 1), recurrence=Recurrence(freq=Frequency.MONTHLY)),
        ),
        (Unexpandable.UNREADABLE, replace(HOURS, unreadable=("freq: week", "byweekno: 3"))),
        (Unexpandable.UNSUPPORTED, replace(HOURS, unreadable=("byweekno: 3", "byyearday: 200"))),
        (Unexpandable.UNSUPPORTED, replace(HOURS, recurrence=replace(TUESDAYS, bymonthday=(1,)))),
        (Unexpandable.UNKNOWN_ZONE, replace(HOURS, timezone_name="Europe/Mosjøen")),
    ],
)
def test_why_there_are_no_dates(reason: Unexpandable, hours: OfficeHours) -> None:
    assert november(hours) == Expansion(reason=reason)
    assert next_slot(hours, datetime(2026, 11, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "zone", ["", " ", "Europe", "../../etc/passwd", "/etc/passwd", "a\0b", "\ud800", "x" * 5000, "tzdata.zi", "3"]
)
def test_zones_that_are_none(zone: str) -> None:
    assert november(replace(HOURS, timezone_name=zone)).reason is Unexpandable.UNKNOWN_ZONE


def test_an_extra_date_is_known_even_where_the_rule_is_not() -> None:
    extra = ScheduleException(date=date(2026, 11, 4), status=EXTRA, opens_at=time(9), closes_at=time(10))
    found = november(OfficeHours(id="h", source_id="s", description="Etter avtale", exceptions=(extra,)))
    assert found.reason is Unexpandable.NO_RULE
    assert [slot.state for slot in found.slots] == [SlotState.EXTRA]


# the next one


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-03T09:00", date(2026, 11, 3)),
        ("2026-11-03T11:59", date(2026, 11, 3)),
        ("2026-11-03T12:00", date(2026, 11, 10)),
        ("2025-12-24T12:00", date(2026, 1, 6)),
    ],
)
def test_the_next_slot_is_the_first_that_has_not_ended(now: str, expected: date) -> None:
    slot = next_slot(HOURS, at(now))
    assert slot is not None
    assert slot.date == expected


def test_the_next_slot_may_have_begun_yesterday() -> None:
    slot = next_slot(daily(time(22), time(6)), at("2026-11-03T05:00"))
    assert slot is not None
    assert slot.date == date(2026, 11, 2)


def test_the_next_slot_is_one_that_is_held() -> None:
    hours = replace(
        with_exceptions(ScheduleException(date=date(2026, 12, 22), status=CANCELLED)),
        recurrence=replace(TUESDAYS, byday=(ByDay(weekday=1), ByDay(weekday=4))),
        holiday_policy=HolidayPolicy.CLOSED,
    )
    slot = next_slot(hours, at("2026-12-18T13:00"))  # 22 Dec is cancelled, 25 Dec a holiday
    assert slot is not None
    assert slot.date == date(2026, 12, 29)


def test_the_next_slot_is_looked_for_as_far_as_asked() -> None:
    yearly = replace(HOURS, recurrence=Recurrence(freq=Frequency.YEARLY))
    found = next_slot(yearly, at("2026-01-07T00:00"))
    assert found is not None
    assert found.date == date(2027, 1, 6)
    assert next_slot(yearly, at("2026-01-07T00:00"), days=363) is None
    assert next_slot(HOURS, at("2026-01-07T00:00"), days=0) is None


@pytest.mark.parametrize("now", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("zone", ["Europe/Oslo", "America/New_York"])
def test_the_next_slot_at_the_ends_of_the_calendar(now: datetime, zone: str) -> None:
    hours = replace(daily(time(22), time(6), zone), dtstart=None)
    slot = next_slot(hours, now)
    assert slot is None or slot.end > now


# whatever comes

ANY_DATE = st.none() | st.sampled_from([date.min, date.max]) | st.dates(date(2025, 1, 1), date(2027, 12, 31))
ANY_NUMBER = st.sampled_from([-1, 0, 1, 2, 7, 10**12, 10**30])
ANY_TIME = st.none() | st.times()
ANY_RULE = st.builds(
    Recurrence,
    freq=st.sampled_from(Frequency),
    interval=ANY_NUMBER,
    byday=st.lists(
        st.builds(ByDay, weekday=st.integers(-1, 7), ordinal=st.none() | st.integers(-6, 60)), max_size=3
    ).map(tuple),
    bymonthday=st.lists(st.integers(-40, 40), max_size=3).map(tuple),
    count=st.none() | ANY_NUMBER,
    until=ANY_DATE,
    wkst=st.integers(-1, 7),
)
ANY_EXCEPTION = st.builds(
    ScheduleException,
    date=ANY_DATE.filter(bool),
    status=st.sampled_from(ExceptionStatus),
    opens_at=ANY_TIME,
    closes_at=ANY_TIME,
)
ANY_HOURS = st.builds(
    OfficeHours,
    id=st.just("h"),
    source_id=st.just("s"),
    timezone_name=st.sampled_from(["Europe/Oslo", "Pacific/Apia", "America/St_Johns", "UTC", "Nowhere", ""]),
    dtstart=ANY_DATE,
    recurrence=st.none() | ANY_RULE,
    valid_from=ANY_DATE,
    valid_to=ANY_DATE,
    opens_at=ANY_TIME,
    closes_at=ANY_TIME,
    holiday_policy=st.none() | st.sampled_from(HolidayPolicy),
    exceptions=st.lists(ANY_EXCEPTION, max_size=3).map(tuple),
)
WINDOWS = st.sampled_from(
    [(date(2026, 1, 1), date(2026, 12, 31)), (date.max - timedelta(days=60), date.max), (date.min, date(1, 3, 1))]
)


@RUNS
@given(ANY_HOURS, WINDOWS)
def test_nothing_raises_and_every_slot_makes_sense(hours: OfficeHours, window: tuple[date, date]) -> None:
    first, last = window
    found = slots(hours, first, last)
    for slot in found.slots:
        assert first <= slot.date <= last
        assert slot.start < slot.end
        assert slot.start.tzinfo is not None
    assert all(one.start <= other.start for one, other in pairwise(found.slots))
    assert isinstance(next_slot(hours, datetime.combine(first, time(12), tzinfo=UTC)), Slot | None)
