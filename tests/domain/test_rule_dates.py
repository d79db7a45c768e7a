"""Dates of recurrence rules, with dateutil as the second opinion."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.rule_dates import is_supported, rule_dates
from tui.domain.schedule import ByDay, Frequency, Recurrence

RUNS = settings(max_examples=300, deadline=None)

DAYS = st.dates(date(1999, 1, 1), date(2029, 12, 31))
MONTH_DAYS = st.one_of(st.integers(1, 31), st.integers(-31, -1))
LAST = date(2034, 12, 31)


@st.composite
def bydays(draw: st.DrawFn, freq: Frequency) -> tuple[ByDay, ...]:
    """All with an ordinal or none: dateutil takes `1FR,MO` for the intersection of the two, RFC 5545 for both."""
    most = {Frequency.MONTHLY: 5, Frequency.YEARLY: 53}.get(freq)
    with_ordinals = most is not None and draw(st.booleans())
    ordinals = st.integers(1, most or 1).flatmap(lambda number: st.sampled_from([number, -number]))
    each = st.builds(ByDay, weekday=st.integers(0, 6), ordinal=ordinals if with_ordinals else st.none())
    return tuple(draw(st.lists(each, max_size=4)))


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    freq = draw(st.sampled_from(Frequency))
    weekly = freq is Frequency.WEEKLY
    return Recurrence(
        freq=freq,
        interval=draw(st.one_of(st.integers(1, 6), st.integers(1, 40))),
        byday=draw(bydays(freq)),
        bymonthday=() if weekly else tuple(draw(st.lists(MONTH_DAYS, max_size=3))),
        count=draw(st.none() | st.integers(1, 60)),
        until=draw(st.none() | DAYS),
        wkst=draw(st.integers(0, 6)),
    )


def by_dateutil(rule: Recurrence, start: date, first: date, last: date) -> list[date]:
    weekdays = [rrule.weekday(each.weekday, each.ordinal) for each in rule.byday]
    known = rrule.rrule(
        getattr(rrule, rule.freq.value),
        dtstart=datetime.combine(start, time()),
        interval=rule.interval,
        wkst=rule.wkst,
        count=rule.count,
        byweekday=weekdays or None,
        bymonthday=rule.bymonthday or None,
    )
    end = min(last, rule.until or last)
    found = []
    for moment in known:
        if moment.date() > end:
            break
        if moment.date() >= first:
            found.append(moment.date())
    return found


@RUNS
@given(rules(), DAYS, DAYS, st.integers(0, 1500))
def test_agrees_with_dateutil(rule: Recurrence, start: date, first: date, length: int) -> None:
    last = min(first + timedelta(days=length), LAST)
    assert is_supported(rule)
    assert list(rule_dates(rule, start, first, last)) == by_dateutil(rule, start, first, last)


@RUNS
@given(rules(), DAYS, DAYS, DAYS)
def test_a_window_shows_what_the_whole_shows_there(rule: Recurrence, start: date, one: date, other: date) -> None:
    first, last = sorted((one, other))
    whole = list(rule_dates(rule, start, start, LAST))
    assert list(rule_dates(rule, start, first, last)) == [day for day in whole if first <= day <= last]
    assert whole == sorted(set(whole))
    assert rule.count is None or len(whole) <= rule.count


@settings(max_examples=50, deadline=None)
@given(
    st.builds(
        Recurrence, freq=st.just(Frequency.MONTHLY), byday=st.just((ByDay(weekday=4, ordinal=1), ByDay(weekday=0)))
    ),
    DAYS,
)
def test_first_friday_and_every_monday_are_both_meant(rule: Recurrence, start: date) -> None:
    parts = [Recurrence(freq=Frequency.MONTHLY, byday=(each,)) for each in rule.byday]
    found = set(rule_dates(rule, start, start, LAST))
    assert found == {day for part in parts for day in by_dateutil(part, start, start, LAST)}


@pytest.mark.parametrize(
    ("wkst", "days"),
    [(0, [5, 10, 19, 24]), (6, [5, 17, 19, 31])],
)
def test_wkst_decides_the_phase_of_every_second_week(wkst: int, days: list[int]) -> None:
    """The example of RFC 5545, 3.8.5.3."""
    rule = Recurrence(freq=Frequency.WEEKLY, interval=2, count=4, byday=(ByDay(weekday=1), ByDay(weekday=6)), wkst=wkst)
    assert [day.day for day in rule_dates(rule, date(1997, 8, 5), date.min, date.max)] == days


def test_months_without_the_day_are_left_out() -> None:
    rule = Recurrence(freq=Frequency.MONTHLY)
    found = list(rule_dates(rule, date(2026, 1, 31), date(2026, 1, 1), date(2026, 12, 31)))
    assert [day.month for day in found] == [1, 3, 5, 7, 8, 10, 12]


def test_29_february_comes_every_leap_year() -> None:
    found = rule_dates(Recurrence(freq=Frequency.YEARLY), date(2096, 2, 29), date(2096, 1, 1), date(2108, 12, 31))
    assert [day.year for day in found] == [2096, 2104, 2108]


def test_a_start_that_does_not_fit_is_neither_a_date_nor_counted() -> None:
    rule = Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=1),), count=2)
    found = list(rule_dates(rule, date(2026, 1, 7), date(2026, 1, 1), date(2026, 12, 31)))
    assert found == [date(2026, 1, 13), date(2026, 1, 20)]


def test_count_and_until_may_stand_together() -> None:
    rule = Recurrence(freq=Frequency.DAILY, count=10, until=date(2026, 1, 3))
    assert len(list(rule_dates(rule, date(2026, 1, 1), date.min, date.max))) == 3


EXTREME = st.integers(1, 10**30) | st.just(1)


@RUNS
@given(
    freq=st.sampled_from(Frequency),
    interval=EXTREME,
    count=st.none() | EXTREME,
    start=st.sampled_from([date(9998, 12, 31), date(9999, 12, 31), date.max - timedelta(days=40)]),
    wkst=st.integers(0, 6),
)
def test_extremes_end(freq: Frequency, interval: int, count: int | None, start: date, wkst: int) -> None:
    rule = Recurrence(freq=freq, interval=interval, count=count, wkst=wkst)
    found = list(rule_dates(rule, start, date.max - timedelta(days=400), date.max))
    assert found[:1] == [start]
    assert len(found) <= 367


@pytest.mark.parametrize("freq", Frequency)
def test_from_the_first_year_to_the_last(freq: Frequency) -> None:
    rule = Recurrence(freq=freq, count=10**40, interval=1)
    assert next(rule_dates(rule, date.min, date.min, date.max)) == date.min
    assert list(rule_dates(rule, date.max, date.min, date.max)) == [date.max]


def test_a_window_that_ends_before_it_begins_is_empty() -> None:
    rule = Recurrence(freq=Frequency.DAILY, count=3)
    assert list(rule_dates(rule, date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 1))) == []
    assert list(rule_dates(rule, date(2026, 1, 3), date(2026, 1, 1), date(2026, 1, 2))) == []


@pytest.mark.parametrize(
    "rule",
    [
        Recurrence(freq=Frequency.DAILY, interval=0),
        Recurrence(freq=Frequency.DAILY, count=0),
        Recurrence(freq=Frequency.DAILY, wkst=7),
        Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=7),)),
        Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=1, ordinal=1),)),
        Recurrence(freq=Frequency.WEEKLY, bymonthday=(1,)),
        Recurrence(freq=Frequency.MONTHLY, byday=(ByDay(weekday=1, ordinal=6),)),
        Recurrence(freq=Frequency.MONTHLY, byday=(ByDay(weekday=1, ordinal=0),)),
        Recurrence(freq=Frequency.MONTHLY, bymonthday=(0,)),
        Recurrence(freq=Frequency.YEARLY, bymonthday=(-32,)),
        Recurrence(freq=Frequency.YEARLY, byday=(ByDay(weekday=1, ordinal=-54),)),
    ],
)
def test_rules_without_a_meaning_are_not_supported(rule: Recurrence) -> None:
    assert not is_supported(rule)
