"""The numbers of an indicator over time: what was reported, and for which stretches nobody reported."""

from __future__ import annotations

from datetime import date

from .agreement import Indicator, Period
from .values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One number that was given."""

    value: float
    day: date | None = None
    """End of the period it is for; of a baseline its date. None where the source does not say."""
    comment: str | None = None
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What is known of one indicator, oldest first."""

    reports: tuple[Report, ...] = ()
    missing: tuple[Period, ...] = ()
    """Periods that are over and that no number was given for."""


def series(indicator: Indicator, today: date) -> Series:
    """The reports of an indicator in order, its baseline first, and the periods before `today` that have none."""
    reported = sorted((one for one in indicator.periods if one.actual is not None), key=_end)
    reports = [Report(value=one.actual, day=one.end, comment=one.comment) for one in reported if one.actual is not None]
    baseline = indicator.baseline
    if baseline is not None and baseline.value is not None:
        reports.insert(0, Report(value=baseline.value, day=baseline.date, baseline=True))
    return Series(reports=tuple(reports), missing=missing(indicator, today))


def missing(indicator: Indicator, today: date) -> tuple[Period, ...]:
    """Periods that ended before `today` without a number of their own, inside them or over all of them."""
    reported = [one for one in indicator.periods if one.actual is not None]
    return tuple(
        sorted(
            (
                one
                for one in indicator.periods
                if one.actual is None
                and one.end is not None
                and one.end < today
                and not any(_speaks_for(report, one) for report in reported)
            ),
            key=_end,
        )
    )


def _speaks_for(report: Period, period: Period) -> bool:
    """Whether a number belongs to a period: given somewhere in it, or for a stretch that holds all of it."""
    start, end = period.start or date.min, period.end or date.max
    last = report.end or date.max
    return start <= last <= end or ((report.start or date.min) <= start and last >= end)


def _end(period: Period) -> date:
    return period.end or date.max
