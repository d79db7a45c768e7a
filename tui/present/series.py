"""The numbers of a goal over time, and what is said where a number is missing."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from typing import Final

from ..domain.agreement import Indicator, Measure, Period, Progress
from ..domain.series import Report, Series
from . import dates
from .language import N_, _
from .numbers import number

LEVELS: Final = "_.-=^"
"""From low to high, each higher up in its cell; every terminal has them."""

MOST_TARGETS: Final = 3
"""Targets told one by one; the latest count."""

_MEASURES: Final = {
    Measure.UNIT: N_("counted"),
    Measure.PERCENTAGE: N_("per cent"),
    Measure.NOMINAL: N_("yes or no"),
    Measure.ORDINAL: N_("on a scale"),
    Measure.QUALITATIVE: N_("described in words"),
}


def no_number(value: Progress, today: date) -> str:
    """`ingen tall siden 30.6 (146 d)`, `ingen tall ennå`; empty where there is a number or none is asked for."""
    if value.actual is not None or value.target is None:
        return ""
    if value.last_reported is None:
        return no_numbers_yet()
    elapsed = _("{count} d").format(count=(today - value.last_reported).days)
    return _("no numbers since {date} ({age})").format(date=_day(value.last_reported, today), age=elapsed)


def no_numbers_yet() -> str:
    """Said where nobody has given a number so far."""
    return _("no numbers yet")


def planned(value: Progress) -> str:
    """`19,8 i dag ved jevn framgang (regnet ut her)`; empty where no plan can be worked out."""
    if value.planned_value is None:
        return ""
    words = _("{value} by today at an even pace (worked out here)").format(value=number(value.planned_value))
    if value.actual is None or value.target is None:
        return words
    short = value.target - value.actual if value.indicator is None or value.indicator.ascending else None
    return f"{words}; {_('{count} to go').format(count=number(short))}" if short is not None and short > 0 else words


def definition(indicator: Indicator) -> str:
    """What is counted, how, and which way is better: `Personer i praksis (personer), telles`."""
    unit = f" ({indicator.unit})" if indicator.unit else ""
    parts = [indicator.title + unit]
    if indicator.measure is not None:
        parts.append(_(_MEASURES[indicator.measure]))
    if not indicator.ascending:
        parts.append(_("lower is better"))
    return ", ".join(parts)


def report(value: Report) -> tuple[str, str]:
    """The day and the number: `31.10.2026`, `12`; what is not stated is `-`."""
    return dates.day_with_year(value.day) if value.day else "-", number(value.value)


def report_remark(value: Report) -> str:
    """What goes with a number: that it is where it began, or the comment it came with."""
    return ", ".join(part for part in (_("baseline") if value.baseline else "", value.comment or "") if part)


def gaps(periods: Sequence[Period], today: date) -> str:
    """`ingen tall: juli, august`, with the year where it is not this one; empty without gaps."""
    words = ", ".join(_stretch(one, today) for one in periods)
    return _("no numbers: {periods}").format(periods=words) if words else ""


def targets(periods: Sequence[Period]) -> str:
    """`20 innen 31.10.2026; 40 innen 31.10.2027`, `120 i hver periode, sist innen 31.10.2026`, `ikke oppgitt`."""
    stated = sorted((one for one in periods if one.target is not None), key=lambda one: one.end or date.max)
    values = {one.target for one in stated}
    last = stated[-1] if stated else None
    if len(stated) > 1 and len(values) == 1 and last is not None and last.end is not None and last.target is not None:
        words = _("{value} in each period, the last by {date}")
        return words.format(value=number(last.target), date=dates.day_with_year(last.end))
    return "; ".join(_target(one) for one in stated[-MOST_TARGETS:]) or _("not stated")


def _target(value: Period) -> str:
    if value.target is None:  # the caller left those out
        return "-"
    if value.end is None:
        return number(value.target)
    return _("{value} by {date}").format(value=number(value.target), date=dates.day_with_year(value.end))


def sparkline(values: Sequence[float], width: int) -> str:
    """A line of marks from low to high, the newest `width` of them; nothing for fewer than two values."""
    shown = list(values)[-width:] if width > 0 else []
    if len(shown) < 2:
        return ""
    low, high = min(shown), max(shown)
    reach = high - low
    top = len(LEVELS) - 1
    marks = [LEVELS[round((one - low) / reach * top)] if reach > 0 else LEVELS[top // 2] for one in shown]
    return "".join(marks)


def trend(series: Series, width: int) -> str:
    """`__.-^ fra 4 til 14`: the whole series in one line; empty where there is nothing to compare."""
    line = sparkline([one.value for one in series.reports], width)
    if not line:
        return ""
    first, last = series.reports[0].value, series.reports[-1].value
    return f"{line}  " + _("from {first} to {last}").format(first=number(first), last=number(last))


def _stretch(value: Period, today: date) -> str:
    start, end = value.start, value.end
    if end is None:  # a gap always has one
        return "-"
    if start is None:
        return _("until {end}").format(end=dates.day_with_year(end))
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole and (start.year, start.month) == (end.year, end.month):
        return dates.month_name(end.month) if end.year == today.year else f"{dates.month_name(end.month)} {end.year}"
    return f"{dates.day_with_year(start)}-{dates.day_with_year(end)}"


def _day(value: date, today: date) -> str:
    return dates.short(value) if abs((today - value).days) <= 330 else dates.day_with_year(value)
