"""Office hours of a stretch of days as lines of text, as JSON and as CSV, in the words of the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ..domain.agenda import Asked, Day, Nobody, Section, agenda
from ..domain.asked_date import NotADate, asked_date
from ..domain.calendar import Calendar, Session, monday, shifted, week_end
from ..domain.freshness import Collection, CollectionState
from ..domain.notices import notices
from ..domain.query import HoursRow
from ..domain.staffing import Side, Staffing, staffing
from ..domain.values import dataclass
from ..present import dates
from ..present import hours as words
from ..present import schedule as schedule_words
from ..present import sync as sync_words
from ..present.language import _
from ..storage.reader import Reader

DAYS = 7
"""How far ahead one looks where no week is asked for, today included."""
COLUMNS = (
    "date", "start", "end", "state", "by_appointment", "holiday", "host", "provider", "service", "place", "city",
    "note", "hours_id", "source_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What is printed: the office hours from `first` to `last`, as seen at a moment."""

    rows: tuple[HoursRow, ...]
    state: CollectionState
    first: date
    last: date
    now: datetime
    """Aware."""

    @property
    def today(self) -> date:
        return dates.local_date(self.now)


def stretch(reader: Reader, week: str | None, now: datetime) -> Stretch | str:
    """The coming days, or a week by its number or a date in it; a sentence where there is no such week.

    Raises CacheError.
    """
    today = dates.local_date(now)
    first, last = today, shifted(today, DAYS - 1)
    if week is not None:
        day = asked_date(f"uke {week}" if week.strip().isdecimal() else week, today)
        if isinstance(day, NotADate):
            return words.not_a_date(day, week)
        first, last = monday(day), week_end(day)
    state = next(one for one in reader.states() if one.collection is Collection.HOURS)
    return Stretch(rows=reader.hours(), state=state, first=first, last=last, now=now)


def lines(stretch: Stretch) -> Iterator[str]:
    """A heading per date and a line per session; then warnings, and the hours somebody is there."""
    if not stretch.rows:
        yield sync_words.empty_collection(stretch.state, stretch.now)[0]
        return
    calendar = Calendar(stretch.rows)
    today = stretch.today
    yield _title(stretch)
    for entry in agenda(calendar, Asked(first=stretch.first, last=stretch.last, today=today, gaps=True)):
        match entry:
            case Day():
                yield _day(entry.date, today)
            case Nobody():
                yield f"  {words.nobody(entry, today)}   {_('no office hours')}"
            case Session():
                yield f"  {words.session_told(entry)}"
            case _:  # nothing else has a date
                pass
    if stretch.first <= today <= stretch.last:
        yield from _warnings(calendar, today)
    yield from _dateless(calendar)
    yield from _staffing(calendar, stretch.first)


def document(stretch: Stretch) -> dict[str, Any]:
    """For programs: names and values never change with the language, times are RFC 3339, hours are numbers."""
    calendar = Calendar(stretch.rows)
    counted = staffing(calendar, stretch.first)
    return {
        "first": stretch.first.isoformat(),
        "last": stretch.last.isoformat(),
        "office_hours": [_session(one) for one in calendar.between(stretch.first, stretch.last)],
        "without_dates": [
            {"hours_id": row.hours.id, "source_id": row.hours.source_id, "reason": reason.value}
            for row, reason in calendar.without_dates()
        ],
        "staffed": {side.value: [_line(one) for one in told] for side, told in counted.items()},
    }


def table(stretch: Stretch) -> str:
    """A line per session for a spreadsheet: semicolons, as Norwegian ones expect; names never change."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for session in Calendar(stretch.rows).between(stretch.first, stretch.last):
        facts = _session(session)
        writer.writerow({name: _harmless(facts[name]) for name in COLUMNS})
    return text.getvalue()


def _harmless(value: object) -> object:
    """A spreadsheet takes text that begins like this for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _title(stretch: Stretch) -> str:
    """Which days, and how old what is said of them is."""
    whole = stretch.first == monday(stretch.first) and stretch.last == week_end(stretch.first)
    told = dates.week_title(stretch.first, stretch.last) if whole else _("Agenda from today")
    state, now = stretch.state, stretch.now
    fetched = sync_words.state_line(state, now)
    if state.completed_at is not None:
        when, age = dates.moment(state.completed_at, now), dates.age(now - state.completed_at)
        fetched = f"{_('fetched {when}, {age} ago').format(when=when, age=age)}: {fetched}"
    return f"{told}   ({fetched})"


def _day(day: date, today: date) -> str:
    special = words.special_day(day)
    return words.day_heading(day, today) + (f"   {special}" if special else "")


def _warnings(calendar: Calendar, today: date) -> Iterator[str]:
    found = notices(calendar, today)
    if found:
        yield words.section(Section.NOTICES)
    for one in found:
        yield f"  {dates.dated(one.date, today)}   {words.notice(one, today)}"


def _dateless(calendar: Calendar) -> Iterator[str]:
    found = calendar.without_dates()
    if found:
        yield words.section(Section.DATELESS)
    for row, reason in found:
        yield f"  {words.name(row)}: {schedule_words.why_no_dates(reason, row.hours)}"


def _staffing(calendar: Calendar, day: date) -> Iterator[str]:
    counted = staffing(calendar, day)[Side.PLACE]
    if len(counted) > 1:
        yield f"{_('Staffed per week')}   {dates.week_title(monday(day), week_end(day))}"
        for line in counted:
            name = line.group.name if line.group else _("All places together")
            told = _("{week}, {average} on average over 4 weeks")
            yield f"  {name}: {told.format(week=words.staffed(line.week), average=words.staffed(line.average))}"


def _session(session: Session) -> dict[str, Any]:
    row, slot = session.row, session.slot
    place = row.hours.place
    return {
        "date": slot.date.isoformat(),
        "start": slot.start.isoformat(timespec="minutes"),
        "end": slot.end.isoformat(timespec="minutes"),
        "state": slot.state.value,
        "by_appointment": slot.by_appointment,
        "holiday": slot.holiday,
        "host": row.host_name,
        "provider": row.provider_name,
        "service": row.hours.service_name,
        "place": place.name if place else None,
        "city": place.city if place else None,
        "note": slot.note,
        "hours_id": slot.hours_id,
        "source_id": row.hours.source_id,
    }


def _line(line: Staffing) -> dict[str, Any]:
    return {
        "id": line.group.id if line.group else None,
        "name": line.group.name if line.group else None,
        "hours": line.week.total_seconds() / 3600,
        "average_hours": line.average.total_seconds() / 3600,
        "by_appointment_hours": line.by_appointment.total_seconds() / 3600,
        "unconfirmed_hours": line.unconfirmed.total_seconds() / 3600,
    }
