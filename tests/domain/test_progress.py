"""How goals stand, case by case."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.agreement import (
    AchievementStatus,
    Baseline,
    Goal,
    Indicator,
    LifecycleStatus,
    Period,
    Progress,
    Standing,
)
from tui.domain.progress import days_left, progress

RUNS = settings(max_examples=300, deadline=None)
TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
START, DUE = TODAY - timedelta(days=90), TODAY + timedelta(days=10)
"""Ninety days of a hundred have gone."""


def indicator(
    actual: float | None, target: float | None, *, baseline: float | None = None, ascending: bool = True
) -> Indicator:
    return Indicator(
        id="i",
        title="Personer i praksis",
        ascending=ascending,
        baseline=None if baseline is None else Baseline(value=baseline),
        periods=(Period(target=target, actual=actual),),
    )


def goal(*indicators: Indicator, start: date | None = START, due: date | None = DUE) -> Goal:
    return Goal(id="g", agreement_id="a", title="Mål", start_date=start, due_date=due, indicators=indicators)


def standing(each: Goal) -> tuple[Standing, bool]:
    found = progress(each, TODAY)
    return found.standing, found.computed


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (goal(indicator(18, 20)), Standing.ON_TRACK),  # exactly where the line is
        (goal(indicator(17.9, 20)), Standing.BEHIND),
        (goal(indicator(20, 20)), Standing.ACHIEVED),
        (goal(indicator(22, 15)), Standing.EXCEEDED),
        (goal(indicator(0, 20)), Standing.BEHIND),
        (goal(indicator(None, 20)), Standing.MISSING_NUMBERS),
        (goal(indicator(12, None)), Standing.NO_INDICATOR),
        (goal(), Standing.NO_INDICATOR),
        (goal(indicator(12, 20), start=None), Standing.UNDERWAY),
        (goal(indicator(12, 20), due=None), Standing.UNDERWAY),
        (goal(indicator(12, 20), start=TOMORROW), Standing.NOT_STARTED),
        (goal(indicator(None, 20), start=TOMORROW), Standing.NOT_STARTED),
        (goal(start=TOMORROW), Standing.NOT_STARTED),
        (goal(indicator(0, 1), due=YESTERDAY), Standing.OVERDUE),
        (goal(indicator(None, 1), due=YESTERDAY), Standing.OVERDUE),
        (goal(due=YESTERDAY), Standing.OVERDUE),
        (goal(indicator(1, 1), due=YESTERDAY), Standing.ACHIEVED),
        (goal(indicator(0, 1), due=TODAY), Standing.BEHIND),
        (goal(indicator(4, 5, baseline=10, ascending=False)), Standing.EXCEEDED),
        (goal(indicator(5, 5, baseline=10, ascending=False)), Standing.ACHIEVED),
        (goal(indicator(5.5, 5, baseline=10, ascending=False)), Standing.ON_TRACK),
        (goal(indicator(6, 5, baseline=10, ascending=False)), Standing.BEHIND),
        (goal(indicator(6, 5, ascending=False)), Standing.UNDERWAY),  # 0 would be no place to come down from
        (goal(indicator(0, 0, ascending=False)), Standing.ACHIEVED),
        (goal(indicator(10, 10, baseline=10)), Standing.ACHIEVED),
        (goal(indicator(9, 10, baseline=10)), Standing.BEHIND),
        (goal(indicator(3, 5, baseline=8)), Standing.UNDERWAY),  # more is better, yet it began above the target
    ],
)
def test_worked_out_from_numbers_and_dates(each: Goal, expected: Standing) -> None:
    assert standing(each) == (expected, True)


@pytest.mark.parametrize("numbers", [(), (indicator(22, 15),), (indicator(None, 15),)])
@pytest.mark.parametrize("due", [YESTERDAY, DUE, None])
@pytest.mark.parametrize(
    ("lifecycle", "achievement", "expected"),
    [
        (LifecycleStatus.CANCELLED, None, Standing.CANCELLED),
        (LifecycleStatus.CANCELLED, AchievementStatus.ACHIEVED, Standing.CANCELLED),
        (LifecycleStatus.ON_HOLD, AchievementStatus.BEHIND, Standing.ON_HOLD),
        (LifecycleStatus.COMPLETED, None, Standing.ACHIEVED),
        (LifecycleStatus.COMPLETED, AchievementStatus.ON_TRACK, Standing.ACHIEVED),
        (LifecycleStatus.COMPLETED, AchievementStatus.NOT_ACHIEVED, Standing.NOT_ACHIEVED),
        (LifecycleStatus.ACTIVE, AchievementStatus.ACHIEVED, Standing.ACHIEVED),
        (None, AchievementStatus.NOT_ACHIEVED, Standing.NOT_ACHIEVED),
    ],
)
def test_what_the_source_concludes_wins(
    numbers: tuple[Indicator, ...],
    due: date | None,
    lifecycle: LifecycleStatus | None,
    achievement: AchievementStatus | None,
    expected: Standing,
) -> None:
    each = replace(goal(*numbers, due=due), lifecycle_status=lifecycle, achievement_status=achievement)
    assert standing(each) == (expected, False)


@pytest.mark.parametrize("numbers", [(), (indicator(1, 15),), (indicator(22, 15),)])
@pytest.mark.parametrize(
    ("achievement", "expected"),
    [
        (AchievementStatus.ON_TRACK, Standing.ON_TRACK),
        (AchievementStatus.AT_RISK, Standing.AT_RISK),
        (AchievementStatus.BEHIND, Standing.BEHIND),
    ],
)
def test_the_pace_the_source_asserts_wins_until_the_due_date(
    numbers: tuple[Indicator, ...], achievement: AchievementStatus, expected: Standing
) -> None:
    assert standing(replace(goal(*numbers), achievement_status=achievement)) == (expected, False)
    assert standing(replace(goal(due=YESTERDAY), achievement_status=achievement)) == (Standing.OVERDUE, True)


def test_planned_at_the_source_is_not_started() -> None:
    assert standing(replace(goal(indicator(0, 4)), lifecycle_status=LifecycleStatus.PLANNED)) == (
        Standing.NOT_STARTED,
        False,
    )


def test_all_numbers_of_one_goal() -> None:
    measured = indicator(12, 20, baseline=2)
    assert progress(goal(measured), TODAY) == Progress(
        standing=Standing.BEHIND,
        computed=True,
        indicator=measured,
        baseline=2,
        actual=12,
        target=20,
        fraction=10 / 18,
        planned_fraction=0.9,
        planned_value=2 + 0.9 * 18,
        days_left=10,
    )


def test_a_missing_baseline_counts_as_zero_but_is_not_shown_as_such() -> None:
    found = progress(goal(indicator(12, 20)), TODAY)
    assert (found.baseline, found.fraction, found.planned_value) == (None, 0.6, 18.0)


def test_missing_is_never_zero() -> None:
    found = progress(goal(indicator(None, 20)), TODAY)
    assert (found.actual, found.fraction, found.as_of, found.target) == (None, None, None, 20)


def test_the_fraction_may_pass_one_and_fall_below_zero() -> None:
    assert progress(goal(indicator(30, 20)), TODAY).fraction == 1.5
    assert progress(goal(indicator(5, 20, baseline=10)), TODAY).fraction == -0.5
    assert progress(goal(indicator(8, 5, baseline=10, ascending=False)), TODAY).fraction == 0.4


def test_the_first_indicator_with_a_target_is_used() -> None:
    prose = Indicator(id="p", title="Erfaringer", periods=(Period(actual=3),))
    found = progress(goal(prose, indicator(1, 2), indicator(9, 10)), TODAY)
    assert (found.actual, found.target) == (1, 2)


FIRST = Period(start=date(2026, 1, 1), end=date(2026, 6, 30), target=10, actual=9)
SECOND = Period(start=date(2026, 7, 1), end=date(2026, 12, 31), target=20)
THIRD = Period(start=date(2027, 1, 1), end=date(2027, 6, 30), target=30)


@pytest.mark.parametrize(
    ("periods", "today", "target"),
    [
        ((FIRST, SECOND, THIRD), date(2026, 6, 30), 10),
        ((THIRD, SECOND, FIRST), date(2026, 7, 1), 20),
        ((FIRST, SECOND, THIRD), date(2029, 1, 1), 30),
        ((FIRST, SECOND, THIRD), date(2025, 1, 1), 10),
        ((FIRST, THIRD), date(2026, 9, 1), 10),
        ((FIRST, replace(SECOND, target=None), THIRD), date(2026, 9, 1), 10),
        ((Period(target=7),), date(2026, 9, 1), 7),
    ],
)
def test_the_target_is_that_of_the_current_period_or_the_latest(
    periods: tuple[Period, ...], today: date, target: float
) -> None:
    found = progress(goal(Indicator(id="i", title="Besøk", periods=periods)), today)
    assert found.target == target


def test_the_actual_is_the_latest_there_is() -> None:
    found = progress(goal(Indicator(id="i", title="Besøk", periods=(SECOND, FIRST))), TODAY)
    assert (found.actual, found.as_of, found.target) == (9, date(2026, 6, 30), 20)


def test_a_target_for_part_of_the_way_gives_no_plan() -> None:
    measured = Indicator(id="i", title="Besøk", periods=(replace(SECOND, actual=1),))
    found = progress(goal(measured, due=date(2028, 12, 31)), TODAY)
    assert (found.planned_fraction, found.planned_value, found.standing) == (None, None, Standing.UNDERWAY)
    assert progress(goal(measured, due=date(2026, 12, 31)), TODAY).standing is Standing.BEHIND


def test_the_plan_ends_at_the_due_date() -> None:
    late = progress(goal(indicator(12, 20), due=YESTERDAY), TODAY)
    assert (late.planned_fraction, late.planned_value, late.days_left) == (1.0, 20, -1)
    assert progress(goal(indicator(12, 20), start=TODAY, due=TODAY), TODAY).planned_fraction == 1.0
    assert progress(goal(indicator(12, 20), start=TOMORROW), TODAY).planned_fraction == 0.0
    assert progress(goal(indicator(12, 20), start=TOMORROW, due=TOMORROW), TODAY).planned_fraction == 0.0
    assert progress(goal(indicator(12, 20), start=DUE, due=START), TODAY).planned_fraction is None


def test_days_left() -> None:
    assert [days_left(goal(due=due), TODAY) for due in (TOMORROW, TODAY, YESTERDAY, None)] == [1, 0, -1, None]


DATES = st.none() | st.sampled_from([date.min, date.max, START, YESTERDAY, TODAY, TOMORROW, DUE])
NUMBERS = st.none() | st.sampled_from([0.0, -0.0, 1e308, -1e308, 5e-324]) | st.floats(-100, 100)
PERIODS = st.builds(Period, start=DATES, end=DATES, target=NUMBERS, actual=NUMBERS)
INDICATORS = st.builds(
    Indicator,
    id=st.just("i"),
    title=st.just("t"),
    ascending=st.booleans(),
    baseline=st.none() | st.builds(Baseline, value=NUMBERS),
    periods=st.lists(PERIODS, max_size=3).map(tuple),
)
GOALS = st.builds(
    Goal,
    id=st.just("g"),
    agreement_id=st.just("a"),
    title=st.just("t"),
    lifecycle_status=st.none() | st.sampled_from(LifecycleStatus),
    achievement_status=st.none() | st.sampled_from(AchievementStatus),
    start_date=DATES,
    due_date=DATES,
    indicators=st.lists(INDICATORS, max_size=2).map(tuple),
)


@RUNS
@given(GOALS)
def test_nothing_is_claimed_without_the_numbers_for_it(each: Goal) -> None:
    found = progress(each, TODAY)
    if found.computed and found.standing in {Standing.ON_TRACK, Standing.BEHIND}:
        assert None not in (found.actual, found.target, found.planned_fraction, each.start_date, each.due_date)
    if found.actual is None:
        assert found.fraction is None
        assert not (found.computed and found.standing in {Standing.ACHIEVED, Standing.EXCEEDED})
    if found.target is None:
        assert (found.indicator, found.actual, found.planned_value) == (None, None, None)
    for number in (found.fraction, found.planned_fraction, found.planned_value):
        assert number is None or math.isfinite(number)
    assert found.planned_fraction is None or 0 <= found.planned_fraction <= 1
