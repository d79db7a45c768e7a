"""How a goal stands. What the source asserts wins; the rest is worked out from its numbers and dates, or left open.

Numbers are those of the first indicator that has a target. A number that is missing is never taken for zero, nor is
an old one taken for today's where a later one is due.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

from .agreement import AchievementStatus, Goal, Indicator, LifecycleStatus, Period, Progress, Standing
from .series import missing
from .values import dataclass

_STOPPED = {LifecycleStatus.CANCELLED: Standing.CANCELLED, LifecycleStatus.ON_HOLD: Standing.ON_HOLD}
_CONCLUDED = {
    AchievementStatus.ACHIEVED: Standing.ACHIEVED,
    AchievementStatus.NOT_ACHIEVED: Standing.NOT_ACHIEVED,
}
_IN_BETWEEN = {
    AchievementStatus.ON_TRACK: Standing.ON_TRACK,
    AchievementStatus.AT_RISK: Standing.AT_RISK,
    AchievementStatus.BEHIND: Standing.BEHIND,
}
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of one indicator, as they hold on one day."""

    indicator: Indicator
    target: float
    target_end: date | None
    actual: float | None
    as_of: date | None
    last_reported: date | None

    @property
    def baseline(self) -> float | None:
        return self.indicator.baseline.value if self.indicator.baseline else None

    @property
    def way(self) -> float | None:
        """From baseline to target; None where the two do not say which way the numbers are to go.

        A missing baseline is 0 where more is better; where less is better, no start can be assumed.
        """
        if self.baseline is None and not self.indicator.ascending:
            return None
        way = self.target - (self.baseline or 0.0)
        right_way = way >= 0 if self.indicator.ascending else way <= 0
        return way if right_way and math.isfinite(way) else None

    @property
    def surplus(self) -> float | None:
        """How far the actual is past the target, in the direction that is better; None without an actual."""
        if self.actual is None:
            return None
        return self.actual - self.target if self.indicator.ascending else self.target - self.actual

    @property
    def fraction(self) -> float | None:
        if self.actual is None or self.surplus is None or self.way is None:
            return None
        if self.way == 0:  # the goal is to stay where it was
            return 1.0 if self.surplus >= 0 else 0.0
        fraction = (self.actual - (self.baseline or 0.0)) / self.way
        return fraction if math.isfinite(fraction) else None


def progress(goal: Goal, today: date) -> Progress:
    """How a goal stands on a day: the standing, who says so, and the numbers behind it."""
    numbers = _numbers(goal, today)
    plan = _planned_fraction(goal, numbers, today)
    asserted = _asserted(goal)
    standing, computed = (asserted, False) if asserted else _worked_out(goal, numbers, plan, today)
    remaining = days_left(goal, today)
    if numbers is None:
        return Progress(standing=standing, computed=computed, days_left=remaining)
    return Progress(
        standing=standing,
        computed=computed,
        indicator=numbers.indicator,
        baseline=numbers.baseline,
        actual=numbers.actual,
        target=numbers.target,
        as_of=numbers.as_of,
        last_reported=numbers.last_reported,
        fraction=numbers.fraction,
        planned_fraction=plan,
        planned_value=None if plan is None else (numbers.baseline or 0.0) + plan * (numbers.way or 0.0),
        days_left=remaining,
    )


def days_left(goal: Goal, today: date) -> int | None:
    """Days to the due date, 0 on the day itself, negative afterwards; None without a due date."""
    return None if goal.due_date is None else (goal.due_date - today).days


def _asserted(goal: Goal) -> Standing | None:
    """What the source says that no date can overtake."""
    if goal.lifecycle_status in _STOPPED:
        return _STOPPED[goal.lifecycle_status]
    if goal.achievement_status in _CONCLUDED:
        return _CONCLUDED[goal.achievement_status]
    return Standing.ACHIEVED if goal.lifecycle_status is LifecycleStatus.COMPLETED else None


def _worked_out(goal: Goal, numbers: _Numbers | None, plan: float | None, today: date) -> tuple[Standing, bool]:
    """The standing of a goal that is not concluded, and whether it was computed."""
    surplus = numbers.surplus if numbers else None
    reached = surplus is not None and surplus >= 0
    if not reached and goal.due_date is not None and goal.due_date < today:
        return Standing.OVERDUE, True  # "on track" said before the due date does not outlive it
    if goal.achievement_status in _IN_BETWEEN:
        return _IN_BETWEEN[goal.achievement_status], False
    if goal.lifecycle_status is LifecycleStatus.PLANNED:
        return Standing.NOT_STARTED, False
    if goal.start_date is not None and goal.start_date > today:
        return Standing.NOT_STARTED, True
    return (_by_numbers(numbers, plan) if numbers else Standing.NO_INDICATOR), True


def _by_numbers(numbers: _Numbers, plan: float | None) -> Standing:
    if numbers.surplus is None:
        return Standing.MISSING_NUMBERS
    if numbers.surplus >= 0:
        return Standing.EXCEEDED if numbers.surplus > 0 else Standing.ACHIEVED
    if plan is None or numbers.fraction is None:
        return Standing.UNDERWAY
    return Standing.ON_TRACK if numbers.fraction >= plan - _ROUNDING else Standing.BEHIND


def _planned_fraction(goal: Goal, numbers: _Numbers | None, today: date) -> float | None:
    """Where a straight line from start to due date is today, 0 to 1.

    None unless start, due date and a target that holds until the due date are stated: a target for part of the way
    says nothing about the line.
    """
    start, due = goal.start_date, goal.due_date
    if numbers is None or numbers.way is None or start is None or due is None or due < start:
        return None
    if numbers.target_end is not None and numbers.target_end < due:
        return None
    if today >= due or today <= start:
        return 1.0 if today >= due else 0.0
    return (today - start).days / (due - start).days


def _numbers(goal: Goal, today: date) -> _Numbers | None:
    for indicator in goal.indicators:
        aim = _aim(indicator.periods, today)
        if aim is None or aim.target is None:
            continue
        reported = max((each for each in indicator.periods if each.actual is not None), key=_age, default=None)
        last = reported.end if reported else None
        late = reported is not None and _is_late(indicator, last, today)
        return _Numbers(
            indicator=indicator,
            target=aim.target,
            target_end=aim.end,
            actual=reported.actual if reported and not late else None,
            as_of=None if late else last,
            last_reported=last,
        )
    return None


def _is_late(indicator: Indicator, last: date | None, today: date) -> bool:
    """Whether a period has gone by since the last number that nobody gave one for."""
    return last is not None and any(each.end is not None and each.end > last for each in missing(indicator, today))


def _aim(periods: Iterable[Period], today: date) -> Period | None:
    """The period whose target holds: the current one, else the last that ended, else the first to come."""
    stated = [each for each in periods if each.target is not None]
    begun = [each for each in stated if each.start is None or each.start <= today]
    current = [each for each in begun if each.end is None or each.end >= today]
    return max(current or begun, key=_age, default=None) or min(stated, key=_age, default=None)


def _age(period: Period) -> tuple[date, date]:
    """Later periods are greater; one without end is still going on."""
    return period.end or date.max, period.start or date.min
