"""The rule of an HSDS schedule (RFC 5545 by other names), read without guessing.

A rule field that cannot be understood goes to `unreadable`: the office hours stay visible, as words instead of dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from datetime import date, time
from typing import TypeVar

from ..domain.schedule import ByDay, ExceptionStatus, Frequency, HolidayPolicy, Recurrence, ScheduleException
from ..domain.text import clean_line
from ..domain.values import dataclass
from .fields import DecodeError, Fields, read_clock, read_day

T = TypeVar("T")

_FREQUENCIES = {
    "daily": Frequency.DAILY,
    "day": Frequency.DAILY,
    "weekly": Frequency.WEEKLY,
    "week": Frequency.WEEKLY,
    "monthly": Frequency.MONTHLY,
    "month": Frequency.MONTHLY,
    "yearly": Frequency.YEARLY,
    "year": Frequency.YEARLY,
}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"([+-]?[0-9]{1,2})?([A-Z]{2})", re.ASCII)
_LONG_DAY = re.compile(
    r"(MO)N(?:DAY)?|(TU)E(?:S|SDAY)?|(WE)D(?:NESDAY)?|(TH)U(?:RSDAY)?|(FR)I(?:DAY)?|(SA)T(?:URDAY)?|(SU)N(?:DAY)?"
)
_STATUSES = {"closed": ExceptionStatus.CANCELLED, "canceled": ExceptionStatus.CANCELLED}
_UNSUPPORTED = ("byweekno", "byyearday", "bymonth", "bysetpos", "exdate", "rdate")
_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a schedule says about when, ready to become `OfficeHours`."""

    dtstart: date | None
    recurrence: Recurrence | None
    valid_from: date | None
    valid_to: date | None
    opens_at: time | None
    closes_at: time | None
    holiday_policy: HolidayPolicy | None
    exceptions: tuple[ScheduleException, ...]
    unreadable: tuple[str, ...]


def rule(fields: Fields) -> Rule:
    """Never raises for a rule field; DecodeError only where `exceptions` is no list of objects."""
    reader = _Reader(fields)
    valid_from, valid_to = reader.day("valid_from"), reader.day("valid_to")
    return Rule(
        dtstart=reader.day("dtstart"),
        recurrence=_recurrence(reader),
        valid_from=valid_from,
        valid_to=valid_to,
        opens_at=reader.clock("opens_at"),
        closes_at=reader.clock("closes_at"),
        holiday_policy=fields.choice("holiday_policy", HolidayPolicy),
        exceptions=tuple(_exceptions(fields, reader)),
        unreadable=tuple(reader.unreadable),
    )


@dataclass(slots=True)
class _Reader:
    """Reads rule fields and keeps a list of those it could not."""

    fields: Fields
    unreadable: list[str] = field(default_factory=list)

    def refuse(self, name: str, value: object) -> None:
        self.unreadable.append(f"{name}: {_shown(value)}")

    def read(self, name: str, reading: Callable[[object], T | None]) -> T | None:
        value = self.fields.raw(name)
        found = None if value is None else reading(value)
        if value is not None and found is None:
            self.refuse(name, value)
        return found

    def day(self, name: str) -> date | None:
        return self.read(name, read_day)

    def clock(self, name: str) -> time | None:
        return self.read(name, read_clock)

    def positive(self, name: str) -> int | None:
        return self.read(name, _positive)


