"""Office hours as a calendar file (RFC 5545): rules stay rules, so that the calendar knows next year too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias
from zoneinfo import ZoneInfo

from ...domain.query import HoursRow
from ...domain.recurrence import slots
from ...domain.schedule import OfficeHours, Recurrence, Slot, SlotState
from ...present import partner as partner_words
from ...present import schedule as schedule_words
from ...present.language import _

if TYPE_CHECKING:
    from icalendar import Calendar, Event

AHEAD: Final = timedelta(days=3 * 366)
"""How far single dates of a rule without end are looked into: public holidays come every year."""
COUNTED: Final = timedelta(days=50 * 366)
"""The same for a rule that ends after so many times."""
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_Planned: TypeAlias = tuple[Slot, tuple[datetime, datetime]]
"""A date of the rule, and when it would begin and end if nothing had been changed."""
_LEFT_OUT: Final = {SlotState.CANCELLED, SlotState.CLOSED}


def as_ics(rows: Iterable[HoursRow], now: datetime, fetched: datetime | None = None) -> bytes:
    """One event per rule, with its exceptions; office hours whose dates are not known have no event.

    `now` is aware, and so is `fetched`, the moment the source last said so; it is in X-SAMSPILL-FETCHED.
    Cancelled and closed dates are EXDATE, moved ones and those nobody has confirmed are events of
    their own with RECURRENCE-ID, extra ones stand alone. No contact is in it: a calendar is shared before one thinks.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Samspill//office hours//")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if fetched is not None:
        calendar.add("x-samspill-fetched", f"{fetched.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    for row in rows:
        for event in _events(row, now):
            calendar.add_component(event)
    _add_zones(calendar)
    return bytes(calendar.to_ical())


def _add_zones(calendar: Calendar) -> None:
    calendar.add_missing_timezones(first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))


def _events(row: HoursRow, now: datetime) -> list[Event]:
    hours = row.hours
    start, last = _window(hours, now)
    found = slots(hours, start, last).slots
    planned = [slot for slot in found if slot.state is not SlotState.EXTRA]
    extra = [slot for slot in found if slot.state is SlotState.EXTRA]
    events = [_event(row, slot, now, f"{_uid(hours)}-{slot.start:%Y%m%dT%H%M}") for slot in extra]
    usual = [(slot, _usual(hours, slot)) for slot in planned]
    if usual:
        events += _series(row, usual, now)
    return events


def _series(row: HoursRow, usual: Sequence[_Planned], now: datetime) -> list[Event]:
    """The rule from its first date on, then the dates that differ."""
    hours = row.hours
    begins, ends = usual[0][1]
    main = _event(row, usual[0][0], now, _uid(hours), state=SlotState.OPEN, times=(begins, ends))
    if hours.recurrence is not None:
        main.add("rrule", _rule(hours, hours.recurrence, usual[-1][0].date))
    for slot, (planned, _end) in usual:
        if slot.state in _LEFT_OUT:
            main.add("exdate", planned)
    different = [
        _event(row, slot, now, _uid(hours), instead_of=planned)
        for slot, (planned, _end) in usual
        if slot.state in {SlotState.MOVED, SlotState.UNCONFIRMED}
    ]
    return [main, *different]


def _window(hours: OfficeHours, now: datetime) -> tuple[date, date]:
    """From the first possible date; where none is stated, from the beginning of this year."""
    stated = [day for day in (hours.dtstart, hours.valid_from) if day]
    start = max(stated) if stated else date(now.year, 1, 1)
    if hours.recurrence is not None and hours.recurrence.count is None:
        start = max(start, date(now.year - 1, 1, 1)) if hours.recurrence.interval == 1 else start
    ends = [day for day in (hours.valid_to, hours.recurrence.until if hours.recurrence else None) if day]
    extra = [one.date for one in hours.exceptions]
    counted = hours.recurrence is not None and hours.recurrence.count is not None
    limit = now.date() + (COUNTED if counted else AHEAD)
    return min([start, *extra]), max([min([limit, *ends]), *(day for day in extra if day <= limit)])


def _usual(hours: OfficeHours, slot: Slot) -> tuple[datetime, datetime]:
    """The times the rule gives on that date, whatever became of them."""
    if slot.state is not SlotState.MOVED or hours.opens_at is None or hours.closes_at is None:
        return slot.start, slot.end
    zone = ZoneInfo(hours.timezone_name)
    begins = datetime.combine(slot.date, hours.opens_at.replace(tzinfo=None), tzinfo=zone)
    ends = datetime.combine(slot.date, hours.closes_at.replace(tzinfo=None), tzinfo=zone)
    return begins, ends if ends > begins else ends + timedelta(days=1)


def _rule(
    hours: OfficeHours,
    rule: Recurrence,
    last: date,
) -> dict[str, object]:
    parts: dict[str, object] = {"freq": rule.freq.value}
    if rule.interval != 1:
        parts["interval"] = rule.interval
    if rule.byday:
        parts["byday"] = [f"{one.ordinal or ''}{_WEEKDAYS[one.weekday]}" for one in rule.byday]
    if rule.bymonthday:
        parts["bymonthday"] = list(rule.bymonthday)
    if rule.wkst:
        parts["wkst"] = _WEEKDAYS[rule.wkst]
    ends = [day for day in (hours.valid_to, rule.until) if day]
    if rule.count is not None:  # valid_from may have taken some of them
        ends.append(last)
    if ends:  # RFC 5545, 3.3.10: in UTC, where DTSTART names a zone
        zone = ZoneInfo(hours.timezone_name)
        parts["until"] = datetime.combine(min(ends), time(23, 59, 59), tzinfo=zone).astimezone(UTC)
    return parts


def _event(
    row: HoursRow,
    slot: Slot,
    now: datetime,
    uid: str,
    *,
    state: SlotState | None = None,
    times: tuple[datetime, datetime] | None = None,
    instead_of: datetime | None = None,
) -> Event:
    from icalendar import Event

    hours = row.hours
    begins, ends = times or (slot.start, slot.end)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", _summary(row))
    if hours.place is not None:
        place = ", ".join(
            part
            for part in (hours.place.name, partner_words.address(hours.place))
            if part and part != partner_words.UNKNOWN
        )
        event.add("location", place)
    if instead_of is not None:
        event.add("recurrence-id", instead_of)
    shown = slot.state if state is None else state
    event.add("status", "TENTATIVE" if shown is SlotState.UNCONFIRMED else "CONFIRMED")
    remark = schedule_words.slot_remark(slot) if state is None else ""
    words = [remark, _("by appointment only") if hours.by_appointment and not remark else "", hours.notes or ""]
    if any(words):
        event.add("description", "\n".join(word for word in words if word))
    if hours.last_modified is not None:
        event.add("last-modified", hours.last_modified.astimezone(UTC))
    return event


def _summary(row: HoursRow) -> str:
    hours = row.hours
    who = row.host_name or (hours.place.name if hours.place else None)
    what = hours.service_name or _("Office hours")
    return ": ".join(part for part in (what, who) if part)


def _uid(hours: OfficeHours) -> str:
    return f"{hours.source_id}/{hours.id}@samspill"
