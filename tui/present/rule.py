"""A rule for office hours as one sentence: `hver tirsdag 10:00-12:00, fra 6.1.2026`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from ..domain.schedule import ByDay, Frequency, HolidayPolicy, OfficeHours, Recurrence
from . import dates
from .language import N_, SOURCE, _, current, ngettext

_ORDINALS: Final = {
    1: N_("first"),
    2: N_("second"),
    3: N_("third"),
    4: N_("fourth"),
    5: N_("fifth"),
    -1: N_("last"),
    -2: N_("second to last"),
}
_HOLIDAY_POLICIES: Final = {
    HolidayPolicy.CLOSED: N_("closed on public holidays"),
    HolidayPolicy.OPEN: N_("also on public holidays"),
}
_WORKING_DAYS: Final = [0, 1, 2, 3, 4]


def rule(hours: OfficeHours) -> str:
    """When somebody is there, as one phrase that goes after a colon; prose where the source has no rule."""
    if hours.unreadable:
        return _("a rule that could not be understood ({fields})").format(fields=", ".join(hours.unreadable))
    if hours.recurrence is None and hours.dtstart is None:
        return hours.description or hours.notes or _("no fixed days stated")
    days = _pattern(hours.recurrence, hours.dtstart) if hours.recurrence else _single(hours.dtstart)
    parts = [" ".join(part for part in (days, _times(hours)) if part)]
    if hours.recurrence is not None:
        if hours.recurrence.count is not None:
            parts.append(_count(hours.recurrence.count))
        parts.append(_season(hours, hours.recurrence))
        if hours.holiday_policy is not None:
            parts.append(_(_HOLIDAY_POLICIES[hours.holiday_policy]))
    if hours.by_appointment:
        parts.append(_("by appointment only"))
    if hours.timezone_name != dates.ZONE.key:
        parts.append(_("time zone {zone}").format(zone=hours.timezone_name))
    return ", ".join(part for part in parts if part)


def listed(words: Sequence[str]) -> str:
    """`mandag`, `mandag og onsdag`, `mandag, onsdag og fredag`."""
    if len(words) < 2:
        return "".join(words)
    return _("{some} and {last}").format(some=", ".join(words[:-1]), last=words[-1])


def _single(day: date | None) -> str:
    return f"{dates.weekday_long(day)} {dates.day_with_year(day)}" if day else ""


def _times(hours: OfficeHours) -> str:
    if hours.opens_at is not None and hours.closes_at is not None:
        return dates.span(hours.opens_at, hours.closes_at)
    if hours.opens_at is not None:
        return _("from {start}").format(start=dates.clock(hours.opens_at))
    return _("until {end}").format(end=dates.clock(hours.closes_at)) if hours.closes_at is not None else ""


def _season(hours: OfficeHours, recurrence: Recurrence) -> str:
    starts = [one for one in (hours.dtstart, hours.valid_from) if one]
    ends = [one for one in (recurrence.until, hours.valid_to) if one]
    first = dates.day_with_year(max(starts)) if starts else ""
    last = dates.day_with_year(min(ends)) if ends else ""
    if first and last:
        return _("from {first} to {last}").format(first=first, last=last)
    if first:
        return _("from {start}").format(start=first)
    return _("until {end}").format(end=last) if last else ""


def _count(count: int) -> str:
    return ngettext("{count} time", "{count} times", count).format(count=count)


def _pattern(recurrence: Recurrence, start: date | None) -> str:
    match recurrence.freq:
        case Frequency.DAILY:
            return _only(_every_day(recurrence.interval), recurrence)
        case Frequency.WEEKLY:
            return _weekly(recurrence, start)
        case Frequency.MONTHLY:
            return _monthly(recurrence, start)
        case Frequency.YEARLY:
            return _yearly(recurrence, start)


def _every_day(interval: int) -> str:
    if interval == 1:
        return _("every day")
    return _("every second day") if interval == 2 else _("every {count} days").format(count=interval)


def _every_week(interval: int) -> str:
    if interval == 1:
        return _("every week")
    return _("every second week") if interval == 2 else _("every {count} weeks").format(count=interval)


def _every_month(interval: int) -> str:
    if interval == 1:
        return _("of the month")
    return _("every second month") if interval == 2 else _("every {count} months").format(count=interval)


def _every_year(interval: int) -> str:
    if interval == 1:
        return _("every year")
    return _("every second year") if interval == 2 else _("every {count} years").format(count=interval)


def _only(words: str, recurrence: Recurrence) -> str:
    """A rule whose weekdays and month days only leave out some of its dates."""
    limits = [_month_days(recurrence.bymonthday)] if recurrence.bymonthday else []
    limits += [_weekdays(recurrence.byday)] if recurrence.byday else []
    return ", ".join([words, *(_("only {days}").format(days=limit) for limit in limits)])


def _weekdays(byday: Sequence[ByDay]) -> str:
    numbers = sorted({one.weekday for one in byday})
    if numbers == _WORKING_DAYS:
        return _("Monday to Friday")
    return listed([dates.weekday_name(one) for one in numbers])


def _weekly(recurrence: Recurrence, start: date | None) -> str:
    numbers = sorted({one.weekday for one in recurrence.byday}) or ([start.weekday()] if start else [])
    interval = recurrence.interval
    if not numbers:
        return _every_week(interval)
    if len(numbers) == 7 and interval == 1:
        return _every_day(1)
    days = _weekdays([ByDay(weekday=one) for one in numbers])
    if interval == 1:
        return days if numbers == _WORKING_DAYS else _("every {days}").format(days=days)
    if interval == 2 and len(numbers) == 1:
        return _("every second {day}").format(day=days)
    return f"{days} {_every_week(interval)}"


def _monthly(recurrence: Recurrence, start: date | None) -> str:
    repeated = _every_month(recurrence.interval)
    if recurrence.bymonthday:
        words = f"{_month_days(recurrence.bymonthday)} {repeated}"
        days = _weekdays(recurrence.byday)
        return f"{words}, {_('only {days}').format(days=days)}" if days else words
    if any(one.ordinal is None for one in recurrence.byday):
        days = _("every {days}").format(days=_weekdays(recurrence.byday))
        return days if recurrence.interval == 1 else f"{days}, {repeated}"
    if recurrence.byday:
        return _("the {days}").format(days=f"{_ordinal_weekdays(recurrence.byday)} {repeated}")
    if start is not None:
        return f"{_month_days((start.day,))} {repeated}"
    return _("every month") if recurrence.interval == 1 else repeated


def _yearly(recurrence: Recurrence, start: date | None) -> str:
    repeated = _every_year(recurrence.interval)
    if recurrence.byday or recurrence.bymonthday or start is None:
        ordinal = [one for one in recurrence.byday if one.ordinal is not None]
        if ordinal:
            return f"{repeated}, {_('the {days}').format(days=_ordinal_weekdays(ordinal))}"
        return _only(repeated, recurrence)
    return _("{repeated} on {day} {month}").format(
        repeated=repeated, day=start.day, month=dates.month_name(start.month)
    )


def _ordinal_weekdays(byday: Sequence[ByDay]) -> str:
    """`første og tredje tirsdag`, `første mandag og siste fredag`."""
    if len({one.weekday for one in byday}) == 1:
        return f"{listed([_ordinal(one.ordinal) for one in byday])} {dates.weekday_name(byday[0].weekday)}"
    return listed([f"{_ordinal(one.ordinal)} {dates.weekday_name(one.weekday)}" for one in byday])


def _ordinal(number: int | None) -> str:
    if number is None or number in _ORDINALS:
        return _(_ORDINALS[number]) if number else ""
    return _ordinal_number(number) if number > 0 else _("{number} to last").format(number=_ordinal_number(-number))


def _month_days(days: Sequence[int]) -> str:
    """`den 1. og 15.`, `siste dag`."""
    forward = sorted(one for one in days if one > 0)
    backward = sorted((one for one in days if one < 0), reverse=True)
    numbers = listed([_ordinal_number(one) for one in forward])
    parts = [_("the {numbers}").format(numbers=numbers)] if forward else []
    parts += [_("the {ordinal} day").format(ordinal=_ordinal(one)) for one in backward]
    return listed(parts)


def _ordinal_number(number: int) -> str:
    """`15.`, in English `15th`."""
    if current() != SOURCE:
        return f"{number}."
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
