"""The numbers of an indicator over time, and what is missing among them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tui.domain.agreement import Baseline, Goal, Indicator, Period, Standing
from tui.domain.progress import progress
from tui.domain.series import missing, series

TODAY = date(2026, 11, 23)


def month(number: int, actual: float | None = None, target: float | None = None) -> Period:
    start = date(2026, number, 1)
    end = date(2026, number + 1, 1) - timedelta(days=1)
    return Period(start=start, end=end, actual=actual, target=target)


def indicator(*periods: Period, baseline: Baseline | None = None) -> Indicator:
    return Indicator(id="i", title="Besøk", periods=periods, baseline=baseline)


def test_reports_come_in_order_with_the_baseline_first() -> None:
    known = series(indicator(month(9, 12), month(8, 9), baseline=Baseline(value=4, date=date(2026, 1, 1))), TODAY)
    assert [(one.value, one.baseline) for one in known.reports] == [(4, True), (9, False), (12, False)]
    assert [one.day for one in known.reports] == [date(2026, 1, 1), date(2026, 8, 31), date(2026, 9, 30)]


def test_a_period_that_is_over_and_has_no_number_is_missing() -> None:
    months = indicator(month(6, 10), month(7, target=12), month(8, 11), month(10))
    assert missing(months, TODAY) == (month(7, target=12), month(10))


def test_a_period_that_still_runs_is_not_missing() -> None:
    running = Period(start=date(2026, 11, 1), end=TODAY, target=5)
    assert missing(indicator(running), TODAY) == ()
    assert missing(indicator(running), TODAY + timedelta(days=1)) == (running,)
    assert missing(indicator(Period(target=5)), TODAY) == ()


def test_a_number_for_part_of_a_period_or_for_more_than_it_speaks_for_it() -> None:
    aim = Period(start=date(2026, 1, 1), end=date(2026, 6, 30), target=20)
    part = Period(start=date(2026, 1, 1), end=date(2026, 3, 31), actual=7)
    more = Period(start=date(2026, 1, 1), end=date(2026, 10, 31), actual=14)
    later = Period(start=date(2026, 7, 1), end=date(2026, 10, 31), actual=14)
    assert missing(indicator(aim, part), TODAY) == ()
    assert missing(indicator(aim, more), TODAY) == ()
    assert missing(indicator(aim, later), TODAY) == (aim,)


def test_an_old_number_is_not_taken_for_one_that_is_due() -> None:
    monthly = indicator(*(month(number, target=120) for number in range(7, 11)), month(6, 98, 120))
    state = progress(Goal(id="g", agreement_id="a", title="Besøk", indicators=(monthly,)), TODAY)
    assert (state.standing, state.actual, state.target) == (Standing.MISSING_NUMBERS, None, 120)
    assert state.last_reported == date(2026, 6, 30)
    assert state.fraction is None


def test_the_number_of_the_last_month_holds_until_the_next_is_over() -> None:
    monthly = indicator(month(10, 98, 120), month(11, target=120))
    state = progress(Goal(id="g", agreement_id="a", title="Besøk", indicators=(monthly,)), TODAY)
    assert (state.actual, state.as_of) == (98, date(2026, 10, 31))


DAYS = st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31))
NUMBERS = st.none() | st.integers(-5, 200).map(float)
PERIODS = st.builds(Period, start=DAYS, end=DAYS, target=NUMBERS, actual=NUMBERS)


@given(st.lists(PERIODS, max_size=8), st.dates(date(2025, 6, 1), date(2027, 6, 1)))
def test_every_number_is_in_the_series_and_no_period_with_one_is_missing(periods: list[Period], today: date) -> None:
    one = indicator(*periods)
    known = series(one, today)
    assert sorted(each.value for each in known.reports) == sorted(
        each.actual for each in periods if each.actual is not None
    )
    assert all(each.actual is None and each.end is not None and each.end < today for each in known.missing)