def _recurrence(reader: _Reader) -> Recurrence | None:
    freq = reader.read("freq", _frequency)
    # UK 1.0 has `weekday` where HSDS 3 has `byday`
    by = "byday" if reader.fields.raw("byday") is not None else "weekday"
    byday = reader.read(by, _by_day) or ()
    bymonthday = reader.read("bymonthday", _month_days) or ()
    interval = reader.positive("interval")
    count = reader.positive("count")
    until = reader.day("until")
    wkst = reader.read("wkst", _weekday)
    for name in _UNSUPPORTED:
        # no meaning for office hours, or not in HSDS at all; leaving it out would invent dates
        if (value := reader.fields.raw(name)) is not None:
            reader.refuse(name, value)
    ordinals = any(one.ordinal is not None for one in byday)
    if freq is None and reader.fields.raw("freq") is None:
        if byday and not ordinals and not bymonthday:
            freq = Frequency.WEEKLY
        elif byday or bymonthday:
            name = by if byday else "bymonthday"
            reader.refuse(name, reader.fields.raw(name))
    if freq in {Frequency.DAILY, Frequency.WEEKLY} and ordinals:
        # RFC 5545 3.3.10: "the first Tuesday of every week" says nothing
        reader.refuse(by, reader.fields.raw(by))
    if freq is None:
        return None
    return Recurrence(
        freq=freq,
        interval=interval or 1,
        byday=byday,
        bymonthday=bymonthday,
        count=count,
        until=until,
        wkst=wkst or 0,
    )


def _exceptions(fields: Fields, reader: _Reader) -> Iterator[ScheduleException]:
    for one in fields.each("exceptions"):
        inner = _Reader(one)
        day = inner.day("date")
        status = inner.read("status", _status)
        opens_at, closes_at = inner.clock("opens_at"), inner.clock("closes_at")
        if inner.unreadable or day is None or status is None:
            # a cancelled day that cannot be read must not be shown as an ordinary one
            reader.refuse("exceptions", " ".join(inner.unreadable) or one.raw("date") or one.raw("status"))
            continue
        yield ScheduleException(date=day, status=status, opens_at=opens_at, closes_at=closes_at, note=one.line("note"))


def _status(value: object) -> ExceptionStatus | None:
    word = value.strip().casefold() if isinstance(value, str) else ""
    return next((one for one in ExceptionStatus if one.value == word), _STATUSES.get(word))


def _frequency(value: object) -> Frequency | None:
    return _FREQUENCIES.get(value.strip().casefold()) if isinstance(value, str) else None


def _parts(value: object) -> list[str]:
    """`TU,TH`, `TU TH` or a list of such."""
    if isinstance(value, list):
        return [part for one in value[:400] for part in _parts(one)]
    if isinstance(value, int) and not isinstance(value, bool):
        return [str(value)] if abs(value) < 1000 else ["?"]
    return re.split(r"[,;\s]+", value.strip(" ,;\t\n"))[:400] if isinstance(value, str) else ["?"]


def _by_day(value: object) -> tuple[ByDay, ...] | None:
    found = [_one_day(part.upper()) for part in _parts(value)]
    known = [one for one in found if one is not None]
    return tuple(dict.fromkeys(known)) if known and len(known) == len(found) else None


def _one_day(part: str) -> ByDay | None:
    if (long := _LONG_DAY.fullmatch(part)) is not None:
        return ByDay(weekday=_WEEKDAYS.index(next(short for short in long.groups() if short)))
    match = _DAY.fullmatch(part)
    if match is None or match[2] not in _WEEKDAYS:
        return None
    ordinal = None if match[1] is None else int(match[1])
    if ordinal is not None and not 1 <= abs(ordinal) <= 53:
        return None
    return ByDay(weekday=_WEEKDAYS.index(match[2]), ordinal=ordinal)


def _weekday(value: object) -> int | None:
    days = _by_day(value)
    return days[0].weekday if days and len(days) == 1 and days[0].ordinal is None else None


def _month_days(value: object) -> tuple[int, ...] | None:
    parts = _parts(value)
    if not all(re.fullmatch(r"[+-]?[0-9]{1,2}", part, re.ASCII) for part in parts):
        return None
    days = tuple(dict.fromkeys(int(part) for part in parts))
    return days if days and all(1 <= abs(day) <= 31 for day in days) else None


def _positive(value: object) -> int | None:
    try:
        found = Fields({"value": value}, "").integer("value")
    except DecodeError:
        return None
    return found if found is not None and 0 < found < 10_000 else None


def _shown(value: object) -> str:
    if isinstance(value, list):
        return clean_line(",".join(_shown(one) for one in value[:20] if not isinstance(one, list)), _SHOWN)
    if isinstance(value, str):
        return clean_line(value, _SHOWN)
    if isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 10**18):
        return str(value)
    return "?"
