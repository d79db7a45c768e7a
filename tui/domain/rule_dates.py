"""The dates of a recurrence rule (RFC 5545, 3.3.10), without times of day.

Days are counted as proleptic Gregorian ordinals, so that neither a huge interval nor the year 9999 overflows.
Every loop ends with the window that was asked for, whatever the rule says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from .schedule import ByDay, Frequency, Recurrence

_MOST_ORDINALS = {Frequency.MONTHLY: 5, Frequency.YEARLY: 53}
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MORE_THAN_ALL_DAYS = date.max.toordinal() + 1


def is_supported(rule: Recurrence) -> bool:
    """Whether RFC 5545 gives it a meaning: numbers in range, ordinals by month or year only, no monthday by week."""
    most = _MOST_ORDINALS.get(rule.freq, 0)
    return (
        rule.interval >= 1
        and (rule.count is None or rule.count >= 1)
        and 0 <= rule.wkst <= 6
        and all(0 <= each.weekday <= 6 for each in rule.byday)
        and all(each.ordinal is None or 1 <= abs(each.ordinal) <= most for each in rule.byday)
        and all(1 <= abs(number) <= 31 for number in rule.bymonthday)
        and not (rule.bymonthday and rule.freq is Frequency.WEEKLY)
    )


def rule_dates(rule: Recurrence, origin: date | None, first: date, last: date) -> Iterator[date]:
    """Dates of a supported rule from `first` to `last`, both inclusive, in order.

    No date comes before `origin`; INTERVAL and COUNT run from it, and weekday, day of month and month are its own
    where the rule has none. An origin that does not fit the rule is not a date of it and is not counted. Only a rule
    with days, INTERVAL 1 and no COUNT can do without it.
    """
    origin = origin or first
    low = max(first, origin).toordinal()
    high = min(last, rule.until or last).toordinal()
    if rule.count is not None:
        high = min(high, _last_counted(rule, rule.count, origin, high))
    return map(date.fromordinal, _ordinals(rule, origin, low, high))


def _last_counted(rule: Recurrence, count: int, origin: date, high: int) -> int:
    """The day COUNT ends on, or `high` if that comes first; weeks and plain days are not walked through."""
    start = origin.toordinal()
    if rule.freq is Frequency.DAILY and not rule.byday and not rule.bymonthday:
        return start + (count - 1) * rule.interval
    if rule.freq is Frequency.WEEKLY:
        week = _week_of(rule, origin)
        offsets = _week_offsets(rule, origin)
        skipped = sum(week + offset < start for offset in offsets)
        weeks, index = divmod(skipped + count - 1, len(offsets))
        return week + weeks * 7 * rule.interval + offsets[index]
    days = _ordinals(rule, origin, start, high)
    return next(islice(days, min(count, _MORE_THAN_ALL_DAYS) - 1, None), high)


def _ordinals(rule: Recurrence, origin: date, low: int, high: int) -> Iterator[int]:
    if low > high:
        return
    for days in _PERIODS[rule.freq](rule, origin, low, high):
        for day in sorted(days):
            if low <= day <= high:
                yield day


def _by_day(rule: Recurrence, origin: date, low: int, high: int) -> Iterator[Iterable[int]]:
    start = origin.toordinal()
    missing = -(low - start) % rule.interval
    for day in range(low + missing, high + 1, rule.interval):
        if rule.byday and (day + 6) % 7 not in {each.weekday for each in rule.byday}:
            continue
        if rule.bymonthday:
            when = date.fromordinal(day)
            month = day - when.day + 1
            if day not in _month_days(rule.bymonthday, month, _month_length(when.year, when.month)):
                continue
        yield (day,)


def _by_week(rule: Recurrence, origin: date, low: int, high: int) -> Iterator[Iterable[int]]:
    week = _week_of(rule, origin)
    step = 7 * rule.interval
    offsets = _week_offsets(rule, origin)
    for monday in range(week + (low - week) // step * step, high + 1, step):
        yield [monday + offset for offset in offsets]


def _by_month(rule: Recurrence, origin: date, low: int, high: int) -> Iterator[Iterable[int]]:
    start = _month_number(origin)
    aligned = start + (_month_number(date.fromordinal(low)) - start) // rule.interval * rule.interval
    own_day = () if rule.byday or rule.bymonthday else (origin.day,)
    for number in range(aligned, _month_number(date.fromordinal(high)) + 1, rule.interval):
        year, month = divmod(number, 12)
        first = date(year, month + 1, 1).toordinal()
        length = _month_length(year, month + 1)
        days = _month_days(rule.bymonthday or own_day, first, length)
        yield _limited(rule, days, first, length)


def _by_year(rule: Recurrence, origin: date, low: int, high: int) -> Iterator[Iterable[int]]:
    aligned = origin.year + (date.fromordinal(low).year - origin.year) // rule.interval * rule.interval
    for year in range(aligned, date.fromordinal(high).year + 1, rule.interval):
        if not rule.byday and not rule.bymonthday:
            if origin.day <= _month_length(year, origin.month):
                yield (date(year, origin.month, origin.day).toordinal(),)
            continue
        days: set[int] = set()
        for month in range(1, 13) if rule.bymonthday else ():
            days |= _month_days(rule.bymonthday, date(year, month, 1).toordinal(), _month_length(year, month))
        yield _limited(rule, days, date(year, 1, 1).toordinal(), 337 + _month_length(year, 2))


_PERIODS = {
    Frequency.DAILY: _by_day,
    Frequency.WEEKLY: _by_week,
    Frequency.MONTHLY: _by_month,
    Frequency.YEARLY: _by_year,
}


def _limited(rule: Recurrence, days: set[int], first: int, length: int) -> set[int]:
    """BYDAY chooses among the days of BYMONTHDAY where both are given, and gives the days itself where it is alone."""
    if not rule.byday:
        return days
    weekdays = _weekdays(rule.byday, first, length)
    return days & weekdays if rule.bymonthday else weekdays


def _weekdays(byday: Iterable[ByDay], first: int, length: int) -> set[int]:
    """`1FR,MO` is the first Friday and every Monday of the stretch that begins on day `first`."""
    found: set[int] = set()
    for each in byday:
        days = range(first + (each.weekday - first - 6) % 7, first + length, 7)
        if each.ordinal is None:
            found.update(days)
        elif abs(each.ordinal) <= len(days):
            found.add(days[each.ordinal - 1 if each.ordinal > 0 else each.ordinal])
    return found


def _month_days(bymonthday: Iterable[int], first: int, length: int) -> set[int]:
    return {first + (number - 1 if number > 0 else length + number) for number in bymonthday if abs(number) <= length}


def _week_of(rule: Recurrence, day: date) -> int:
    """First day, by WKST, of the week a day lies in."""
    return day.toordinal() - (day.weekday() - rule.wkst) % 7


def _week_offsets(rule: Recurrence, origin: date) -> list[int]:
    weekdays = {each.weekday for each in rule.byday} or {origin.weekday()}
    return sorted((weekday - rule.wkst) % 7 for weekday in weekdays)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _MONTH_LENGTHS[month - 1]
