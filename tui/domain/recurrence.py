"""The sessions that office hours give (RFC 5545, 3.3.10 and 3.8.5.3), by the clock of their own time zone.

A rule is worked out for a window of dates, never from beginning to end: what it costs follows the window,
and with COUNT the time since its start.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .holidays import holiday
from .rule_dates import is_supported, rule_dates
from .schedule import (
    ExceptionStatus,
    Expansion,
    Frequency,
    HolidayPolicy,
    OfficeHours,
    ScheduleException,
    Slot,
    SlotState,
    Unexpandable,
)

_WITHOUT_MEANING = {"byweekno", "byyearday", "bymonth", "bysetpos", "byhour", "byminute", "bysecond"}
_BY_EXCEPTION = {
    ExceptionStatus.CANCELLED: SlotState.CANCELLED,
    ExceptionStatus.MOVED: SlotState.MOVED,
    ExceptionStatus.EXTRA: SlotState.EXTRA,
}
_ON_HOLIDAY = {
    HolidayPolicy.CLOSED: SlotState.CLOSED,
    HolidayPolicy.OPEN: SlotState.OPEN,
    None: SlotState.UNCONFIRMED,
}
_NOT_HELD = {SlotState.CANCELLED, SlotState.CLOSED}
_LOOK_AHEAD = (14, 90)
"""Days after which the search for the next slot widens: most rules answer within two weeks."""


def slots(hours: OfficeHours, first: date, last: date) -> Expansion:
    """The occurrences that begin on a date from `first` to `last`, both inclusive, sorted by start. Never raises.

    `dtstart` is RFC 5545 DTSTART: the first possible date, the phase of INTERVAL and COUNT, and the weekday, day of
    month and month where the rule names none. Without a rule it is the one date there is. `valid_from` and `valid_to`,
    both inclusive, only cut: phase and count stay as they are, except that `valid_from` serves as the start of both
    where `dtstart` is missing (it never lends its weekday). COUNT and UNTIL may stand together.

    Wall-clock times hold on both sides of a change of the clock; a time that does not exist on a date is taken with
    the offset before the gap, one that exists twice is the first (RFC 5545, 3.3.5). A session that closes at or before
    it opens ends the next day.

    A cancelled date keeps its slot, a moved one gets its new times, both only where the rule gives that date; a date
    that is both is cancelled. An extra date always adds a slot, outside the valid dates too, and even where
    there is a `reason` why the rule itself gives none; without times of its own it has the rule's.
    """
    zone = _zone(hours.timezone_name)
    fault = _rule_fault(hours)
    timeless = Unexpandable.NO_TIMES if hours.opens_at is None or hours.closes_at is None else None
    reason = fault or timeless or (Unexpandable.UNKNOWN_ZONE if zone is None else None)
    if zone is None:
        return Expansion(reason=reason)
    instead = _instead(hours.exceptions)
    planned = [(day, instead.get(day)) for day in ([] if fault else _dates(hours, first, last))]
    extra = [(each.date, each) for each in hours.exceptions if _is_extra(each) and first <= each.date <= last]
    made = (_slot(hours, zone, day, exception) for day, exception in [*planned, *extra])
    found = sorted((slot for slot in made if slot), key=lambda slot: (slot.start, slot.end))
    return Expansion(slots=tuple(found), reason=reason)


def next_slot(hours: OfficeHours, now: datetime, days: int = 400) -> Slot | None:
    """The first slot that ends after `now` (aware) and is neither cancelled nor closed, at most `days` days ahead."""
    day = _local_date(now, _zone(hours.timezone_name))
    first = day.toordinal() - 1  # one that began yesterday may still be going on
    for ahead in (*(each for each in _LOOK_AHEAD if each < days), days):
        last = day.toordinal() + ahead
        for slot in slots(hours, _date(first), _date(last)).slots:
            if slot.end > now and slot.state not in _NOT_HELD:
                return slot
        first = last + 1
    return None


def _rule_fault(hours: OfficeHours) -> Unexpandable | None:
    """Why the rule gives no dates, None if it does."""
    rule = hours.recurrence
    origin = hours.dtstart or hours.valid_from
    fault = None
    if hours.unreadable:
        fields = {each.partition(":")[0].strip().lower() for each in hours.unreadable}
        fault = Unexpandable.UNSUPPORTED if fields <= _WITHOUT_MEANING else Unexpandable.UNREADABLE
    elif rule is None:
        fault = None if hours.dtstart else Unexpandable.NO_RULE
    elif not is_supported(rule):
        fault = Unexpandable.UNSUPPORTED
    elif rule.freq is not Frequency.DAILY and not (rule.byday or rule.bymonthday or hours.dtstart):
        fault = Unexpandable.NO_DAYS
    elif rule.interval > 1 and origin is None:
        fault = Unexpandable.NO_START_FOR_INTERVAL
    elif rule.count is not None and origin is None:
        fault = Unexpandable.NO_START_FOR_COUNT
    return fault


def _dates(hours: OfficeHours, first: date, last: date) -> Iterable[date]:
    first = max(first, hours.valid_from or first)
    last = min(last, hours.valid_to or last)
    if hours.recurrence is not None:
        return rule_dates(hours.recurrence, hours.dtstart or hours.valid_from, first, last)
    return [hours.dtstart] if hours.dtstart and first <= hours.dtstart <= last else []


def _is_extra(exception: ScheduleException) -> bool:
    return exception.status is ExceptionStatus.EXTRA


def _instead(exceptions: Iterable[ScheduleException]) -> dict[date, ScheduleException]:
    """What takes the place of the rule on a date: the last word said about it, but cancelled stays cancelled."""
    found: dict[date, ScheduleException] = {}
    for each in exceptions:
        before = found.get(each.date)
        if not _is_extra(each) and (before is None or before.status is not ExceptionStatus.CANCELLED):
            found[each.date] = each
    return found


def _slot(hours: OfficeHours, zone: ZoneInfo, day: date, exception: ScheduleException | None) -> Slot | None:
    """None where the times are not known, or past the end of the calendar."""
    opens, closes = hours.opens_at, hours.closes_at
    if exception and exception.status is not ExceptionStatus.CANCELLED:
        opens, closes = exception.opens_at or opens, exception.closes_at or closes
    session = _session(zone, day, opens, closes) if opens is not None and closes is not None else None
    if session is None:
        return None
    public_holiday = holiday(day)
    state = SlotState.OPEN if public_holiday is None else _ON_HOLIDAY[hours.holiday_policy]
    return Slot(
        hours_id=hours.id,
        date=day,
        start=session[0],
        end=session[1],
        state=_BY_EXCEPTION[exception.status] if exception else state,
        by_appointment=bool(hours.by_appointment),
        holiday=public_holiday,
        note=exception.note if exception else None,
    )


@lru_cache(maxsize=8192)
def _session(zone: ZoneInfo, day: date, opens: time, closes: time) -> tuple[datetime, datetime] | None:
    opening = datetime.combine(day, opens.replace(tzinfo=None, fold=0), tzinfo=zone)
    closing = datetime.combine(day, closes.replace(tzinfo=None, fold=0), tzinfo=zone)
    try:
        if closing <= opening:
            closing += timedelta(days=1)
        start, end = _existing(opening), _existing(closing)
        # the opening alone may fall into a gap and be pushed past the closing; then the length holds
        return start, end if end > start else start + (closing - opening)
    except OverflowError:  # ends after 9999-12-31
        return None


def _existing(moment: datetime) -> datetime:
    """The same instant on the clock face as it is, for a wall-clock time that a forward change skips."""
    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    skipped = after - before if before is not None and after is not None else timedelta()
    return moment + skipped if skipped > timedelta() else moment


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown; not a zone name or file; a folder of zones
        return None


def _local_date(now: datetime, zone: ZoneInfo | None) -> date:
    try:
        return now.astimezone(zone).date() if zone else now.date()
    except OverflowError:  # at either end of the calendar
        return now.date()


def _date(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))
