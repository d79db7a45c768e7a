"""Days, times and ages in words. Moments are shown in Norwegian time; no process-wide locale is touched."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .language import N_, _, ngettext

ZONE: Final = ZoneInfo("Europe/Oslo")

_SHORT_WEEKDAYS: Final = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
_WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS: Final = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_YEARLESS: Final = 180
"""Days from today beyond which a date without its year could be taken for another."""


def local(moment: datetime) -> datetime:
    """An aware moment on the clock of Norway; as it stands at the very end of the calendar."""
    try:
        return moment.astimezone(ZONE)
    except OverflowError:  # some sources send 9999-12-31T23:59:59Z for "never"
        return moment


def local_date(moment: datetime) -> date:
    """The date it is in Norway at an aware moment."""
    return local(moment).date()


def weekday(day: date) -> str:
    """Two letters: `ma`."""
    return _(_SHORT_WEEKDAYS[day.weekday()])


def weekday_short(number: int) -> str:
    """Two letters for weekday 0 (Monday) to 6."""
    return _(_SHORT_WEEKDAYS[number])


def weekday_long(day: date) -> str:
    """`mandag`."""
    return weekday_name(day.weekday())


def weekday_name(number: int) -> str:
    """The name of weekday 0 (Monday) to 6."""
    return _(_WEEKDAYS[number])


def month_name(number: int) -> str:
    """The name of month 1 to 12."""
    return _(_MONTHS[number - 1])


def day(value: date) -> str:
    """`ma 23.11`."""
    return f"{weekday(value)} {short(value)}"


def short(value: date, today: date | None = None) -> str:
    """`23.11`, at most five characters; only the year where the date is too far from `today` to do without."""
    if today is not None and abs((value - today).days) > _YEARLESS:
        return str(value.year)
    return f"{value.day}.{value.month}"


def day_with_year(value: date) -> str:
    """`23.11.2026`."""
    return f"{value.day}.{value.month}.{value.year}"


def numeric(value: date, today: date) -> str:
    """`23.11`, where that is too far from `today` to do without the year `8.9.2026`."""
    return short(value) if abs((value - today).days) <= _YEARLESS else day_with_year(value)


def dated(value: date, today: date) -> str:
    """`ti 24.11`, in another year than that of `today` with it: `ti 5.1.2027`."""
    return day(value) if value.year == today.year else f"{weekday(value)} {day_with_year(value)}"


def full_day(value: date) -> str:
    """`mandag 23. november 2026, uke 48` (ISO 8601 week)."""
    return _("{weekday} {day} {month} {year}, week {week}").format(
        weekday=weekday_long(value),
        day=value.day,
        month=month_name(value.month),
        year=value.year,
        week=value.isocalendar().week,
    )


def relative_day(value: date, today: date) -> str | None:
    """`i går`, `i dag`, `i morgen`; None for every other day."""
    match (value - today).days:
        case -1:
            return _("yesterday")
        case 0:
            return _("today")
        case 1:
            return _("tomorrow")
        case _other:
            return None


def week_title(monday: date, sunday: date) -> str:
    """`Uke 48   23.-29. november 2026`, across a month or a year `Uke 53   28. desember 2026 - 3. januar 2027`."""
    number = monday.isocalendar().week
    end = f"{sunday.day}. {month_name(sunday.month)} {sunday.year}"
    start = f"{monday.day}."
    if monday.year != sunday.year:
        start += f" {month_name(monday.month)} {monday.year}"
    elif monday.month != sunday.month:
        start += f" {month_name(monday.month)}"
    gap = "-" if start.endswith(".") else " - "
    return _("Week {number}   {days}").format(number=number, days=f"{start}{gap}{end}")


def clock(value: datetime | time) -> str:
    """`09:00`, on the value's own clock."""
    return f"{value.hour:02}:{value.minute:02}"


def clock_seconds(moment: datetime) -> str:
    """`08:01:02` in Norwegian time."""
    return f"{local(moment):%H:%M:%S}"


def span(start: datetime | time, end: datetime | time) -> str:
    """`09:00-12:00`."""
    return f"{clock(start)}-{clock(end)}"


def age(elapsed: timedelta) -> str:
    """`2 min`, `15 t`, `3 d`; a clock that was set back counts as no time at all."""
    minutes = max(elapsed, timedelta()) // timedelta(minutes=1)
    if minutes < 60:
        return _("{count} min").format(count=minutes)
    if minutes < 48 * 60:
        return _("{count} h").format(count=minutes // 60)
    return _("{count} d").format(count=minutes // (24 * 60))


def moment(value: datetime, now: datetime) -> str:
    """`i dag 08:01`, `fr 20.11 15:10`, far from now `20.11.2025 15:10`; Norwegian time."""
    then, today = local(value), local_date(now)
    name = relative_day(then.date(), today)
    if name is None:
        near = abs((then.date() - today).days) <= _YEARLESS
        name = day(then.date()) if near else day_with_year(then.date())
    return f"{name} {clock(then)}"


def stamp(value: datetime) -> str:
    """`23.11.2026 08:03`, for paper: Norwegian time."""
    return f"{day_with_year(local_date(value))} {clock(local(value))}"


def day_near(value: date, today: date) -> str:
    """`i dag`, `on 25.11`, far from today `5.8.2027`."""
    near = abs((value - today).days) <= _YEARLESS
    return relative_day(value, today) or (day(value) if near else day_with_year(value))


def partial_date(value: str) -> str:
    """An ISO 8601 date that may lack day or month: `26.10.2023`, `mai 2023`, `2023`; other text as it came."""
    found = _PARTIAL.fullmatch(value)
    if found is None:
        return value
    year, month, day_of_month = found.groups()
    if day_of_month:
        try:
            return day_with_year(date(int(year), int(month), int(day_of_month)))
        except ValueError:
            return value
    if month:
        return f"{month_name(int(month))} {year}" if 1 <= int(month) <= 12 else value
    return year


def beginning(day: date) -> datetime:
    """Midnight of a day in Norway (aware)."""
    return datetime.combine(day, time(), ZONE)


def days_left(days: int) -> str:
    """`4 dager igjen`, `i dag`, `forfalt 1 d`."""
    if days < 0:
        return _("overdue {count} d").format(count=-days)
    if days == 0:
        return _("today")
    return ngettext("{count} day left", "{count} days left", days).format(count=days)
